"""Several rungs a side: depths, sizes, and what a rung is worth."""
