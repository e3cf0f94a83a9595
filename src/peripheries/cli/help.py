"""What every help page ends with: examples, and the exit codes."""

EXIT_CODES = "Exit codes: 0 done · 1 other error · 2 faulty case or request · 3 record · 4 output."


def epilog(*examples: str) -> str:
    """Examples, one a line and never wrapped, and the exit codes."""
    listed = "\n".join(f"  {example}" for example in examples)
    return f"\b\nExamples:\n{listed}\n\n{EXIT_CODES}"
