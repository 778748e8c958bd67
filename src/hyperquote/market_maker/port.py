"""What a world needs of an engine, and what it offers to those who watch."""

from mypy_extensions import mypyc_attr

from hyperquote.market_maker.commands import Command
from hyperquote.market_maker.events import Event
from hyperquote.market_maker.view import View


@mypyc_attr(allow_interpreted_subclasses=True)
class Engine:
    """Facts in, decisions out. Every world drives one of these, and nothing else."""

    def on_event(self, event: Event) -> list[Command]:
        """Learn one fact and return what to do about it: same events, same commands, always."""
        raise NotImplementedError


@mypyc_attr(allow_interpreted_subclasses=True)
class Watcher:
    """Sees everything and changes nothing. Worlds call these in order; a watcher overrides what it needs."""

    def on_event(self, event: Event) -> None:
        """See a fact, before the engine does."""

    def on_command(self, local_ns: int, command: Command) -> None:
        """See what the engine wants, before it is carried out."""

    def on_view(self, view: View) -> None:
        """See the engine's view; called a few times a second."""
