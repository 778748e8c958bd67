"""When quoting ends for good, when it pauses, and that the two are never confused."""

import pytest
from tests.market_maker.wiring.harness import Bench, of
from tests.market_maker.wiring.market import LAG_MS, T0_MS

from hyperquote.market_maker.commands import AskOpenOrders, Cancel, Finished, Place
from hyperquote.market_maker.events import NO_TIME, AssetContext, Bbo, Feed, Pause
from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict

HUGE = {"kill_switch": {"max_daily_loss": 1e9, "max_drawdown": 1.0, "max_position_value": 1e9}}


def limits(**changes: float) -> dict[str, dict[str, float]]:
    """Kill limits of which only the named ones can trip."""
    sizes = {"max_absolute_position_size": 1.75, "target_liquidity": 0.7}
    return {"kill_switch": HUGE["kill_switch"] | changes, "trading": sizes}


WIDE = limits() | {"cascade": {"size_scale": 1_000.0}}
SMALL = {"trading": {"max_absolute_position_size": 0.5, "target_liquidity": 0.2}}


def holding(bench: Bench, lots: int) -> None:
    """Buy that much at the bid, elsewhere, and let the account confirm it."""
    bench.fill_elsewhere(is_buy=lots > 0, lots=abs(lots))
    bench.tell(bench.venue.account(bench.now_ns))


def price(bench: Bench, mid: float) -> None:
    """Let the touch be mid ∓ 0.05 from now on."""
    bench.market.mid_ticks = round(mid / 0.05)
    bench.market.volatility_ticks = 0
    bench.now_ms += 100
    bench.tell(bench.market.bbo(bench.now_ms))


def is_killed(bench: Bench) -> bool:
    return bool(bench.view.kill_reasons)


class TestTheKillSwitch:
    def test_throws_above_the_position_value_and_not_at_it(self) -> None:
        bench = Bench(limits(max_position_value=8_000.0)).warm_up().calm()
        holding(bench, 20_000)  # 2 ETH
        price(bench, 4_000.0)
        assert not is_killed(bench)
        price(bench, 4_000.05)
        assert bench.view.kill_reasons == ["position value 8000 USD is above 8000"]

    def test_throws_below_the_daily_loss_and_not_at_it(self) -> None:
        bench = Bench(limits(max_daily_loss=50.0)).warm_up().calm()
        holding(bench, 10_000)
        start = bench.view.mid - bench.view.money.total
        price(bench, round((start - 49.9) / 0.05) * 0.05)
        assert not is_killed(bench)
        price(bench, round((start - 50.1) / 0.05) * 0.05)
        assert len(bench.view.kill_reasons) == 1
        assert bench.view.kill_reasons[0].startswith("daily loss 50.")

    def test_throws_above_the_drawdown_from_the_peak(self) -> None:
        bench = Bench(limits(max_drawdown=0.01)).warm_up().calm()
        holding(bench, 10_000)
        top = bench.view.mid + 40.0
        price(bench, top)
        assert bench.view.money.peak == pytest.approx(bench.view.money.daily)
        price(bench, top - 99.3)  # of an account value of 9940.7 USD
        assert not is_killed(bench)
        assert bench.view.drawdown == pytest.approx(0.01, rel=0.02)
        price(bench, top - 99.6)
        assert bench.view.kill_reasons[0].startswith("drawdown 1.0")

    def test_throws_when_the_operator_says_so(self) -> None:
        bench = Bench().warm_up()
        bench.stop("operator", is_kill=True)
        assert bench.view.kill_reasons == ["operator"]

    def test_throws_only_once_for_a_reason_and_keeps_the_first(self) -> None:
        bench = Bench(limits(max_position_value=8_000.0)).warm_up().calm()
        holding(bench, 30_000)
        price(bench, 4_000.0)
        price(bench, 3_999.0)
        bench.stop("operator", is_kill=True)
        reasons = bench.view.kill_reasons
        assert reasons[0].startswith("position value 11")
        assert "operator" in reasons
        assert sum(line.startswith("error stop:") for line in bench.notes) == 1

    def test_cancels_everything_ends_clean_and_never_quotes_again(self) -> None:
        bench = Bench(limits(max_position_value=8_000.0)).warm_up().calm()
        holding(bench, 20_100)
        price(bench, 4_000.0)
        assert bench.said("^error kill: position value 80.. USD is above 8000")
        before = len(bench.commands)
        price(bench, 3_900.0)
        bench.run(100)
        assert not bench.is_quoting
        ends = of(bench.commands, Finished)
        assert [(end.is_clean, end.reason) for end in ends] == [(True, bench.view.kill_reasons[0])]
        assert of(bench.commands[before:], Place) == []
        assert bench.view.position * bench.view.mid < 8_000  # the latch outlives its cause


