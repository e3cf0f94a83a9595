"""Parts of the engine's benchmark, each with `measure() -> dict`."""
