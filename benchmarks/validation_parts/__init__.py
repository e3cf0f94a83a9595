"""Parts of the benchmark of verdicts."""
