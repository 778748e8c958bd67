"""Swarm testing (Groce et al., 2012): each seed draws its own few kinds of faults, so that rare company meets."""

from collections.abc import Callable
from random import Random
from typing import Final

from hyperquote.local_exchange.faults.accounts import ChangedElsewhere, FundingNow
from hyperquote.local_exchange.faults.orders import CanceledByVenue, LateOldOrder, LostRace, OutOfTurn, Rejected
from hyperquote.local_exchange.faults.plan import AnyFault, FaultPlan
from hyperquote.local_exchange.faults.requests import (
    LostReply,
    LostRequest,
    OddBatch,
    ServerTrouble,
    StaleRead,
    SwappedReplies,
    UnknownOrder,
)
from hyperquote.local_exchange.faults.socket import (
    Burst,
    Closed,
    Corrupt,
    Disorder,
    ErrorFrame,
    Frozen,
    LostAck,
    SilentSocket,
    Snapshot,
    StoppedFeed,
)
from hyperquote.local_exchange.faults.venue import Latency, Upgrade, WrongClock

PUBLIC: Final = ["bbo", "l2Book", "trades", "activeAssetCtx"]
PRIVATE: Final = ["orderUpdates", "userFills", "userEvents", "user"]
KINDS: Final = ["order", "cancelByCloid", ""]

Draw = Callable[[Random, float, str], AnyFault]


def _window(random: Random, length_s: float, longest_s: float) -> tuple[float, float]:
    """Return when a fault begins and how long it lasts."""
    return round(random.uniform(0.05, 0.9) * length_s, 1), round(random.uniform(0.05, 1.0) * longest_s, 1)


def _some(random: Random) -> float:
    """Return a share: often small, now and then large."""
    return random.choice([0.01, 0.05, 0.2, 0.5])


def _silent(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 120.0)
    return SilentSocket(after_s=after_s, for_s=for_s, channel=random.choice(["", "", *PUBLIC, *PRIVATE]))


def _closed(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 0.5 * length_s)
    return Closed(
        after_s=after_s,
        for_s=for_s,
        probability=random.choice([0.002, 0.01]),
        times=random.randint(1, 8),
        code=random.choice([1000, 1006, 1012]),
        delay_ms=random.choice([0, 0, 300]),
    )


def _stopped(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 90.0)
    return StoppedFeed(after_s=after_s, for_s=for_s, channel=random.choice([*PUBLIC, *PRIVATE]))


def _unacknowledged(random: Random, _length_s: float, _user: str) -> AnyFault:
    return LostAck(probability=_some(random), how=random.choice(["missing", "late", "error"]), after_s=5.0)


def _snapshot(random: Random, _length_s: float, _user: str) -> AnyFault:
    return Snapshot(how=random.choice(["again", "none", "old"]), probability=_some(random), times=None)


def _disorder(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, length_s)
    return Disorder(
        after_s=after_s,
        for_s=for_s,
        channel=random.choice(["", *PUBLIC, *PRIVATE]),
        how=random.choice(["duplicate", "reorder", "delay"]),
        probability=_some(random),
        window_ms=random.choice([200, 1_000]),
    )


def _corrupt(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 120.0)
    return Corrupt(
        after_s=after_s,
        for_s=for_s,
        channel=random.choice(["", *PUBLIC, *PRIVATE]),
        how=random.choice(
            ["truncated", "missing_field", "new_field", "unknown_enum", "nan", "empty_book", "crossed_book", "zero_mid"]
        ),
        probability=_some(random),
    )


def _burst(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 60.0)
    return Burst(after_s=after_s, for_s=for_s, hold_ms=random.choice([500, 3_000]), copies=random.choice([1, 3]))


def _frozen(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 60.0)
    return Frozen(
        after_s=after_s, for_s=for_s, channel=random.choice(PUBLIC[:2]), how=random.choice(["content", "timestamps"])
    )


def _error_frame(random: Random, _length_s: float, _user: str) -> AnyFault:
    return ErrorFrame(how=random.choice(["users", "subscriptions", "messages"]), probability=_some(random), after_s=5.0)


def _request_lost(random: Random, _length_s: float, _user: str) -> AnyFault:
    hang_ms = random.choice([0, 3_000])
    return LostRequest(probability=_some(random), hang_ms=hang_ms, kind=random.choice(KINDS), after_s=5.0)


def _reply_lost(random: Random, _length_s: float, _user: str) -> AnyFault:
    delay_ms = random.choice([500, 3_000])
    return LostReply(
        probability=_some(random),
        how=random.choice(["lost", "late"]),
        delay_ms=delay_ms,
        kind=random.choice(KINDS),
        after_s=5.0,
    )


