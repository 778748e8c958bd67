"""A listed liquidator is known on the public tape by its address, whatever the case, over real sockets."""

from tests.market_maker.infra.live_world import VISITOR, config, session, venue

from hyperquote.market_maker.events import Trade

STRANGER = "0x" + "d" * 40


async def test_exactly_the_trades_of_a_listed_address_are_forced() -> None:
    settings = config(cascade={"liquidators": f"{STRANGER}, 0x{VISITOR[2:].upper()}"})
    async with venue() as at, session(at, settings) as live:
        await live.quotes(at)
        assert at.sell_into_our_bid(10) == 10
        detector = live.engine.beliefs.liquidation
        await live.diary.until(lambda: detector.liquidator_events > 0)
        trades = [event for event in live.diary.events if isinstance(event, Trade)]
        forced = [trade for trade in trades if trade.is_forced]
        assert len(forced) == detector.liquidator_events
        assert not any(trade.is_buy for trade in forced)
        assert len(forced) < len(trades)  # those of the market's own taker are not
        assert detector.direction == 1  # the visitor sold
