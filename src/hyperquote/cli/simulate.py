"""`simulate`: one seed as a story, many as a table."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from time import perf_counter
from typing import Final

from msgspec import Struct
from rich.console import Console
from rich.progress import Progress

from hyperquote import build
from hyperquote.cli.tables import console, table
from hyperquote.errors import ConfigError
from hyperquote.market_maker import config as settings
from hyperquote.market_maker.infra import logging
from hyperquote.simulation.session import Outcome, Scene, Told, scene_of, simulate

VIOLATED: Final = 1
_QUIET_TOPICS: Final = {"fill", "warm-up"}
_SAME_FAULT_S: Final = 60.0
_HOUR_S: Final = 3_600.0


class SimulateOptions(Struct, frozen=True, kw_only=True):
    """What was written on the command line."""

    seed: int = 7
    seeds: int = 1
    faults: str = "swarm"
    market: str = "mixed"
    hours: float = 0.5
    kills: int | None = None
    jobs: int = 0
    config: Path | None = None
    verbose: bool = False


def run_simulations(options: SimulateOptions) -> int:
    """Simulate and say how it went; return 0, or 1 if an invariant was violated."""
    try:
        scenes = [_scene(options, seed) for seed in range(options.seed, options.seed + options.seeds)]
    except ValueError as problem:
        raise ConfigError(str(problem)) from None
    out = console()
    if options.seeds == 1:
        outcome = _simulated(scenes[0], options.config)
        _tell(outcome, scenes[0], out, is_verbose=options.verbose)
        outcomes = [outcome]
    else:
        began_s = perf_counter()
        outcomes = list(_all(scenes, options, out))
        _tabulate(outcomes, perf_counter() - began_s, out)
    for outcome in outcomes:
        for violation in outcome.violations:
            out.print(
                f"violated {violation.invariant} at {violation.at_s:g} s of seed {outcome.seed}: {violation.text}",
                style="red",
                markup=False,
            )
        if outcome.violations:
            out.print(f"  again with  {_command(options, outcome.seed)}", markup=False)
    return VIOLATED if any(outcome.violations for outcome in outcomes) else 0


def _scene(options: SimulateOptions, seed: int) -> Scene:
    return scene_of(
        seed,
        length_s=options.hours * _HOUR_S,
        faults=options.faults,
        kills=options.kills,
        market=options.market,
    )


def _simulated(scene: Scene, config: Path | None) -> Outcome:
    logging.configure(level="error")  # to nowhere: the story says it
    return simulate(scene, settings.load(config, {}))


def _all(scenes: Sequence[Scene], options: SimulateOptions, out: Console) -> Iterator[Outcome]:
    """Simulate on several cores; yield the outcomes in the order of their seeds."""
    jobs = options.jobs or os.cpu_count() or 1
    done: dict[int, Outcome] = {}
    with (
        ProcessPoolExecutor(max_workers=jobs) as pool,
        Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress,
    ):
        task = progress.add_task("simulating", total=len(scenes))
        for future in as_completed([pool.submit(_simulated, scene, options.config) for scene in scenes]):
            outcome = future.result()
            done[outcome.seed] = outcome
            progress.advance(task)
            if outcome.violations:
                out.print(f"seed {outcome.seed}: {len(outcome.violations)} violations", markup=False)
    yield from (done[scene.seed] for scene in scenes)


# ── one seed ────────────────────────────────────────────────────────────────────────────────────────────


def _tell(outcome: Outcome, scene: Scene, out: Console, *, is_verbose: bool) -> None:
    out.print(
        f"seed {scene.seed} · {scene.market} market · {scene.length_s / 60.0:g} min with faults · "
        f"{scene.kills} kills · {build.NAME}",
        markup=False,
    )
    lines = outcome.story if is_verbose else _abridged(outcome.story)
    for line in lines:
        style = {"fault": "yellow", "process": "bold"}.get(line.topic, "")
        out.print(f"{_clock(line.at_s)}  {line.topic:<9}{line.text}", style=style, markup=False)
    out.print()
    end = "it stopped and left no order" if outcome.is_clean else "it did not end clean"
    if outcome.killed_by:
        end += f" (stopped by: {'; '.join(dict.fromkeys(outcome.killed_by))})"
    out.print(
        f"{outcome.placed} orders placed, {outcome.fills} fills, P&L {outcome.pnl_usd:+.2f} USD; "
        f"{sum(outcome.faults.values())} faults of {len(outcome.faults)} kinds; {outcome.gaps} gaps"
        + (f", the longest repaired in {max(outcome.repairs_s):.2f} s" if outcome.repairs_s else "")
        + f"; {end}",
        markup=False,
    )
    looks = sum(outcome.looks.values())
    out.print(
        f"{len(outcome.looks)} kinds of invariants, {looks} looks, {len(outcome.violations)} violations; "
        f"checksum {outcome.checksum}",
        markup=False,
    )


def _abridged(story: Sequence[Told]) -> Iterator[Told]:
    """Leave out single fills, and say once a minute that a fault strikes."""
    told_s: dict[str, float] = {}
    more: Counter[str] = Counter()
    for line in story:
        if line.topic in _QUIET_TOPICS:
            continue
        since = 0
        if line.topic == "fault":
            kind = line.text.partition(" ")[0]
            if line.at_s - told_s.get(kind, -_SAME_FAULT_S) < _SAME_FAULT_S:
                more[kind] += 1
                continue
            told_s[kind] = line.at_s
            since = more.pop(kind, 0)
        yield Told(line.at_s, line.topic, f"{line.text} (and {since} times before)") if since else line


def _clock(at_s: float) -> str:
    minutes, seconds = divmod(at_s, 60.0)
    return f"{int(minutes):02d}:{seconds:06.3f}"


# ── many ────────────────────────────────────────────────────────────────────────────────────────────────


def _tabulate(outcomes: Sequence[Outcome], took_s: float, out: Console) -> None:
    simulated_s = sum(each.length_s for each in outcomes)
    faults: Counter[str] = Counter()
    looks: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for each in outcomes:
        faults.update(each.faults)
        looks.update(each.looks)
        met.update(each.met)
    repairs = sorted(repair for each in outcomes for repair in each.repairs_s)
    stops = sorted(stop for each in outcomes for stop in each.stops_s)
    rows = [
        ("seeds", len(outcomes)),
        ("simulated hours", f"{simulated_s / _HOUR_S:.1f}"),
        ("times real time, all cores", f"{simulated_s / took_s:.0f}"),
        ("orders placed", sum(each.placed for each in outcomes)),
        ("fills", sum(each.fills for each in outcomes)),
        ("faults injected", sum(faults.values())),
        ("gaps repaired", len(repairs)),
        ("repair, s: p50 p99 max", _quantiles(repairs)),
        ("from stop to no order, s: p50 p99 max", _quantiles(stops)),
        ("ended clean", sum(each.is_clean for each in outcomes)),
        ("looks at invariants", sum(looks.values())),
        ("violations", sum(len(each.violations) for each in outcomes)),
    ]
    out.print(table(("figure", "value"), rows))
    out.print()
    out.print(
        table(
            ("invariant", "looks"),
            [(name, looks[name]) for name in sorted(looks, key=_by_number)],
            title="what was looked at",
        )
    )
    out.print()
    out.print(_coverage(met))


def _coverage(met: Counter[str]) -> object:
    """Return how often each fault struck while an order of ours was in each state."""
    pairs = [tuple(pair.split(" × ", 1)) for pair in met]
    states = sorted({state for _, state in pairs})
    faults = sorted({fault for fault, _ in pairs}, key=lambda each: (each[0], int(each[1:])))
    rows = [[fault, *(met.get(f"{fault} × {state}", 0) for state in states)] for fault in faults]
    return table(("fault", *states), rows, title="faults by the states of our orders when they struck")


def _by_number(name: str) -> tuple[str, int]:
    return (name[0], int(name[1:])) if name[1:].isdigit() else (name, 0)


def _quantiles(values: Sequence[float]) -> str:
    if not values:
        return "none"
    picked = (values[int(share * (len(values) - 1))] for share in (0.5, 0.99, 1.0))
    return " ".join(f"{value:.2f}" for value in picked)


def _command(options: SimulateOptions, seed: int) -> str:
    words = ["hyperquote simulate", f"--seed {seed}", f"--faults {options.faults}", f"--hours {options.hours:g}"]
    if options.market != "mixed":
        words.append(f"--market {options.market}")
    if options.kills is not None:
        words.append(f"--kills {options.kills}")
    if options.config is not None:
        words.append(f"--config {options.config}")
    return " ".join(words)
