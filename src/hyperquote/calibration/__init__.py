"""Fitting the models of the market maker to recorded data, offline."""
