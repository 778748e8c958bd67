"""The page an operator watches and steers a session with; served on loopback by the market maker itself."""
