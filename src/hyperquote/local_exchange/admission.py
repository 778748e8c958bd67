"""Who may act, and once only: agents, known accounts, and the nonces of every signer."""

from collections import deque
from heapq import heappush, heapreplace

DAY_MS = 86_400_000
KEPT_NONCES = 100
REMEMBERED_NONCES = 10_000
AGENT_LIFETIME_MS = 90 * DAY_MS
LONGEST_AGENT_LIFETIME_MS = 180 * DAY_MS
NAMED_AGENTS = 3
NAMED_PER_SUB_ACCOUNT = 2
PENDING_REMOVAL_MS = 5_000
LONGEST_AGENT_NAME = 16
NO_ADDRESS = "0x" + "0" * 40


class Nonces:
    """The nonces of one signer.

    The 100 highest are the window: a new one must be greater than the smallest of them and unused, and lie
    strictly between two days before and one day after the time of the block. Nonces that have left the window are
    remembered for a while, only so that a repeat is called a duplicate rather than too low.
    """

    def __init__(self) -> None:
        self._highest: list[int] = []  # a heap: the smallest of the window first
        self._used: set[int] = set()
        self._order: deque[int] = deque()

    def admit(self, nonce: int, now_ms: int) -> str:
        """Use up `nonce` and return "", or return the venue's refusal and change nothing."""
        if nonce in self._used:
            return f"Invalid nonce: duplicate nonce {nonce}"
        floor = now_ms - 2 * DAY_MS
        if len(self._highest) == KEPT_NONCES:
            floor = max(floor, self._highest[0])
        if nonce <= floor:
            return f"Invalid nonce: nonce too low {nonce} < {floor}"
        if nonce >= now_ms + DAY_MS:
            return f"Invalid nonce: nonce too high {nonce} > {now_ms + DAY_MS}"
        if len(self._highest) < KEPT_NONCES:
            heappush(self._highest, nonce)
        else:
            heapreplace(self._highest, nonce)
        self._used.add(nonce)
        self._order.append(nonce)
        if len(self._order) > REMEMBERED_NONCES:
            self._used.discard(self._order.popleft())
        return ""


class Agent:
    """A key that may sign the trading actions of its principal until it expires."""

    def __init__(self, address: str, principal: str, name: str, valid_until_ms: int) -> None:
        self.address = address
        self.principal = principal
        self.name = name
        self.valid_until_ms = valid_until_ms


class Admission:
    """Agents and nonces of the whole exchange."""

    def __init__(self) -> None:
        self._nonces: dict[str, Nonces] = {}
        self._agents: dict[str, Agent] = {}
        self._retired: set[str] = set()
        self._removed_ms: dict[str, int] = {}  # when a principal last lost an agent

    def admit_nonce(self, signer: str, nonce: int, now_ms: int) -> str:
        """Use up a nonce of `signer`; return "" or the venue's refusal."""
        nonces = self._nonces.get(signer)
        if nonces is None:
            nonces = self._nonces[signer] = Nonces()
        return nonces.admit(nonce, now_ms)

    def principal(self, signer: str, now_ms: int) -> str:
        """Return the account a signer trades for: its principal if it is a live agent, else itself."""
        agent = self._agents.get(signer)
        return signer if agent is None or agent.valid_until_ms <= now_ms else agent.principal

    def agent(self, address: str) -> Agent | None:
        """Return the agent that stands under `address`, expired or not."""
        return self._agents.get(address)

    def agents_of(self, principal: str) -> list[Agent]:
        """Return the agents of an account in the order they were approved."""
        return [agent for agent in self._agents.values() if agent.principal == principal]

    def approve(self, principal: str, address: str, name_text: str, now_ms: int, most_named: int = NAMED_AGENTS) -> str:
        """Register an agent under a name ("" = the unnamed one), replacing its namesake; return "" or the refusal.

        The zero address removes the agent of that name; for five seconds after that nobody new is approved.
        ` valid_until <ms>` at the end of the name sets the expiry.
        """
        name, separator, until = name_text.partition(" valid_until ")
        valid_until_ms = now_ms + AGENT_LIFETIME_MS
        if separator:
            if not until.isdigit() or not now_ms < int(until) <= now_ms + LONGEST_AGENT_LIFETIME_MS:
                return "Agent valid_until already expired."
            valid_until_ms = int(until)
        if len(name) > LONGEST_AGENT_NAME:
            return f"Agent names have at most {LONGEST_AGENT_NAME} characters."
        mine = self.agents_of(principal)
        namesake = next((agent for agent in mine if agent.name == name), None)
        if address != NO_ADDRESS:
            if address in self._agents or address in self._retired:
                return "Extra agent already used."
            if now_ms < self._removed_ms.get(principal, now_ms - PENDING_REMOVAL_MS) + PENDING_REMOVAL_MS:
                return "User has pending agent removal"
            named = sum(1 for agent in mine if agent.name)
            if name and namesake is None and named >= most_named:
                return f"Too many extra agents for cumulative volume traded. Current limit is {most_named}"
        if namesake is not None:
            del self._agents[namesake.address]
            self._retired.add(namesake.address)
            self._removed_ms[principal] = now_ms
            self._nonces.pop(namesake.address, None)
        if address != NO_ADDRESS:
            self._agents[address] = Agent(address, principal, name, valid_until_ms)
        return ""
