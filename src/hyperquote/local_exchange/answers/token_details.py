"""tokenDetails: one spot token."""

from hyperquote.info.requests.token_details import TokenDetails, TokenDetailsRequest
from hyperquote.local_exchange import prices
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text


def answer(exchange: LocalExchange, request: TokenDetailsRequest, now_ms: int) -> TokenDetails | None:
    """Return a token by its id; None for an id that nobody has. Nobody deployed these: they were always there."""
    token = next((each for each in exchange.tokens if each.token_id == request.token_id.lower()), None)
    if token is None:
        return None
    ctx = next((prices.spot_ctx(exchange, pair) for pair in exchange.pairs if pair.base is token), None)
    supply = decimal_text(token.supply, 0)
    return TokenDetails(
        name=token.name,
        max_supply=supply,
        total_supply=supply,
        circulating_supply=supply,
        sz_decimals=token.sz_decimals,
        wei_decimals=token.wei_decimals,
        mid_px="1.0" if ctx is None else ctx.mid_px,
        mark_px="1.0" if ctx is None else ctx.mark_px,
        prev_day_px="1.0" if ctx is None else ctx.prev_day_px,
        genesis=None,
        deployer=None,
        deploy_gas=None,
        deploy_time=None,
        seeded_usdc="0.0",
        non_circulating_user_balances=[],
        future_emissions="0.0",
    )
