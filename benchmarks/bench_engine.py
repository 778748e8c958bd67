"""How long it takes from the bytes of a book to the commands of the engine, in both builds.

    python benchmarks/bench_engine.py [FOLDER]

A recorded market (by default the BTC one beside the checkout, else a seeded one) is replayed with the market maker in
it, all estimators on and its orders resting. Every book of the tape is written as the venue's l2Book JSON, 20 levels a
side. Timed is what a live session does with it: bytes → typed frame → event → `engine.on_event` → commands.

    quoting    books on which the quote cycle ran: beliefs, strategy, grid, reconciliation, approval
    learning   books within 100 ms of the last cycle: the engine learns and judges risk, and wants nothing new
    decoding   of all books, the part from bytes to event
"""

from builds import both_builds, chosen_recording, table


def main() -> None:
    """Ask both builds and print the table."""
    answers = both_builds("run_engine.py", [chosen_recording()])
    table(answers, {"books": ",.0f", "median µs": ".1f", "p99 µs": ".1f"}, "median µs")


if __name__ == "__main__":
    main()
