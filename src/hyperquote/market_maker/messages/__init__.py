"""From the venue's messages to the engine's events, and the gate that every event passes."""
