"""subAccounts2: the sub-accounts of a user with what each owns on every dex."""

from hyperquote.info.requests.sub_accounts2 import SubAccount2, SubAccounts2, SubAccounts2Request
from hyperquote.local_exchange.answers import clearinghouse_state, spot_clearinghouse_state
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: SubAccounts2Request, now_ms: int) -> SubAccounts2:
    """Return the sub-accounts in the order they were opened; null when there are none."""
    return [
        SubAccount2(
            name=each.name,
            sub_account_user=each.address,
            master=each.master,
            dex_to_clearinghouse_state=clearinghouse_state.on_all_dexs(exchange, each.address, now_ms),
            spot_state=spot_clearinghouse_state.state_of(exchange, each.address),
        )
        for each in exchange.registry.sub_accounts.of(request.user.lower())
    ] or None
