"""Each of our fills counts once."""
