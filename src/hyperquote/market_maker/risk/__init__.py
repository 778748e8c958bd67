"""Risk: we may lose. Monitors judge the state; the strictest wins; only what risk approved can be sent."""
