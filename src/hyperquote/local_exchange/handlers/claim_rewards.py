"""claimRewards: collect what referred accounts and routed orders earned."""

from hyperquote.exchange.actions.claim_rewards import ClaimRewards
from hyperquote.info.requests.ledger_deltas import RewardsClaim
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import usd_text


def handle(exchange: LocalExchange, action: ClaimRewards, account: str, now_ms: int) -> dict[str, str]:
    """Pay it into the account."""
    exchange.count_request(account, 1)
    if exchange.house.unclaimed_micro(account) == 0:
        raise ActionRefusedError("No rewards to claim")
    micro = exchange.house.claim_rewards(account)
    claim = RewardsClaim(amount=usd_text(micro), token="USDC")  # noqa: S106
    exchange.note(claim, now_ms, account)
    return DEFAULT
