"""validatorSummaries: the validators that stake can be given to."""

from hyperquote.info.requests.validator_summaries import (
    ValidatorStats,
    ValidatorSummaries,
    ValidatorSummariesRequest,
    ValidatorSummary,
)
from hyperquote.local_exchange.accounts.staking import VALIDATORS
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: ValidatorSummariesRequest, now_ms: int) -> ValidatorSummaries:
    """Return each with the stake of everybody; they are always up, take no commission and earn nothing."""
    staking = exchange.registry.staking
    return [
        ValidatorSummary(
            validator=address,
            signer=address,
            name=f"Local {number}",
            description="A validator of this exchange: it keeps stake and earns nothing.",
            n_recent_blocks=0,
            stake=staking.validator_wei(address),
            is_jailed=False,
            unjailable_after=None,
            is_active=True,
            commission="0.0",
            stats=[(period, ValidatorStats("1.0", "0.0", 0)) for period in ("day", "week", "month")],
        )
        for number, address in enumerate(VALIDATORS, 1)
    ]
