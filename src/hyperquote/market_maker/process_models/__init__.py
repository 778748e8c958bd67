"""Processes that drive the market: here, liquidation cascades."""
