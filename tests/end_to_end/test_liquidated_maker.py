"""A market maker of ours is liquidated: what its engine learns of it over real sockets."""

from tests.market_maker.infra.live_world import BTC, OURS, VISITOR, session, venue

from hyperquote.market_maker.events import Fill, OrderUpdate


async def test_a_maker_that_lost_its_margin_learns_that_orders_and_position_were_taken_from_it() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        assert at.sell_into_our_bid(400) == 400
        await live.diary.until(lambda: live.engine.holdings.position.lots == 400)
        await live.quotes(at)
        house = at.exchange.house
        left = house.maintenance_micro(OURS.address) * 9 // 10
        house.give(OURS.address, VISITOR, house.account_value_micro(OURS.address) - left)
        house.has_moved = True
        await live.diary.until(lambda: live.engine.holdings.position.lots == 0)
        assert house.position(OURS.address, BTC).lots == 0
        forced = [event for event in live.diary.events if isinstance(event, Fill) and event.is_liquidation]
        assert {(event.is_buy, event.lots, event.is_maker, event.start_lots) for event in forced} == {
            (False, 400, False, 400)
        }
        assert live.engine.beliefs.liquidation.own_events == 1
        gone = {
            event.oid
            for event in live.diary.events
            if isinstance(event, OrderUpdate) and event.status == "liquidatedCanceled"
        }
        assert len(gone) >= 1
        assert not gone & {order.oid for order in at.exchange.open_orders(OURS.address)}
