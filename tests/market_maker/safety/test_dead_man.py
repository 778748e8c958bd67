"""The dead man's switch: kept set while all is well, left to go off in doubt, counted, and put away at the end."""

from itertools import pairwise

import pytest
from tests.market_maker.wiring.harness import Bench, of
from tests.market_maker.wiring.market import LAG_MS

from hyperquote.errors import ConfigError
from hyperquote.market_maker.commands import Cancel, Finished, SetSwitch
from hyperquote.market_maker.config import load
from hyperquote.market_maker.events import NO_TIME, Disconnected, Feed, SwitchReply
from hyperquote.market_maker.safety.dead_man import TRIGGERS_PER_DAY, DeadMansSwitch

S = 1_000_000_000
NOON_NS = 1_700_049_600 * S  # 12:00 UTC
NOON_MS = NOON_NS // 1_000_000


def switch() -> DeadMansSwitch:
    return DeadMansSwitch(60 * S, 30 * S)


def test_it_is_set_to_a_minute_from_now_and_again_after_half_of_one() -> None:
    dead_man = switch()
    assert dead_man.due_ms(NOON_NS, 0, True) == NOON_MS + 60_000
    dead_man.on_set(NOON_MS + 60_000)
    assert dead_man.due_ms(NOON_NS + 29 * S, 0, True) == 0
    assert dead_man.due_ms(NOON_NS + 30 * S, 0, True) == NOON_MS + 90_000


def test_the_time_of_the_venue_counts_where_it_is_ahead_of_ours() -> None:
    assert switch().due_ms(NOON_NS, NOON_MS + 5_000, True) == NOON_MS + 65_000


def test_in_doubt_it_is_left_alone() -> None:
    assert switch().due_ms(NOON_NS, 0, False) == 0


def test_ten_times_a_day_it_may_go_off_and_the_next_day_again() -> None:
    dead_man = switch()
    now_ns = NOON_NS
    for _ in range(TRIGGERS_PER_DAY):
        at_ms = dead_man.due_ms(now_ns, 0, True)
        assert at_ms > 0
        dead_man.on_set(at_ms)
        now_ns += 61 * S
        assert dead_man.due_ms(now_ns, 0, False) == 0
    assert dead_man.triggers == TRIGGERS_PER_DAY
    assert dead_man.due_ms(now_ns, 0, True) == 0
    assert dead_man.due_ms(now_ns + 12 * 3_600 * S, 0, True) > 0
    assert dead_man.triggers == 0


def test_a_refusal_is_news_once_and_tried_again_after_an_hour() -> None:
    dead_man = switch()
    assert dead_man.on_refused("not enough volume", NOON_NS)
    assert not dead_man.on_refused("not enough volume", NOON_NS)
    assert dead_man.due_ms(NOON_NS + 3_599 * S, 0, True) == 0
    assert dead_man.due_ms(NOON_NS + 3_600 * S, 0, True) > 0


def test_no_answer_leaves_what_was_known_and_is_tried_again_soon() -> None:
    dead_man = switch()
    dead_man.on_set(dead_man.due_ms(NOON_NS, 0, True))
    dead_man.on_no_answer(NOON_NS)
    assert dead_man.armed_until_ms == NOON_MS + 60_000
    assert dead_man.due_ms(NOON_NS + 8 * S, 0, True) == NOON_MS + 68_000


def test_a_clean_end_calls_it_off_and_any_other_makes_it_go_off_soon() -> None:
    dead_man = switch()
    assert dead_man.last_ms(NOON_NS, 0, is_clean=True) == -1  # it was never set
    assert dead_man.last_ms(NOON_NS, 0, is_clean=False) == NOON_MS + 6_000
    dead_man.on_set(NOON_MS + 60_000)
    assert dead_man.last_ms(NOON_NS, 0, is_clean=True) == 0
    assert DeadMansSwitch(0, 0).last_ms(NOON_NS, 0, is_clean=False) == -1


# ── in the engine ───────────────────────────────────────────────────────────────────────────────────────


