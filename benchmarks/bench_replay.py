"""How fast a recorded market is replayed through the exchange and the market maker, in both builds.

    python benchmarks/bench_replay.py [FOLDER]

FOLDER is a recording; by default the BTC one beside the checkout, else a seeded market of the same kind is made.

`tape/s` counts rows of the tape: each is matched against our resting orders, made an event and learnt by the engine.
`events/s` counts all that the engine learns: those rows, and the timers, answers, order updates and fills on top.
Both divide by the same CPU time, the best of several whole runs, with the garbage collector off.

    silent    an engine that wants nothing: the price of tape, exchange and world
    exact     the market maker as it comes: all estimators on, quotes by the published formula
    seed      the same with the formula of the specification's seed
"""

from builds import both_builds, chosen_recording, table


def main() -> None:
    """Ask both builds and print the table."""
    answers = both_builds("run_replay.py", [chosen_recording()])
    columns = {"rows": ",.0f", "events": ",.0f", "tape/s": ",.0f", "events/s": ",.0f", "µs a row": ".2f"}
    table(answers, columns, "µs a row")


if __name__ == "__main__":
    main()
