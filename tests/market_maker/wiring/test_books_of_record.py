"""Our orders, fills and position against the venue's word, whatever is lost, late, doubled or not ours."""

import pytest
from tests.market_maker.wiring.harness import Bench, deciding, described, of
from tests.market_maker.wiring.venue import retold

from hyperquote.market_maker.commands import (
    AskAccount,
    AskFills,
    AskOpenOrders,
    AskOrder,
    Cancel,
    Finished,
    OrderRef,
    Place,
)
from hyperquote.market_maker.events import (
    NO_TIME,
    Account,
    Disconnected,
    Feed,
    FillsTold,
    FundingPayment,
    OpenOrder,
    OrderUpdate,
    Reconnected,
)

EARLIER = "0x68716d6d000000ff0000000000000001"  # ours, of another session
SOMEBODY = "0x" + "c" * 32


def row(cloid: str, oid: int, placed_ms: int = 0) -> OpenOrder:
    return OpenOrder(oid, cloid, True, 390_000, 100, 100, placed_ms)


def states(bench: Bench) -> set[str]:
    return {order.state for order in bench.view.orders}


class TestADisconnection:
    def test_withdraws_everything_at_once(self) -> None:
        bench = Bench().warm_up()
        resting = set(bench.venue.open)
        bench.now_ms += 100
        direct = bench.tell(Disconnected(NO_TIME, bench.now_ns))
        assert {order.cloid for order in of(direct, Cancel)[0].orders} == resting
        assert bench.said("^warning feed: disconnected")

    def test_quotes_return_only_when_everything_was_read_again(self) -> None:
        bench = Bench().warm_up()
        bench.tell(Disconnected(NO_TIME, bench.now_ns))
        bench.run(20)
        assert not bench.is_quoting
        assert "disconnected" in bench.view.gates
        bench.venue.is_silent = True
        before = len(bench.commands)
        bench.tell(Reconnected(NO_TIME, bench.now_ns))
        asked = [type(command) for command in bench.commands[before:]]
        assert asked == [AskFills, AskOpenOrders, AskAccount]
        bench.run(20)
        fills = "waiting for the fills that may have been missed"
        waiting = {"waiting for the account", "waiting for the list of open orders", fills}
        assert waiting <= set(bench.view.gates)
        bench.venue.is_silent = False
        bench.tell(bench.venue.account(bench.now_ns))
        bench.run(10)
        assert waiting & set(bench.view.gates) == {"waiting for the list of open orders", fills}
        assert not bench.is_quoting
        bench.tell(*bench.venue.answer(AskOpenOrders(), bench.now_ns))
        bench.run(5)
        assert waiting & set(bench.view.gates) == {fills}
        assert not bench.is_quoting
        bench.tell(*bench.venue.answer(AskFills(0), bench.now_ns))
        bench.run(5)
        assert bench.said("^info feed: the gap of [0-9.]+ s is closed: account, open orders and fills are read again")
        assert bench.sides == {"bid", "ask"}

    def test_an_answer_to_an_earlier_question_proves_nothing(self) -> None:
        bench = Bench().warm_up()
        bench.tell(Disconnected(NO_TIME, bench.now_ns))
        asked_ns = bench.now_ns
        bench.run(3)
        bench.venue.is_silent = True
        bench.tell(Reconnected(NO_TIME, bench.now_ns))
        bench.tell(FillsTold(NO_TIME, bench.now_ns, asked_ns))
        assert "waiting for the fills that may have been missed" in bench.view.gates
        bench.tell(FillsTold(NO_TIME, bench.now_ns, bench.now_ns))
        assert "waiting for the fills that may have been missed" not in bench.view.gates

    def test_fills_are_asked_for_until_an_answer_comes(self) -> None:
        bench = Bench().warm_up()
        bench.venue.is_silent = True
        bench.tell(Disconnected(NO_TIME, bench.now_ns), Reconnected(NO_TIME, bench.now_ns))
        before = len(of(bench.commands, AskFills))
        bench.run(120)
        assert len(of(bench.commands, AskFills)) == before + 2
        assert "waiting for the fills that may have been missed" in bench.view.gates

    def test_each_gap_is_counted(self) -> None:
        bench = Bench().warm_up()
        for _ in range(2):
            bench.tell(Disconnected(NO_TIME, bench.now_ns), Disconnected(NO_TIME, bench.now_ns))
            bench.tell(Reconnected(NO_TIME, bench.now_ns))
            bench.run(10)
        assert bench.view.counts["account_gaps"] == 2

    def test_quotes_wait_for_new_prices(self) -> None:
        bench = Bench().warm_up()
        bench.tell(Disconnected(NO_TIME, bench.now_ns), Reconnected(NO_TIME, bench.now_ns))
        bench.quiet |= {Feed.BBO, Feed.BOOK}
        bench.run(10)
        assert not bench.is_quoting
        assert bench.view.mode_reason == "no bbo data yet"
        bench.quiet.clear()
        bench.run(10)
        assert bench.is_quoting

    def test_fills_that_were_missed_are_fetched_and_booked_once(self) -> None:
        bench = Bench().warm_up().calm()
        seen = bench.fill(is_buy=True, lots=50)
        bench.run(3)
        bench.tell(Disconnected(NO_TIME, bench.now_ns))
        missed = bench.venue.trade_elsewhere(False, 400_000, 20, bench.now_ns)
        bench.run(5)
        bench.tell(Reconnected(NO_TIME, bench.now_ns))
        bench.run(5)
        bench.tell(retold(seen, bench.now_ns), retold(missed, bench.now_ns), missed)
        assert bench.view.position == pytest.approx(0.0030)
        assert bench.view.counts["fills"] == 2
        assert bench.view.counts["duplicates"] >= 3


