"""From beliefs to orders: quotes, ladders, the price grid, and the fewest commands."""