def _trouble(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 60.0)
    return ServerTrouble(
        after_s=after_s,
        for_s=for_s,
        probability=_some(random),
        status=random.choice([200, 429, 500, 502, 503]),
        body=random.choice(["html", "empty", "null", "truncated"]),
        is_processed=random.random() < 0.3,
    )


def _odd_batch(random: Random, _length_s: float, _user: str) -> AnyFault:
    return OddBatch(
        how=random.choice(["errors", "single", "short", "long"]),
        kind="order",
        probability=random.choice([0.01, 0.05]),
        after_s=5.0,
    )


def _stale_read(random: Random, _length_s: float, _user: str) -> AnyFault:
    return StaleRead(probability=_some(random), age_ms=random.choice([500, 2_000]), after_s=5.0)


def _order_unknown(random: Random, _length_s: float, _user: str) -> AnyFault:
    return UnknownOrder(probability=_some(random), hold_ms=random.choice([1_000, 10_000]))


def _swapped(random: Random, _length_s: float, _user: str) -> AnyFault:
    return SwappedReplies(window_ms=random.choice([100, 500]), probability=_some(random), after_s=5.0)


def _lost_race(random: Random, _length_s: float, _user: str) -> AnyFault:
    return LostRace(probability=random.choice([0.02, 0.1]), latency_ms=random.choice([0, 200]))


def _out_of_turn(random: Random, _length_s: float, user: str) -> AnyFault:
    return OutOfTurn(
        how=random.choice(["before_ack", "before_update", "after_canceled"]),
        offset_ms=random.choice([300, 1_500]),
        probability=_some(random),
        user=user,
    )


def _venue_cancel(random: Random, length_s: float, user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, length_s)
    return CanceledByVenue(
        after_s=after_s,
        for_s=for_s,
        user=user,
        status=random.choice(["marginCanceled", "selfTradeCanceled", "openInterestCapCanceled", "scheduledCancel"]),
        count=2,
        times=random.randint(1, 5),
        probability=0.05,
    )


def _old_order_late(random: Random, _length_s: float, _user: str) -> AnyFault:
    return LateOldOrder(delay_ms=random.choice([500, 2_000]), probability=_some(random))


def _refused(random: Random, length_s: float, user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 60.0)
    return Rejected(
        after_s=after_s,
        for_s=for_s,
        how=random.choice(["margin", "post_only", "oracle_distance", "max_position", "open_interest", "upgrade"]),
        probability=_some(random),
        user=user,
    )


def _changed_elsewhere(random: Random, length_s: float, user: str) -> AnyFault:
    after_s, _ = _window(random, length_s, 1.0)
    return ChangedElsewhere(after_s=after_s, user=user, coin="BTC", leverage=random.choice([2, 5]))


def _funding(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, _ = _window(random, length_s, 1.0)
    return FundingNow(after_s=after_s, coin="BTC", rate=random.choice([0.0001, -0.0004, 0.002]))


def _upgrade(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, _ = _window(random, length_s, 1.0)
    return Upgrade(after_s=after_s, outage_s=random.choice([5.0, 40.0]), post_only_s=30.0)


def _wrong_clock(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 60.0)
    return WrongClock(after_s=after_s, for_s=for_s, how="step", offset_ms=random.choice([-1_500, -300, 300, 1_500]))


def _latency(random: Random, length_s: float, _user: str) -> AnyFault:
    after_s, for_s = _window(random, length_s, 120.0)
    return Latency(
        after_s=after_s,
        for_s=for_s,
        median_ms=random.choice([20.0, 200.0]),
        sigma=random.choice([0.0, 0.8]),
        spike_ms=random.choice([0, 2_000]),
        spike_share=0.02,
    )


DRAWS: Final[list[Draw]] = [
    _silent,
    _closed,
    _stopped,
    _unacknowledged,
    _snapshot,
    _disorder,
    _corrupt,
    _burst,
    _frozen,
    _error_frame,
    _request_lost,
    _reply_lost,
    _trouble,
    _odd_batch,
    _stale_read,
    _order_unknown,
    _swapped,
    _lost_race,
    _out_of_turn,
    _venue_cancel,
    _old_order_late,
    _refused,
    _changed_elsewhere,
    _funding,
    _upgrade,
    _wrong_clock,
    _latency,
]


def swarm(seed: int, length_s: float, user: str) -> FaultPlan:
    """Return the plan of a seed: two to eight kinds of faults, each with its own rate and window within `length_s`."""
    random = Random(f"{seed}/swarm")
    drawn = random.sample(DRAWS, random.randint(2, 8))
    return FaultPlan([draw(random, length_s, user) for draw in drawn], seed)
