"""The WebSocket: feeds, the state of one connection, and the client that keeps it alive."""
