"""delegatorHistory: what a user did with stake."""

from hashlib import blake2b

from hyperquote.info.requests.delegator_history import (
    DelegateDelta,
    DelegatorHistoryRequest,
    StakingDelta,
    StakingDeposit,
    StakingEvents,
    StakingWithdrawal,
)
from hyperquote.info.requests.delegator_history import StakingEvent as StakingRow
from hyperquote.local_exchange.accounts.staking import HYPE_DECIMALS, StakingEvent
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text


def answer(exchange: LocalExchange, request: DelegatorHistoryRequest, now_ms: int) -> StakingEvents:
    """Return events, newest first; the hash of each only looks the part."""
    user = request.user.lower()
    rows = [
        StakingRow(event.time_ms, _hash(user, number), _delta(event))
        for number, event in enumerate(exchange.registry.staking.of(user).history)
    ]
    return rows[::-1]


def _delta(event: StakingEvent) -> StakingDelta:
    amount = decimal_text(event.wei, HYPE_DECIMALS)
    if event.what == "cDeposit":
        return StakingDelta(c_deposit=StakingDeposit(amount))
    if event.what in {"initiated", "finalized"}:
        return StakingDelta(withdrawal=StakingWithdrawal(amount, event.what))
    return StakingDelta(delegate=DelegateDelta(event.validator, amount, event.what == "undelegate"))


def _hash(user: str, number: int) -> str:
    return "0x" + blake2b(f"{user} {number}".encode(), digest_size=32, person=b"staking").hexdigest()
