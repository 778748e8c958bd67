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


class ReferredUser(Reply, frozen=True):
    """Who used our code, when (ms), and what that brought (USD)."""

    cum_vlm: DecimalText
    cum_rewarded_fees_since_referred: DecimalText
    cum_fees_rewarded_to_referrer: DecimalText
    time_joined: int
    user: str


class ReferrerData(Reply, frozen=True, kw_only=True):
    """Of a code: its users. Of an account that may not make one yet: the volume it takes (USD)."""

    required: DecimalText | None = None
    code: str | None = None
    n_referrals: int | None = None
    referral_states: list[ReferredUser] | None = None


class ReferrerState(Reply, frozen=True):
    """`stage` is "ready", "needToCreateCode" (no data) or "needToTrade"."""

    stage: str
    data: ReferrerData | None = None


class Reward(Reply, frozen=True):
    """Earned on volume of our own and of those we referred (USD), up to `time` (ms)."""

    earned: DecimalText
    vlm: DecimalText
    referral_vlm: DecimalText
    time: int


class Referral(Reply, frozen=True, kw_only=True):
    """Both sides of referring: whose code we used, and what our own earned."""

    referred_by: ReferredBy | None = nullable()
    cum_vlm: DecimalText
    unclaimed_rewards: DecimalText
    claimed_rewards: DecimalText
    builder_rewards: DecimalText
    token_to_state: list[tuple[int, TokenRewards]] = rows()
    referrer_state: ReferrerState | None = nullable()
    reward_history: list[Reward] = rows()


_REPLY = msgspec.json.Decoder(Referral)


class ReferralRequest(InfoRequest[Referral], frozen=True, tag="referral"):
    """Ask for a user's referrals. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> Referral:
        """Return both sides of referring."""
        return _REPLY.decode(data)
