"""Addresses of accounts that nobody has a key to: sub-accounts and vaults."""

from hashlib import blake2b


def derived_address(kind: str, owner: str, number: int) -> str:
    """Return the address of the `number`th account of a kind that an owner opened: always the same one."""
    return "0x" + blake2b(f"{kind} {owner} {number}".encode(), digest_size=20).hexdigest()
