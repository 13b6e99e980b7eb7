"""Scattered places of the cube: where something may happen in a few replicates only."""

from __future__ import annotations

from dataclasses import dataclass

from sim.core.axes import Array, Dyad, Mask
from sim.core.world import Indices, Params, of_rows


def of_powers(dyad: Dyad, powers: Indices) -> Dyad:
    """The rows of some powers in their order, (r, k, q), not to be written: where they are all it is the very array."""
    return dyad if len(powers) == dyad.shape[1] else dyad[:, powers]


@dataclass(frozen=True, slots=True)
class Cells:
    """Places where something happens: replicate rows, powers, clients, (n,) each."""

    rows: Indices
    powers: Indices
    clients: Indices

    def __len__(self) -> int:
        return len(self.rows)

    def some(self, which: Mask | Indices) -> Cells:
        """The places where `which` (n,) is true, or those that it lists."""
        return Cells(self.rows[which], self.powers[which], self.clients[which])

    def of(self, cube: Array) -> Array:
        """A cube's value at each place, (n,); a power or client vector's likewise."""
        return cube[self.rows if cube.shape[0] > 1 else 0, self.powers if cube.shape[1] > 1 else 0,
                    self.clients if cube.shape[2] > 1 else 0]  # fmt: skip

    def of_client(self, vector: Array) -> Array:
        """A client vector's value at each place, (n,)."""
        return vector[self.rows if vector.shape[0] > 1 else 0, 0, self.clients]

    def all_powers(self, cube: Array) -> Array:
        """Every power's value at each place's client, (n, p)."""
        if cube.shape[0] > 1:
            return cube[self.rows, :, self.clients]
        return cube[0].T[self.clients if cube.shape[2] > 1 else 0]

    def scalar(self, array: Array) -> Array:
        """A scalar parameter, (n | 1, 1)."""
        return of_rows(array, self.rows)[:, :, 0]

    def scalars(self, plain: Params) -> Params:
        """A mechanism's scalars of `Given.plain`, each (n | 1,); themselves where all are the same in every replicate."""
        if all(len(array) == 1 for array in plain.values()):
            return plain
        return Params({name: of_rows(array, self.rows) for name, array in plain.items()})
