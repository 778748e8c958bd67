"""hyperquote: SDK, market maker and local exchange for the Hyperliquid DEX."""

__version__ = "0.1.0"
