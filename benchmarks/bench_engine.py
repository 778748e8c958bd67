"""How long it takes from the bytes of a book to the commands of the engine, in both builds.

    python benchmarks/bench_engine.py [FOLDER]

A recorded market (by default the BTC one beside the checkout, else a seeded one) is replayed with the market maker in
it, all estimators on and its orders resting. Every book of the tape is written as the venue's l2Book JSON: nine of ten
as the fast feed does, "fast": true and five levels a side, one as the deep feed does, twenty levels. Those are the two
feeds that the market maker subscribes to, and about how often they speak. Timed is what a live session does with the
bytes: bytes → typed frame → event → `engine.on_event` → commands.

    all books        every l2Book message, whatever came of it
    fast, quoting    fast books on which the quote cycle ran: beliefs, strategy, grid, reconciliation, approval
    fast, learning   fast books within 100 ms of the last cycle: the engine learns and judges risk, no more
    deep, quoting    deep books on which the quote cycle ran: the same as fast, and κ fitted to fifteen levels a side
    … decoding       the part from bytes to event
"""

from builds import both_builds, chosen_recording, table


def main() -> None:
    """Ask both builds and print the table."""
    answers = both_builds("run_engine.py", [chosen_recording()])
    table(answers, {"books": ",.0f", "median µs": ".1f", "p99 µs": ".1f"}, "median µs")


if __name__ == "__main__":
    main()
