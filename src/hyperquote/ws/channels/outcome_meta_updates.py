"""outcomeMetaUpdates: outcomes and questions that begin and end."""

from typing import TypeAlias

from hyperquote.info.requests.base import Reply
from hyperquote.info.requests.outcome_meta import OutcomeQuestion, OutcomeSpec
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class OutcomeId(Reply, frozen=True):
    """An outcome by number."""

    outcome: int


class QuestionId(Reply, frozen=True):
    """A question by number."""

    question: int


class OutcomeMetaUpdate(Reply, frozen=True):
    """Exactly one of these is set; none for a kind we do not know. The venue has two spellings of an id."""

    outcome_created: OutcomeSpec | None = None
    outcome_settled: int | OutcomeId | None = None
    question_updated: OutcomeQuestion | None = None
    question_settled: int | QuestionId | None = None

    @property
    def settled_outcome(self) -> int | None:
        """The number of the outcome that ended, in either spelling."""
        settled = self.outcome_settled
        return settled.outcome if isinstance(settled, OutcomeId) else settled

    @property
    def settled_question(self) -> int | None:
        """The number of the question that ended, in either spelling."""
        settled = self.question_settled
        return settled.question if isinstance(settled, QuestionId) else settled


class OutcomeMetaUpdateBatch(Reply, frozen=True):
    """The wrapped form of a message."""

    updates: list[OutcomeMetaUpdate]


OutcomeMetaUpdates: TypeAlias = list[OutcomeMetaUpdate] | OutcomeMetaUpdateBatch
"""Both forms have been described; `updates_in` reads either."""


def updates_in(message: OutcomeMetaUpdates) -> list[OutcomeMetaUpdate]:
    """Return the updates of a message of either form, in their order."""
    return message.updates if isinstance(message, OutcomeMetaUpdateBatch) else message


class OutcomeMetaUpdatesSubscription(Subscription[OutcomeMetaUpdates], frozen=True, tag="outcomeMetaUpdates"):
    """Follow the list of outcome markets; an event feed without snapshot: read outcomeMeta first."""

    @property
    def routing_key(self) -> RoutingKey:
        """There is one."""
        return ("outcomeMetaUpdates", "")


class OutcomeMetaUpdatesFrame(ChannelFrame[OutcomeMetaUpdates], frozen=True, tag="outcomeMetaUpdates"):
    """What changed."""

    @property
    def routing_key(self) -> RoutingKey:
        """There is one."""
        return ("outcomeMetaUpdates", "")
