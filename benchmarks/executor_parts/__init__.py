"""Parts of the benchmark of executors."""
