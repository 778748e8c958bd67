"""Questions weigh what the venue says; the local exchange counts the same."""

import pytest

from hyperquote.info.client import InfoClient
from hyperquote.info.requests.all_mids import AllMidsRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.candle_snapshot import CandleRange, CandleSnapshotRequest
from hyperquote.info.requests.l2_book import L2BookRequest
from hyperquote.info.requests.meta import MetaRequest
from hyperquote.info.requests.open_orders import OpenOrdersRequest
from hyperquote.info.requests.user_fills import UserFillsRequest
from hyperquote.info.requests.user_role import UserRoleRequest
from hyperquote.info.weights import weight_of, weight_of_rows
from hyperquote.local_exchange.answers import weight as local_weight
from hyperquote.transport.budget import WeightBudget
from hyperquote.transport.throttle import Throttle

USER = "0x" + "ab" * 20
CANDLES = CandleSnapshotRequest(CandleRange("ETH", "1m", 0, 1))


@pytest.mark.parametrize(
    ("request_", "rows", "weight"),
    [
        (AllMidsRequest(), 0, 2),
        (L2BookRequest("ETH"), 0, 2),
        (UserRoleRequest(USER), 0, 60),
        (MetaRequest(), 0, 20),
        (OpenOrdersRequest(USER), 500, 20),
        (UserFillsRequest(USER), 2000, 120),
        (CANDLES, 5000, 103),
    ],
    ids=lambda value: type(value).__name__,
)
def test_weights_are_the_published_ones(request_: InfoRequest[object], rows: int, weight: int) -> None:
    answer = [object()] * rows
    assert weight_of(request_) + weight_of_rows(request_, answer) == weight
    assert local_weight(request_, answer) == weight  # type: ignore[arg-type]


class Answers:
    """Says the same to every question."""

    async def post(self, path: str, body: bytes, timeout_s: float) -> bytes:
        return b"{}"


async def test_a_client_waits_before_it_asks() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    info = InfoClient(Answers(), throttle=Throttle(WeightBudget(), lambda: 0.0, sleep))
    for _ in range(113):
        await info.all_mids()
    assert len(slept) == 1  # 225 / 2 = 112 go at once
