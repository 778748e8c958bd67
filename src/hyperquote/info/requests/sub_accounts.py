"""subAccounts: the sub-accounts of a user, with the state of each on the first dex."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply
from hyperquote.info.requests.clearinghouse_state import ClearinghouseState
from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseState


class SubAccount(Reply, frozen=True):
    """One sub-account and what it owns."""

    name: str
    sub_account_user: str
    master: str
    clearinghouse_state: ClearinghouseState
    spot_state: SpotClearinghouseState


SubAccounts: TypeAlias = list[SubAccount] | None

_REPLY: msgspec.json.Decoder[SubAccounts] = msgspec.json.Decoder(SubAccounts)


class SubAccountsRequest(InfoRequest[SubAccounts], frozen=True, tag="subAccounts"):
    """Ask for the sub-accounts of a user; `subAccounts2` knows all dexes. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> SubAccounts:
        """Return the sub-accounts; None when there are none."""
        return _REPLY.decode(data)
