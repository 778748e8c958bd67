"""The theory of market making as plain functions: what the engine approximates, exactly, to test and to study with.

Nothing here runs while we quote, and nothing but Python is needed. One problem in consistent units (`problem`), its
solutions in rising generality (`horizon`, `exact`, `general`, `multi_asset`), how its inputs are measured
(`fill_rates`, `realised`, `noise`, `hawkes`, `microprice`, `flow`), and what follows (`queue`, `waterfill`, `sizing`,
`attribution`). Where the engine has a formula in its own core (closed form, ground state), that one is called.
"""
