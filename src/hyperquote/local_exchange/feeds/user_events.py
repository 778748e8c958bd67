"""userEvents, on the channel `user`: fills, funding, liquidations, and cancels that the user did not ask for."""

from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.matching.facts import FundingFact, LiquidationFact
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.texts import usd_text
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.user_events import Liquidation, NonUserCancel, UserEvent, UserEventsFrame, UserFunding

NON_USER_CANCELS = frozenset(
    {
        "marginCanceled",
        "selfTradeCanceled",
        "reduceOnlyCanceled",
        "scheduledCancel",
        "liquidatedCanceled",
        "delistedCanceled",
        "openInterestCapCanceled",
        "siblingFilledCanceled",
        "vaultWithdrawalCanceled",
    }
)


class UserEventsFeed(Feed):
    """One kind of event a frame; no snapshot."""

    rank = 4
    has_snapshot = False

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the block's fills, liquidations and cancels, then its TWAPs, and its funding payments one by one."""
        listings = exchange.listings
        events: list[UserEvent] = []
        if fills := block.fills.get(self._user):
            events.append(UserEvent(fills=[shapes.fill(fact, listings[fact.asset]) for fact in fills]))
        if slices := block.slice_fills.get(self._user):
            events.append(
                UserEvent(twap_slice_fills=[shapes.slice_fill(fact, listings[fact.asset]) for fact in slices])
            )
        events.extend(UserEvent(liquidation=_liquidation(fact)) for fact in block.liquidations.get(self._user, ()))
        cancels = [
            NonUserCancel(listings[fact.asset].name, fact.oid)
            for fact in block.orders.get(self._user, ())
            if fact.status in NON_USER_CANCELS
        ]
        if cancels:
            events.append(UserEvent(non_user_cancel=cancels))
        if twaps := block.twaps.get(self._user):
            events.append(
                UserEvent(twap_history=[shapes.twap_record(fact, listings[fact.twap.asset]) for fact in twaps])
            )
        events.extend(UserEvent(funding=_funding(exchange, fact)) for fact in block.fundings.get(self._user, ()))
        return [encode(UserEventsFrame(event)) for event in events]


def _funding(exchange: LocalExchange, fact: FundingFact) -> UserFunding:
    delta = shapes.funding_delta(fact, exchange.listings[fact.asset])
    return UserFunding(fact.time_ms, delta.coin, delta.usdc, delta.szi, delta.funding_rate)


def _liquidation(fact: LiquidationFact) -> Liquidation:
    return Liquidation(fact.number, fact.liquidator, fact.account, usd_text(fact.ntl_micro), usd_text(fact.value_micro))
