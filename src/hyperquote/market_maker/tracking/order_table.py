"""Every transition an order of ours can make, as data: state × event → state.

The table is total: each pair is defined, so no message of the venue, however late or doubled, can leave an
order without a state. A pair that keeps its state is a message that tells nothing new, for the reason in `IGNORED`; one
that cannot be is a violation: counted, and followed as far as the venue's word goes.
"""

from typing import Final

from hyperquote.market_maker.tracking.order import OrderState


class OrderEvent:
    """What can happen to an order."""

    SEND: Final = "send"  # handed to the executor
    ACK_RESTING: Final = "ack resting"
    ACK_FILLED: Final = "ack filled"
    ACK_REJECTED: Final = "ack rejected"
    NO_ANSWER: Final = "no answer"  # timeout, disconnect, 5xx, unreadable: the outcome is unknown
    FILL_PART: Final = "fill, part"
    FILL_ALL: Final = "fill, last"
    MODIFY_SEND: Final = "modify sent"
    MODIFY_OK: Final = "modify ok"  # same cloid, new oid; the old oid may still be filled
    CANCEL_SEND: Final = "cancel sent"
    CANCEL_OK: Final = "cancel ok"
    CANCEL_GONE: Final = "cancel found nothing"
    VENUE_OPEN: Final = "venue: open"
    VENUE_FILLED: Final = "venue: filled"
    VENUE_CANCELLED: Final = "venue: cancelled"
    VENUE_REJECTED: Final = "venue: rejected"
    NEVER_ARRIVED: Final = "never arrived"  # asked often enough: the venue knows no such order
    WINDOW_OVER: Final = "late fills over"  # no fill of a cancelled order can still be under way


EVENTS: Final = [
    OrderEvent.SEND,
    OrderEvent.ACK_RESTING,
    OrderEvent.ACK_FILLED,
    OrderEvent.ACK_REJECTED,
    OrderEvent.NO_ANSWER,
    OrderEvent.FILL_PART,
    OrderEvent.FILL_ALL,
    OrderEvent.MODIFY_SEND,
    OrderEvent.MODIFY_OK,
    OrderEvent.CANCEL_SEND,
    OrderEvent.CANCEL_OK,
    OrderEvent.CANCEL_GONE,
    OrderEvent.VENUE_OPEN,
    OrderEvent.VENUE_FILLED,
    OrderEvent.VENUE_CANCELLED,
    OrderEvent.VENUE_REJECTED,
    OrderEvent.NEVER_ARRIVED,
    OrderEvent.WINDOW_OVER,
]

STATES: Final = [
    OrderState.NEW,
    OrderState.SENT,
    OrderState.RESTING,
    OrderState.PARTIAL_FILLED,
    OrderState.MODIFY_PENDING,
    OrderState.CANCEL_PENDING,
    OrderState.CANCEL_CONFIRMED,
    OrderState.UNKNOWN,
    OrderState.FILLED_IMMEDIATELY,
    OrderState.FILLED_DURING_CANCEL,
    OrderState.FILLED,
    OrderState.CANCELLED,
    OrderState.REJECTED,
]

# One row a state, one cell an event in the order of EVENTS; "." keeps the state, "!" marks what cannot be.
#   send ack·r ack·f ack·x none part last m·snd m·ok c·snd c·ok c·gon v·opn v·fil v·can v·rej never over
_ROWS: Final = {
    OrderState.NEW: "Sen Res! Imm! Rej Unk Par! Fil! .! .! Can Con . Res! Imm! Con Rej Rej .",
    OrderState.SENT: ".! Res Imm Rej Unk Par Fil .! .! Can Con . Res Imm Con Rej Rej .",
    OrderState.RESTING: ".! . Imm .! . Par Fil Mod . Can Con . . Imm Con Con Con! .",
    OrderState.PARTIAL_FILLED: ".! . Imm .! . . Fil Mod . Can Con . . Imm Con Con Con! .",
    OrderState.MODIFY_PENDING: ".! . Imm . Unk . Fil . Res Can Con . . Imm . Con Con! .",
    OrderState.CANCEL_PENDING: ".! . Imm Rej . . Dur .! . . Con . . Imm Con Rej Con .",
    OrderState.CANCEL_CONFIRMED: ".! . . . . . Dur .! . . . . . Imm . . . Cxl",
    OrderState.UNKNOWN: ".! Res Imm Rej . Par Fil .! Res Can Con . Res Imm Con Rej Rej .",
    OrderState.FILLED_IMMEDIATELY: ".! . . .! . . Fil .! . . . . . . . .! .! .",
    OrderState.FILLED_DURING_CANCEL: ".! . . . . .! .! .! . . . . . . . . . .",
    OrderState.FILLED: ".! . . .! . .! .! .! . . . . . . . .! .! .",
    OrderState.CANCELLED: ".! . . . . .! Dur! .! . . . . . Imm! . . . .",
    OrderState.REJECTED: ".! Res! Imm! . . Par! Fil! .! . . . . Res! Imm! . . . .",
}

