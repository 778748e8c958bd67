"""What a refusal of the venue means and what to do about it: its own texts, sorted.

    outcome = await hl.exchange.order(...)
    if isinstance(outcome, Error):
        print(outcome.reason.kind, outcome.reason.advice)

A text that is not in the table keeps its words and has the kind `UNKNOWN`.
"""

import re
from enum import Enum
from functools import lru_cache
from typing import Final


class Kind(Enum):
    """What is in the way."""

    FIELD = "a field of the order is wrong"
    FUNDS = "money, tokens or margin are missing"
    POSITION = "the position does not allow it"
    MARKET = "the market does not allow it now"
    GONE = "the order is no longer there"
    LIMIT = "a limit of the venue is reached"
    SIGNER = "the signer is not the one it should be"
    NONCE = "the nonce or the time of the action"
    PERMISSION = "something must be approved or set up first"
    UNKNOWN = "the text is not in the table"


class Reason:
    """One refusal. `may_retry`: the same action may succeed later without being changed."""

    __slots__ = ("advice", "kind", "may_retry", "text")

    def __init__(self, text: str, kind: Kind, advice: str, may_retry: bool) -> None:
        self.text: Final = text  # as the venue says it; `…` stands for what differs
        self.kind: Final = kind
        self.advice: Final = advice
        self.may_retry: Final = may_retry

    def __repr__(self) -> str:
        return f"Reason({self.kind.name}: {self.text!r}; {self.advice})"


_F, _M, _P = Kind.FIELD, Kind.FUNDS, Kind.POSITION
_K, _G, _L = Kind.MARKET, Kind.GONE, Kind.LIMIT
_S, _N, _A = Kind.SIGNER, Kind.NONCE, Kind.PERMISSION

