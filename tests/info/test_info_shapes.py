"""Answers of which no recording is known are read in the documented shape, and written back as they came."""

import json
from typing import Any, get_args

import msgspec
import pytest
from tests.shared_data import SHARED

from hyperquote.info.requests import AnyRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.ledger_deltas import AnyDelta, Deposit, SpotTransfer
from hyperquote.info.requests.user_non_funding_ledger_updates import LedgerUpdate

BY_WORD: dict[str, type[InfoRequest[object]]] = {
    str(question.__struct_config__.tag): question for question in get_args(AnyRequest)
}
A, B = "0x" + "a" * 40, "0x" + "b" * 40
AUCTION = {"startTimeSeconds": 1, "durationSeconds": 111600, "startGas": "500.0", "currentGas": None, "endGas": "1.0"}
NORMAL = {"type": "normal"}
SUMMARY = {"accountValue": "1.0", "totalNtlPos": "0.0", "totalRawUsd": "1.0", "totalMarginUsed": "0.0"}
TWAP = {
    "coin": "ETH",
    "user": A,
    "side": "B",
    "sz": "2.0",
    "executedSz": "1.0",
    "executedNtl": "4000.0",
    "minutes": 30,
    "reduceOnly": False,
    "randomize": True,
    "timestamp": 1,
    "trigger": {"px": "88.0", "above": True},
    "stopPx": None,
}
FILL = {
    "coin": "ETH",
    "px": "1.0",
    "sz": "1.0",
    "side": "B",
    "time": 1,
    "startPosition": "0.0",
    "dir": "Open Long",
    "closedPnl": "0.0",
    "hash": "0x0",
    "oid": 1,
    "crossed": True,
    "fee": "0.0",
    "tid": 2,
    "feeToken": "USDC",
    "twapId": 7,
}
PERP_CTX = {
    "funding": "0.0000125",
    "openInterest": "1.0",
    "prevDayPx": "1.0",
    "dayNtlVlm": "1.0",
    "premium": None,
    "oraclePx": "1.0",
    "markPx": "1.0",
    "midPx": None,
    "impactPxs": None,
    "dayBaseVlm": "1.0",
}
WEB_DATA2: dict[str, Any] = {
    "clearinghouseState": {
        "marginSummary": SUMMARY,
        "crossMarginSummary": SUMMARY,
        "crossMaintenanceMarginUsed": "0.0",
        "withdrawable": "1.0",
        "assetPositions": [],
        "time": 1,
    },
    "leadingVaults": [{"address": B, "name": "mine"}],
    "totalVaultEquity": "0.0",
    "openOrders": [],
    "agentAddress": None,
    "agentValidUntil": None,
    "cumLedger": "1.0",
    "meta": {"universe": [{"szDecimals": 5, "name": "BTC", "maxLeverage": 40, "marginTableId": 56}]}
    | {"marginTables": [], "collateralToken": 0},
    "assetCtxs": [PERP_CTX],
    "serverTime": 1,
    "isVault": False,
    "user": A,
    "twapStates": [[5, TWAP]],
    "spotState": {"balances": []},
    "spotAssetCtxs": [],
    "optOutOfSpotDusting": True,
    "perpsAtOpenInterestCap": ["CANTO"],
}
VALIDATOR = {
    "validator": A,
    "signer": B,
    "name": "one",
    "description": "",
    "nRecentBlocks": 9,
    "stake": 1_000_000_000_000_000,
    "isJailed": False,
    "unjailableAfter": None,
    "isActive": True,
    "commission": "0.04",
    "stats": [["day", {"uptimeFraction": "1.0", "predictedApr": "0.02", "nSamples": 1440}]],
}
DEPLOYMENT = {
    "token": 5,
    "spec": {"name": "NEW", "szDecimals": 2, "weiDecimals": 8},
    "fullName": None,
    "deployerTradingFeeShare": "1.0",
    "spots": [3],
    "maxSupply": "100.0",
    "hyperliquidityGenesisBalance": "0.0",
    "totalGenesisBalanceWei": "10000000000",
    "userGenesisBalances": [[A, "100.0"]],
    "existingTokenGenesisBalances": [[1, "5.0"]],
    "blacklistUsers": [B],
}
VAULT = {"name": "new", "vaultAddress": A, "leader": B, "tvl": "1.0", "isClosed": False}
TRADE = {"coin": "ETH", "side": "B", "px": "1.0", "sz": "1.0", "time": 1, "hash": "0x0", "tid": 1, "users": [A, B]}

