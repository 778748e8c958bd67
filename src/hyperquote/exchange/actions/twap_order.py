"""twapOrder: have the venue work an order off in slices over time."""

from typing import TypeAlias

import msgspec
from msgspec import field

from hyperquote.errors import ProtocolError
from hyperquote.exchange.actions.base import Action, Part, null
from hyperquote.exchange.actions.outcome import Error
from hyperquote.wire import canonical


class Running(msgspec.Struct, frozen=True, rename="camel"):
    """The order was taken and is being worked off under this id."""

    twap_id: int


TwapOutcome: TypeAlias = Running | Error


class _Status(msgspec.Struct):
    running: Running | None = None
    error: str | None = None


class _Data(msgspec.Struct):
    status: _Status


class _Reply(msgspec.Struct, tag="twapOrder", tag_field="type"):
    data: _Data


_REPLY = msgspec.json.Decoder(_Reply)


class Twap(Part, frozen=True, kw_only=True):
    """`sz` base units within `minutes` (5 to 10 080), a slice every 30 s or more; `randomize` varies them by 20 %."""

    asset: int = field(name="a")
    is_buy: bool = field(name="b")
    sz: str = field(name="s")
    reduce_only: bool = field(name="r", default_factory=bool)
    minutes: int = field(name="m")
    randomize: bool = field(name="t")


class TwapTrigger(Part, frozen=True):
    """Start when the mark price is above (`is_above`) or below `px` (USD)."""

    px: str = field(name="p")
    is_above: bool = field(name="a")


class TwapDetails(Part, frozen=True, kw_only=True):
    """When to start, at once if None, and the price (USD) at which to stop."""

    trigger: TwapTrigger | None = field(name="t", default_factory=null)
    stop_px: str | None = field(name="s", default_factory=null)


class TwapOrder(Action[TwapOutcome], frozen=True, kw_only=True, tag="twapOrder"):
    """Buy or sell over time, at most 3 % from the mid. 100 USD at least.

    Refused with "Invalid TWAP duration: N min(s)", "TWAP order value too small. Min is $100.", "Exceeded max number of
    active TWAP orders." and others: an `Error`, not an exception.
    """

    twap: Twap
    details: TwapDetails | None = None

    def read(self, response: bytes | msgspec.Raw) -> TwapOutcome:
        """Return the id under which it runs, or an `Error`."""
        try:
            status = _REPLY.decode(response).data.status
        except msgspec.MsgspecError as error:
            raise ProtocolError(f"unreadable reply to a TWAP order ({error}): {bytes(response)[:200]!r}") from error
        if status.running is not None:
            return status.running
        if status.error is not None:
            return Error(status.error)
        raise ProtocolError("a TWAP order is neither running nor refused")

    def canonical(self) -> "TwapOrder":
        """Return the action as it is signed."""
        details = self.details
        if details is not None:
            trigger, stop_px = details.trigger, details.stop_px
            if trigger is not None:
                trigger = TwapTrigger(canonical(trigger.px), trigger.is_above)
            details = TwapDetails(trigger=trigger, stop_px=None if stop_px is None else canonical(stop_px))
        twap = msgspec.structs.replace(self.twap, sz=canonical(self.twap.sz))
        return TwapOrder(twap=twap, details=details)
