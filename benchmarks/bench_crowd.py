"""How fast an exchange lives with nobody on it but the crowd, in both builds.

    python benchmarks/bench_crowd.py

BTC, ETH and SOL, calm, a block every 70 ms; each block is made and flushed as the server does it, and nobody listens.
`exchange s/s` is seconds of the exchange in one second of CPU time, the best of several rounds with the garbage
collector off. `market` is the same for both builds where they made the same trades.
"""

from builds import both_builds, table


def main() -> None:
    """Ask both builds and print the table."""
    answers = both_builds("run_crowd.py", [])
    columns = {"exchange s/s": ",.0f", "µs a block": ".1f", "trades": ",.0f", "market": ".0f"}
    table(answers, columns, "µs a block")


if __name__ == "__main__":
    main()
