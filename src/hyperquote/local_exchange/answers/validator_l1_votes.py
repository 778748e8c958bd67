"""validatorL1Votes: what the validators vote on; they vote on nothing here."""

from hyperquote.info.requests.validator_l1_votes import ValidatorL1VotesRequest, ValidatorVotes
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: ValidatorL1VotesRequest, now_ms: int) -> ValidatorVotes:
    """Return nothing."""
    return []
