"""The TWAPs that are under way: from the order to its slices and its end."""

from typing import Final

from hyperquote.consts import MICRO
from hyperquote.local_exchange.matching import refusals
from hyperquote.local_exchange.matching.desk import closable_lots
from hyperquote.local_exchange.matching.facts import TwapFact
from hyperquote.local_exchange.matching.order import IOC, BookOrder
from hyperquote.local_exchange.matching.trading import Trading
from hyperquote.local_exchange.matching.twap import ACTIVATED, ERROR, FINISHED, STOPPED, TERMINATED, WAITING, Twap
from hyperquote.local_exchange.matching.twap import slice_count as slices_of

LEAST_MINUTES: Final = 5
MOST_MINUTES: Final = 7 * 24 * 60
LEAST_USD: Final = 100
SLIPPAGE_PERCENT: Final = 3  # how far from the middle of the book a slice may trade
GONE: Final = "TWAP was never placed, already canceled, or filled."
REDUCE_ONLY: Final = "Reduce-only TWAP order would increase position."
NO_BALANCE: Final = "Insufficient spot balance"  # why one ends; a refused order says it in more words


class TwapPlaced:
    """The id under which a TWAP runs, or (0 and) why it does not."""

    def __init__(self, twap_id: int, error: str) -> None:
        self.twap_id: Final = twap_id
        self.error: Final = error


class TwapDesk:
    """Takes TWAPs, sends their slices into the books and tells each change of status as a fact."""

    def __init__(self, trading: Trading) -> None:
        self.active: Final[dict[int, Twap]] = {}
        self._trading: Final = trading
        self._next_id = 1

    def place(
        self,
        account: str,
        asset: int,
        is_buy: bool,
        lots: int,
        reduce_only: bool,
        minutes: int,
        is_randomized: bool,
        trigger_units: int,
        is_trigger_above: bool,
        stop_units: int,
        now_ms: int,
    ) -> TwapPlaced:
        """Take a TWAP; its first slice goes with the next block, or when the mark reaches its trigger."""
        trading = self._trading
        if trading.assets[asset].conduct.is_halted:
            return TwapPlaced(0, refusals.HALTED)
        if trading.assets[asset].is_spot and reduce_only:
            return TwapPlaced(0, refusals.SPOT_REDUCE_ONLY)
        value = lots * trading.house(asset).mark_units(asset) // trading.assets[asset].value_scale
        if lots <= 0:
            return TwapPlaced(0, "Order has zero size." if lots == 0 else "Order has invalid size.")
        if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
            return TwapPlaced(0, f"Invalid TWAP duration: {minutes} min(s)")
        if value < LEAST_USD * MICRO:
            return TwapPlaced(0, f"TWAP order value too small. Min is ${LEAST_USD}.")
        if reduce_only and trading.closable_lots(account, asset, is_buy) == 0:
            return TwapPlaced(0, REDUCE_ONLY)
        twap = Twap(
            self._next_id,
            account,
            asset,
            is_buy,
            lots,
            reduce_only,
            minutes,
            is_randomized,
            slices_of(minutes, value),
            now_ms,
            trigger_units,
            is_trigger_above,
            stop_units,
        )
        self._next_id += 1
        self.active[twap.twap_id] = twap
        self._tell(twap, twap.status, now_ms)
        return TwapPlaced(twap.twap_id, "")

    def cancel(self, account: str, asset: int, twap_id: int, now_ms: int) -> str:
        """End a TWAP; what it traded stays traded. Return "" or the venue's error text."""
        twap = self.active.get(twap_id)
        if twap is None or twap.account != account or twap.asset != asset:
            return GONE
        self._end(twap, TERMINATED, TERMINATED, now_ms)
        return ""

    def end_all(self, asset: int, error: str, now_ms: int) -> None:
        """End the TWAPs of an asset for a reason that is nobody's doing."""
        for twap in list(self.active.values()):
            if twap.asset == asset:
                self._end(twap, ERROR, error, now_ms)

    def advance(self, now_ms: int) -> None:
        """Start what the mark starts, stop what it stops, and send the slices whose time has come."""
        for twap in list(self.active.values()):
            mark = self._trading.house(twap.asset).mark_units(twap.asset)
            if twap.status == WAITING:
                if not twap.starts_at(mark):
                    continue
                twap.start(now_ms)
                self._tell(twap, ACTIVATED, now_ms)
            if twap.stops_at(mark):
                self._end(twap, STOPPED, STOPPED, now_ms)
            elif twap.is_slice_due(now_ms):
                error = self._send(twap, twap.next_lots(now_ms), mark, now_ms)
                if error:
                    self._end(twap, ERROR, error, now_ms)
                elif twap.is_over:
                    self._end(twap, FINISHED, FINISHED, now_ms)

    def _send(self, twap: Twap, lots: int, mark_units: int, now_ms: int) -> str:
        """Send one slice. Return why the TWAP cannot go on; "" also when the book has nothing for it now."""
        trading = self._trading
        listed = trading.assets[twap.asset]
        is_whole_close = False
        if twap.reduce_only:
            closable = closable_lots(trading.house(twap.asset).position(twap.account, twap.asset).lots, twap.is_buy)
            if closable == 0:
                return REDUCE_ONLY
            is_whole_close = lots >= closable
            lots = min(lots, closable)
        bid, ask = listed.market.best_units(True), listed.market.best_units(False)
        limit = self._limit_units(twap, (bid + ask) // 2 if bid and ask else mark_units)
        met = ask if twap.is_buy else bid
        if lots == 0 or (lots * met < refusals.MIN_NOTIONAL_MICRO * listed.value_scale and not is_whole_close):
            return ""
        if met == 0 or (met > limit if twap.is_buy else met < limit):
            return ""
        oid = trading.take_oid()
        order = BookOrder(
            oid,
            twap.account,
            twap.asset,
            twap.is_buy,
            limit,
            lots,
            IOC,
            twap.reduce_only,
            "",
            now_ms,
            None,
            twap.twap_id,
        )
        placed = trading.enter(order, False, is_whole_close, now_ms)
        twap.add(placed.filled_lots, placed.filled_micro)
        record = trading.blotter.records.find(twap.account, oid)
        if record is None:
            return ""
        if record.status == refusals.SPOT_BALANCE:
            return NO_BALANCE
        if record.status in {refusals.MARGIN, refusals.MAX_POSITION}:
            return placed.error.partition(" asset=")[0]
        return ""

    def _limit_units(self, twap: Twap, middle_units: int) -> int:
        """Return the worst price of a slice, rounded towards the middle."""
        grid = self._trading.assets[twap.asset].grid
        if twap.is_buy:
            units = middle_units * (100 + SLIPPAGE_PERCENT) // 100
            return units // grid.tick(units) * grid.tick(units)
        units = -(-middle_units * (100 - SLIPPAGE_PERCENT) // 100)
        return -(-units // grid.tick(units)) * grid.tick(units)

    def _end(self, twap: Twap, status: str, description: str, now_ms: int) -> None:
        del self.active[twap.twap_id]
        twap.status = status
        self._trading.blotter.facts.append(TwapFact(now_ms, twap, status, description))

    def _tell(self, twap: Twap, status: str, now_ms: int) -> None:
        self._trading.blotter.facts.append(TwapFact(now_ms, twap, status, status))
