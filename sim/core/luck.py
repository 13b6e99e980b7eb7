"""Luck: one stream of random numbers for each (seed, replicate, channel).

Streams are counter-based (Philox 4x64-10, Salmon et al. 2011): the key is (seed, replicate), the channel sits in the
highest word of the counter, so no two streams can meet within 2**192 draws. A stream is read turn after turn, so
the luck of turn t does not depend on the horizon, on the block of replicates that is stepped together, or on which
other channels are read at all. Variants of a world that share a seed therefore share every piece of luck (common
random numbers), and a mechanism that is switched off leaves all other luck as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

import numpy as np

from sim.core.axes import Array, shape_of
from sim.core.errors import SpheresError

Kind = Literal["uniform", "normal"]
_GRID = 2.0**16
SEED_LIMIT = 2**64


@dataclass(frozen=True, slots=True)
class Channel:
    """What a mechanism draws each turn: `kind` uniform on [0, 1) or standard normal; `axes` as in SHAPES."""

    kind: Kind
    axes: str


def stream(seed: int, replicate: int, channel: str) -> np.random.Generator:
    """The stream of one replicate's channel, at its beginning. seed and replicate in 0..2**64-1.

    >>> float(stream(7, 17, "drift").random()) == float(stream(7, 17, "drift").random())
    True
    """
    if not (0 <= seed < SEED_LIMIT and 0 <= replicate < SEED_LIMIT):
        raise SpheresError(f"seed {seed}, replicate {replicate}: both must be whole numbers from 0 to 2**64 - 1")
    return np.random.Generator(np.random.Philox(key=_key(seed, replicate), counter=_counter(channel)))


def _key(seed: int, replicate: int) -> np.ndarray:
    return np.array([seed, replicate], dtype=np.uint64)


def _counter(channel: str) -> np.ndarray:
    word = int.from_bytes(blake2b(channel.encode(), digest_size=8).digest(), "little")
    return np.array([0, 0, 0, word], dtype=np.uint64)


def draw(channel: str, kind: Kind, *, seed: int, replicates: Sequence[int], turns: int, shape: Sequence[int]) -> Array:
    """The luck of one channel for whole histories.

    returns  (t, r, *shape), a turn's luck in one piece; uniform in [0, 1) in steps of 2**-24, or standard normal rounded to
             multiples of 2**-16 (the generator's tail calls the C library's logarithm, whose last bit may differ between
             machines)
    """
    luck = np.empty((turns, len(replicates), *shape), dtype=np.float32)
    row = np.empty((turns, *shape), dtype=np.float32)
    generator = stream(seed, 0, channel)
    position = generator.bit_generator.state
    for i, replicate in enumerate(replicates):
        _rewind(generator, position, seed, replicate)
        if kind == "uniform":
            generator.random(out=row, dtype=np.float32)
        else:
            generator.standard_normal(out=row, dtype=np.float32)
        luck[:, i] = row
    if kind == "normal":
        luck *= np.float32(_GRID)
        np.rint(luck, out=luck)
        luck /= np.float32(_GRID)
    return luck.astype(np.float64)


def _rewind(generator: np.random.Generator, position: dict[str, Any], seed: int, replicate: int) -> None:
    """Set a generator to the beginning of another replicate's stream of its channel: far cheaper than a new one."""
    if not (0 <= seed < SEED_LIMIT and 0 <= replicate < SEED_LIMIT):
        raise SpheresError(f"seed {seed}, replicate {replicate}: both must be whole numbers from 0 to 2**64 - 1")
    position["state"]["key"] = _key(seed, replicate)
    generator.bit_generator.state = position


def draw_all(
    channels: Mapping[str, Channel], *, seed: int, replicates: Sequence[int], turns: int, powers: int, clients: int
) -> dict[str, Array]:
    """The luck of every channel: name to (t, r, ...) with the shape that its axes give."""
    return {
        name: draw(
            name, channel.kind, seed=seed, replicates=replicates, turns=turns,
            shape=shape_of(channel.axes, powers, clients),
        )
        for name, channel in channels.items()
    }  # fmt: skip