REASONS: Final = [
    Reason(
        "Price must be divisible by tick size.", _F, "round the price: Asset.px_text or the order builder do", False
    ),
    Reason("Order has invalid price.", _F, "give a positive price with the decimals of the asset", False),
    Reason("Order has invalid size.", _F, "give a size with at most szDecimals decimals", False),
    Reason("Order has zero size.", _F, "give a size of at least one lot", False),
    Reason("Order must have minimum value of …", _F, "make the order larger: price times size counts", False),
    Reason("Order value too large. Max is …", _F, "split the order", False),
    Reason("Invalid TIF", _F, "use Gtc, Ioc or Alo", False),
    Reason("Invalid TP/SL price.", _F, "put the trigger on the side that the mark has yet to reach", False),
    Reason("Orders are empty.", _F, "give at least one order", False),
    Reason("Order action has different asset classes", _F, "send perps and spot in actions of their own", False),
    Reason("Main order cannot be trigger order.", _F, "put the entry first and its exits after it", False),
    Reason("Unexpected number of trigger orders", _F, "give one or two exits", False),
    Reason("Trigger order has unexpected type.", _F, "exits are triggers of the same asset, against the entry", False),
    Reason("Trigger order must be reduce-only.", _F, "set reduce-only on the exits", False),
    Reason("Reduce-only is invalid for spot trading.", _F, "leave reduce-only out", False),
    Reason("Placing trigger orders is not enabled on spot trading yet", _F, "use a limit order", False),
    Reason("Invalid spot", _F, "look the asset id up in spotMeta", False),
    Reason("Invalid TWAP duration: …", _F, "choose 5 minutes to 7 days", False),
    Reason("TWAP order value too small…", _F, "make the TWAP larger", False),
    Reason("Invalid leverage value", _F, "choose 1 up to the largest leverage of the asset at this size", False),
    Reason("Invalid decimal number", _F, "write a plain decimal", False),
    Reason("Invalid number of decimals", _F, "write fewer decimals", False),
    Reason("Send amount cannot be zero", _F, "send more than nothing", False),
    Reason("Invalid send", _F, "check receiver and amount: nobody sends to himself", False),
    Reason("Insufficient margin to place order.", _M, "deposit, lower the size, or cancel other orders", True),
    Reason("Order has insufficient spot balance to trade", _M, "deposit, or cancel what holds the tokens", True),
    Reason("Insufficient spot balance asset…", _M, "deposit, or cancel what holds the tokens", True),
    Reason("Insufficient balance for token transfer", _M, "send less than is withdrawable", True),
    Reason("Insufficient quote token … balance for token transfer gas.", _M, "keep a dollar for the new account", True),
    Reason(
        "Insufficient delegatable balance for priority order", _M, "stake HYPE, or send without a priority fee", True
    ),
    Reason("Insufficient funds available to deposit.", _M, "deposit less", True),
    Reason("Insufficient balance for withdrawal.", _M, "withdraw less", True),
    Reason("Insufficient stake", _M, "stake more", True),
    Reason(
        "Must deposit before performing actions. User: …",
        _M,
        "deposit; if you have, the signature is of another",
        False,
    ),
    Reason("Cross position does not have sufficient margin …", _M, "deposit, or keep the leverage", True),
    Reason("Reduce only order would increase position.", _P, "look at the position: there is nothing to reduce", True),
    Reason("Reduce-only TWAP order would increase position.", _P, "look at the position: nothing to reduce", True),
    Reason("Order would cause position to exceed margin tier …", _P, "lower leverage or size", False),
    Reason("Post only order would have immediately matched, bbo was …", _K, "quote again behind the touch", True),
    Reason("Order could not immediately match against any resting orders.", _K, "pay more, or rest with Gtc", True),
    Reason("No liquidity available for market order.", _K, "wait until somebody quotes", True),
    Reason("Order would increase open interest while open interest is capped", _K, "only close until it falls", True),
    Reason("Order rejected due to price more aggressive than oracle while …", _K, "quote behind the oracle", True),
    Reason("Order would increase open interest too quickly", _K, "send smaller orders, later", True),
    Reason("Order price too far from oracle", _K, "quote nearer to the oracle price", True),
    Reason("Order price cannot be more than … away from the reference price", _K, "quote nearer to the mark", True),
    Reason("Only post-only orders allowed immediately after network upgrade", _K, "send Alo, or wait a minute", True),
    Reason("Trading is halted.", _K, "wait until the asset trades again", True),
    Reason("Order was never placed, already canceled, or filled.", _G, "ask orderStatus which of the three", False),
    Reason("TWAP was never placed, already canceled, or filled.", _G, "ask twapHistory which of the three", False),
    Reason("Cannot modify canceled or filled order", _G, "ask orderStatus; place a new order", False),
    Reason("Error placing new order during modify: …", _G, "the old order is gone, the new one was refused", False),
    Reason(
        "Attempted to modify to invalid new order", _F, "set always_place, or change to Alo or a resting Gtc", False
    ),
    Reason("Too many open orders…", _L, "cancel some: 1000, and one per 5M USD traded", True),
    Reason("Too many cumulative requests sent …", _L, "trade, buy request weight, or one action per 10 s", True),
    Reason("Cannot set scheduled cancel time until enough volume traded. …", _L, "trade 1M USD first", True),
    Reason("Too many scheduled cancels triggered …", _L, "wait for the next UTC day", True),
    Reason("Scheduled cancel time must be …", _F, "choose a time at least five seconds ahead", False),
    Reason("Too many extra agents for cumulative volume traded. …", _L, "replace an agent by its name", False),
    Reason("Too many multi-sig signers", _L, "name fewer signers", False),
    Reason("Unable to recover signer.", _S, "sign again: r, s and v do not belong together", False),
    Reason("… does not exist.", _S, "check network, nonce and vault address: the hash was of other terms", False),
    Reason("L1 error: …", _S, "check network, nonce and vault address: the hash was of other terms", False),
    Reason("Mainnet and testnet require different signature.", _S, "sign for the network you send to", False),
    Reason("Sub-account … is not registered to …", _S, "act for a sub-account of this master", False),
    Reason("Vault not registered: …", _S, "check the vault address, and that you lead it", False),
    Reason("Multi-sig …", _S, "gather the signatures that the account demands", False),
    Reason("Invalid multi-sig …", _S, "check signers and threshold", False),
    Reason(
        "Cannot register self as multi-sig authorized user", _S, "name other signers than the account itself", False
    ),
    Reason(
        "Signer invalid or inactive for current epoch", _S, "wait for the epoch in which the signer is active", True
    ),
    Reason("Unknown validator", _F, "look the validator up in validatorSummaries", False),
    Reason("Invalid nonce: …", _N, "use the time in ms, each once; set the clock", True),
    Reason("Nonce mismatch.", _N, "use one nonce in action and envelope", False),
    Reason("Action already expired", _N, "send it again with a later expires_after", True),
    Reason("User-signed actions do not support expiresAfter.", _N, "leave expires_after out", False),
    Reason("Builder fee has not been approved.", _A, "send approveBuilderFee first", False),
    Reason("Builder fee is too high.", _A, "ask for at most 0.1 % on perps, 1 % on spot", False),
    Reason("Builder has insufficient balance to be approved.", _A, "the builder needs 100 USDC of its own", True),
    Reason("Extra agent already used.", _A, "make a new key for the agent: keys are never used twice", False),
    Reason("Agent valid_until already expired.", _A, "choose a time within 180 days", False),
    Reason("User has pending agent removal", _A, "wait a few seconds", True),
    Reason("Agent can only send asset to same user or their sub-accounts.", _A, "sign with the master key", False),
    Reason("Action disabled when unified account is active", _A, "switch the account to classic mode", False),
    Reason("Unexpected error (code=148)", _S, "check the signers of the multi-sig account: no valid JSON", False),
    Reason("Error deploying …", _A, "become a deployer first", False),
]


def _pattern(text: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in text.split("…")]
    return re.compile("(.*)".join(parts), re.DOTALL)


_PATTERNS: Final = [(_pattern(reason.text), reason) for reason in REASONS]
_SUFFIX: Final = re.compile(r" asset=\d+$")


@lru_cache(maxsize=1_024)
def reason_of(text: str) -> Reason:
    """Return what a text of the venue means, with or without ` asset=N` at its end."""
    bare = _SUFFIX.sub("", text)
    for pattern, reason in _PATTERNS:
        if pattern.fullmatch(bare):
            return reason
    return Reason(text, Kind.UNKNOWN, "read the text; if it comes again, tell us", False)
