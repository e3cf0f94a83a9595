"""Arrays as this package names them. Axes: O observations, V votes, U actor-periods, D draws."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]
Shorts: TypeAlias = NDArray[np.int32]
Choices: TypeAlias = NDArray[np.int8]
Booleans: TypeAlias = NDArray[np.bool_]
