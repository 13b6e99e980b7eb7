"""SphereModel: one replicate of a scenario's variant for Mesa's own tools, bit for bit the history that the engine gives.

Agents look at the world: numbers live in the engine's arrays. A power that a person plays passes on what that person
decides, as events of the timeline, and changes nothing else. Works with Mesa 3.3 (Python 3.11) and 3.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from sim.core.axes import Array
from sim.core.errors import SpheresError
from sim.core.world import State, World
from sim.engine.happenings import Happening
from sim.engine.stepper import Stepper
from sim.face.deciding import SHARES, Decision, entries, refuse_more_than_all
from sim.scenario import Scenario, build, load, paired
from sim.scenario.changing import Change, with_changes


class GreatPower(mesa.Agent):  # type: ignore[misc]
    """A great power, as the turn left it."""

    def __init__(self, model: SphereModel, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.id = model.world.powers[index]
        self.name = model.world.power_names[index]

    def __repr__(self) -> str:
        return f"GreatPower({self.id})"

    def decide(self, decision: Decision) -> None:
        """What a person who plays this power wants of it from the next turn on; its doctrine gives way."""
        self.model.decide(self.id, decision)

    def hand_back(self) -> None:
        """Its doctrine decides again from the next turn on."""
        self.model.insert([{"event": "hand_back", "power": self.id}])

    def alignment(self, client: str) -> float:
        """Share of a client's policy that follows this power, 0..1."""
        return float(self.model.state.alignment[0, self.index, self.model.client_index(client)])

    @property
    def influence(self) -> float:
        """Policy that follows this power, summed over clients."""
        return float(self.model.state.alignment[0, self.index].sum())

    @property
    def legitimacy(self) -> float:
        """Standing at home, 0..1."""
        return float(self.model.state.legitimacy[0, self.index, 0])

    @property
    def pressure(self) -> dict[str, float]:
        """Share of its contest means that it turns on each rival's sphere, 0..1."""
        return self._of_rivals(self.model.state.pressure)

    @property
    def grievance(self) -> dict[str, float]:
        """What it holds against each rival, >= 0."""
        return self._of_rivals(self.model.state.grievance)

    def _of_rivals(self, dyad: Array) -> dict[str, float]:
        return {q: float(dyad[0, self.index, j]) for j, q in enumerate(self.model.world.powers) if j != self.index}


