"""Who said it: hashing, signing and recovery of both of the venue's schemes, keys and nonces."""
