"""Work that does nothing but compute: other processes import it from here."""

ROUNDS = 8_000_000
"""About half a second on one core."""


def busy(shared: bytes, seed: int) -> int:
    """The state of a linear congruential generator after many rounds, in plain Python."""
    state = seed + len(shared)
    for _ in range(ROUNDS):
        state = (1103515245 * state + 12345) & 0x7FFFFFFF
    return state
