"""What is left of a session: a block of text for the terminal and a page for the browser."""
