"""Damage as files suffer it on the way: bytes flipped, cut out, doubled, ends torn off, NULs."""

from hypothesis import strategies as st

Damage = st.tuples(
    st.sampled_from(["flip", "cut", "double", "end", "nul", "put", "move"]),
    st.floats(0, 1),
    st.integers(1, 40),
    st.binary(max_size=12),
)


@st.composite
def mutated(draw: st.DrawFn, data: bytes, most: int = 4) -> bytes:
    """`data` with up to `most` damages; none of them leaves it as it is."""
    for kind, place, length, put in draw(st.lists(Damage, max_size=most)):
        at = int(place * len(data))
        piece = data[at : at + length]
        data = {
            "flip": data[:at] + bytes(byte ^ 0x15 for byte in piece) + data[at + length :],
            "cut": data[:at] + data[at + length :],
            "double": data[:at] + piece + data[at:],
            "end": data[:at],
            "nul": data[:at] + b"\0" * len(piece) + data[at + length :],
            "put": data[:at] + put + data[at:],
            "move": data[at:] + data[:at],
        }[kind]
    return data
