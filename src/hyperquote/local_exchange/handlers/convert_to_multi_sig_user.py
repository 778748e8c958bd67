"""convertToMultiSigUser: require several signatures from now on, others than before, or none."""

from hyperquote.exchange.actions.convert_to_multi_sig_user import ConvertToMultiSigUser
from hyperquote.local_exchange.accounts.multi_sig import read_signers
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: ConvertToMultiSigUser, account: str, now_ms: int) -> dict[str, str]:
    """Take the signers in the text; `null` makes the account an ordinary one again."""
    exchange.count_request(account, 1)
    signers = read_signers(action.signers)
    if isinstance(signers, str):
        raise ActionRefusedError(signers)
    if signers is not None:
        if account in signers.authorized_users:
            raise ActionRefusedError("Cannot register self as multi-sig authorized user")
        if not all(exchange.is_funded(user) for user in signers.authorized_users):
            raise ActionRefusedError("Multi-sig authorized user must exist on L1")
    exchange.registry.multi_sig.convert(account, signers)
    return DEFAULT
