"""Philox 4x64-10 (Salmon et al. 2011) for many keys side by side: the words that NumPy's generator gives one key at a time.

The replicate lies innermost here too, so a turn's luck comes out as a turn has it, and only where it is asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array
from sim.core.kernels import kernel

Words = NDArray[np.uint64]

_FACTORS = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_STEPS = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)  # of the key, from round to round
_ZERO, _ONE, _HALF, _LOW = (np.uint64(number) for number in (0, 1, 32, 2**32 - 1))
_ROUNDS, _BLOCK = 10, 4


def words(seed: int, replicates: Words, channel: int, first: int, number: int) -> Words:
    """Words first..first+number-1 of the streams (seed, replicate), (n, r); channel is the highest word of the counter."""
    block, skipped = divmod(first, _BLOCK)
    found = _blocks(np.uint64(seed), replicates, np.uint64(channel), np.uint64(block), -(-(skipped + number) // _BLOCK))
    return np.asarray(found.reshape(-1, len(replicates))[skipped : skipped + number])


def product(x: Any, y: Any) -> tuple[Any, Any]:
    """The upper and the lower word of the product of two: as compiled code has it in one step."""
    whole = int(x) * int(y)
    return np.uint64(whole >> 64), np.uint64(whole & (2**64 - 1))


@kernel
def _blocks(seed: Any, replicates: Words, channel: Any, first: Any, number: int) -> Words:
    """So many blocks of four words from block `first` on, (n, 4, r)."""
    found = np.empty((number, _BLOCK, len(replicates)), dtype=np.uint64)
    for b in range(number):
        for r in range(len(replicates)):
            w, x, y, z = first + np.uint64(b) + _ONE, _ZERO, _ZERO, channel
            key, other = seed, replicates[r]
            for _ in range(_ROUNDS):
                (high, low), (upper, lower) = product(w, _FACTORS[0]), product(y, _FACTORS[1])
                w, x, y, z = upper ^ x ^ key, lower, high ^ z ^ other, low
                key += _STEPS[0]
                other += _STEPS[1]
            found[b, 0, r], found[b, 1, r], found[b, 2, r], found[b, 3, r] = w, x, y, z
    return found


@kernel
def uniforms(drawn: Words, size: int) -> Array:
    """The first halves of words (n, r), low before high, as numbers in [0, 1), (size, r)."""
    found = np.empty((size, drawn.shape[1]))
    for i in range(size):
        word, shift = drawn[i // 2], _HALF * np.uint64(i % 2)
        for r in range(len(word)):
            found[i, r] = np.int64((word[r] >> shift) & _LOW) * 2.0**-32
    return found


@kernel
def looked_up(drawn: Words, size: int, table: Array) -> Array:
    """The first quarters of words (n, r), from the lowest up, as entries of a table of 2**16, (size, r)."""
    found = np.empty((size, drawn.shape[1]))
    for i in range(size):
        word, shift = drawn[i // 4], np.uint64(16 * (i % 4))
        for r in range(len(word)):
            found[i, r] = table[np.int64((word[r] >> shift) & np.uint64(0xFFFF))]
    return found
