"""A number in a scenario, or the distribution from which it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

from sim.core.distributions import KINDS, SHAPE_LIMIT, Distribution, ends, kept_share
from sim.core.errors import near_name
from sim.scenario.faults import expected, fault
from sim.scenario.nodes import show_value
from sim.scenario.vocabulary import Quantity

_LEAST_KEPT = 1e-6  # share of what is drawn that must lie in the range


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a number; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_number(value: object, quantity: Quantity) -> float | int | Distribution:
    """A number within the quantity's range, or a distribution that lies in it."""
    if isinstance(value, dict) and quantity.open:
        return _read_distribution(value, quantity)
    remedy = "a distribution cannot stand here" if isinstance(value, dict) else ""
    what = f"a {'whole ' if quantity.whole else ''}number {quantity.range}".rstrip()
    if not is_number(value) or (quantity.whole and not isinstance(value, int)):
        raise expected(what, value, remedy)
    if not quantity.low <= value <= quantity.high:
        raise expected(what, value)
    return value if quantity.whole else float(value)


def _read_distribution(value: dict[str, Any], quantity: Quantity) -> Distribution:
    kinds = [key for key in value if key in KINDS]
    if len(kinds) != 1:
        near = near_name(next(iter(value), ""), list(KINDS)) if not kinds else ""
        found = " and ".join(kinds) or f"a mapping with {', '.join(value) or 'no key'}"
        raise fault(f"expected a number {quantity.range} or a distribution ({', '.join(KINDS)}), found {found}{near}")
    kind = kinds[0]
    for key in value:
        if key != kind and not (key == "within" and KINDS[kind].cut):
            raise fault(f"the distribution {kind} has no key '{key}'", key)
    numbers = _numbers(value[kind], kind, KINDS[kind].numbers)
    if KINDS[kind].cut:
        low, high = _numbers(value["within"], "within", ("low", "high")) if "within" in value else (quantity.low, quantity.high)
        if low >= high:
            raise fault(f"expected low < high, found {low:g} and {high:g}", "within")
        numbers = (*numbers, low, high)
    _check_shape(kind, numbers)
    distribution = Distribution(kind, numbers)
    low, high = ends(distribution)
    if low < quantity.low or high > quantity.high:
        raise fault(
            f"draws from {low:g} to {high:g}, expected numbers {quantity.range}",
            "within" if "within" in value else kind,
        )
    if kept_share(distribution) < _LEAST_KEPT:
        raise fault(f"hardly a draw is a number {quantity.range}; move the distribution, or widen `within`", kind)
    return distribution


def _numbers(value: object, key: str, names: Sequence[str]) -> tuple[float, ...]:
    wanted = f"[{', '.join(names)}]" if names else "a list of numbers"
    if not isinstance(value, list) or not all(is_number(v) for v in value) or not value:
        raise fault(f"expected {wanted}, found {show_value(value)}", key)
    if names and len(value) != len(names):
        raise fault(f"expected {len(names)} numbers {wanted}, found {len(value)}", key)
    return tuple(float(v) for v in value)


def _check_shape(kind: str, numbers: tuple[float, ...]) -> None:
    names, found = KINDS[kind].numbers, _listed(numbers[: len(KINDS[kind].numbers) or None])
    if kind in ("uniform", "triangular") and (numbers[0] == numbers[-1] or list(numbers) != sorted(numbers)):
        order = "low <= mode <= high, low < high" if "mode" in names else "low < high"
        raise fault(f"expected {order}, found {found}", kind)
    if kind == "beta" and not all(0.0 < n <= SHAPE_LIMIT for n in numbers):
        raise fault(f"expected a and b above 0 and at most {SHAPE_LIMIT:g}, found {found}", kind)
    if kind == "normal" and numbers[1] <= 0.0:
        raise fault(f"expected [mean, sd] with sd above 0, found {found}", kind)
    if kind == "lognormal" and min(numbers[:2]) <= 0.0:
        raise fault(f"expected median and sigma above 0, found {found}", kind)


def _listed(numbers: Sequence[float]) -> str:
    return "[" + ", ".join(f"{number:g}" for number in numbers) + "]"
