"""How loops over rules are compiled (`sim.core.kernels`). Needs numba."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic, overload, register_jitable

from sim.core import numerics, philox
from sim.core.kernels import stamp

_OPTIONS: Any = {"error_model": "numpy"}  # 1/0 is inf, as in NumPy; nothing is reordered or contracted


_TAKEN: set[Any] = set()  # rules that compiled code can call


def compiled(lines: Callable[..., Any]) -> Callable[..., Any]:
    """A function of loops over arrays and numbers, compiled; the rules that it calls get one number where they take an array."""
    for used in _rules_in(lines, _TAKEN):
        _take_for_numbers(used)
    copy = FunctionType(lines.__code__, lines.__globals__, lines.__name__, lines.__defaults__)
    copy.__qualname__ = f"{lines.__name__}.{stamp()}"  # numba keeps what it compiled under this name
    try:
        return _sure(njit(cache=True, **_OPTIONS)(copy), njit(**_OPTIONS)(copy))
    except RuntimeError:  # there is nowhere to keep it
        return njit(**_OPTIONS)(copy)


def _sure(kept: Callable[..., Any], unkept: Callable[..., Any]) -> Callable[..., Any]:
    """A function that is kept on disk; once that fails, for lack of room or as half a file is there, the same without."""
    used = kept

    def run(*arguments: Any) -> Any:
        nonlocal used
        try:
            return used(*arguments)
        except Exception:  # what is read of half a file may fail in any way; what is wrong with the lines fails again
            if used is unkept:
                raise
            used = unkept
            return used(*arguments)

    return run


def _rules_in(lines: Any, seen: set[Any]) -> Iterator[Any]:
    """The project's own functions that a function calls, and those that they call, each once; but for those below."""
    names, known = lines.__code__.co_names, lines.__globals__
    for name in names:
        found = known.get(name)
        places = [found] if not isinstance(found, ModuleType) else [getattr(found, inner, None) for inner in names]
        for one in places:
            own = isinstance(one, FunctionType) and one.__module__.startswith("sim.")
            if own and one not in seen and one not in _OWN_WAY:
                seen.add(one)
                yield one
                yield from _rules_in(one, seen)


def _take_for_numbers(rule: FunctionType) -> None:
    """Let compiled code call a rule with one number in each array's place; what it takes of NumPy is what NumPy does to one."""
    own = {**rule.__globals__, **({"np": _NUMPY} if "np" in rule.__globals__ else {})}
    lines = FunctionType(rule.__code__, own, rule.__name__, rule.__defaults__, rule.__closure__)
    overload(rule, jit_options=_OPTIONS, strict=False)(lambda *args, **kwargs: lines)


# Functions of `sim.core.numerics` for one number: the same steps, by orders that processors have for many numbers at once.

_ROUND = 1.5 * 2.0**52  # adding it to a whole number below 2**51 leaves the number in the lowest bits
_BIAS = 1023 << 52
_EXPONENT = 0x7FF << 52
_WHOLE = 0x433 << 52  # the bits of 2**52, whose lowest bits hold whole numbers
_A, _B, _C, _D, _E, _F = numerics._EXP_TERMS
_L = numerics._LOG_TERMS


@intrinsic
def _bits(typing: Any, x: Any) -> Any:
    """The bits of a number."""
    return types.int64(types.float64), lambda context, builder, signature, args: builder.bitcast(
        args[0], context.get_value_type(types.int64)
    )


@intrinsic
def _number(typing: Any, bits: Any) -> Any:
    """The number that has these bits."""
    return types.float64(types.int64), lambda context, builder, signature, args: builder.bitcast(
        args[0], context.get_value_type(types.float64)
    )


@intrinsic
def _two_words(typing: Any, x: Any, y: Any) -> Any:
    """The upper and the lower word of a product."""

    def steps(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        word, wide = ir.IntType(64), ir.IntType(128)
        whole = builder.mul(builder.zext(args[0], wide), builder.zext(args[1], wide))
        halves = builder.trunc(builder.lshr(whole, ir.Constant(wide, 64)), word), builder.trunc(whole, word)
        return context.make_tuple(builder, signature.return_type, halves)

    return types.UniTuple(types.uint64, 2)(types.uint64, types.uint64), steps


# What rules use of NumPy. Numba's own differ: of two equal numbers, such as 0 and -0, NumPy's maximum is the second.


@register_jitable(**_OPTIONS)
def _maximum(x: Any, y: Any) -> Any:
    return x if x > y or x != x else y


@register_jitable(**_OPTIONS)
def _minimum(x: Any, y: Any) -> Any:
    return x if x < y or x != x else y


@register_jitable(**_OPTIONS)
def _where(condition: Any, x: Any, y: Any) -> Any:
    return x if condition else y


_NUMPY = ModuleType("numpy_for_one_number")
_NUMPY.maximum, _NUMPY.minimum, _NUMPY.where = _maximum, _minimum, _where  # type: ignore[attr-defined]


@register_jitable(**_OPTIONS)
def _exp(x: float) -> float:
    x = _minimum(_maximum(x, -numerics._EXP_LIMIT), numerics._EXP_LIMIT)
    k = np.rint(x * numerics._LOG2E)
    r = x - k * numerics._LN2_HIGH
    r -= k * numerics._LN2_LOW
    r *= 0.125
    series = (((((r * _A + _B) * r + _C) * r + _D) * r + _E) * r + _F) * r
    series = (series + 1.0) * r
    series *= series + 2.0
    series *= series + 2.0
    series *= series + 2.0
    series += 1.0
    return series * _number((_bits(k + _ROUND) << 52) + _BIAS)


@register_jitable(**_OPTIONS)
def _log(x: float) -> float:
    shifted = _bits(x) - numerics._SQRT_HALF_BITS + _BIAS
    exponent = shifted & _EXPONENT
    z = _number(_bits(x) - exponent + _BIAS)
    s = (z - 1.0) / (z + 1.0)
    q = s * s
    series = ((((((q * _L[0] + _L[1]) * q + _L[2]) * q + _L[3]) * q + _L[4]) * q + _L[5]) * q + _L[6]) * q + _L[7]
    series = (series * q + 2.0) * s
    k = _number(np.int64(np.uint64(exponent) >> np.uint64(52)) | _WHOLE) - (2.0**52 + 1023.0)
    return (series + k * numerics._LN2_LOW) + k * numerics._LN2_HIGH


@register_jitable(**_OPTIONS)
def _on_grid(x: float) -> float:
    return (x + numerics._TO_GRID) - numerics._TO_GRID


_OWN_WAY = (numerics.exp, numerics.log, numerics.grid_exp, numerics.grid_log1p, philox.product)


@overload(numerics.exp, jit_options=_OPTIONS, strict=False)
def _exp_of(x: Any) -> Any:
    return lambda x: _exp(x)


@overload(numerics.log, jit_options=_OPTIONS, strict=False)
def _log_of(x: Any) -> Any:
    return lambda x: _log(x)


@overload(numerics.grid_exp, jit_options=_OPTIONS, strict=False)
def _grid_exp_of(x: Any) -> Any:
    return lambda x: _on_grid(_exp(x))


@overload(numerics.grid_log1p, jit_options=_OPTIONS, strict=False)
def _grid_log1p_of(x: Any) -> Any:
    return lambda x: _on_grid(_log(1.0 + x))


@overload(philox.product, jit_options=_OPTIONS, strict=False)
def _product_of(x: Any, y: Any) -> Any:
    return lambda x, y: _two_words(x, y)
