"""The engine on a recorded market, in virtual time."""
