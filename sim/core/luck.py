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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.core import philox
from sim.core.axes import Array, inner, laid_out, outer, shape_of
from sim.core.distributions import normal_quantile
from sim.core.errors import SpheresError
from sim.core.kernels import pay

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
    return np.random.Philox(key=_key(seed, replicate), counter=np.array([0, 0, 0, _word(channel)], dtype=np.uint64))


@lru_cache
def _word(channel: str) -> int:
    """Where the streams of a channel lie: the highest word of the counter."""
    return int.from_bytes(blake2b(channel.encode(), digest_size=8).digest(), "little")


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
    # Every number of 16 bits has its entry, and to clip is faster than to check that.
    return outer(normal_table().take(inner(drawn), mode="clip"))


def draw(channel: str, kind: Kind, *, seed: int, replicates: Sequence[int], turns: int, shape: Sequence[int]) -> NDArray[Any]:
    """Whole numbers of one channel for whole histories, (t, r, *shape): 32 bits for a uniform, 16 for a normal.

    A turn's luck lies in one piece; `numbers` makes it uniform or normal.
    """
    size, bits = prod(shape), _BITS[kind]
    words = _words(size, kind)
    luck = np.empty((turns, len(replicates), size), dtype=bits)
    source = stream(seed, 0, channel)
    position = source.state
    for i, replicate in enumerate(replicates):
        position["state"]["key"] = _key(seed, replicate)  # far cheaper than a new generator
        source.state = position
        raw = source.random_raw(turns * words).reshape(turns, words)
        luck[:, i] = raw.astype("<u8", copy=False).view(bits)[:, :size]
    return luck.reshape(turns, len(replicates), *shape)


def _words(size: int, kind: Kind) -> int:
    """Words of a stream that so many numbers take."""
    return -(-size * _BITS[kind].itemsize // 8)


class Luck:
    """The luck of some replicates in every channel; what nobody asks for is not drawn."""

    def __init__(
        self, channels: Mapping[str, Channel], *, seed: int, replicates: Sequence[int], turns: int, powers: int, clients: int
    ) -> None:
        self.channels = channels
        self._seed, self._replicates, self._turns = seed, replicates, turns
        self._keys = np.array([_key(seed, replicate)[1] for replicate in replicates])
        self._shapes = {name: shape_of(channel.axes, powers, clients) for name, channel in channels.items()}
        self._compiled = pay(len(replicates) * powers * clients)
        self._drawn: dict[str, NDArray[Any]] = {}

    def turn(self, t: int) -> Mapping[str, Array]:
        """The luck of turn t: channel to (r, ...)."""
        return Drawn(self, t)

    def drawn(self, t: int, channel: str) -> Array:
        """The luck of turn t in one channel, (r, ...)."""
        kind = self.channels[channel].kind
        if self._compiled:
            return self._side_by_side(t, channel, kind)
        if channel not in self._drawn:
            self._drawn[channel] = draw(channel, kind, seed=self._seed, replicates=self._replicates, turns=self._turns,
                                        shape=self._shapes[channel])  # fmt: skip
        return numbers(laid_out(self._drawn[channel][t]), kind)

    def _side_by_side(self, t: int, channel: str, kind: Kind) -> Array:
        """The same numbers, for all replicates at once."""
        shape = self._shapes[channel]
        size = prod(shape)
        each = _words(size, kind)
        words = philox.words(self._seed, self._keys, _word(channel), t * each, each)
        found = philox.uniforms(words, size) if kind == "uniform" else philox.looked_up(words, size, normal_table())
        return outer(found.reshape(*shape, -1))


class Drawn(Mapping[str, Array]):
    """The luck of one turn by channel, drawn when it is first asked for."""

    def __init__(self, luck: Luck, turn: int) -> None:
        self._luck, self._turn = luck, turn
        self._kept: dict[str, Array] = {}

    def __getitem__(self, channel: str) -> Array:
        if channel not in self._kept:
            self._kept[channel] = self._luck.drawn(self._turn, channel)
        return self._kept[channel]

    def __iter__(self) -> Iterator[str]:
        return iter(self._luck.channels)

    def __len__(self) -> int:
        return len(self._luck.channels)


def uniforms(channel: str, *, seed: int, replicates: Sequence[int], turns: int = 1) -> Array:
    """One uniform draw a turn for each replicate, (t, r)."""
    return numbers(draw(channel, "uniform", seed=seed, replicates=replicates, turns=turns, shape=()), "uniform")