class ClientState(mesa.Agent):  # type: ignore[misc]
    """A client state, as the turn left it."""

    def __init__(self, model: SphereModel, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.id = model.world.clients[index]
        self.name = model.world.client_names[index]
        self.region = model.world.regions[index]

    def __repr__(self) -> str:
        return f"ClientState({self.id})"

    @property
    def shares(self) -> dict[str, float]:
        """Share of its policy that follows each power, 0..1."""
        return {p: float(a) for p, a in zip(self.model.world.powers, self._alignment, strict=True)}

    @property
    def leader(self) -> str | None:
        """The power with the largest share; None where it stands alone more than with any."""
        strongest = int(self._alignment.argmax())
        return self.model.world.powers[strongest] if self._alignment[strongest] > self.autonomy else None

    @property
    def autonomy(self) -> float:
        """Share of its policy that follows nobody, 0..1."""
        return float(1.0 - self._alignment.sum())

    @property
    def hedging(self) -> float:
        """1 - Σ_p share² of what is aligned, 0..1."""
        return float(self.model.now.tally.hedging[0, self.index])

    @property
    def _alignment(self) -> Array:
        return self.model.state.alignment[0, :, self.index]


class SphereModel(mesa.Model):  # type: ignore[misc]
    """One replicate of one variant as a Mesa model.

    source     a Scenario, its name, or its file (called `scenario`, it would be given one of Mesa's own by Mesa 3.5)
    variant    its name, None for the first
    seed       None for the scenario's own;  replicate  which history of that seed
    settings   key paths and values as with `--set`
    collect    fill the data collector each turn; without, memory stays as it is however long one plays

    `step()` plays a turn; at the horizon it sets `running` to False instead. `happenings` are those of the
    last turn; `loaded` is the scenario.
    """

    def __init__(
        self, source: Scenario | str | Path = "tit_for_tat", *, variant: str | None = None, seed: int | None = None,
        replicate: int = 0, settings: Mapping[str, object] | None = None, collect: bool = True, rng: Any = None,
    ) -> None:  # fmt: skip
        # Mesa's own generator is not used: all luck is the engine's. It is seeded so that a user's is reproducible too.
        super().__init__(rng=replicate if rng is None else rng)
        if isinstance(source, Scenario):
            if settings:
                raise SpheresError("settings go with a scenario's name or file; load the scenario with them instead")
            scenario = source
        else:
            scenario = load(source, [f"{path}={value}" for path, value in (settings or {}).items()])
        self.loaded = scenario  # `scenario` is taken: Mesa 3.5 has a property of that name
        self.variant = variant or next(iter(scenario.variants))
        self.world = build(scenario, self.variant)
        self.stepper = Stepper(self.world, seed=scenario.seed if seed is None else seed, replicates=[replicate])
        self.happenings: list[Happening] = []
        self.powers = [GreatPower(self, p) for p in range(len(self.world.powers))]
        self.clients = [ClientState(self, c) for c in range(len(self.world.clients))]
        self.datacollector = mesa.DataCollector(
            model_reporters={"quarter": "quarter", "norm": lambda model: float(model.state.norm[0, 0, 0])},
            agenttype_reporters={
                GreatPower: {"id": "id", "influence": "influence", "legitimacy": "legitimacy"},
                ClientState: {"id": "id", "leader": "leader", "autonomy": "autonomy", "hedging": "hedging"},
            },
        )
        self._collects, self._replicate = collect, replicate
        self._changes: list[Change] = []
        self._collect()

    def _collect(self) -> None:
        if self._collects:
            self.datacollector.collect(self)

    @property
    def now(self) -> Any:
        """The end of the last turn as the series see it."""
        return self.stepper.now

    @property
    def state(self) -> State:
        """The engine's state; its first row is this replicate."""
        return self.stepper.state

    @property
    def turn(self) -> int:
        """Turns played."""
        return self.stepper.turn

    @property
    def quarter(self) -> str:
        """The quarter in which the next turn is played."""
        return self.world.calendar.quarter(self.turn)

    def decide(self, power: str, decision: Decision) -> None:
        """Tell a power what to do from the next turn on, in the place of its doctrine."""
        params, p = self.stepper.given.params, self.world.powers.index(power)
        refuse_more_than_all(decision, {name: float(params[name][0, p, 0]) for name in SHARES})
        self.insert(entries(power, decision, self.quarter, dict(zip(self.world.powers, self.world.power_names, strict=True))))

    def insert(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Let events of the vocabulary happen at the start of the next turn, or at their `at`; SpheresError for a bad one."""
        data, name, _ = paired(self.loaded, self.variant, self.variant)
        changes = [*self._changes, *(Change((name,), {"at": self.quarter, **event}) for event in events)]
        changed, _ = with_changes(data, changes, self.loaded.name)
        self._changes = changes
        self.stepper.plan(build(changed, name).timeline)
        self.world = self.stepper.world

    def become(self, scenario: Scenario, world: World) -> None:
        """Show another world of the same powers and clients, from its opening."""
        self.loaded, self.world = scenario, world
        self.stepper = Stepper(world, seed=scenario.seed, replicates=[self._replicate])
        self.happenings, self._changes = [], []

    def client_index(self, client: str) -> int:
        """Where a client stands in the arrays; SpheresError for an unknown one."""
        if client not in self.world.clients:
            raise SpheresError(f"no client is called '{client}'; known: {', '.join(self.world.clients)}")
        return self.world.clients.index(client)

    def step(self) -> None:
        """Play one turn."""
        if self.turn >= self.world.turns:
            self.running = False
            return
        told = (one.at(np.asarray(one.rows) == 0) for one in self.stepper.step())
        self.happenings = [one for one in told if len(one.rows)]
        self._collect()
