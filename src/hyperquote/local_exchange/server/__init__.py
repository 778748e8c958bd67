"""HTTP and WebSocket around the local exchange: the only part of it that awaits."""
