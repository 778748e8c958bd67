"""Facts into frames: one file per channel."""
