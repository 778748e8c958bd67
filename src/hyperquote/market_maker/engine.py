"""The market maker: learns facts, returns commands, and touches nothing else."""

from typing import Final

from hyperquote.market_maker.commands import (
    AskBudget,
    AskOrder,
    Cancel,
    Command,
    Finished,
    Note,
    OrderRef,
    Place,
    SetSwitch,
)
from hyperquote.market_maker.core.beliefs import Beliefs
from hyperquote.market_maker.core.gates import Gates
from hyperquote.market_maker.core.holdings import Holdings
from hyperquote.market_maker.core.judge import Judge
from hyperquote.market_maker.core.lifecycle import Lifecycle
from hyperquote.market_maker.core.questions import Questions
from hyperquote.market_maker.core.quoter import Quoter
from hyperquote.market_maker.decisions import DecisionChecksum
from hyperquote.market_maker.events import (
    Account,
    AssetContext,
    Bbo,
    Book,
    CancelReply,
    Disconnected,
    Event,
    FeedAlive,
    Fill,
    FillsTold,
    FundingPayment,
    LoopLag,
    Mid,
    OpenOrders,
    OrderStatus,
    OrderUpdate,
    Pause,
    PlaceReply,
    Reconnected,
    Rejected,
    RequestBudget,
    Stop,
    SwitchReply,
    Throttled,
    Timer,
    Trade,
)
from hyperquote.market_maker.port import Engine
from hyperquote.market_maker.risk.aggregator import RiskAggregator, mode_name
from hyperquote.market_maker.risk.kill_switch import KillSwitch
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import Mode
from hyperquote.market_maker.safety.auditor import UNSYNCED_TO_KILL, UNSYNCED_TO_PULL, SafetyAuditor
from hyperquote.market_maker.safety.dead_man import DeadMansSwitch
from hyperquote.market_maker.safety.shutdown import Shutdown
from hyperquote.market_maker.settings import EngineSettings
from hyperquote.market_maker.tracking.order import OrderState
from hyperquote.market_maker.tracking.order_table import OrderEvent, is_understood

_SECOND_NS: Final = 1_000_000_000
_WARMUP_SAID_NS: Final = 5_000_000_000  # between two lines about what is still missing
_WARN_AGAIN_NS: Final = 300_000_000_000  # between two warnings of one monitor


