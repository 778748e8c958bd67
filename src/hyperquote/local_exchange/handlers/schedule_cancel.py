"""scheduleCancel: the dead man's switch."""

from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: ScheduleCancel, account: str, now_ms: int) -> dict[str, str]:
    """Set it, or clear it when there is no time."""
    exchange.count_request(account, 1)
    if error := exchange.core.schedule_cancel(account, action.time or 0, now_ms):
        raise ActionRefusedError(error)
    return DEFAULT
