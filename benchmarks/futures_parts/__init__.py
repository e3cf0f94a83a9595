"""Parts of the benchmark of futures."""