class TestStaleness:
    @pytest.mark.parametrize(
        ("feed", "field"),
        [(Feed.BBO, "bbo_secs"), (Feed.BOOK, "l2_secs"), (Feed.TRADES, "trades_secs"), (Feed.USER, "user_secs")],
    )
    def test_of_any_feed_cancels_resumes_and_never_kills(self, feed: str, field: str) -> None:
        bench = Bench({"staleness": {field: 3.0}}).warm_up()
        bench.quiet.add(feed)
        bench.run(25)
        assert bench.is_quoting
        bench.run(20)
        assert not bench.is_quoting
        assert bench.view.mode == "cancel-only"
        assert bench.view.mode_reason.startswith(f"{feed} feed stale ")
        assert bench.said(f"^warning risk: cancel-only: {feed} feed stale 3.. s")
        assert not is_killed(bench)
        bench.quiet.clear()
        bench.run(20)
        assert bench.is_quoting
        assert bench.said("^info risk: open")
        assert of(bench.commands, Finished) == []

    def test_begins_just_after_the_limit(self) -> None:
        bench = Bench({"staleness": {"bbo_secs": 5.0}}).warm_up().calm()
        bench.tell(bench.market.bbo(bench.now_ms))
        bench.tick(50)
        assert bench.view.mode == "open"
        bench.tick(1)
        assert bench.view.mode_reason == "bbo feed stale 5.1 s (limit 5 s)"

    def test_of_one_feed_is_not_hidden_by_another(self) -> None:
        bench = Bench({"staleness": {"bbo_secs": 3.0}}).warm_up()
        bench.quiet.add(Feed.BBO)
        bench.run(60)  # books, trades and proofs of life keep coming
        ages = {feed.name: feed.age_s for feed in bench.view.feeds}
        assert ages[Feed.BBO] > 5
        assert max(ages[Feed.BOOK], ages[Feed.TRADES], ages[Feed.USER]) <= 1.5
        assert not bench.is_quoting


class TestACascade:
    def test_pulls_the_quotes_and_gives_them_back_without_a_kill(self) -> None:
        bench = Bench(WIDE).warm_up()
        bench.liquidate(5_000.0)  # 0.008 · 5 / 0.01 / 4 = severity 1
        assert bench.view.cascade_severity == pytest.approx(1.0)
        bench.run(2)
        assert not bench.is_quoting
        assert bench.view.mode_reason.startswith("liquidation cascade, severity 1.0")
        bench.run(25)  # e^(−0.1 · 2.5) = 0.78, above 80 % of 0.8
        assert not bench.is_quoting
        bench.run(40)
        assert bench.view.mode != "cancel-only"
        assert bench.is_quoting
        assert not is_killed(bench)

    def test_below_the_threshold_does_nothing(self) -> None:
        bench = Bench(WIDE).warm_up()
        bench.liquidate(3_900.0)
        assert bench.view.cascade_severity == pytest.approx(0.78)
        bench.run(2)
        assert bench.is_quoting

    def test_is_seen_on_the_public_tape_too(self) -> None:
        bench = Bench({"cascade": {"size_scale": 1_000.0}})
        bench.warm_up()
        bench.run(700)
        for _ in range(30):
            bench.now_ms += 20
            bench.market.move(-8)
            bench.tell(bench.market.trade(bench.now_ms, usd=40_000, is_buy=False), bench.market.bbo(bench.now_ms))
        mid = bench.market.bid
        bench.tell(AssetContext(bench.now_ms, bench.now_ns, mid, mid, 0.0, 900.0))  # positions were closed
        bench.tick(2)
        assert bench.view.cascade_severity > 0.8
        assert bench.view.mode_reason.startswith("liquidation cascade")
        assert not bench.is_quoting


