"""What a world needs of an engine."""

from mypy_extensions import mypyc_attr

from hyperquote.market_maker.commands import Command
from hyperquote.market_maker.events import Event


@mypyc_attr(allow_interpreted_subclasses=True)
class Engine:
    """Facts in, decisions out. Every world drives one of these, and nothing else."""

    def on_event(self, event: Event) -> list[Command]:
        """Learn one fact and return what to do about it: same events, same commands, always."""
        raise NotImplementedError
