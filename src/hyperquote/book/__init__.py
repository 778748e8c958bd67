"""Price levels, the price grid, and where an order stands in a queue."""