REPLIES: list[tuple[str, Any]] = [
    (
        "alignedQuoteTokenInfo",
        {"isAligned": True, "firstAlignedTime": 1, "evmMintedSupply": "1.5", "dailyAmountOwed": [["2026-01-01", "0.5"]]}
        | {"predictedRate": "0.01"},
    ),
    ("batchClearinghouseStates", [None]),
    ("exchangeStatus", {"time": 1, "specialStatuses": None}),
    ("gossipPriorityAuctionStatus", [["1.2.3.4", None], [AUCTION, AUCTION | {"currentGas": "0.5", "endGas": None}]]),
    ("gossipRootIps", ["1.2.3.4"]),
    ("isVip", None),
    ("isVip", True),
    ("leadingVaults", [{"address": A, "name": "mine"}]),
    ("legalCheck", {"acceptedTerms": True, "userAllowed": True, "restrictions": "n"}),
    ("legalCheck", {"ipAllowed": True, "acceptedTerms": True, "userAllowed": True}),
    ("liquidatable", [{"user": A, "positionIndex": {"isolated": {"asset": 3}}, "marginAvailable": [1.5, -2.0]}]),
    ("marginTable", {"description": "", "marginTiers": [{"lowerBound": "0.0", "maxLeverage": 10}]}),
    ("maxMarketOrderNtls", [[25, "15000000.0"], [20, "5000000.0"]]),
    ("outcomeTemplates", [{"id": 1, "role": "r", "name": "n", "description": "d", "keywords": [["perp", "a coin"]]}]),
    ("perpAnnotation", None),
    ("perpDexLimits", None),
    ("preTransferCheck", {"fee": "1.0", "isSanctioned": False, "userExists": True, "userHasSentTx": False}),
    ("recentTrades", [TRADE]),
    ("settledOutcome", None),
    ("spotDeployState", {"states": [DEPLOYMENT], "gasAuction": AUCTION}),
    ("subAccounts", None),
    ("subAccounts2", None),
    ("twapHistory", [{"time": 1, "state": TWAP, "status": {"status": "activated"}, "twapId": 7}]),
    ("twapHistory", [{"time": 1, "state": TWAP, "status": {"status": "error", "description": "no margin"}}]),
    ("usdcRouting", {"depositRoute": "cctp", "withdrawalRoute": "bridge"}),
    ("userBorrowLendInterest", [{"time": 1, "token": "USDC", "borrow": "0.0", "supply": "0.1"}]),
    ("userDexAbstraction", None),
    ("userToMultiSigSigners", None),
    ("userToMultiSigSigners", {"authorizedUsers": [A, B], "threshold": 2}),
    ("userTwapSliceFills", [{"fill": FILL, "twapId": 7}]),
    ("userTwapSliceFillsByTime", [{"fill": FILL, "twapId": 7}]),
    ("validatorL1Votes", [{"expireTime": 1, "action": {"D": "x"}, "votes": [A], "quorumReached": False}]),
    ("validatorSummaries", [VALIDATOR]),
    ("vaultDetails", None),
    ("vaultSummaries", [VAULT | {"relationship": NORMAL, "createTimeMillis": 1}]),
    ("webData2", WEB_DATA2),
]


def read(word: str, data: bytes) -> object:
    question = BY_WORD[word]
    needed = {field.name: "x" for field in msgspec.structs.fields(question) if field.required}
    return question(**needed).read(data)


@pytest.mark.parametrize(("word", "reply"), REPLIES)
def test_a_documented_answer_is_read_and_written_back(word: str, reply: Any) -> None:
    sent = msgspec.json.encode(reply)
    assert msgspec.json.encode(read(word, sent)) == sent


@pytest.mark.parametrize("word", ["exchangeStatus", "legalCheck", "usdcRouting", "webData2"])
def test_what_the_venue_adds_later_does_not_matter(word: str) -> None:
    reply = next(reply for each, reply in REPLIES if each == word)
    assert read(word, json.dumps(reply | {"brandNew": {"x": [1]}}).encode()) == read(word, json.dumps(reply).encode())


