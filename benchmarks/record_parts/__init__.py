"""What `scripts/bench record` measures, one module a subject."""
