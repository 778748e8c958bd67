"""Beliefs about the market. Each estimator answers one question: `update` and `value` are its face."""
