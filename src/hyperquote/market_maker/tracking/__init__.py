"""What is ours: orders, position, profit and loss."""
