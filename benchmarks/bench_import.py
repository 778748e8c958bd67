"""What `import hyperquote` costs before anything is done: time, memory, threads, sockets.

    python benchmarks/bench_import.py

The package alone loads next to nothing, so the claims are about what everybody uses: its client. Each import runs in
an interpreter of its own, in turn; the best of several counts. Memory is the resident set above that of an interpreter
that imports nothing (Linux). The network library is loaded when a client is made, not when it is imported: the last two
lines, without a target, have both, so that nothing is hidden.
"""

import subprocess
import sys

RUNS = 5
PROBE = """
import os, threading, time
start = time.perf_counter()
{line}
spent = time.perf_counter() - start
pages = int(open("/proc/self/statm").read().split()[1])
folder = "/proc/self/fd/"
links = [os.readlink(folder + fd) for fd in os.listdir(folder) if os.path.lexists(folder + fd)]
sockets = len([link for link in links if link.startswith("socket:")])
print(spent * 1000, pages * os.sysconf("SC_PAGE_SIZE") / 1e6, threading.active_count(), sockets)
"""
LINES = {
    "nothing": "pass",
    "hyperquote": "import hyperquote",
    "its client": "from hyperquote import Hyperliquid",
    "official SDK": "import hyperliquid.exchange, hyperliquid.info",
    "its client, made": "from hyperquote import Hyperliquid; Hyperliquid('local')",
    "official, made": (
        "from hyperliquid.info import Info; import hyperliquid.exchange; "
        "Info('http://127.0.0.1:9', True, {'universe': []}, {'universe': [], 'tokens': []})"
    ),
}


def measured(line: str) -> tuple[float, float, int, int]:
    """Return ms, MB, threads and sockets after one import."""
    probe = [sys.executable, "-c", PROBE.format(line=line)]
    ms, mb, threads, sockets = subprocess.run(probe, check=True, capture_output=True, text=True).stdout.split()
    return float(ms), float(mb), int(threads), int(sockets)


def main() -> int:
    """Measure, print the ratios, and return how many targets were missed."""
    rounds = [{name: measured(line) for name, line in LINES.items()} for _ in range(RUNS)]
    best = {name: min(each[name] for each in rounds) for name in LINES}
    for name, (ms, mb, threads, sockets) in best.items():
        print(f"{name:16} {ms:7.1f} ms  {mb:6.1f} MB  {threads} thread(s)  {sockets} socket(s)")
    ours, bare = best["its client"], best["nothing"]
    claims = {
        f"{ours[0] / best['official SDK'][0]:.2f} × the time of the official SDK (at most 0.4)": ours[0]
        <= 0.4 * best["official SDK"][0],
        f"{ours[1] - bare[1]:.1f} MB above a bare interpreter (at most 30)": ours[1] - bare[1] <= 30,
        "no thread and no socket": (ours[2], ours[3]) == (1, bare[3]),
    }
    for claim, holds in claims.items():
        print(f"{'met' if holds else 'MISSED':6} {claim}")
    return sum(not holds for holds in claims.values())


if __name__ == "__main__":
    sys.exit(main())