_SHORT: Final = {
    "Sen": OrderState.SENT,
    "Res": OrderState.RESTING,
    "Par": OrderState.PARTIAL_FILLED,
    "Mod": OrderState.MODIFY_PENDING,
    "Can": OrderState.CANCEL_PENDING,
    "Con": OrderState.CANCEL_CONFIRMED,
    "Unk": OrderState.UNKNOWN,
    "Imm": OrderState.FILLED_IMMEDIATELY,
    "Dur": OrderState.FILLED_DURING_CANCEL,
    "Fil": OrderState.FILLED,
    "Cxl": OrderState.CANCELLED,
    "Rej": OrderState.REJECTED,
}


def _build() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for state in STATES:
        cells = _ROWS[state].split()
        assert len(cells) == len(EVENTS), state
        row: dict[str, str] = {}
        for event, cell in zip(EVENTS, cells, strict=True):
            name = cell.rstrip("!")
            row[event] = state if name == "." else _SHORT[name]
        table[state] = row
    return table


def _forbidden() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for state in STATES:
        events: list[str] = []
        for event, cell in zip(EVENTS, _ROWS[state].split(), strict=True):
            if cell.endswith("!"):
                events.append(event)
        found[state] = events
    return found


TRANSITIONS: Final = _build()
VIOLATIONS: Final = _forbidden()

IGNORED: Final = {
    OrderEvent.SEND: "it has been sent",
    OrderEvent.ACK_RESTING: "told before, or overtaken by later news",
    OrderEvent.ACK_FILLED: "the fills themselves decide",
    OrderEvent.ACK_REJECTED: "it was refused by another word before",
    OrderEvent.NO_ANSWER: "what became of it is known by another way",
    OrderEvent.FILL_PART: "still the same state; the books of the order move",
    OrderEvent.FILL_ALL: "it has ended",
    OrderEvent.MODIFY_SEND: "a modify is under way",
    OrderEvent.MODIFY_OK: "later news has overtaken the answer",
    OrderEvent.CANCEL_SEND: "a cancel is under way, or it has ended",
    OrderEvent.CANCEL_OK: "it has ended by another word",
    OrderEvent.CANCEL_GONE: "one text for three cases: the order is asked about",
    OrderEvent.VENUE_OPEN: "told before, or overtaken by a cancel or a fill",
    OrderEvent.VENUE_FILLED: "the fills themselves decide",
    OrderEvent.VENUE_CANCELLED: "told before, or it is the end of an earlier oid",
    OrderEvent.VENUE_REJECTED: "told before",
    OrderEvent.NEVER_ARRIVED: "it has ended",
    OrderEvent.WINDOW_OVER: "no cancel of it was confirmed",
}
"""Why a word that changes no state is no news, by event."""


def next_state(state: str, event: str) -> str:
    """Return the state after `event`; never fails on a known state and event."""
    return TRANSITIONS[state][event]


def is_violation(state: str, event: str) -> bool:
    """Return whether this event cannot happen to an order in this state, if both sides keep their books right."""
    return event in VIOLATIONS[state]


def is_terminal(state: str) -> bool:
    """Return whether nothing more is expected of an order in this state."""
    return (
        state == OrderState.FILLED
        or state == OrderState.FILLED_DURING_CANCEL
        or state == OrderState.CANCELLED
        or state == OrderState.REJECTED
    )


def is_understood(status: str) -> bool:
    """Return whether a status of the venue tells what became of an order.

    Its names for an end all say canceled, cancel or rejected; any other word is asked about before it is believed.
    """
    return status in {"open", "triggered", "filled"} or status.lower().endswith(("canceled", "cancel", "rejected"))


def event_of_status(status: str) -> str:
    """Translate the venue's status string into an order event.

    Every status that ends in "Rejected" is a rejection; every other one but open, triggered and filled is a
    cancel by somebody: new names of the venue are thus read as the end of the order, never as its life.
    """
    if status in {"open", "triggered"}:
        return OrderEvent.VENUE_OPEN
    if status == "filled":
        return OrderEvent.VENUE_FILLED
    if status.endswith(("Rejected", "rejected")):
        return OrderEvent.VENUE_REJECTED
    return OrderEvent.VENUE_CANCELLED
