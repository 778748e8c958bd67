"""What other SDKs can say to the venue, read from their sources, to be compared with ours.

Ours is what the classes have. `tests/test_comparison.py` reads the sources of the installed peers again; of the others
the version stands here, and whoever reads a newer one corrects the words. `docs/generate.py` makes the page.
"""

import inspect
import re
from collections.abc import Callable
from importlib import import_module
from typing import Final, NamedTuple, get_args

from hyperquote.exchange.actions import AnyAction
from hyperquote.info.requests import AnyRequest
from hyperquote.ws.channels import AnySubscription


class Peer(NamedTuple):
    """An SDK: the version that was read, where it is kept, and its words by kind."""

    name: str
    language: str
    version: str
    source: str
    words: dict[str, str]

    def has(self, kind: str, word: str) -> bool:
        """Return whether it has a word."""
        return word in self.words[kind].split()


def _tags(union: object) -> set[str]:
    return {str(each.__struct_config__.tag) for each in get_args(union)}


OURS: Final[dict[str, Callable[[], set[str]]]] = {
    "actions": lambda: _tags(AnyAction),
    "questions": lambda: _tags(AnyRequest),
    "feeds": lambda: _tags(AnySubscription),
}

PEERS: Final = (
    Peer(
        "hyperliquid-python-sdk (official)",
        "Python",
        "0.24.0",
        "https://github.com/hyperliquid-dex/hyperliquid-python-sdk",
        {
            "actions": """
                agentEnableDexAbstraction agentSetAbstraction approveAgent approveBuilderFee batchModify
                cancel cancelByCloid convertToMultiSigUser createSubAccount CSignerAction CValidatorAction
                evmUserModify gossipPriorityBid multiSig noop order perpDeploy scheduleCancel sendAsset
                setReferrer spotDeploy spotSend subAccountSpotTransfer subAccountTransfer tokenDelegate
                updateIsolatedMargin updateLeverage usdClassTransfer usdSend userDexAbstraction
                userSetAbstraction vaultTransfer withdraw3
            """,
            "questions": """
                allMids candleSnapshot clearinghouseState delegations delegatorHistory delegatorRewards
                delegatorSummary extraAgents frontendOpenOrders fundingHistory historicalOrders l2Book meta
                metaAndAssetCtxs openOrders orderStatus perpDeployAuctionStatus perpDexs portfolio referral
                spotClearinghouseState spotDeployState spotMeta spotMetaAndAssetCtxs subAccounts
                userAbstraction userDexAbstraction userFees userFills userFillsByTime userFunding
                userNonFundingLedgerUpdates userRateLimit userRole userToMultiSigSigners userTwapSliceFills
                userVaultEquities
            """,
            "feeds": """
                activeAssetCtx activeAssetData allMids bbo candle l2Book orderUpdates trades userEvents
                userFills userFundings userNonFundingLedgerUpdates webData2
            """,
        },
    ),
    Peer(
        "hyperliquid_rust_sdk (official)",
        "Rust",
        "0.6.0, of 20 October 2025",
        "https://github.com/hyperliquid-dex/hyperliquid-rust-sdk",
        {
            "actions": """
                approveAgent approveBuilderFee batchModify cancel cancelByCloid claimRewards evmUserModify
                order scheduleCancel sendAsset setReferrer spotSend spotUser updateIsolatedMargin
                updateLeverage usdSend vaultTransfer withdraw3
            """,
            "questions": """
                activeAssetData allMids batchClearinghouseStates candleSnapshot clearinghouseState
                fundingHistory historicalOrders l2Book meta metaAndAssetCtxs openOrders orderStatus
                recentTrades referral spotClearinghouseState spotMeta spotMetaAndAssetCtxs userFees
                userFills userFunding
            """,
            "feeds": """
                activeAssetCtx activeAssetData allMids bbo candle l2Book notification orderUpdates trades
                userEvents userFills userFundings userNonFundingLedgerUpdates webData2
            """,
        },
    ),
    Peer(
        "@nktkas/hyperliquid",
        "TypeScript",
        "0.32.2",
        "https://github.com/nktkas/hyperliquid",
        {
            "actions": """
                agentEnableDexAbstraction agentSetAbstraction approveAgent approveBuilderFee batchModify
                borrowLend cancel cancelByCloid cDeposit claimRewards convertToMultiSigUser createSubAccount
                createVault CSignerAction CValidatorAction cWithdraw evmUserModify linkStakingUser modify
                noop order perpDeploy registerReferrer reserveRequestWeight scheduleCancel sendAsset
                sendToEvmWithData setDisplayName setReferrer spotDeploy spotSend spotUser subAccountModify
                subAccountSpotTransfer subAccountTransfer tokenDelegate topUpIsolatedOnlyMargin twapCancel
                twapOrder updateIsolatedMargin updateLeverage usdClassTransfer usdSend userDexAbstraction
                userPortfolioMargin userSetAbstraction validatorL1Stream vaultDistribute vaultModify
                vaultTransfer withdraw3
            """,
            "questions": """
                activeAssetData alignedQuoteTokenInfo allBorrowLendReserveStates allMids allPerpMetas
                approvedBuilders borrowLendReserveState borrowLendUserState candleSnapshot
                clearinghouseState delegations delegatorHistory delegatorRewards delegatorSummary
                exchangeStatus extraAgents frontendOpenOrders fundingHistory gossipRootIps historicalOrders
                isVip l2Book leadingVaults legalCheck liquidatable marginTable maxBuilderFee
                maxMarketOrderNtls meta metaAndAssetCtxs openOrders orderStatus outcomeMeta perpAnnotation
                perpCategories perpConciseAnnotations perpDeployAuctionStatus perpDexLimits perpDexs
                perpDexStatus perpsAtOpenInterestCap portfolio predictedFundings preTransferCheck
                recentTrades referral spotClearinghouseState spotDeployState spotMeta spotMetaAndAssetCtxs
                spotPairDeployAuctionStatus subAccounts subAccounts2 tokenDetails twapHistory
                userAbstraction userBorrowLendInterest userDexAbstraction userFees userFills userFillsByTime
                userFunding userNonFundingLedgerUpdates userRateLimit userRole userToMultiSigSigners
                userTwapSliceFills userTwapSliceFillsByTime userVaultEquities validatorL1Votes
                validatorSummaries vaultDetails vaultSummaries webData2
            """,
            "feeds": """
                activeAssetCtx activeAssetData allDexsAssetCtxs allDexsClearinghouseState allMids assetCtxs
                bbo candle clearinghouseState l2Book notification openOrders orderUpdates spotAssetCtxs
                spotState trades twapStates userEvents userFills userFundings userHistoricalOrders
                userNonFundingLedgerUpdates userTwapHistory userTwapSliceFills webData2 webData3
            """,
        },
    ),
    Peer(
        "ccxt",
        "Python, TypeScript and others",
        "4.5.64",
        "https://github.com/ccxt/ccxt",
        {
            "actions": """
                agentEnableDexAbstraction agentSetAbstraction approveBuilderFee batchModify cancel
                cancelByCloid createSubAccount createVault order reserveRequestWeight scheduleCancel
                setReferrer subAccountSpotTransfer subAccountTransfer twapCancel twapOrder
                updateIsolatedMargin updateLeverage usdClassTransfer userDexAbstraction userSetAbstraction
                vaultTransfer withdraw3
            """,
            "questions": """
                candleSnapshot clearinghouseState exchangeStatus frontendOpenOrders fundingHistory
                historicalOrders l2Book meta metaAndAssetCtxs openOrders orderStatus perpDexs
                spotClearinghouseState spotMeta spotMetaAndAssetCtxs userAbstraction userFees userFills
                userFillsByTime userFunding userNonFundingLedgerUpdates
            """,
            "feeds": """
                allMids candle clearinghouseState l2Book orderUpdates trades userFills webData2
            """,
        },
    ),
)


