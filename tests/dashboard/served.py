"""A page served for a test: a board told by hand, and a wheel that writes down what was asked of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.fake_view import session_info

from hyperquote.book.grid import Grid
from hyperquote.dashboard.board import Board
from hyperquote.dashboard.server import Dashboard
from hyperquote.market_maker.config import Config, KillSwitchConfig
from hyperquote.market_maker.infra.assemble import build_market_maker
from hyperquote.market_maker.infra.meter import Meter
from hyperquote.market_maker.infra.metrics import Metrics


class Wheel:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self._told: asyncio.Queue[str] = asyncio.Queue()
        self.on_pause: Callable[[bool], None] = lambda _is_paused: None

    async def next(self) -> str:
        async with asyncio.timeout(10):
            return await self._told.get()

    def _take(self, wish: str) -> None:
        self.asked.append(wish)
        self._told.put_nowait(wish)

    def pause(self, is_paused: bool) -> None:
        self._take("pause" if is_paused else "resume")
        self.on_pause(is_paused)

    def cancel_all(self) -> None:
        self._take("cancel-all")

    def stop(self, reason: str, *, is_kill: bool = False) -> None:
        self._take("kill" if is_kill else "stop")


def new_board() -> Board:
    engine = build_market_maker(Config(), Grid(5), session=1, leverage=3, maker_fee_rate=0.0)
    meter = Meter(Metrics("BTC", "0", "test", 0), engine)
    return Board(session_info(), KillSwitchConfig(), meter)


@asynccontextmanager
async def served() -> AsyncIterator[tuple[Board, Wheel, Dashboard]]:
    board, wheel = new_board(), Wheel()
    async with Dashboard(board, wheel, 0) as page:
        yield board, wheel, page
