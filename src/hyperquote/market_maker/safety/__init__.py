"""Safety: we may be wrong. Compare our books with the venue's, and leave nothing behind."""