def everybodys(kind: str) -> set[str]:
    """Return the words of one kind that anybody has."""
    return OURS[kind]().union(*(peer.words[kind].split() for peer in PEERS))


# ── the peers that are installed, read again ────────────────────────────────────────────────────────────────

_SENT: Final = re.compile(r"""['"]type['"]\]?\s*[:=]\s*['"](\w+)['"]""")
_CHOSEN: Final = re.compile(r":param str \[params\.(?:type|method|channel)\]: '(\w+)' or '(\w+)'")


def official_words(kind: str) -> set[str]:
    """Return the words of one kind in the installed official SDK."""
    if kind == "feeds":
        types = import_module("hyperliquid.utils.types")
        return {get_args(each.__annotations__["type"])[0] for each in get_args(types.Subscription)}
    exchange, info, signing = map(
        import_module, ("hyperliquid.exchange", "hyperliquid.info", "hyperliquid.utils.signing")
    )
    sources = (exchange, signing.order_wires_to_order_action) if kind == "actions" else (info,)
    return {word for source in sources for word in _SENT.findall(inspect.getsource(source))} & everybodys(kind)


def ccxt_words(kind: str) -> set[str]:
    """Return the words of one kind in the installed ccxt; some are chosen by a parameter that only its text names."""
    source = inspect.getsource(import_module("ccxt.pro.hyperliquid" if kind == "feeds" else "ccxt.hyperliquid"))
    chosen = {word for pair in _CHOSEN.findall(source) for word in pair}
    if kind == "questions":
        chosen -= OURS["actions"]()
    return (set(_SENT.findall(source)) | chosen) & everybodys(kind)
