"""referral: who referred a user, what that earned, and the user's own code."""

from hyperquote.info.requests.referral import (
    Referral,
    ReferralRequest,
    ReferredBy,
    ReferredUser,
    ReferrerData,
    ReferrerState,
    TokenRewards,
)
from hyperquote.local_exchange.clearing.rewards import Referral as Came
from hyperquote.local_exchange.clearing.spot import USDC_TOKEN
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import usd_text


def answer(exchange: LocalExchange, request: ReferralRequest, now_ms: int) -> Referral:
    """Return both sides of referring. All rewards are in USDC: its state says the same again."""
    user, house = request.user.lower(), exchange.house
    account = house.accounts.get(user)
    by = account.referral if account else None
    rewards = house.reward_totals(user)
    volume_micro = account.cum_volume_micro if account else 0
    state = TokenRewards(
        cum_vlm=usd_text(volume_micro),
        unclaimed_rewards=usd_text(rewards.unclaimed_micro),
        claimed_rewards=usd_text(rewards.claimed_micro),
        builder_rewards=usd_text(rewards.builder_micro),
    )
    return Referral(
        referred_by=None if by is None else ReferredBy(by.referrer, by.code),
        cum_vlm=state.cum_vlm,
        unclaimed_rewards=state.unclaimed_rewards,
        claimed_rewards=state.claimed_rewards,
        builder_rewards=state.builder_rewards,
        token_to_state=[(USDC_TOKEN, state)],
        referrer_state=_stage(exchange, user, volume_micro),
    )


def _stage(exchange: LocalExchange, user: str, volume_micro: int) -> ReferrerState:
    referrals, required_micro = exchange.registry.referrals, exchange.rules.referrer_volume_micro
    if code := referrals.code_of(user):
        states = [_referred(account, came) for account, came in referrals.came_by(user)]
        return ReferrerState("ready", ReferrerData(code=code, n_referrals=len(states), referral_states=states))
    if volume_micro < required_micro:
        return ReferrerState("needToTrade", ReferrerData(required=usd_text(required_micro)))
    return ReferrerState("needToCreateCode")


def _referred(account: str, came: Came) -> ReferredUser:
    return ReferredUser(
        usd_text(came.volume_micro), usd_text(came.fees_micro), usd_text(came.paid_micro), came.joined_ms, account
    )
