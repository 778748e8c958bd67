"""Every minute our orders are held against the venue's: what differs is told, then distrusted, then fatal."""

from tests.market_maker.wiring.harness import Bench, of

from hyperquote.market_maker.commands import AskAccount, AskFills, AskOpenOrders, Cancel

SYNC = {"safety": {"sync_interval": 20.0}}


def synced(bench: Bench) -> None:
    """Run until the next routine comparison is over, and the answers to what it asked."""
    before = len([line for line in bench.notes if " sync: " in line and "orders open" in line])
    for _ in range(250):
        bench.run(1)
        if len([line for line in bench.notes if " sync: " in line and "orders open" in line]) > before:
            break
    else:
        raise AssertionError("no comparison")


def test_a_comparison_without_differences_is_a_quiet_line_with_its_counts() -> None:
    bench = Bench(SYNC).warm_up()
    synced(bench)
    [line] = [line for line in bench.notes if " sync: " in line]
    assert line.startswith("debug sync: ")
    assert line.endswith("0 unknown to us, 0 unknown to the venue, 0 without an answer, 0 cancels stuck")
    assert bench.view.counts["unsynced"] == 0


def test_one_difference_is_repaired_and_told() -> None:
    bench = Bench(SYNC).warm_up()
    orphan = bench.plant_orphan()
    synced(bench)
    assert bench.view.counts["unsynced"] == 1
    assert bench.engine.gates.doubts() == ["the venue's list of orders differed from ours"]  # the switch is left alone
    bench.run(5)
    assert orphan not in bench.venue.open
    assert bench.is_quoting
    synced(bench)
    assert bench.view.counts["unsynced"] == 0


def test_two_in_a_row_withdraw_the_quotes_until_all_is_read_again() -> None:
    bench = Bench(SYNC).warm_up()
    bench.plant_orphan(1)
    synced(bench)
    bench.plant_orphan(2)
    before = len(bench.commands)
    synced(bench)
    bench.run(1)
    asked = bench.commands[before:]
    assert of(asked, AskFills)
    assert of(asked, AskAccount)
    assert len(of(asked, AskOpenOrders)) >= 2
    withdrawn = {order.cloid for cancel in of(asked, Cancel) for order in cancel.orders}
    assert len(withdrawn) > 2
    bench.run(20)
    assert bench.is_quoting  # all proved again
    assert bench.view.kill_reasons == []


def test_three_in_a_row_throw_the_kill_switch() -> None:
    bench = Bench(SYNC).warm_up()
    for number in range(1, 4):
        bench.plant_orphan(number)
        synced(bench)
    [reason] = bench.view.kill_reasons
    assert reason.startswith("state integrity: 1 unknown to us")
    bench.tick(50)
    assert bench.venue.open == {}