class TestOrdersOfAnEarlierSession:
    def test_are_removed_and_the_removal_is_verified_before_the_first_quote(self) -> None:
        bench = Bench()
        bench.venue.open[EARLIER] = row(EARLIER, 77)
        bench.start()
        assert [described(cancel) for cancel in of(bench.commands, Cancel)] == [f"cancel {[(EARLIER, 77)]}"]
        assert bench.said("^warning start: cancelling 1 orders that an earlier session left behind")
        assert "removing 1 orders of an earlier session" in bench.view.gates
        bench.run(15)
        assert len(of(bench.commands, AskOpenOrders)) == 1
        assert not any(gate.startswith("removing") for gate in bench.view.gates)
        bench.warm_up()
        assert EARLIER not in bench.venue.open

    def test_that_cannot_be_removed_end_the_session_instead_of_doubling_it(self) -> None:
        bench = Bench()
        bench.venue.open[EARLIER] = row(EARLIER, 77)
        bench.venue.is_deaf_to_cancels = True
        bench.start()
        bench.run(450)
        assert of(bench.commands, Place) == []
        assert bench.view.kill_reasons == ["orders of an earlier session cannot be removed"]
        assert [end.is_clean for end in of(bench.commands, Finished)] == [False]

    def test_of_somebody_else_are_never_touched(self) -> None:
        bench = Bench()
        bench.venue.foreign = [row(SOMEBODY, 78), row("", 79)]
        bench.warm_up()
        bench.run(700)  # past a sync
        bench.stop("operator asked")
        bench.tick(20)
        touched = {order.oid for cancel in of(bench.commands, Cancel) for order in cancel.orders}
        assert not touched & {78, 79}
        assert [end.is_clean for end in of(bench.commands, Finished)] == [True]


class TestTheSync:
    def test_cancels_an_orphan_older_than_its_grace(self) -> None:
        bench = Bench({"safety": {"sync_interval": 10.0}}).warm_up()
        bench.venue.open[EARLIER] = row(EARLIER, 77, bench.now_ms)
        bench.run(110)
        assert EARLIER not in bench.venue.open
        assert bench.said("^warning sync: cancelling 1 orders on the venue that we do not know")

    def test_asks_about_an_order_the_venue_does_not_list(self) -> None:
        bench = Bench({"safety": {"sync_interval": 10.0}}).warm_up().calm()
        cloid, lost = bench.venue.open.popitem()
        bench.venue.ended[cloid] = (lost.oid, "marginCanceled")
        bench.run(110)
        assert cloid in {question.cloid for question in of(bench.commands, AskOrder)}
        assert len(bench.venue.open) >= 9  # and its place was filled again


