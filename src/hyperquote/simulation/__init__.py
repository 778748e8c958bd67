"""Worlds that are made up: a local exchange with somebody or something in it."""
