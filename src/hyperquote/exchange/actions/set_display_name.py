"""setDisplayName: a name on the leaderboard"""

from typing import ClassVar

from hyperquote.exchange.actions.base import SimpleAction


class SetDisplayName(SimpleAction, frozen=True, kw_only=True, tag="setDisplayName"):
    """Show a name of up to 20 characters; the empty text removes it."""

    has_vault: ClassVar[bool] = False

    display_name: str
