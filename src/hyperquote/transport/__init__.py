"""How bytes travel: HTTP, WebSocket, and how long to wait before trying again."""
