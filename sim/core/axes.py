"""The letters that name the axes of every array, and the array types that bear them.

r replicate, p power, q rival (a power seen by another), c client, d neighbouring client, t turn.
Arrays are C-ordered with the replicate first; an axis along which nothing varies has size 1, and reductions
keep their axis, so that any two arrays of one family broadcast without a word.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Cube: TypeAlias = Array  # (r, p, c)
Dyad: TypeAlias = Array  # (r, p, q)
OfPower: TypeAlias = Array  # (r, p, 1)
OfClient: TypeAlias = Array  # (r, 1, c)
Scalar: TypeAlias = Array  # (r, 1, 1)
Pact: TypeAlias = Array  # (r, p, q, c)
Mask: TypeAlias = NDArray[np.bool_]

SHAPES: dict[str, str] = {
    "": "(r, 1, 1)",
    "p": "(r, p, 1)",
    "c": "(r, 1, c)",
    "pc": "(r, p, c)",
    "pq": "(r, p, q)",
    "pqc": "(r, p, q, c)",
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
        "cd": (clients, clients),
    }[axes]
