"""The command line."""


def main() -> None:
    """Answer nothing yet."""
