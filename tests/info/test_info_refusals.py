"""Questions and subscriptions that cannot be are refused before they are sent, by field."""

from collections.abc import Callable
from typing import Any, get_args

import msgspec
import pytest

from hyperquote.client import Hyperliquid
from hyperquote.errors import ValidationError
from hyperquote.info.checks import INTERVALS, check
from hyperquote.info.client import InfoClient
from hyperquote.info.requests import AnyRequest
from hyperquote.info.requests.batch_clearinghouse_states import BatchClearinghouseStatesRequest
from hyperquote.info.requests.candle_snapshot import CandleRange, CandleSnapshotRequest
from hyperquote.info.requests.order_status import OrderStatusRequest
from hyperquote.local_exchange.candles import INTERVAL_MS
from hyperquote.ws.channels import (
    ActiveAssetDataSubscription,
    AnySubscription,
    BboSubscription,
    CandleSubscription,
    L2BookSubscription,
    UserFillsSubscription,
)
from hyperquote.ws.float_book import FloatBookSubscription

USER = "0x" + "12" * 20


class Silence:
    """A wire that nothing may reach."""

    sent = 0

    async def post(self, path: str, body: bytes, timeout_s: float) -> bytes:
        """Count what was sent."""
        self.sent += 1
        return b"null"


CALLS: list[tuple[str, Callable[[Any], Any]]] = [
    ("ClearinghouseStateRequest.user: '0x12' is not an address", lambda info: info.user_state("0x12")),
    ("ClearinghouseStateRequest.user: expected `str`, got `null`", lambda info: info.user_state(None)),
    ("ClearinghouseStateRequest.dex: expected `str | null`, got `int`", lambda info: info.user_state(USER, 1)),
    ("MaxBuilderFeeRequest.builder: 'b' is not an address", lambda info: info.max_builder_fee(USER, "b")),
    ("VaultDetailsRequest.vault_address: 'HLP' is not an address", lambda info: info.vault_details("HLP")),
    ("OrderStatusRequest.oid: '7' is not a client order id", lambda info: info.order_status(USER, "7")),
    ("OrderStatusRequest.oid: expected `int | str`", lambda info: info.order_status(USER, 1.5)),
    ("L2BookRequest.coin: must not be empty", lambda info: info.l2_book("")),
    ("L2BookRequest.coin: expected `str`, got `int`", lambda info: info.l2_book(1)),
    ("L2BookRequest.n_sig_figs: expected `int | null`, got `str`", lambda info: info.l2_book("ETH", n_sig_figs="5")),
    ("CandleSnapshotRequest.interval: '7m' is none; take one of 1m, 3m", lambda info: info.candles("ETH", "7m", 0)),
    ("CandleSnapshotRequest.start_time: expected `int`", lambda info: info.candles("ETH", "1m", "today")),
    ("CandleSnapshotRequest.end_time: 4 is before start_time, 5", lambda info: info.candles("ETH", "1m", 5, 4)),
    ("FundingHistoryRequest.start_time: -1 is before 1970", lambda info: info.funding_history("ETH", -1)),
    ("UserFillsByTimeRequest.end_time: 4 is before start_time, 5", lambda info: info.user_fills_by_time(USER, 5, 4)),
    (
        "BatchClearinghouseStatesRequest.users: 'x' is not an address",
        lambda info: info.ask(BatchClearinghouseStatesRequest((USER, "x"))),
    ),
]


@pytest.mark.parametrize(("words", "call"), CALLS, ids=[words[:60] for words, _ in CALLS])
async def test_a_question_that_cannot_be_is_not_sent(words: str, call: Callable[[Any], Any]) -> None:
    silence = Silence()
    with pytest.raises(ValidationError) as caught:
        await call(InfoClient(silence))
    assert str(caught.value).startswith(words)
    assert silence.sent == 0


@pytest.mark.parametrize(
    ("subscription", "words"),
    [
        (BboSubscription(""), "BboSubscription.coin: must not be empty"),
        (BboSubscription(7), "BboSubscription.coin: expected `str`, got `int`"),  # type: ignore[arg-type]
        (CandleSubscription("ETH", "1min"), "CandleSubscription.interval: '1min' is none"),
        (L2BookSubscription("ETH", fast=1), "L2BookSubscription.fast: expected `bool`, got `int`"),  # type: ignore[arg-type]
        (FloatBookSubscription("ETH", mantissa="2"), "FloatBookSubscription.mantissa: expected"),  # type: ignore[arg-type]
        (UserFillsSubscription("me"), "UserFillsSubscription.user: 'me' is not an address"),
        (ActiveAssetDataSubscription("me", "ETH"), "ActiveAssetDataSubscription.user: 'me' is not an address"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_a_subscription_that_cannot_be_is_not_sent(subscription: Any, words: str) -> None:
    hl = Hyperliquid("http://127.0.0.1:1")
    for attempt in (
        hl.ws.subscribe(subscription).__aenter__(),
        hl.ws.listen(subscription, lambda message, at_ns: None),
    ):
        with pytest.raises(ValidationError) as caught:
            await attempt
        assert str(caught.value).startswith(words)
    assert repr(hl.ws).endswith("0 feeds)")
    await hl.close()


async def test_a_question_over_the_socket_is_looked_over_too() -> None:
    hl = Hyperliquid("http://127.0.0.1:1")
    with pytest.raises(ValidationError, match=r"^OrderStatusRequest\.user: 'me'"):
        await hl.ws.post_info(OrderStatusRequest("me", 7))
    await hl.close()


FIELDS = [
    (kind, field)
    for kind in (*get_args(AnyRequest), *get_args(AnySubscription), CandleRange)
    for field in kind.__struct_fields__
]


SAMPLES: dict[str, Any] = {
    **dict.fromkeys(("builder", "source", "user", "vault_address"), USER),
    **dict.fromkeys(("id", "oid", "outcome", "start_time", "token"), 5),
    "coin": "ETH",
    "dex": "xyz",
    "interval": "1m",
    "req": CandleRange("ETH", "1m", 5),
    "token_id": "0x" + "12" * 16,
    "users": (USER,),
}


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_no_field_takes_what_is_not_of_its_type(kind: type[msgspec.Struct], field: str) -> None:
    fields = {each.name: SAMPLES[each.name] for each in msgspec.structs.fields(kind) if each.required}
    check(kind(**fields))
    with pytest.raises(ValidationError, match=rf"^{kind.__name__}\.{field}: expected"):
        check(kind(**(fields | {field: [1.5]})))


def test_every_bar_that_the_local_exchange_has_may_be_asked_for() -> None:
    assert set(INTERVAL_MS) <= set(INTERVALS)
    for interval in INTERVALS:
        check(CandleSnapshotRequest(CandleRange("ETH", interval, 0)))
