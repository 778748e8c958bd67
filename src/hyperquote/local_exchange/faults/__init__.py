"""Faults on demand: what can go wrong between a client and the venue, seeded, scheduled and recorded."""
