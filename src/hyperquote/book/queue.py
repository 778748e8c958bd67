"""Where a resting order stands in the queue of its price: beliefs, since the venue shows sizes and not orders.

A belief starts with the displayed size ahead of us and learns from two things: trades at our price, which take
from the front, and later displays of the level, whose size must have shrunk by those trades and by cancels. How
many of the cancels stood ahead of us nobody is told: that is where beliefs differ. All quantities in lots.
"""

from math import log
from typing import Final

from mypy_extensions import mypyc_attr

from hyperquote.errors import ConfigError

DEFAULT_QUEUE: Final = "proportional"


@mypyc_attr(allow_interpreted_subclasses=True)
class QueueBelief:
    """The queue ahead of one order. Subclasses say how a display changes it."""

    def __init__(self, displayed_lots: int) -> None:
        if displayed_lots < 0:
            raise ValueError(f"a displayed size cannot be negative, got {displayed_lots} lots")
        self.ahead_lots = displayed_lots  # we join at the back
        self.shown_lots = displayed_lots  # the newest display, less what traded since

    def on_trade(self, lots: int) -> int:
        """Let a trade at our price eat from the front; return the part of it that reaches us."""
        eaten = min(lots, self.ahead_lots)
        self.ahead_lots -= eaten
        self.shown_lots = max(self.shown_lots - lots, 0)
        return lots - eaten

    def on_display(self, lots: int) -> None:
        """Learn the displayed size of our level. Our own size is not part of it."""
        raise NotImplementedError


class ByTrades(QueueBelief):
    """Only trades bring us forward: every cancel stood behind us. The cautious bound.

        ahead ← min(ahead, displayed)

    The minimum is knowledge, not belief: nobody is ahead of us who is not displayed. A level that empties
    makes us first, and whoever comes back queues behind.
    """

    def on_display(self, lots: int) -> None:
        """Take the displayed size as an upper bound of what is ahead."""
        self.ahead_lots = min(self.ahead_lots, lots)
        self.shown_lots = lots


class Proportional(QueueBelief):
    """Cancels fall evenly on the whole level, so a share ahead/shown of them stood ahead of us.

        cancelled = shown − displayed              shown: the last display less the trades since
        ahead ← min(ahead − ⌊cancelled · ahead / shown⌋, displayed)

    A level that grew had its newcomers join behind us. The power-form probability models of queue position
    with exponent 1 (n = 1 in f(x) = xⁿ) are this rule.
    """

    def on_display(self, lots: int) -> None:
        """Split the fall of the displayed size by position."""
        cancelled = self.shown_lots - lots
        if cancelled > 0:
            self.ahead_lots -= cancelled * self.ahead_lots // self.shown_lots
        self.ahead_lots = min(self.ahead_lots, lots)
        self.shown_lots = lots


class ByWeight(QueueBelief):
    """Cancels fall on the two parts of a level by a weight f of their sizes, ahead of us and behind.

        share = f(ahead) / (f(ahead) + f(shown − ahead))
        ahead ← min(max(ahead − ⌊cancelled · share⌋, 0), displayed)

    Subclasses say what f is. While less stands ahead of us than behind, a power above 1 puts fewer cancels ahead than
    `Proportional` and a logarithm more; while more stands ahead it is the other way round.
    Rigtorp (2013), "Estimating order queue position".
    """

    def on_display(self, lots: int) -> None:
        """Split the fall of the displayed size by the weights of both parts."""
        cancelled = self.shown_lots - lots
        if cancelled > 0:
            ahead = self.weight(float(self.ahead_lots))
            behind = self.weight(float(max(self.shown_lots - self.ahead_lots, 0)))
            if ahead > 0.0:
                self.ahead_lots = max(self.ahead_lots - int(float(cancelled) * (ahead / (ahead + behind))), 0)
        self.ahead_lots = min(self.ahead_lots, lots)
        self.shown_lots = lots

    def weight(self, lots: float) -> float:
        """Return f of a size; 0 of nothing."""
        raise NotImplementedError


class Power(ByWeight):
    """f(x) = x²: cancels come from the larger part of the level, more than evenly."""

    def weight(self, lots: float) -> float:
        """Return the square."""
        return lots * lots


class Logarithm(ByWeight):
    """f(x) = ln(1 + x): both parts lose about as much, however large they are."""

    def weight(self, lots: float) -> float:
        """Return the logarithm."""
        return log(1.0 + lots)


class ByCancels(QueueBelief):
    """Every cancel stood ahead of us: the bold bound.

    ahead ← min(max(ahead − cancelled, 0), displayed)
    """

    def on_display(self, lots: int) -> None:
        """Take the whole fall of the displayed size for ours."""
        cancelled = self.shown_lots - lots
        if cancelled > 0:
            self.ahead_lots = max(self.ahead_lots - cancelled, 0)
        self.ahead_lots = min(self.ahead_lots, lots)
        self.shown_lots = lots


@mypyc_attr(allow_interpreted_subclasses=True)
class QueueModel:
    """Makes a belief for each order that joins a queue; the default believes in trades only."""

    def join(self, displayed_lots: int) -> QueueBelief:
        """Return the belief of an order that joins behind `displayed_lots`."""
        return ByTrades(displayed_lots)


class ProportionalModel(QueueModel):
    """Queues in which cancels are spread evenly."""

    def join(self, displayed_lots: int) -> QueueBelief:
        """Return the belief of an order that joins behind `displayed_lots`."""
        return Proportional(displayed_lots)


class PowerModel(QueueModel):
    """Queues in which cancels come from the larger part."""

    def join(self, displayed_lots: int) -> QueueBelief:
        """Return the belief of an order that joins behind `displayed_lots`."""
        return Power(displayed_lots)


class LogarithmModel(QueueModel):
    """Queues in which both parts lose about as much."""

    def join(self, displayed_lots: int) -> QueueBelief:
        """Return the belief of an order that joins behind `displayed_lots`."""
        return Logarithm(displayed_lots)


class ByCancelsModel(QueueModel):
    """Queues in which every cancel brings us forward."""

    def join(self, displayed_lots: int) -> QueueBelief:
        """Return the belief of an order that joins behind `displayed_lots`."""
        return ByCancels(displayed_lots)


QUEUES: Final[dict[str, QueueModel]] = {
    "by_trades": QueueModel(),
    "power": PowerModel(),
    "proportional": ProportionalModel(),
    "log": LogarithmModel(),
    "by_cancels": ByCancelsModel(),
}


def queue_model(name: str) -> QueueModel:
    """Return the model of that name; raises ConfigError for a name that there is none for."""
    if name not in QUEUES:
        raise ConfigError(f"there is no queue belief called {name!r}; choose one of {', '.join(QUEUES)}")
    return QUEUES[name]
