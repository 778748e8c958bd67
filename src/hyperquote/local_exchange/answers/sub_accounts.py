"""subAccounts: the sub-accounts of a user with what each owns."""

from hyperquote.info.requests.clearinghouse_state import ClearinghouseStateRequest
from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseStateRequest
from hyperquote.info.requests.sub_accounts import SubAccount, SubAccounts, SubAccountsRequest
from hyperquote.local_exchange.answers import clearinghouse_state, spot_clearinghouse_state
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: SubAccountsRequest, now_ms: int) -> SubAccounts:
    """Return the sub-accounts in the order they were opened; null when there are none."""
    return [
        SubAccount(
            each.name,
            each.address,
            each.master,
            clearinghouse_state.answer(exchange, ClearinghouseStateRequest(user=each.address), now_ms),
            spot_clearinghouse_state.answer(exchange, SpotClearinghouseStateRequest(user=each.address), now_ms),
        )
        for each in exchange.registry.sub_accounts.of(request.user.lower())
    ] or None
