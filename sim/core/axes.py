"""The letters that name the axes of every array, and the array types that bear them.

r replicate, p power, q rival (a power seen by another), c client, d neighbouring client, t turn, n word of notes.
Arrays are indexed with the replicate first; an axis along which nothing varies has size 1, and reductions keep
their axis, so that any two arrays of one family broadcast without a word.

In memory the replicate lies innermost (`laid_out`). Worlds are small and replicates many, so every operation then runs along
the long axis, which makes a turn several times as fast, and a sum over powers or clients is added in one order for each
replicate, however many are stepped together. NumPy's operations keep the layout of what they are given.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating[Any]]
Cube: TypeAlias = Array  # (r, p, c)
Dyad: TypeAlias = Array  # (r, p, q)
OfPower: TypeAlias = Array  # (r, p, 1)
OfClient: TypeAlias = Array  # (r, 1, c)
Scalar: TypeAlias = Array  # (r, 1, 1)
Pact: TypeAlias = Array  # (r, p, q, c)
Notes: TypeAlias = Array  # (r, p, q, n)
Mask: TypeAlias = NDArray[np.bool_]


def inner(array: NDArray[Any]) -> NDArray[Any]:
    """An array (r, ...) as it lies in memory, (..., r), in one piece; itself where it is so already."""
    return np.ascontiguousarray(array.transpose(*range(1, array.ndim), 0))


def outer(array: NDArray[Any]) -> NDArray[Any]:
    """An array (..., r) as all are indexed, (r, ...)."""
    return array.transpose(-1, *range(array.ndim - 1))


def laid_out(array: NDArray[Any]) -> NDArray[Any]:
    """The same array with its first axis innermost in memory; itself where it is so already."""
    return outer(inner(array))


def clients_of(cube: Array, clients: NDArray[np.intp]) -> Array:
    """Some clients of a cube, (r, p, k), laid out as it is."""
    return cube.transpose(1, 2, 0)[:, clients].transpose(2, 0, 1)


def nonzero(mask: Array | Mask) -> tuple[NDArray[np.intp], ...]:
    """Where a mask (r, p, ...) laid out with the replicate innermost is true, in the order in which it lies in memory.

    Much faster than np.nonzero where few places are true. Within a replicate the order is that of np.nonzero, and replicates
    never meet, so nobody can tell.
    """
    replicates, *others = mask.shape
    place, rows = np.divmod(np.flatnonzero(inner(mask)), replicates)
    places: list[NDArray[np.intp]] = []
    for size in reversed(others[1:]):
        place, last = np.divmod(place, size)
        places.append(last)
    return rows, place, *reversed(places)


NOTES = 5  # words that a doctrine can write down of each rival

SHAPES: dict[str, str] = {
    "": "(r, 1, 1)",
    "p": "(r, p, 1)",
    "c": "(r, 1, c)",
    "pc": "(r, p, c)",
    "pq": "(r, p, q)",
    "pqc": "(r, p, q, c)",
    "pqn": "(r, p, q, n)",
    "cd": "(1, c, d)",
}


def shape_of(axes: str, powers: int, clients: int) -> tuple[int, ...]:
    """Shape without the replicate axis of an array with these `axes` (a key of SHAPES).

    >>> shape_of("pc", powers=4, clients=30)
    (4, 30)
    """
    return {
        "": (1, 1),
        "p": (powers, 1),
        "c": (1, clients),
        "pc": (powers, clients),
        "pq": (powers, powers),
        "pqc": (powers, powers, clients),
        "pqn": (powers, powers, NOTES),
        "cd": (clients, clients),
    }[axes]
