"""Order books, validation and the order life cycle: compiled, integers only."""