class MarketMaker(Engine):
    """One asset's market maker. Same events, same commands, in every world.

    Each event is checked, dispatched to the component that owns it, and followed by the risk verdict; the
    quote cycle runs when the market moved and `cycle_ms` have passed since the last one.
    """

    def __init__(
        self,
        settings: EngineSettings,
        holdings: Holdings,
        beliefs: Beliefs,
        quoter: Quoter,
        risk: RiskAggregator,
    ) -> None:
        self.settings: Final = settings
        self.holdings: Final = holdings
        self.beliefs: Final = beliefs
        self.quoter: Final = quoter
        self.judge: Final = Judge(settings.grid, holdings, beliefs, risk)
        self.lifecycle: Final = Lifecycle()
        self.kill_switch: Final = KillSwitch()
        self.auditor: Final = SafetyAuditor(settings, holdings.orders)
        self.shutdown: Final = Shutdown(holdings.orders, settings.shutdown_timeout_ns)
        self.questions: Final = Questions(settings, holdings, self.lifecycle)
        self.gates: Final = Gates(settings, holdings, beliefs, self.judge, self.lifecycle, self.auditor, self.shutdown)
        self.switch: Final = DeadMansSwitch(
            settings.dead_man_ns, min(settings.sync_interval_ns, settings.dead_man_ns) // 2
        )
        self.checksum: Final = DecisionChecksum()
        self.now_ns = 0
        self.malformed = 0
        self._warned_ns: dict[str, int] = {}  # when a monitor's warning was last said
        self._is_dirty = False
        self._cycle_at_ns = 0
        self._second_at_ns = 0
        self._said_warmup = ""
        self._warmup_said_ns = 0
        self._said_mode = Mode.OPEN
        self._out: list[Command] = []

    def on_event(self, event: Event) -> list[Command]:
        """Learn one fact and return what to do about it: same events, same commands, always."""
        self._out = []
        self.now_ns = event.local_ns
        self._dispatch(event)
        if self._is_dirty and self._is_cycle_due(event.local_ns):
            self._cycle(event.local_ns)
        for command in self._out:
            self.checksum.add(event.local_ns, command)
            if isinstance(command, Cancel):
                self._count_as_sent(command, event.local_ns)
            elif isinstance(command, Place):
                self.judge.requests.spend(len(command.orders))
        return self._out

    def _is_cycle_due(self, now_ns: int) -> bool:
        """Whether the time between two cycles is over; risk may stretch it, but never the withdrawal of quotes."""
        waited_ns = now_ns - self._cycle_at_ns
        if waited_ns < self.settings.cycle_ns:
            return False
        factor = self.judge.verdict.interval_factor
        return factor == 1.0 or float(waited_ns) >= factor * float(self.settings.cycle_ns) or len(self.gates.shut()) > 0

    def _count_as_sent(self, cancel: Cancel, now_ns: int) -> None:
        self.judge.requests.spend(len(cancel.orders))
        for reference in cancel.orders:
            order = self.holdings.orders.find(reference.cloid, reference.oid)
            if order is not None:
                self.holdings.orders.move(order, OrderEvent.CANCEL_SEND, now_ns)

    def _dispatch(self, event: Event) -> None:
        if isinstance(event, Timer):
            self.beliefs.on_timer(event)
            self.beliefs.on_resting(self.holdings.orders.exposed(), event.local_ns)
            self._on_timer(event.local_ns)
        elif isinstance(event, Bbo) or isinstance(event, Trade) or isinstance(event, Book):
            self._on_market(event)
        elif isinstance(event, Fill):
            self._on_fill(event)
        elif isinstance(event, OrderUpdate):
            self.beliefs.clocks.user.touch(event.local_ns)
            if is_understood(event.status):
                self.holdings.on_update(event)
            elif self.holdings.orders.find(event.cloid, event.oid) is not None:
                self._note("warning", "order", f"the venue tells the status {event.status!r}: asking what that means")
                self._out.append(AskOrder(event.cloid, event.oid))
            self._is_dirty = True
        else:
            self._on_private(event)

    # ── the market ──────────────────────────────────────────────────────────────────────────────────────

    def _on_market(self, event: Event) -> None:
        told_again = self.beliefs.replayed_trades
        problem = self.beliefs.update(event)
        if problem:
            self.malformed += 1
            self._note("warning", "data", problem)
            return
        orders = self.holdings.orders.exposed()
        if isinstance(event, Trade):
            if self.beliefs.replayed_trades == told_again:
                self.quoter.queues.on_trade(event, self.beliefs.event_ms(event.local_ns), orders)
        elif isinstance(event, Book):
            self.quoter.queues.on_book(event, orders)
        half_units = self.beliefs.mid_half_units
        if half_units != self.holdings.mid_half_units and half_units > 0:
            self.holdings.on_mid(event.exchange_ms, half_units)
            self.judge.on_mid(event.local_ns, half_units)
            self._judge(event.local_ns)
            self._is_dirty = True
        elif isinstance(event, Book):
            self._is_dirty = True

    # ── what is ours ────────────────────────────────────────────────────────────────────────────────────

    def _on_fill(self, fill: Fill) -> None:
        self.beliefs.clocks.user.touch(fill.local_ns)
        breaks = self.holdings.chain_breaks
        order = self.holdings.orders.find(fill.cloid, fill.oid)
        is_late = order is not None and order.state == OrderState.CANCELLED
        if not self.holdings.on_fill(fill):
            return
        if order is not None:
            self.quoter.queues.on_fill(order)
            if fill.is_maker:
                self.beliefs.on_own_fill(order, fill.exchange_ms)
        self.beliefs.on_fill(fill)
        self.judge.requests.earn(fill.px_units * fill.lots)
        word = "bought" if fill.is_buy else "sold"
        grid = self.settings.grid
        role = "maker" if fill.is_maker else "taker"
        self._note(
            "info",
            "fill",
            f"{word} {grid.size(fill.lots):g} @ {grid.px(fill.px_units):g}  {role}   inventory "
            f"{grid.size(self.holdings.position.lots):+g}   pnl {self.judge.total_usd:+.2f} USD",
        )
        if self.holdings.chain_breaks > breaks and not fill.is_replay:
            self.lifecycle.needs_account = True
            self.lifecycle.doubt_fills(fill.local_ns)
            self._out.append(self.questions.fills(fill.local_ns))
            self._out.extend(self.questions.account_soon(fill.local_ns))
        elif order is None or is_late:
            self._out.extend(self.questions.account_soon(fill.local_ns))
        if is_late:
            self._note("warning", "order", "filled after its cancel was confirmed and the wait for late fills was over")
        self._judge(fill.local_ns)
        self._is_dirty = True

    def _on_private(self, event: Event) -> None:
        if isinstance(event, PlaceReply):
            self.holdings.on_place_reply(event)
            for outcome in event.outcomes:
                if outcome.error:
                    self._note("warning", "order", f"{outcome.status}: {outcome.error}")
            self._is_dirty = True
        elif isinstance(event, CancelReply):
            for order in self.holdings.on_cancel_reply(event):
                self._out.append(AskOrder(order.cloid, order.oid))
            self._is_dirty = True
        elif isinstance(event, OrderStatus):
            still_open = self.holdings.on_status(event)
            if still_open is not None and still_open.state == OrderState.CANCEL_PENDING:
                if event.local_ns - still_open.recancelled_ns >= _SECOND_NS:  # a venue that contradicts itself
                    still_open.recancelled_ns = event.local_ns
                    self._out.append(Cancel([OrderRef(still_open.cloid, still_open.oid)]))
            elif event.status == "filled" and self._lacks_fills(event):
                self._out.append(self.questions.fills(event.local_ns))
            self._is_dirty = True
        elif isinstance(event, Account):
            self._on_account(event)
        elif isinstance(event, OpenOrders):
            self._on_open_orders(event)
        elif isinstance(event, FillsTold):
            self.lifecycle.fills_told(event.asked_ns)
            self._close_gap(event.local_ns)
        elif isinstance(event, FundingPayment):
            self.holdings.on_funding(event)
        elif isinstance(event, FeedAlive):
            self.beliefs.clocks.touch(event.feed, event.local_ns)
        elif isinstance(event, Rejected):
            self.malformed += 1
            self._note("warning", "data", f"{event.feed}: {event.reason}")
        elif isinstance(event, Mid) or isinstance(event, AssetContext):
            self._on_market(event)
        else:
            self._on_control(event)

    def _lacks_fills(self, status: OrderStatus) -> bool:
        order = self.holdings.orders.find(status.cloid, status.oid)
        return order is None or order.state == OrderState.FILLED_IMMEDIATELY

    def _on_account(self, account: Account) -> None:
        adopted = self.holdings.on_account(account)
        self.lifecycle.needs_account = False
        self.quoter.is_limit_due = True
        if adopted:
            difference = self.settings.grid.size(adopted)
            self._note("error", "sync", f"the venue's position differs by {difference:+g} twice in a row: adopted")
        elif self.holdings.position.is_doubted:
            self._out.append(self.questions.fills(account.local_ns))  # the usual reason: one is under way, or was lost
        self._close_gap(account.local_ns)
        self._judge(account.local_ns)
        self._is_dirty = True

    def _on_open_orders(self, snapshot: OpenOrders) -> None:
        if self.shutdown.is_running:
            self._leave(self.shutdown.on_open_orders(snapshot))
            return
        if self.lifecycle.needs_open_orders or self.lifecycle.leftovers:
            references = self.auditor.leftovers(snapshot)
            self.lifecycle.needs_open_orders = False
            self.lifecycle.leftovers = len(references)
            if references:
                self._remove_leftovers(references, snapshot.local_ns)
                return
            self.questions.no_leftovers()
        self._out.extend(self.auditor.compare(snapshot))
        if self.questions.is_routine():
            self._conclude_sync(snapshot.local_ns)
        self._close_gap(snapshot.local_ns)

    def _conclude_sync(self, now_ns: int) -> None:
        """Trust our books less with every routine comparison in a row that finds a difference."""
        result = self.auditor.conclude()
        counts = f"{self.holdings.orders.open_count()} orders open; {result.text()}"
        why = self.quoter.reduce_only.reason
        self._note("debug" if result.is_synced else "warning", "sync", f"{counts}; {why}" if why else counts)
        if self.auditor.unsynced == UNSYNCED_TO_PULL:
            self._note("error", "sync", "books differ from the venue's again: withdrawing to read everything anew")
            self.lifecycle.doubt_everything(now_ns)
            self._out.extend(self.questions.everything(now_ns))
            self._is_dirty = True
        elif self.auditor.unsynced >= UNSYNCED_TO_KILL:
            self._note("error", "kill", "books and venue cannot be brought together")
            self._stop(f"state integrity: {result.text()}, {self.auditor.unsynced} comparisons in a row", True, now_ns)

    def _close_gap(self, now_ns: int) -> None:
        """Quote again once account, open orders and fills are all proved after a gap."""
        if self.lifecycle.close_gap(now_ns):
            self._note(
                "info",
                "feed",
                f"the gap of {self.lifecycle.repair_ns / _SECOND_NS:.1f} s is closed: "
                "account, open orders and fills are read again",
            )
            self._is_dirty = True

    def _remove_leftovers(self, references: list[OrderRef], now_ns: int) -> None:
        if not self.questions.may_remove_leftovers(now_ns):
            self._stop("orders of an earlier session cannot be removed", True, now_ns)
            return
        self._note("warning", "start", f"cancelling {len(references)} orders that an earlier session left behind")
        self._out.append(Cancel(references))

    # ── control ─────────────────────────────────────────────────────────────────────────────────────────

    def _on_control(self, event: Event) -> None:
        if isinstance(event, Disconnected):
            self.lifecycle.disconnected(event.local_ns)
            self.beliefs.on_gap()
            self._note("warning", "feed", "disconnected: quotes are withdrawn until everything is read again")
            self._is_dirty = True
        elif isinstance(event, Reconnected):
            self.lifecycle.reconnected(event.local_ns)
            self.beliefs.clocks.user.touch(event.local_ns)  # an acknowledged subscription is a sign of life
            self.beliefs.clocks.trades.touch(event.local_ns)
            self._out.extend(self.questions.everything(event.local_ns))
        elif isinstance(event, Pause):
            self.lifecycle.is_paused = event.is_paused
            self._note("info", "control", "paused" if event.is_paused else "resumed")
            self._is_dirty = True
        elif isinstance(event, Stop):
            self._stop(event.reason, event.is_kill, event.local_ns)
        elif isinstance(event, SwitchReply):
            self._on_switch(event)
        elif isinstance(event, RequestBudget):
            self.judge.requests.learn(event)
        elif isinstance(event, Throttled):
            self.judge.requests.throttle(event.local_ns)
            self._judge(event.local_ns)
        elif isinstance(event, LoopLag):
            was_late = self.gates.is_late
            self.gates.lag_s = event.seconds
            self._is_dirty = self._is_dirty or self.gates.is_late != was_late

    @property
    def _is_quoting(self) -> bool:
        """Whether we would quote if nothing kept us from it."""
        return self.beliefs.is_warm and not self.shutdown.is_running

    def _on_switch(self, reply: SwitchReply) -> None:
        if not reply.is_known:
            self.switch.on_no_answer(reply.local_ns)
        elif not reply.problem:
            self.switch.on_set(reply.at_ms)
        elif self.switch.on_refused(reply.problem, reply.local_ns):
            self._note(
                "warning",
                "switch",
                f"no dead man's switch: {reply.problem} Should this session die, its orders rest until the next start",
            )

    def _stop(self, reason: str, is_kill: bool, now_ns: int) -> None:
        if is_kill:
            self.kill_switch.trigger(reason, now_ns)
        if self.shutdown.is_running:
            return
        self._out.extend(self.shutdown.begin(reason, is_kill, now_ns, self._state()))

    def _leave(self, commands: list[Command]) -> None:
        """Carry out a step of the shutdown; before the last one, say how things stand."""
        for command in commands:
            if isinstance(command, Finished):
                self._note("info", "stop", f"final state: {self._state()}")
                at_ms = self.switch.last_ms(self.now_ns, self.beliefs.event_ms(self.now_ns), command.is_clean)
                if at_ms >= 0:
                    self._out.append(SetSwitch(at_ms))
            self._out.append(command)

    def _state(self) -> str:
        state = self.risk_state()
        costs = self.beliefs.adverse_selection
        return (
            f"position {state.position:+g} ({state.position_value_usd:.2f} USD), pnl {self.judge.total_usd:+.2f} USD, "
            f"drawdown {100.0 * state.drawdown:.2f} %, adverse selection {costs.realized_as_bps:+.2f} bps over "
            f"{costs.fills} fills, cascade severity {state.cascade_severity:.2f}, "
            f"{self.holdings.orders.open_count()} orders open"
        )

    # ── time ────────────────────────────────────────────────────────────────────────────────────────────

    def _on_timer(self, now_ns: int) -> None:
        self._judge(now_ns)
        if self.shutdown.is_running:
            self._leave(self.shutdown.on_timer(now_ns))
            return
        if self.judge.verdict.mode >= Mode.CANCEL_ONLY or not self.beliefs.is_warm:
            self._is_dirty = True
        if now_ns - self._second_at_ns >= _SECOND_NS:
            self._second_at_ns = now_ns
            self._every_second(now_ns)

    def _tend_switch(self, now_ns: int) -> None:
        at_ms = self.switch.due_ms(now_ns, self.beliefs.event_ms(now_ns), not self.gates.doubts())
        if at_ms:
            self._out.append(SetSwitch(at_ms))

    def _every_second(self, now_ns: int) -> None:
        self._tend_switch(now_ns)
        if self.judge.requests.is_due(now_ns):
            self._out.append(AskBudget())
        self.holdings.orders.expire(now_ns)
        self._out.extend(self.auditor.overdue(now_ns))
        self._out.extend(self.questions.due(now_ns))
        warmup = self.beliefs.warmup_text()
        is_said_again = not warmup or now_ns - self._warmup_said_ns >= _WARMUP_SAID_NS
        if warmup != self._said_warmup and is_said_again:
            self._said_warmup = warmup
            self._warmup_said_ns = now_ns
            self._note("info", "warm-up", warmup or "complete: all beliefs are live")

    # ── risk ────────────────────────────────────────────────────────────────────────────────────────────

    def _judge(self, now_ns: int) -> None:
        verdict = self.judge.assess(now_ns, self.quoter.max_position)
        for reason in self.judge.kill_reasons:
            if self.kill_switch.trigger(reason, now_ns):
                self._note("error", "kill", reason)
                self._stop(reason, True, now_ns)
        for name, text in self.judge.warnings.items():
            if self._is_quoting and now_ns - self._warned_ns.get(name, 0) >= _WARN_AGAIN_NS:
                self._warned_ns[name] = now_ns
                self._note("warning", "risk", text)
        if verdict.mode != self._said_mode:
            before = self._said_mode
            self._said_mode = verdict.mode
            self._is_dirty = True
            is_shut = verdict.mode >= Mode.CANCEL_ONLY  # the quoter tells of reduce-only: it knows its end
            if self.beliefs.is_warm and (is_shut or before >= Mode.CANCEL_ONLY):
                reason = f": {verdict.reason}" if verdict.reason else ""
                self._note("warning" if is_shut else "info", "risk", f"{mode_name(verdict.mode)}{reason}")

    def risk_state(self) -> RiskState:
        """Return what the monitors would look at now."""
        return self.judge.state(self.now_ns, self.quoter.max_position)

    # ── quoting ─────────────────────────────────────────────────────────────────────────────────────────

    def _cycle(self, now_ns: int) -> None:
        self._is_dirty = False
        self._cycle_at_ns = now_ns
        if self.shutdown.is_running:
            return
        if self.gates.shut():
            self._out.extend(self.quoter.withdraw(now_ns))
            return
        params = self.beliefs.params(now_ns)
        if params is not None:
            bid, ask = self.beliefs.best_bid_units, self.beliefs.best_ask_units
            confidence = self.beliefs.estimator.sigma_confidence
            self._out.extend(self.quoter.cycle(params, bid, ask, self.judge.verdict, confidence, now_ns))

    def _note(self, level: str, topic: str, text: str) -> None:
        self._out.append(Note(level, topic, text))