class TestReduceOnly:
    def test_by_fills_leaves_only_the_reducing_side(self) -> None:
        bench = Bench(SMALL).warm_up()
        holding(bench, 5_001)
        bench.run(5)
        assert bench.sides == {"ask"}
        assert bench.view.mode == "reduce-only"
        assert sum(row.lots for row in bench.venue.open.values()) <= 5_001
        assert sum("warning risk: reduce-only: " in line for line in bench.notes) == 1

    def test_by_the_account_alone_does_the_same(self) -> None:
        bench = Bench(SMALL).warm_up()
        bench.venue.position_lots = -5_001
        bench.run(150)
        assert bench.view.position == -0.5001
        assert bench.sides == {"bid"}
        assert bench.view.mode == "reduce-only"

    def test_does_not_begin_at_the_limit_itself(self) -> None:
        bench = Bench(SMALL).warm_up()
        bench.tell(Pause(NO_TIME, bench.now_ns, True))
        bench.run(5)
        holding(bench, 5_000)  # with no bid out that could take it further
        bench.tell(Pause(NO_TIME, bench.now_ns, False))
        bench.run(5)
        assert bench.view.mode == "open"
        assert bench.sides == {"ask"}  # there is no room for a bid, but that is no alarm

    def test_ends_at_98_percent_of_the_limit_and_not_before(self) -> None:
        bench = Bench(SMALL).warm_up()
        holding(bench, 5_001)
        bench.run(3)
        bench.fill(is_buy=False, lots=100)
        bench.run(3)
        assert bench.view.position == 0.4901
        assert bench.view.mode == "reduce-only"
        bench.fill(is_buy=False, lots=1)
        bench.run(3)
        assert bench.view.mode == "open"
        assert bench.said("^warning risk: reduce-only is over")

    def test_begins_at_nine_tenths_of_the_position_value(self) -> None:
        bench = Bench(limits(max_position_value=8_000.0)).warm_up().calm()
        price(bench, 4_000.0)
        holding(bench, 17_999)
        bench.run(3)
        assert "value" not in bench.view.mode_reason
        holding(bench, 2)
        bench.run(3)
        assert bench.view.mode == "reduce-only"
        assert "value 7200" in bench.view.mode_reason
        assert bench.sides == {"ask"}

    def test_a_monitor_of_the_users_own_can_ask_for_it(self) -> None:
        class Nervous(RiskMonitor):
            def assess(self, state: RiskState) -> Verdict:
                return Verdict(Mode.REDUCE_ONLY, "nervous") if state.position > 0.1 else CLEAR

        bench = Bench(monitors=[Nervous()]).warm_up()
        holding(bench, 1_001)
        bench.run(3)
        assert bench.sides == {"ask"}
        assert bench.view.mode_reason == "nervous"
        assert bench.said("^warning risk: reduce-only: nervous")


class TestThePause:
    def test_withdraws_and_resumes(self) -> None:
        bench = Bench().warm_up()
        bench.tell(Pause(0, bench.now_ns, True))
        bench.run(3)
        assert not bench.is_quoting
        assert bench.view.gates == ["paused by the operator"]
        bench.run(50)
        assert not bench.is_quoting
        bench.tell(Pause(0, bench.now_ns, False))
        bench.run(3)
        assert bench.sides == {"bid", "ask"}

    def test_takes_back_orders_that_were_under_way(self) -> None:
        bench = Bench(delay=40)
        bench.warm_up()
        bench.market.move(60)
        bench.run(3)
        bench.tell(Pause(0, bench.now_ns, True))
        bench.run(60)
        assert not bench.is_quoting


