"""What moved between accounts that is neither trade nor funding, one row for each account it concerns."""

from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from hyperquote.info.requests.ledger_deltas import LedgerDelta, LiquidatedPosition, LiquidationDelta
from hyperquote.info.requests.user_non_funding_ledger_updates import LedgerUpdate
from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.matching.facts import Fact, LiquidationFact
from hyperquote.local_exchange.texts import decimal_text, usd_text


class LedgerFact(Fact):
    """An account's row about a `delta`. All rows of one movement have the same number, and so the same hash."""

    def __init__(self, time_ms: int, account: str, delta: LedgerDelta, number: int) -> None:
        super().__init__(time_ms)
        self.account = account
        self.delta = delta
        self.number = number


def ledger_update(fact: LedgerFact) -> LedgerUpdate:
    """Return a row in the venue's shape. There is no chain here: the hash only looks the part and never repeats."""
    digest = blake2b(fact.number.to_bytes(8, "big"), digest_size=32, person=b"ledger").hexdigest()
    return LedgerUpdate(fact.time_ms, "0x" + digest, msgspec.to_builtins(fact.delta))


def liquidation_delta(fact: LiquidationFact, listings: Mapping[int, Listing]) -> LiquidationDelta:
    """Return what a liquidation is in the ledger of the account it befell."""
    positions = [
        LiquidatedPosition(listings[asset].name, decimal_text(lots, listings[asset].grid.sz_decimals))
        for asset, lots in zip(fact.assets, fact.lots, strict=True)
    ]
    return LiquidationDelta(
        liquidated_ntl_pos=usd_text(fact.ntl_micro),
        account_value=usd_text(fact.value_micro),
        leverage_type="Cross" if fact.is_cross else "Isolated",
        liquidated_positions=positions,
    )
