"""subAccounts2: the sub-accounts of a user, with the state of each on every dex."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply
from hyperquote.info.requests.clearinghouse_state import ClearinghouseState
from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseState


class SubAccount2(Reply, frozen=True, kw_only=True):
    """One sub-account: dex name ("" the venue's own) and state of each, spot, and how balances hang together."""

    name: str
    sub_account_user: str
    master: str
    dex_to_clearinghouse_state: list[tuple[str, ClearinghouseState]]
    spot_state: SpotClearinghouseState
    abstraction: str | None = None


SubAccounts2: TypeAlias = list[SubAccount2] | None

_REPLY: msgspec.json.Decoder[SubAccounts2] = msgspec.json.Decoder(SubAccounts2)


class SubAccounts2Request(InfoRequest[SubAccounts2], frozen=True, tag="subAccounts2"):
    """Ask for the sub-accounts of a user on all dexes. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> SubAccounts2:
        """Return the sub-accounts; None when there are none."""
        return _REPLY.decode(data)