class TestTheWayOut:
    def test_has_six_steps(self) -> None:
        bench = Bench().warm_up().calm()
        bench.fill(is_buy=True)
        bench.run(20)
        resting = set(bench.venue.open)
        before = len(bench.commands)
        direct = bench.stop("operator asked")
        said = [line for line in bench.notes if " stop: " in line]
        kinds = [type(command).__name__ for command in direct]
        assert kinds == ["Note", "Cancel", "AskOpenOrders"]
        assert said[0].startswith("info stop: stopping: operator asked; position +0.")
        bench.tick(30)
        said = [line for line in bench.notes if " stop: " in line]
        assert said[1].startswith("info stop: the venue confirms none left")
        assert said[2].startswith("info stop: final state: position +0.")
        for word in ("pnl", "drawdown", "adverse selection", "cascade severity", "0 orders open"):
            assert word in said[2]
        cancelled = {order.cloid for cancel in of(bench.commands[before:], Cancel) for order in cancel.orders}
        assert resting <= cancelled
        end = bench.commands[-1]
        assert isinstance(end, Finished)
        assert (end.is_clean, end.reason) == (True, "operator asked")
        assert not bench.view.kill_reasons

    def test_never_places_again_and_ends_once(self) -> None:
        bench = Bench().warm_up()
        bench.stop("operator asked")
        before = len(bench.commands)
        bench.run(400)
        assert of(bench.commands[before:], Place) == []
        assert len(of(bench.commands, Finished)) == 1

    def test_with_a_silent_venue_ends_unclean_in_time(self) -> None:
        bench = Bench({"safety": {"shutdown_timeout": 10.0}}).warm_up()
        bench.venue.is_silent = True
        bench.stop("operator asked")
        began = bench.now_ms
        while not of(bench.commands, Finished):
            bench.tick(1)
        assert 10_000 <= bench.now_ms - began <= 10_100
        end = of(bench.commands, Finished)[0]
        assert not end.is_clean
        assert bench.said("^error stop: could not confirm that all orders are gone")
        asked = len(of(bench.commands, AskOpenOrders))
        assert 4 <= asked <= 9  # growing pauses

    def test_cancels_again_what_the_venue_still_lists(self) -> None:
        bench = Bench().warm_up()
        bench.venue.is_deaf_to_cancels = True
        bench.stop("operator asked")
        bench.tick(20)
        assert of(bench.commands, Finished) == []
        bench.venue.is_deaf_to_cancels = False
        bench.tick(60)
        assert [end.is_clean for end in of(bench.commands, Finished)] == [True]
        assert not bench.is_quoting

    def test_waits_for_orders_under_way_and_takes_them_back(self) -> None:
        bench = Bench(delay=30)
        bench.warm_up()
        bench.market.move(60)
        bench.run(3)
        bench.stop("operator asked")
        bench.tick(200)
        assert [end.is_clean for end in of(bench.commands, Finished)] == [True]
        assert not bench.is_quoting

    def test_before_any_quote_is_clean_at_once(self) -> None:
        bench = Bench()
        bench.start()
        bench.stop("changed my mind")
        bench.tick(10)
        assert [end.is_clean for end in of(bench.commands, Finished)] == [True]


class TestTheDay:
    def test_rolls_daily_profit_and_peak_at_midnight_utc(self) -> None:
        bench = Bench(HUGE)
        bench.now_ms = T0_MS + 86_400_000 - 20_000
        bench.warm_up().calm()
        holding(bench, 10_000)
        price(bench, bench.view.mid + 30.0)
        earned = bench.view.money.daily
        assert earned > 25
        assert bench.view.money.peak == earned
        bench.now_ms = T0_MS + 86_400_000 - 100
        bench.tick(1)
        assert bench.view.money.daily == 0.0
        mid = bench.view.mid
        touch = Bbo(bench.now_ms - LAG_MS, bench.now_ns, mid - 1.05, 1.0, mid - 0.95, 1.0)
        bench.tell(touch)
        money = bench.view.money
        assert money.total == pytest.approx(earned - 1.0, abs=0.01)
        assert money.daily == pytest.approx(money.total - earned, abs=0.011)
        assert money.peak == 0.0
