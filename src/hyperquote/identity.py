"""Who a key is at the venue, and for which account it is to act: settled before the first order."""

from typing import Final

from hyperquote.errors import ConfigError, ProtocolError, RefusedError
from hyperquote.info.client import InfoClient


class Identity:
    """A key (`signer`), whose it is (`master`), and the account that its actions are for.

    `account` is what questions must name. `vault_address` is what actions must carry: the account if it is a
    sub-account or a vault, None if it is the master's own.
    """

    def __init__(self, signer: str, master: str, account: str) -> None:
        self.signer: Final = signer
        self.master: Final = master
        self.account: Final = account

    @property
    def is_agent(self) -> bool:
        """Whether the key can trade, but not withdraw."""
        return self.signer != self.master

    @property
    def vault_address(self) -> str | None:
        """What actions must carry."""
        return None if self.account == self.master else self.account

    def __repr__(self) -> str:
        return f"Identity(signer={self.signer}, master={self.master}, account={self.account})"


async def identify(info: InfoClient, signer: str, account: str) -> Identity:
    """Return for whom a key acts when `account` (lower case) is wanted; the signer's own address wants its master's.

    Asks at most three questions. RefusedError if the venue knows no such key; ConfigError if the account is not the
    master's, nor a sub-account of his, nor a vault that he leads.
    """
    master = await _master(info, signer)
    if account in {signer, master}:
        return Identity(signer, master, master)
    role = await info.user_role(account)
    owner = ""
    if role.role == "agent":
        raise ConfigError(f"{account} is an agent: it has no money and no orders. Name the account that approved it")
    if role.role == "subAccount":
        owner = (role.data.master if role.data is not None else None) or ""
    elif role.role == "vault":
        owner = (await info.vault_details(account)).leader
    if owner.lower() != master:
        key = f"the key {signer}" if signer == master else f"the agent {signer} of {master}"
        raise ConfigError(
            f"{key} may not act for {account}, which is {_kind(role.role, owner)}; name {master} or leave it out"
        )
    return Identity(signer, master, account)


async def _master(info: InfoClient, signer: str) -> str:
    role = await info.user_role(signer)
    if role.role == "missing":
        raise RefusedError(
            f"the venue does not know {signer}. An agent key must be approved by its account first, "
            "and an account needs a deposit"
        )
    if role.role != "agent":
        return signer
    if role.data is None or not role.data.user:
        raise ProtocolError(f"the venue says that {signer} is an agent, and does not say whose")
    return role.data.user.lower()


def _kind(role: str, owner: str) -> str:
    if role == "subAccount":
        return f"a sub-account of {owner or 'somebody else'}"
    if role == "vault":
        return f"a vault that {owner} leads"
    return "an address that the venue does not know" if role == "missing" else "somebody else's account"
