"""Histories of one world in memory: `sim.simulate`, and what can be read off them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim import engine
from sim.core.calendar import Calendar
from sim.core.errors import SpheresError, near_name
from sim.core.request import Request
from sim.core.symbols import STATE
from sim.core.world import World
from sim.engine import Run
from sim.engine.happenings import NOBODY
from sim.engine.series import SERIES
from sim.experiments.asking import request_of
from sim.experiments.loading import load
from sim.lab.named import Named
from sim.outcomes import default_requests, measure
from sim.scenario import Scenario, build
from sim.scenario.overrides import Overrides

_AXES = {"": (), "p": ("power",), "pq": ("power", "rival"), "c": ("client",), "pc": ("power", "client")}


@dataclass(frozen=True)
class Histories(Run):
    """Histories of one world under one seed, as arrays with names and as pandas frames.

    Everything of `Run` is here too, as plain arrays: `alignment`, `series`, `happenings`, `final`, `replicates`, `sound`.
    """

    def array(self, name: str) -> Named:
        """A recorded quantity with named axes: (replicate, quarter, then power, rival or client as it has them).

        name    "alignment", one of `list(histories.series)`, or a cube that was asked for with `cubes`
        raises  SpheresError for a name that was not recorded
        The first quarter is the one before the start: its state is the opening. States are those at a quarter's end.

        >>> import sim
        >>> histories = sim.simulate("tit_for_tat", "answer_unlike", replicates=3, turns=8)
        >>> histories.array("grievance")
        <grievance (grievance) [replicate: 3, quarter: 9, power: 4, rival: 4]>
        >>> histories.array("alignment").at(client="VEN", quarter="2009-Q4").mean("replicate")
        <alignment (share) [power: 4]>
        """
        if name == "alignment" or name in self.cubes:
            values = self.alignment if name == "alignment" else self.cubes[name]
            axes, unit = STATE[name].axes, STATE[name].unit
        elif name in self.series:
            values, axes, unit = self.series[name], SERIES[name].axes, SERIES[name].unit
        else:
            known = ["alignment", *self.cubes, *self.series]
            raise SpheresError(f"no '{name}' was recorded{near_name(name, known)}; there are: {', '.join(known)}")
        world = self.world
        labels: dict[str, Sequence[Any]] = {
            "replicate": tuple(self.replicates.tolist()),
            "quarter": tuple(world.calendar.quarter(t - 1) for t in range(values.shape[1])),
            "power": world.powers, "rival": world.powers, "client": world.clients,
        }  # fmt: skip
        dims = ("replicate", "quarter", *_AXES[axes])
        return Named(name, unit, np.asarray(values, dtype=np.float64), dims, {dim: labels[dim] for dim in dims})

    def frame(self, name: str) -> pd.DataFrame:
        """The same as `array`, as a tidy frame: replicate, quarter, power ..., value."""
        return self.array(name).frame()

    def outcomes(self, *asked: str | Request) -> pd.DataFrame:
        """One row a replicate, one column an outcome, in the outcome's unit; NaN where a replicate was frozen.

        asked   as in a table: "influence(USA)", "encroachment(RUS>USA, from 2010-Q1)"; none: the usual ones
        raises  SpheresError for an outcome that there is not, or that does not fit the world

        >>> import sim
        >>> sim.simulate("tit_for_tat", "restraint_unlike", replicates=2, turns=8).outcomes("influence(USA)", "norm").shape
        (2, 2)
        """
        requests = [request_of(text, self.world) for text in asked] or default_requests(self.world)
        return pd.DataFrame(measure(self, requests), index=pd.Index(self.replicates, name="replicate"))

    def events(self, *kinds: str) -> pd.DataFrame:
        """What happened, of all kinds or of some: replicate, turn, quarter, kind, power, rival, client, amount, detail."""
        rows, world = self.happenings, self.world
        table = pd.DataFrame(
            {
                "replicate": rows.replicate,
                "turn": rows.turn,
                "quarter": [world.calendar.quarter(int(turn)) for turn in rows.turn],
                "kind": rows.kind,
                "power": _ids(rows.power, world.powers),
                "rival": _ids(rows.rival, world.powers),
                "client": _ids(rows.client, world.clients),
                "amount": rows.amount,
                "detail": rows.detail,
            }
        )
        return table[table["kind"].isin(kinds)].reset_index(drop=True) if kinds else table

    def __repr__(self) -> str:
        world = self.world
        span = f"{world.calendar.quarter(0)} to {world.calendar.quarter(world.turns - 1)}"
        return f"<{len(self.replicates)} histories of {world.name}, {world.variant}: {span}, seed {self.seed}>"


def _ids(indices: NDArray[np.int64], names: Sequence[str]) -> NDArray[np.object_]:
    return np.array([*names, ""], dtype=object)[np.where(indices == NOBODY, len(names), indices)]


def simulate(
    world: World | Scenario | str | Path,
    variant: str | None = None,
    *,
    replicates: int | Sequence[int] = 200,
    seed: int | None = None,
    turns: int | None = None,
    set: Overrides = (),
    histories: int = 0,
    cubes: Sequence[str] = (),
) -> Histories:
    """Histories of one variant of a scenario, in memory; nothing is stored and no claim is judged.

    world       a scenario, its name or its file; or a World that `build` made
    variant     a name; None: the scenario as it stands without a variant's changes
    replicates  how many, from 0 on, or their numbers: replicate r of a seed is one history, whatever is run beside it
    seed        0..2**64-1; None: the scenario's own (a World has none and needs one)
    turns       quarters to play; None: as the scenario says. The first turns are the same however many follow
    set         what `--set` takes, where a name or a file is given: {"powers.RUS.doctrine.reciprocity": 2}
    histories   for how many replicates to keep every (power, client) symbol of every turn
    cubes       (power, client) symbols to keep for all of them, such as "arsenal"
    raises      ScenarioError and SpheresError, which say what to mend

    Two variants with the same seed meet the same luck, replicate by replicate, so their difference is what the variant did:

    >>> import sim
    >>> answer, hold = (sim.simulate("tit_for_tat", variant, replicates=20) for variant in ("answer_unlike", "restraint_unlike"))
    >>> effect = answer.outcomes("encroachment(RUS>USA)") - hold.outcomes("encroachment(RUS>USA)")
    >>> bool(effect.abs().to_numpy().max() < 1)
    True
    """
    if isinstance(world, str | Path):
        world = load(world, set)
    elif tuple(set):
        raise SpheresError("`set` goes with a scenario's name or file; load the scenario with it instead")
    if isinstance(world, Scenario):
        seed = world.seed if seed is None else seed
        world = build(world, variant)
    elif variant is not None:
        raise SpheresError("a World is one variant already; name a variant with a scenario")
    if seed is None:
        raise SpheresError("a World has no seed of its own; give one, such as seed=1")
    if turns is not None:
        world = replace(world, calendar=Calendar(world.calendar.start, turns))
    numbers = range(replicates) if isinstance(replicates, int) else replicates
    run = engine.simulate(world, seed=seed, replicates=numbers, histories=histories, cubes=cubes)
    return Histories(**{field.name: getattr(run, field.name) for field in fields(Run)})
