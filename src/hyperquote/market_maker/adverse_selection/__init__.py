"""What it costs that those who trade with us may know more."""
