"""What we want to quote: strategies, and the mathematics they stand on."""
