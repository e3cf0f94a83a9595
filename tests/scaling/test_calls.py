import numpy as np
import pytest

from peripheries.scaling import RollCalls

GOOD = {
    "votes": np.array([0, 0, 1]),
    "actors": np.array([0, 1, 1]),
    "periods": np.array([0, 0, 0]),
    "choices": np.array([0, 2, 1]),
    "actor_names": ("A", "B"),
    "period_names": ("1946",),
}


def test_a_table_knows_its_length():
    assert len(RollCalls(**GOOD)) == 3


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"actors": np.array([0, 1])}, "actors has shape"),
        ({"votes": np.array([[0], [0], [1]])}, "votes has shape"),
        ({"choices": np.array([0.0, 2.0, 1.0])}, "give whole numbers"),
        ({"choices": np.array([0, -1, 1])}, "leave out rows without a value"),
        ({"choices": np.array([0, 3, 1])}, "choices holds 3, but there are 3"),
        ({"actors": np.array([0, 2, 1])}, "actors holds 2, but there are 2"),
        ({"periods": np.array([0, 0, 1])}, "periods holds 1, but there are 1"),
        ({"actor_names": ("A", "A")}, "actor_names repeat a name"),
        ({"votes": np.array([0, 1, 1])}, "B chooses twice on vote 1 in 1946"),
    ],
)
def test_each_fault_is_named(changed, message):
    with pytest.raises(ValueError, match=message):
        RollCalls(**(GOOD | changed))
