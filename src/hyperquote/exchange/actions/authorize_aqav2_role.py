"""authorizeAqav2Role: take a role for an aligned quote token."""

from typing import ClassVar, Literal

from hyperquote.exchange.actions.base import SimpleAction


class AuthorizeAqav2Role(SimpleAction, frozen=True, kw_only=True, tag="authorizeAqav2Role"):
    """Act as the technical or the treasury partner of `token`. "Insufficient stake" if too little is staked."""

    has_vault: ClassVar[bool] = False

    token: int
    role: Literal["technical", "treasury"]
