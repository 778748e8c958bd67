"""Synthetic traders: a seeded crowd that makes a market worth testing in."""
