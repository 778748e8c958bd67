"""Processes beside the price: order flow, liquidations, funding, the spread, and the session."""