class TestAnUnknownOutcome:
    def test_of_an_order_that_was_placed_is_found_by_asking(self) -> None:
        bench = Bench()
        bench.venue.loses_placed = True
        bench.start()
        while not bench.venue.open:
            bench.run(1)
        assert states(bench) == {"Unknown"}
        first = set(bench.venue.open)
        bench.venue.loses_placed = False
        bench.run(15)
        assert first <= {question.cloid for question in of(bench.commands, AskOrder)}
        assert "Unknown" not in states(bench)
        assert len(bench.venue.open) == 10

    def test_of_an_order_that_never_arrived_is_given_up_after_three_answers_and_a_list(self) -> None:
        bench = Bench()
        bench.venue.loses_places = True
        bench.start()
        while not of(bench.commands, Place):
            bench.run(1)
        bench.venue.loses_places = False
        lost = of(bench.commands, Place)[0].orders[0].cloid
        bench.run(20)
        assert not bench.is_quoting  # it may still be on its way: no second one in its place
        lists = len(of(bench.commands, AskOpenOrders))
        bench.run(50)
        asked = [question.cloid for question in of(bench.commands, AskOrder)]
        assert asked.count(lost) >= 3
        assert len(of(bench.commands, AskOpenOrders)) == lists + 1
        assert bench.sides == {"bid", "ask"}

    def test_in_a_word_that_nobody_knows_is_asked_about_before_it_is_believed(self) -> None:
        bench = Bench()
        bench.start()
        while not bench.is_quoting:
            bench.run(1)
        cloid = next(iter(bench.venue.open))
        order = bench.engine.holdings.orders.find(cloid, 0)
        assert order is not None
        bench.commands.clear()
        bench.tell(
            OrderUpdate(NO_TIME, bench.now_ns, order.oid, cloid, order.is_buy, order.px_units, 1, 1, "unheardOf")
        )
        assert order.is_answered
        assert [question.cloid for question in of(bench.commands, AskOrder)] == [cloid]

    def test_of_an_order_that_was_filled_leads_to_its_fills(self) -> None:
        bench = Bench()
        bench.venue.loses_placed = True
        bench.start()
        while not bench.venue.open:
            bench.run(1)
        cloid = next(iter(bench.venue.open))
        lots = bench.venue.open[cloid].lots
        bench.venue.fill(cloid, lots, bench.now_ns)  # and nobody tells us
        bench.venue.loses_placed = False
        bench.run(20)
        assert bench.view.position == pytest.approx(lots / 10_000)
        assert bench.view.counts["fills"] == 1

    def test_silence_after_a_place_is_asked_about_once_it_is_overdue(self) -> None:
        bench = Bench({"safety": {"pending_timeout": 2.0}})
        bench.start()
        bench.venue.is_silent = True
        while not of(bench.commands, Place):
            bench.run(1)
        cloid = of(bench.commands, Place)[0].orders[0].cloid
        bench.run(15)
        assert cloid not in {question.cloid for question in of(bench.commands, AskOrder)}
        bench.run(20)
        assert cloid in {question.cloid for question in of(bench.commands, AskOrder)}

    def test_a_cancel_that_found_nothing_is_asked_about_and_repeated_while_the_order_lives(self) -> None:
        bench = Bench().warm_up().calm()
        bench.venue.is_deaf_to_cancels = True
        bench.market.move(60)
        bench.run(30)
        asked = {question.cloid for question in of(bench.commands, AskOrder)}
        assert asked
        repeats = [order.cloid for cancel in of(bench.commands, Cancel) for order in cancel.orders]
        assert 2 <= max(repeats.count(cloid) for cloid in asked) <= 5  # once a second, not as fast as answers come
        bench.venue.is_deaf_to_cancels = False
        bench.run(80)
        assert not asked & set(bench.venue.open)


class TestAFill:
    def test_told_on_two_channels_counts_once(self) -> None:
        bench = Bench().warm_up().calm()
        fill = bench.fill(is_buy=True, lots=100)
        bench.tell(fill, retold(fill, bench.now_ns))
        view = bench.view
        assert (view.position, view.counts["fills"], view.counts["duplicates"]) == (0.01, 1, 2)
        assert view.volumes["buy"] == 0.01
        assert view.money.fees == pytest.approx(0.001)

    def test_of_an_order_we_do_not_know_counts_and_makes_us_look_at_the_account(self) -> None:
        bench = Bench().warm_up().calm()
        before = len(of(bench.commands, AskAccount))
        bench.fill_elsewhere(is_buy=True, lots=100)
        bench.run(25)
        assert bench.view.position == 0.01
        assert len(of(bench.commands, AskAccount)) > before

    def test_with_a_gap_before_it_stops_quoting_until_the_account_is_read(self) -> None:
        bench = Bench().warm_up().calm()
        bench.venue.trade_elsewhere(True, 400_000, 30, bench.now_ns)  # never told
        bench.venue.is_silent = True
        bench.fill(is_buy=True, lots=20)
        bench.run(2)
        assert "waiting for the account" in bench.view.gates
        bench.venue.is_silent = False
        bench.run(150)
        assert bench.view.position == 0.005  # both: the lost one was fetched
        assert bench.view.gates == []
        assert not bench.said("adopted")

    def test_before_its_own_acknowledgement_is_booked_on_the_order(self) -> None:
        bench = Bench(delay=6)
        bench.start()
        while not of(bench.commands, Place):
            bench.run(1)
        order = of(bench.commands, Place)[0].orders[0]
        bench.tick(1)
        while order.cloid not in bench.venue.open:
            bench.tick(1)
        bench.fill(is_buy=order.is_buy, lots=order.lots)
        bench.tick(10)
        assert bench.view.position == order.lots / 10_000
        assert all(row.size > 0 for row in bench.view.orders)

    def test_makes_the_books_balance_to_the_micro_dollar(self) -> None:
        bench = Bench().warm_up()
        for number in range(12):
            bench.fill(is_buy=number % 3 != 0, lots=37 + number)
            bench.run(7)
        bench.tell(FundingPayment(bench.now_ms, bench.now_ns, -12_345))
        money = bench.view.money
        assert money.total == pytest.approx(money.realized + money.unrealized - money.fees + money.funding, abs=1e-9)
        parts = money.spread + money.adverse + money.inventory - money.fees + money.funding
        assert money.total == pytest.approx(parts, abs=1e-9)
        assert money.funding == pytest.approx(-0.012345)
        assert money.fees == pytest.approx(0.012)


