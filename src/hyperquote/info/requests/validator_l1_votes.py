"""validatorL1Votes: what the validators are voting on."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class ValidatorVote(Reply, frozen=True):
    """One vote, open until `expire_time` (ms); `action` is of any shape."""

    expire_time: int
    action: object
    votes: list[str]
    quorum_reached: bool


ValidatorVotes: TypeAlias = list[ValidatorVote]

_REPLY = msgspec.json.Decoder(ValidatorVotes)


class ValidatorL1VotesRequest(InfoRequest[ValidatorVotes], frozen=True, tag="validatorL1Votes"):
    """Ask for the votes under way. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> ValidatorVotes:
        """Return the votes."""
        return _REPLY.decode(data)
