"""Which build of the hot core runs: compiled by mypyc, or interpreted from the same files."""

from hyperquote.book import grid

COMPILED = grid.__file__.endswith((".so", ".pyd"))
NAME = "compiled" if COMPILED else "interpreted"
