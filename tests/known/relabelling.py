"""The same world, and the same luck, with its powers and clients in another order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.core.axes import Array
from sim.core.luck import Channel, Luck
from sim.core.symbols import PARAMETERS, STATE
from sim.core.world import DoctrineRole, Params, State, World
from sim.engine.given import Given, Layout
from sim.engine.happenings import Happening
from sim.engine.turn import turn
from sim.mechanisms import MECHANISMS

AXES = {name: symbol.axes for name, symbol in {**PARAMETERS, **STATE}.items()} | {
    (one.name if one.axes else f"{mechanism.name}.{one.name}"): one.axes
    for mechanism in MECHANISMS.values()
    for one in mechanism.parameters
}
CHANNELS: dict[str, Channel] = {name: c for m in MECHANISMS.values() for name, c in m.channels.items()}


@dataclass(frozen=True, slots=True)
class Order:
    """Which old power is the new power i, and which old client the new client k."""

    powers: Sequence[int]
    clients: Sequence[int]

    def of(self, array: Array, axes: str) -> Array:
        """An array (r, *axes) in the new order."""
        by = {"p": self.powers, "q": self.powers, "c": self.clients, "d": self.clients}
        for place, letter in enumerate(axes):
            # a vector over clients is (r, 1, c): its axis is the last
            if letter in by:  # notes that a doctrine keeps have no name
                array = np.take(array, by[letter], axis=array.ndim - 1 if axes == "c" else place + 1)
        return array

    def of_state(self, state: State) -> State:
        return State(**{name: self.of(array, AXES[name]) for name, array in state.items()})

    def of_luck(self, luck: Mapping[str, Array]) -> dict[str, Array]:
        return {name: self.of(array, CHANNELS[name].axes) for name, array in luck.items()}

    def of_world(self, world: World) -> World:
        return replace(
            world,
            params=Params({name: self.of(array, AXES[name]) for name, array in world.params.items()}),
            opening=self.of_state(world.opening),
            doctrines=tuple(self._of_role(role) for role in world.doctrines),
            regions=tuple(world.regions[c] for c in self.clients),
        )

    def _of_role(self, role: DoctrineRole) -> DoctrineRole:
        rows = np.array([i for i, old in enumerate(self.powers) if old in role.rows], dtype=np.intp)
        place = [role.rows.tolist().index(self.powers[i]) for i in rows]
        return replace(role, rows=rows, parameters={name: a[:, place] for name, a in role.parameters.items()})

    def of_happening(self, row: tuple[object, ...]) -> tuple[object, ...]:
        """A row of `played` in the new order."""
        kind, r, power, rival, client, amount, detail = row
        new_power = {old: new for new, old in enumerate(self.powers)} | {-1: -1}
        new_client = {old: new for new, old in enumerate(self.clients)} | {-1: -1}
        return kind, r, new_power[power], new_power[rival], new_client[client], amount, detail


def drawn(world: World, replicates: range, seed: int = 3) -> list[dict[str, Array]]:
    """Luck turn by turn; a meeting's luck belongs to the pair, whoever of the two is listed first."""
    luck = Luck(
        CHANNELS, seed=seed, replicates=replicates, turns=world.turns,
        powers=len(world.powers), clients=len(world.clients),
    )  # fmt: skip
    turns = []
    for t in range(world.turns):
        now = dict(luck.turn(t))
        for meeting in ("summit", "mediation"):
            upper = np.triu(now[meeting], 1)
            now[meeting] = upper + upper.swapaxes(1, 2)
        turns.append(now)
    return turns


def played(world: World, luck: list[dict[str, Array]], replicates: range) -> Iterator[tuple[State, list[tuple[object, ...]]]]:
    """State and what happened, turn by turn."""
    state = State(**{name: np.repeat(array, len(replicates), axis=0) for name, array in world.opening.items()})
    given = Given.of(world, world.params, Layout.of(world))
    for t, now in enumerate(luck):
        turned = turn(state, given, now, opening=t == 0)
        state = turned.state
        yield state, [row for happening in turned.happenings for row in _rows(happening)]


def _rows(happening: Happening) -> list[tuple[object, ...]]:
    n = len(happening.rows)
    columns = [
        np.broadcast_to(np.asarray(column), (n,)).tolist()
        for column in (happening.rows, happening.power, happening.rival, happening.client, happening.amount)
    ]
    return [(happening.kind, *row, happening.detail) for row in zip(*columns, strict=True)]
