"""Runs written by hand, and every way in which an outcome can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.core.request import Request
from sim.core.world import World
from sim.engine import Run
from sim.engine.happenings import NOBODY, Happenings
from sim.engine.series import SERIES
from sim.outcomes import OUTCOMES, measure

CUBES = ("support", "arms", "arsenal", "recognition", "occupation")


def crafted(
    world: World, *, replicates: Sequence[int] = (0,), series: Mapping[str, ArrayLike] | None = None,
    alignment: ArrayLike = 0.0, cubes: Mapping[str, ArrayLike] | None = None,
    happened: Iterable[Mapping[str, Any]] = (), frozen: Mapping[int, int] | None = None,
) -> Run:  # fmt: skip
    """A run in which all is 0 but for what is given.

    series     name -> what broadcasts to (r, t+1, ...), the opening first
    happened   one mapping a happening, in the order of replicates; frozen   row -> turn
    """
    p, c, r, t = len(world.powers), len(world.clients), len(replicates), world.turns + 1
    axes = {"": (), "p": (p,), "pq": (p, p), "c": (c,)}
    recorded = {name: np.zeros((r, t, *axes[one.axes])) for name, one in SERIES.items()}
    for name, values in (series or {}).items():
        recorded[name][...] = values
    frozen_at = np.full(r, -1)
    for row, turn in (frozen or {}).items():
        frozen_at[row] = turn
    return Run(
        world=world, seed=0, replicates=np.array(replicates), series=recorded,
        alignment=np.array(np.broadcast_to(alignment, (r, t, p, c))),
        cubes={name: np.array(np.broadcast_to(values, (r, t, p, c))) for name, values in (cubes or {}).items()},
        happenings=_table(list(happened)), final=world.opening,
        frozen_at=frozen_at, frozen_reason=np.array(["" if at < 0 else "frozen" for at in frozen_at], dtype=object),
    )  # fmt: skip


def _table(rows: list[Mapping[str, Any]]) -> Happenings:
    blank = {"replicate": 0, "power": NOBODY, "rival": NOBODY, "client": NOBODY, "amount": 0.0, "detail": ""}
    kinds = {"kind": object, "detail": object, "amount": np.float64}
    full = [blank | dict(row) for row in rows]
    return Happenings(*(np.array([row[name] for row in full], dtype=kinds.get(name, np.int64)) for name in Happenings.__slots__))


def one(run: Run, name: str, **actors: Any) -> list[float]:
    """The numbers of a single request."""
    request = Request(name, **actors)
    return [float(value) for value in measure(run, [request])[request.key]]


def every_request(world: World) -> list[Request]:
    """Every outcome, asked for with what it must have, and with each thing that it may have besides."""
    some = {"power": world.powers[0], "rival": world.powers[1], "client": world.clients[1], "region": world.regions[0]}
    found = []
    for name, outcome in OUTCOMES.items():
        needed = {argument: some[argument] for argument in outcome.requires}
        found.append(Request(name, **needed))
        for extra in outcome.accepts:
            besides = {"power": some["power"]} if extra == "rival" else {}
            found.append(Request(name, **(needed | besides | {extra: some[extra]})))
    return found