def test_every_question_has_an_answer_that_was_recorded_or_stands_here() -> None:
    sampled = {path.stem.removeprefix("info_") for path in (SHARED / "reference/samples").glob("info_*.json")}
    if not sampled:
        pytest.skip("reference/samples is not beside this checkout (it may not be redistributed)")
    assert set(BY_WORD) <= sampled | {word for word, _ in REPLIES}


# -- the ledger ----------------------------------------------------------------------------------------------

USDC: dict[str, Any] = {"usdc": "1.5"}
TOKEN: dict[str, Any] = {"token": "HYPE", "amount": "2.0"}
ROUTE = {"user": A, "destination": B}
SENT = {"usdcValue": "3.0", "fee": "0.0", "nativeTokenFee": "0.0", "nonce": 9, "feeToken": ""}
DELTAS: list[dict[str, Any]] = [
    {"type": "deposit"} | USDC,
    {"type": "withdraw"} | USDC | {"nonce": 1, "fee": "1.0"},
    {"type": "accountClassTransfer"} | USDC | {"toPerp": True},
    {"type": "internalTransfer"} | USDC | ROUTE | {"fee": "1.0"},
    {"type": "subAccountTransfer"} | USDC | ROUTE,
    {"type": "spotTransfer", **TOKEN, "usdcValue": "3.0", **ROUTE, **SENT},
    {"type": "send", **ROUTE, "sourceDex": "", "destinationDex": "spot"} | TOKEN | SENT,
    {"type": "liquidation", "liquidatedNtlPos": "9.0", "accountValue": "1.0", "leverageType": "Cross"}
    | {"liquidatedPositions": [{"coin": "ATOM", "szi": "29.21"}]},
    {"type": "vaultCreate", "vault": A} | USDC | {"fee": "100.0"},
    {"type": "vaultDeposit", "vault": A} | USDC,
    {"type": "vaultDistribution", "vault": A} | USDC,
    {"type": "vaultWithdraw", "vault": A, "user": B, "requestedUsd": "3.0", "commission": "0.1"}
    | {"closingCost": "0.1", "basis": "2.0", "netWithdrawnUsd": "2.8"},
    {"type": "vaultLeaderCommission", "user": A} | USDC,
    {"type": "rewardsClaim", "amount": "1.0", "token": "USDC"},
    {"type": "spotGenesis"} | TOKEN,
    {"type": "cStakingTransfer"} | TOKEN | {"isDeposit": False},
    {"type": "borrowLend", "token": "USDC", "operation": "repay", "amount": "1.0", "interestAmount": "0.1"},
    {"type": "deployGasAuction"} | TOKEN,
    {"type": "activateDexAbstraction", "dex": "xyz"} | TOKEN,
]


@pytest.mark.parametrize("delta", DELTAS, ids=lambda delta: delta["type"])
def test_a_ledger_update_is_read_as_its_kind(delta: dict[str, Any]) -> None:
    update = LedgerUpdate(1, "0x0", delta)
    assert update.kind == delta["type"]
    assert msgspec.to_builtins(update.typed) == delta


def test_every_kind_of_ledger_update_is_tried() -> None:
    kinds = {each.__struct_config__.tag for each in get_args(AnyDelta)}
    assert kinds == {delta["type"] for delta in DELTAS}


def test_a_kind_or_a_shape_newer_than_us_is_kept_as_it_came() -> None:
    assert LedgerUpdate(1, "0x0", {"type": "deposit", "usdc": "1.0", "via": "cctp"}).typed == Deposit(usdc="1.0")
    reshaped = LedgerUpdate(1, "0x0", {"type": "deposit", "amount": "1.0"})
    unheard = LedgerUpdate(1, "0x0", {"type": "teleport", "usdc": "1.0"})
    assert (reshaped.typed, unheard.typed) == (None, None)
    assert (unheard.kind, unheard.delta["usdc"]) == ("teleport", "1.0")


def test_a_spot_transfer_may_have_no_nonce() -> None:
    delta = next(each for each in DELTAS if each["type"] == "spotTransfer")
    transfer = LedgerUpdate(1, "0x0", delta | {"nonce": None}).typed
    assert isinstance(transfer, SpotTransfer)
    assert transfer.nonce is None
