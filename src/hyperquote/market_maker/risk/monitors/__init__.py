"""One file a monitor; each answers one question about the risk state."""
