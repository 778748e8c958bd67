"""Questions to `POST /info` and their typed answers."""
