"""Elementary functions that give the same bits on every machine with IEEE 754 arithmetic.

NumPy's exp and log differ in the last bit between processors (AVX-512 kernels against others, numpy#23523),
and rounding the results afterwards only makes a difference rarer: a value within a last bit of a rounding
boundary still falls on either side. Addition, subtraction, multiplication, division and square root are exactly
rounded everywhere, so the functions here are built from those alone. That is what makes a replicate the same
history on another computer, bit for bit. For the same reason the model uses no einsum and no power function, and a matrix
product only of numbers so short that no sum of theirs is ever rounded: their order of operations depends on the processor.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.core.axes import Array
from sim.core.kernels import at_work, kernel

_MANY = 1000  # numbers from which a compiled loop is worth its call
_LOG2E = 1.4426950408889634
_LN2_HIGH = 0.693145751953125  # 16 bits, so that k * _LN2_HIGH is exact for |k| < 2**37
_LN2_LOW = 1.4286068203094172e-06  # ln 2 - _LN2_HIGH
_EXP_LIMIT = 700.0  # exp(709.8) overflows
_SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
_ONE_BITS = 0x3FF0000000000000
_MANTISSA_BITS = 52
# 1/n! for n = 2..7: exp(r) on |r| <= ln 2 / 16 to 2e-14
_EXP_TERMS = (1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2)
# 2/(2n+1) for n = 0..7: log z = 2 artanh((z-1)/(z+1)) on sqrt(1/2) <= z < sqrt(2) to 3e-14
_LOG_TERMS = (2 / 17, 2 / 15, 2 / 13, 2 / 11, 2 / 9, 2 / 7, 2 / 5, 2 / 3)


def exp(x: Array) -> Array:
    """e**x for |x| <= 700 (clipped there), relative error below 1e-12, any shape.

    x = k ln 2 + r; e**(r/8) by its Taylor series, cubed in three squarings, times 2**k set in the exponent bits.
    """
    if np.size(x) >= _MANY and at_work():
        lying = np.argsort(x.strides)[::-1]  # axes in their order in memory
        inner = x.transpose(lying)
        if inner.flags.c_contiguous:
            return _exp_of_each(inner.reshape(-1)).reshape(inner.shape).transpose(np.argsort(lying))
    x = np.minimum(np.maximum(x, -_EXP_LIMIT), _EXP_LIMIT)
    k = np.rint(x * _LOG2E)
    r = x - k * _LN2_HIGH
    r -= k * _LN2_LOW
    r *= 0.125
    series = r * _EXP_TERMS[0]
    for term in _EXP_TERMS[1:]:
        series += term
        series *= r
    series += 1.0
    series *= r  # e**r - 1
    for _ in range(3):  # (1 + s)**2 - 1 = s (2 + s) keeps small results exact
        series *= series + 2.0
    series += 1.0
    power_of_two = k.astype(np.int64)
    power_of_two <<= _MANTISSA_BITS
    power_of_two += _ONE_BITS
    series *= power_of_two.view(np.float64)
    return series


@kernel
def _exp_of_each(x: Array) -> Array:
    found = np.empty(x.shape)
    for i in range(len(x)):
        found[i] = exp(x[i])
    return found


def log(x: Array) -> Array:
    """ln x for x > 0, absolute error below 1e-13, any shape; -inf and NaN are not served: x <= 0 is the caller's fault.

    x = 2**k z with z in [sqrt(1/2), sqrt(2)); ln z = 2 artanh((z - 1)/(z + 1)).
    """
    bits = np.asarray(x, dtype=np.float64).view(np.int64)
    k = (bits - _SQRT_HALF_BITS) >> _MANTISSA_BITS
    z = (bits - (k << _MANTISSA_BITS)).view(np.float64)
    s = (z - 1.0) / (z + 1.0)
    square = s * s
    series = square * _LOG_TERMS[0]
    for term in _LOG_TERMS[1:]:
        series += term
        series *= square
    series += 2.0
    series *= s
    exponent = k.astype(np.float64)
    series += exponent * _LN2_LOW
    series += exponent * _LN2_HIGH
    return series


def log1p(x: Array) -> Array:
    """ln(1 + x) for x > -1, absolute error below 1e-13 (not relative: for |x| < 1e-13 use x)."""
    return log(1.0 + x)


def grid_exp(x: Array) -> Array:
    """e**x for x <= 0, rounded to multiples of 2**-28: three times as fast as `exp` on large arrays, any shape."""
    return _on_grid(np.exp(x), exp, x)


def grid_log1p(x: Array) -> Array:
    """ln(1 + x) for 0 <= x <= 1e9, rounded to multiples of 2**-28: three times as fast as `log1p` on large arrays."""
    return _on_grid(np.log1p(x), log1p, x)


_TO_GRID = 1.5 * 2.0 ** (52 - 28)  # adding it leaves no bits below 2**-28
_HALF = 2.0**-29
_DOUBT = 2.0**-46  # several times what any library's function, or ours, is off for values below 2**5


def _on_grid(fast: Array, exact: Callable[[Array], Array], x: Array) -> Array:
    """The library's values rounded to the grid; where they lie so near a boundary that another library might round them
    to the other side, the exact function decides.

    Who lies outside the doubtful zone rounds alike everywhere, and who lies inside is decided alike everywhere; at the
    zone's edge both ways give the same, since neither is off by as much as the zone is wide.
    """
    rounded = (fast + _TO_GRID) - _TO_GRID
    fast -= rounded
    np.abs(fast, out=fast)
    doubtful = fast > _HALF - _DOUBT
    if doubtful.any():
        rounded[doubtful] = (exact(x[doubtful]) + _TO_GRID) - _TO_GRID
    return rounded


def logistic(x: Array) -> Array:
    """1 / (1 + e**-x), in 0..1."""
    return 1.0 / (1.0 + exp(-x))


def clip01(x: Array) -> Array:
    """x held within 0..1."""
    return np.minimum(np.maximum(x, 0.0), 1.0)
