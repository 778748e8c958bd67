"""What differs from the recorded examples, and why. All of these must be found, and no others may be."""

_ABSENT = "there is no such thing here"
_RARE = "documented, and not in any recorded example"
_OLDER = "the only example is the documentation's, or a fixture's, and is older or shorter than the rule"
_UNIFIED = "only accounts that are unified or have portfolio margin have it"
_CUT = "whoever recorded the example cut it short"

EXCEPTIONS: dict[str, dict[str, str]] = {
    "info allPerpMetas": {
        # a fixture of a client with sorted keys and few of them
        "$[].marginTables stands before collateralToken": _CUT,
        "$[].universe stands before collateralToken": _CUT,
        "$[].universe stands before marginTables": _CUT,
        "$[].universe[].isDelisted is not theirs": _CUT,
        "$[].universe[].lastGrowthModeChangeTime is not theirs": _CUT,
        "$[].universe[].marginMode is not theirs": _CUT,
        "$[].universe[].marginTableId is not theirs": _CUT,
        "$[].universe[].maxLeverage stands before growthMode": _CUT,
        "$[].universe[].name stands before growthMode": _CUT,
        "$[].universe[].name stands before maxLeverage": _CUT,
        "$[].universe[].onlyIsolated is not theirs": _CUT,
        "$[].universe[].szDecimals stands before growthMode": _CUT,
        "$[].universe[].szDecimals stands before maxLeverage": _CUT,
        "$[].universe[].szDecimals stands before name": _CUT,
    },
    "info borrowLendUserState": {"$.tokenToState[] is never there": _ABSENT},
    "info delegatorRewards": {"$[] is never there": "the validators here earn nothing"},
    "info outcomeMeta": {"$.outcomes[] is never there": _ABSENT, "$.questions is not theirs": _OLDER},
    "info perpAnnotation": {"$.displayName is not theirs": _RARE, "$.keywords is not theirs": _RARE},
    "info perpConciseAnnotations": {"$[][].displayName is not theirs": _RARE},
    "info perpDexs": {"$[].assetToFundingInterestRate is not theirs": _RARE},
    "info predictedFundings": {"$[][][][].fundingIntervalHours is not theirs": _OLDER},
    "info referral": {"$.referrerState.data.nReferrals is not theirs": _OLDER},
    "info settledOutcome": {"$ is never there": _ABSENT},
    "info spotMeta": {"$.tokens[].evmContract is never there": _ABSENT},
    "info spotMetaAndAssetCtxs": {"$[].tokens[].evmContract is never there": _ABSENT},
    "info subAccounts2": {
        "$[].abstraction is missing": _UNIFIED,
        "$[].dexToClearinghouseState[][].assetPositions[]<oneWay>.position.cumFunding is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].assetPositions[]<oneWay>.position.entryPx is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].assetPositions[]<oneWay>.position.leverage is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].assetPositions[]<oneWay>.position.liquidationPx is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].assetPositions[]<oneWay>.position.marginUsed is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].assetPositions[]<oneWay>.position.maxLeverage is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].assetPositions[]<oneWay>.position.positionValue is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].assetPositions[]<oneWay>.position.returnOnEquity is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].assetPositions[]<oneWay>.position.unrealizedPnl is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].crossMarginSummary.accountValue is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].crossMarginSummary.totalMarginUsed is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].crossMarginSummary.totalNtlPos is not theirs": _CUT,
        "$[].dexToClearinghouseState[][].crossMarginSummary.totalRawUsd is not theirs": _CUT,
        "$[].master is not theirs": _CUT,
        "$[].name is not theirs": _CUT,
        "$[].spotState.balances[].ltv is missing": _UNIFIED,
        "$[].spotState.balances[].supplied is missing": _UNIFIED,
        "$[].spotState.portfolioMarginEnabled is missing": _UNIFIED,
        "$[].spotState.portfolioMarginRatio is missing": _UNIFIED,
        "$[].spotState.tokenToAvailableAfterMaintenance is missing": _UNIFIED,
        "$[].spotState.tokenToPortfolioBorrowRatio is missing": _UNIFIED,
        "$[].spotState.tokenToPortfolioSupplyRatio is missing": _UNIFIED,
        "$[].subAccountUser is not theirs": _CUT,
    },
    "info userFees": {
        "$.feeTrialEscrow is not theirs": _OLDER,
        "$.feeTrialReward is missing": _OLDER,
    },
    "info userFills": {"$[].builderFee is not theirs": _RARE},
    "info userFillsByTime": {
        "$[].builderFee is not theirs": _RARE,
        "$[].cloid is not theirs": _RARE,
        "$[].liquidation is not theirs": _RARE,
    },
    "ws openOrders": {"$.orders[].children[].tif is never there": "null for a trigger order in every REST capture"},
    "ws orderUpdates": {"$[].order.reduceOnly is not theirs": _RARE},
    "ws outcomeMetaUpdates": {"$ is never there": _ABSENT},
    "ws post": {"$.response<info>.payload<spotMeta>.data.tokens is not theirs": _CUT},
    "ws spotState": {"$.spotState.tokenToAvailableAfterMaintenance is missing": _UNIFIED},
    "ws subscriptionResponse": {"$.subscription<allMids>.dex is not theirs": _RARE},
    "ws user": {"$.fills[].builderFee is not theirs": _RARE, "$.twapHistory is not theirs": _RARE},
    "ws userFills": {"$.fills[].builderFee is not theirs": _RARE},
    "ws webData3": {"$.userState.optOutOfSpotDusting is missing": "nobody has opted out"},
}

GONE: dict[str, dict[str, str]] = {
    "clearinghouseState": {
        "$.assetPositions[]<oneWay>.position.maxTradeSzs is missing": "the venue has moved it to activeAssetData"
    },
    "userFunding": {"$[].delta<funding>.nSamples is never there": "null since rows are hourly"},
}
