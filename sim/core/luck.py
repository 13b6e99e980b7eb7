"""Luck: one stream of random numbers for each (seed, replicate, channel).

Streams are counter-based (Philox 4x64-10, Salmon et al. 2011): the key is (seed, replicate), the channel sits in the
highest word of the counter, so no two streams can meet within 2**192 words. A stream is read turn after turn, so many
words a turn, so the luck of turn t does not depend on the horizon, on the block of replicates that is stepped together,
or on which other channels are read at all. Variants of a world that share a seed therefore share every piece of luck
(common random numbers), and a mechanism that is switched off leaves all other luck as it was.

Words become numbers by exactly rounded steps alone, so luck is the same bits on every machine: a uniform is a whole number
of 32 bits over 2**32; a standard normal is the quantile of one of 2**16 equal slices, taken from a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array, laid_out, shape_of
from sim.core.distributions import normal_quantile
from sim.core.errors import SpheresError

Kind = Literal["uniform", "normal"]
SEED_LIMIT = 2**64
_BITS: dict[str, np.dtype[Any]] = {"uniform": np.dtype("<u4"), "normal": np.dtype("<u2")}
_SLICES = 2**16


@dataclass(frozen=True, slots=True)
class Channel:
    """What a mechanism draws each turn: `kind` uniform on [0, 1) or standard normal; `axes` as in SHAPES."""

    kind: Kind
    axes: str


def stream(seed: int, replicate: int, channel: str) -> np.random.Philox:
    """The stream of one replicate's channel, at its beginning. seed and replicate in 0..2**64-1.

    >>> int(stream(7, 17, "drift").random_raw()) == int(stream(7, 17, "drift").random_raw())
    True
    """
    word = int.from_bytes(blake2b(channel.encode(), digest_size=8).digest(), "little")
    return np.random.Philox(key=_key(seed, replicate), counter=np.array([0, 0, 0, word], dtype=np.uint64))


def _key(seed: int, replicate: int) -> NDArray[np.uint64]:
    if not (0 <= seed < SEED_LIMIT and 0 <= replicate < SEED_LIMIT):
        raise SpheresError(f"seed {seed}, replicate {replicate}: both must be whole numbers from 0 to 2**64 - 1")
    return np.array([seed, replicate], dtype=np.uint64)


@lru_cache(maxsize=1)
def normal_table() -> Array:
    """The standard normal quantile in the middle of each of 2**16 equal slices, scaled to variance 1; mean 0, |z| < 4.4."""
    middles = (np.arange(_SLICES) + 0.5) / _SLICES
    upper = normal_quantile(middles[_SLICES // 2 :])
    table = np.concatenate([-upper[::-1], upper])
    # A sum of squares in one order on every machine: added one by one.
    variance = np.add.accumulate(table * table)[-1] / _SLICES
    table /= np.sqrt(variance)
    table.flags.writeable = False
    return table


def numbers(drawn: NDArray[Any], kind: Kind) -> Array:
    """Drawn whole numbers as uniforms in [0, 1) or standard normals, same shape."""
    if kind == "uniform":
        return drawn * 2.0**-32
    return np.moveaxis(normal_table()[np.moveaxis(drawn, 0, -1)], -1, 0) if drawn.ndim else normal_table()[drawn]


def draw(channel: str, kind: Kind, *, seed: int, replicates: Sequence[int], turns: int, shape: Sequence[int]) -> NDArray[Any]:
    """Whole numbers of one channel for whole histories, (t, r, *shape): 32 bits for a uniform, 16 for a normal.

    A turn's luck lies in one piece; `numbers` makes it uniform or normal.
    """
    size, bits = prod(shape), _BITS[kind]
    words = -(-size * bits.itemsize // 8)
    luck = np.empty((turns, len(replicates), size), dtype=bits)
    source = stream(seed, 0, channel)
    position = source.state
    for i, replicate in enumerate(replicates):
        position["state"]["key"] = _key(seed, replicate)  # far cheaper than a new generator
        source.state = position
        raw = source.random_raw(turns * words).reshape(turns, words)
        luck[:, i] = raw.astype("<u8", copy=False).view(bits)[:, :size]
    return luck.reshape(turns, len(replicates), *shape)


class Luck:
    """The luck of some replicates in every channel."""

    def __init__(
        self, channels: Mapping[str, Channel], *, seed: int, replicates: Sequence[int], turns: int, powers: int, clients: int
    ) -> None:
        self._channels = channels
        self._drawn = {
            name: draw(name, channel.kind, seed=seed, replicates=replicates, turns=turns,
                       shape=shape_of(channel.axes, powers, clients))
            for name, channel in channels.items()
        }  # fmt: skip

    def turn(self, t: int) -> dict[str, Array]:
        """The luck of turn t: channel to (r, ...)."""
        return {name: numbers(laid_out(self._drawn[name][t]), channel.kind) for name, channel in self._channels.items()}


def uniforms(channel: str, *, seed: int, replicates: Sequence[int], turns: int = 1) -> Array:
    """One uniform draw a turn for each replicate, (t, r)."""
    return numbers(draw(channel, "uniform", seed=seed, replicates=replicates, turns=turns, shape=()), "uniform")
