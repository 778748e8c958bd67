"""The engine's components, bundled by what they are for."""
