"""A Hyperliquid of our own: the venue's rules in exact integers, on this machine."""