def test_the_engine_keeps_it_a_minute_ahead() -> None:
    bench = Bench().warm_up()
    bench.run(700)
    times = [command.at_ms for command in of(bench.commands, SetSwitch)]
    assert len(times) >= 3
    assert all(later - earlier == 30_000 for earlier, later in pairwise(times))
    assert 29_000 < bench.venue.cancels_at_ms - bench.now_ms <= 60_000
    assert bench.view.counts["dead_man_armed"] == 1


@pytest.mark.parametrize("feed", [Feed.BBO, Feed.BOOK, Feed.USER])
def test_a_stale_feed_lets_it_go_off(feed: str) -> None:
    bench = Bench().warm_up()
    bench.quiet = {feed}
    bench.run(450)
    set_to = bench.venue.cancels_at_ms
    bench.run(900)
    assert bench.venue.cancels_at_ms == set_to <= bench.now_ms
    assert (bench.view.counts["dead_man_armed"], bench.view.counts["dead_man_triggers"]) == (0, 1)
    bench.quiet = set()
    bench.run(50)
    assert bench.venue.cancels_at_ms > bench.now_ms  # all is well again


def test_a_lost_connection_lets_it_go_off() -> None:
    bench = Bench().warm_up()
    bench.tell(Disconnected(NO_TIME, bench.now_ns))
    set_to = bench.venue.cancels_at_ms
    bench.run(700)
    assert bench.venue.cancels_at_ms == set_to


def test_books_that_differ_from_the_venues_let_it_go_off() -> None:
    bench = Bench().warm_up()
    bench.run(20)
    bench.venue.position_lots += 100
    seen = []
    for _ in range(120):
        bench.run(1)
        seen += bench.engine.gates.doubts()
    assert set(seen) == {"the venue's position differs from ours"}


def test_a_refusal_is_said_once_with_what_it_means() -> None:
    bench = Bench()
    bench.venue.no_switch = "Cannot set scheduled cancel time until enough volume traded."
    bench.warm_up()
    bench.run(700)
    lines = [line for line in bench.notes if "dead man" in line]
    assert len(lines) == 1
    assert "enough volume" in lines[0]
    assert bench.view.counts["dead_man_armed"] == 0


def test_a_clean_stop_calls_it_off_before_the_end() -> None:
    bench = Bench().warm_up()
    bench.stop("operator asked")
    bench.tick(20)
    [finished] = of(bench.commands, Finished)
    assert finished.is_clean
    assert of(bench.commands, SetSwitch)[-1].at_ms == 0
    assert bench.commands.index(of(bench.commands, SetSwitch)[-1]) < bench.commands.index(finished)


def test_a_stop_that_cannot_be_proved_sets_it_to_the_earliest_time() -> None:
    bench = Bench().warm_up()
    bench.venue.is_silent = True
    bench.stop("operator asked")
    bench.tick(310)
    [finished] = of(bench.commands, Finished)
    assert not finished.is_clean
    assert of(bench.commands, Cancel)
    ended_ms = next(
        event.local_ns // 1_000_000 for event in reversed(bench.events) if event.local_ns <= bench.engine.now_ns
    )
    assert 0 < of(bench.commands, SetSwitch)[-1].at_ms - ended_ms <= 6_000 + LAG_MS


def test_zero_is_no_switch_and_too_short_is_refused() -> None:
    bench = Bench({"safety": {"dead_man": 0.0}}).warm_up()
    bench.run(700)
    assert of(bench.commands, SetSwitch) == []
    with pytest.raises(ConfigError, match="dead_man 10 must be 15 s or more"):
        load(None, {"safety": {"dead_man": 10.0}})


def test_an_answer_that_is_lost_changes_nothing() -> None:
    bench = Bench().warm_up()
    armed = bench.engine.switch.armed_until_ms
    bench.tell(SwitchReply(NO_TIME, bench.now_ns, armed + 30_000, "timeout", False))
    assert bench.engine.switch.armed_until_ms == armed
