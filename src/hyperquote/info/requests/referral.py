"""referral: who referred a user, what that earned, and the user's own code."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows


class ReferredBy(Reply, frozen=True):
    """The referrer and the code that was used."""

    referrer: str
    code: str


class TokenRewards(Reply, frozen=True):
    """Volume and rewards in one token."""

    cum_vlm: DecimalText
    unclaimed_rewards: DecimalText
    claimed_rewards: DecimalText
    builder_rewards: DecimalText


class Referral(Reply, frozen=True, kw_only=True):
    """`referrer_state` is "ready" with the code's data, "needToCreateCode" or "needToTrade"; its shape varies."""

    referred_by: ReferredBy | None = nullable()
    cum_vlm: DecimalText
    unclaimed_rewards: DecimalText
    claimed_rewards: DecimalText
    builder_rewards: DecimalText
    token_to_state: list[tuple[int, TokenRewards]] = rows()
    referrer_state: dict[str, object] | None = nullable()
    reward_history: list[dict[str, object]] = rows()


_REPLY = msgspec.json.Decoder(Referral)


class ReferralRequest(InfoRequest[Referral], frozen=True, tag="referral"):
    """Ask for a user's referrals. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> Referral:
        """Return both sides of referring."""
        return _REPLY.decode(data)
