"""delegatorSummary: a user's stake in sum."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class DelegatorSummary(Reply, frozen=True):
    """HYPE delegated, in the staking account but not delegated, and on its way out."""

    delegated: DecimalText
    undelegated: DecimalText
    total_pending_withdrawal: DecimalText
    n_pending_withdrawals: int


_REPLY = msgspec.json.Decoder(DelegatorSummary)


class DelegatorSummaryRequest(InfoRequest[DelegatorSummary], frozen=True, tag="delegatorSummary"):
    """Ask for a user's stake in sum. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> DelegatorSummary:
        """Return the sums."""
        return _REPLY.decode(data)
