"""Values from the whole range that each parameter declares, for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.core.axes import Array
from sim.core.symbols import SYMBOLS
from sim.mechanisms import MECHANISMS


def between(low: float, high: float) -> st.SearchStrategy[float]:
    """A number in a range, 0 instead of what is too small to matter (and to be told from rounding)."""
    return st.floats(low, high).map(lambda x: x if abs(x) > 1e-12 else max(low, 0.0))


shares = between(0.0, 1.0)
amounts = between(0.0, 1e6)
small_amounts = between(0.0, 10.0)


def parameter(mechanism: str, name: str) -> st.SearchStrategy[float]:
    """A value of a mechanism's parameter, from the whole range that it declares."""
    declared = next(p for p in MECHANISMS[mechanism].parameters if p.name == name)
    return between(declared.low, declared.high)


def symbol(name: str) -> st.SearchStrategy[float]:
    """A value of a symbol of the world, from the whole range that it declares."""
    return between(SYMBOLS[name].low, SYMBOLS[name].high)


def weights(mechanism: str, *names: str) -> st.SearchStrategy[dict[str, Array]]:
    """Several scalar parameters of a mechanism, each (1, 1, 1)."""
    one = {name: parameter(mechanism, name).map(lambda x: np.full((1, 1, 1), x)) for name in names}
    return st.fixed_dictionaries(one)


def cubes(powers: int, clients: int, values: st.SearchStrategy[float]) -> st.SearchStrategy[Array]:
    return arrays(np.float64, (2, powers, clients), elements=values)


def simplexes(powers: int, clients: int) -> st.SearchStrategy[Array]:
    """Alignments: shares of powers that sum to at most 1 for each client, (2, p, c)."""
    return cubes(powers + 1, clients, shares).map(
        lambda raw: (raw / (raw.sum(axis=1, keepdims=True) + (raw.sum(axis=1, keepdims=True) == 0.0)))[:, 1:]
    )
