"""noop: use up a nonce"""

from hyperquote.exchange.actions.base import SimpleAction


class Noop(SimpleAction, frozen=True, kw_only=True, tag="noop"):
    """Do nothing, so that an action in flight with the same nonce can no longer happen."""
