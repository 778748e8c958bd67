"""The shell around the engine: sockets, files, clocks and people."""
