"""The market that the measuring halves replay, and the engine they put into it."""

import json
from pathlib import Path

from tests.build_session import make_tape

from hyperquote import build
from hyperquote.backtest.reader import read_tape, sz_decimals
from hyperquote.backtest.settings import TapeSettings
from hyperquote.backtest.tape import Tape
from hyperquote.book.grid import Grid
from hyperquote.local_exchange.clearing.margin_table import single_tier
from hyperquote.market_maker.config import load
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.infra.assemble import build_market_maker


class Market:
    """A tape with its grid and the settings of its world."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.grid = Grid(sz_decimals(tape))
        self.settings = TapeSettings(self.grid, single_tier(40))

    def market_maker(self, glft_mode: str) -> MarketMaker:
        """Return a fresh market maker with the defaults of the configuration."""
        config = load(None, {"strategy": {"glft_mode": glft_mode}})
        return build_market_maker(config, self.grid, session=1, leverage=3, maker_fee_rate=0.00015)


def market_of(folder: str) -> Market:
    """Return a recorded market, or half an hour of a seeded one where `folder` is ""."""
    return Market(read_tape(Path(folder)) if folder else make_tape(7, 1_800))


def tell(rows: dict[str, dict[str, float]]) -> None:
    """Answer the parent process."""
    print(json.dumps({"build": build.NAME, "rows": rows}))