class TestTheAccount:
    def test_that_disagrees_once_is_not_believed(self) -> None:
        bench = Bench().warm_up()
        wrong = bench.venue.account(bench.now_ns)
        bench.tell(Account(wrong.exchange_ms, bench.now_ns, wrong.equity_micro, 0, 500, 3))
        assert bench.view.position == 0.0
        assert "the venue's position differs from ours" in bench.view.gates
        bench.run(30)
        assert bench.view.position == 0.0
        assert bench.view.gates == []
        assert bench.is_quoting

    def test_that_disagrees_twice_two_seconds_apart_is_adopted_and_told(self) -> None:
        bench = Bench().warm_up().calm()
        before = bench.view.money.total
        bench.venue.position_lots = 500  # and no fill will ever tell why
        bench.run(150)
        assert bench.view.position == 0.05
        assert bench.said(r"^error sync: the venue's position differs by \+0\.05 twice in a row: adopted")
        assert bench.view.money.total == pytest.approx(before, abs=0.1)
        assert bench.is_quoting

    def test_adopted_is_what_profit_and_loss_count_with_from_then_on(self) -> None:
        bench = Bench().warm_up().calm()
        bench.venue.position_lots = 10_000
        bench.run(150)
        before, mid = bench.view.money.total, bench.view.mid
        bench.market.move(10)
        bench.run(1)
        assert bench.view.money.total - before == pytest.approx(bench.view.mid - mid)

    def test_is_refreshed_every_ten_seconds(self) -> None:
        bench = Bench().warm_up()
        bench.run(10)
        before = len(of(bench.commands, AskAccount))
        bench.run(300)
        assert len(of(bench.commands, AskAccount)) - before == 3

    def test_teaches_leverage_and_equity(self) -> None:
        bench = Bench().warm_up()
        bench.tell(Account(bench.now_ms, bench.now_ns, 10_000_000_000, 0, 0, 7))
        assert bench.view.leverage == 7


def test_a_late_word_about_an_order_that_ended_changes_nothing() -> None:
    bench = Bench().warm_up().calm()
    cloid, order = next(iter(bench.venue.open.items()))
    bench.fill(is_buy=order.is_buy)
    bench.run(3)
    before = bench.view.counts
    told = OrderUpdate(bench.now_ms, bench.now_ns, order.oid, cloid, order.is_buy, order.px_units, 0, 100, "filled")
    assert deciding(bench.tell(told)) == []
    assert bench.view.counts["placed"] == before["placed"]
    assert bench.view.counts["filled"] == before["filled"]


def test_a_cancel_by_the_venue_frees_the_place_of_the_order() -> None:
    bench = Bench().warm_up().calm()
    cloid, order = bench.venue.open.popitem()
    bench.venue.ended[cloid] = (order.oid, "marginCanceled")
    told = OrderUpdate(
        bench.now_ms, bench.now_ns, order.oid, cloid, order.is_buy, order.px_units, 0, 100, "marginCanceled"
    )
    bench.tell(told)
    bench.run(5)
    assert cloid not in bench.venue.open
    assert len(bench.venue.open) == 10


def test_a_reference_names_the_oid_once_it_is_known() -> None:
    bench = Bench().warm_up()
    direct = bench.stop("operator asked")
    references: list[OrderRef] = of(direct, Cancel)[0].orders
    assert all(reference.oid > 0 for reference in references)
