"""exp and log without branches or library calls: a loop over them runs several at a time."""

from collections.abc import Callable
from typing import Final, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from peripheries.compiling import compiled
from peripheries.engine.types import Floats

_LOG2_E: Final = 1.4426950408889634
_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_ROUNDER: Final = 6755399441055744.0
"""1.5 · 2⁵²: a number of moderate size added to it is rounded to an integer in the last bits."""
_HALF_BITS: Final = 0x3FE6A09E667F3BCD
"""Bits of √½: where a mantissa is split, so that it lies between √½ and √2."""
_MANTISSA: Final = 0x000FFFFFFFFFFFFF
_OWN: Final = {"contract"}
"""Said outright: a function that says nothing takes over its caller's leave to reorder sums, and
what rounds here would be reordered away."""
SIDE: Final = 8
"""Worlds that go side by side where there are several: as many as one instruction may take."""
LOWEST: Final = -700.0
HIGHEST: Final = 40.0
"""Logs of rates are held between these: beyond, nothing is left to tell apart."""


@intrinsic
def _bits_of(context, number):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, ARG001
    """The bits of a float64, as an int64."""

    def lower(context, builder, signature, arguments):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, ARG001
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), lower


@intrinsic
def _float_of(context, bits):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, ARG001
    """The float64 of these bits."""

    def lower(context, builder, signature, arguments):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, ARG001
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), lower


@intrinsic
def _add_products(context, sums, s, first, f, second, g):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, ARG001
    """Of flat arrays: sums[s + w] += first[f + w] · second[g + w], w from 0 to SIDE − 1."""

    def lower(context, builder, signature, arguments):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        several = ir.VectorType(ir.DoubleType(), SIDE)
        places = []
        for number in (0, 2, 4):
            array = context.make_array(signature.args[number])(context, builder, arguments[number])
            begin = builder.gep(array.data, [arguments[number + 1]])
            places.append(builder.bitcast(begin, several.as_pointer()))
        old, one, other = (builder.load(place, align=8) for place in places)
        product = builder.fmul(one, other, flags=["contract"])
        builder.store(builder.fadd(old, product, flags=["contract"]), places[0], align=8)
        return context.get_dummy_value()

    return types.void(sums, types.intp, first, types.intp, second, types.intp), lower


add_products = cast("Callable[[Floats, int, Floats, int, Floats, int], None]", _add_products)
as_bits = cast("Callable[[float], int]", _bits_of)
as_float = cast("Callable[[int], float]", _float_of)


@compiled(error_model="numpy", fastmath=_OWN)
def exp(x: float) -> float:
    """The exponential of LOWEST ≤ x ≤ HIGHEST to two units in the last place; beyond, x is held.

    2^k · exp(r) with |r| ≤ ½ ln 2, the second as its Taylor polynomial of degree 12.
    """
    held = min(max(x, LOWEST), HIGHEST)
    shifted = held * _LOG2_E + _ROUNDER
    k = shifted - _ROUNDER
    r = held - k * _LN2_HIGH - k * _LN2_LOW
    p = 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return as_float(as_bits(p) + (as_bits(shifted) << 52))


@compiled(error_model="numpy", fastmath=_OWN)
def log(x: float) -> float:
    """The logarithm of a normal x > 0, to a few units in the last place.

    k ln 2 + log(m), m between √½ and √2; log(m) = 2 artanh(f ÷ (2 + f)), f = m − 1, as a series.
    """
    bits = as_bits(x)
    exponent = (bits - _HALF_BITS) >> 52
    k = float(exponent)
    f = as_float(bits - (exponent << 52)) - 1.0
    s = f / (2.0 + f)
    z = s * s
    p = 1.0 / 21.0
    p = p * z + 1.0 / 19.0
    p = p * z + 1.0 / 17.0
    p = p * z + 1.0 / 15.0
    p = p * z + 1.0 / 13.0
    p = p * z + 1.0 / 11.0
    p = p * z + 1.0 / 9.0
    p = p * z + 1.0 / 7.0
    p = p * z + 1.0 / 5.0
    p = p * z + 1.0 / 3.0
    return k * _LN2_HIGH + (k * _LN2_LOW + 2.0 * s * z * p + 2.0 * s)


@compiled(error_model="numpy", fastmath=_OWN)
def log1p(x: float) -> float:
    """log(1 + x) for x ≥ 0, to 2 · 10⁻¹⁶ in absolute terms."""
    return log(1.0 + x)
