"""The turn once more, as a plain Mesa model: one object an agent, one float a number, one loop after the other.

Written from docs/ODD.md, not from the arrays in `sim`, which it shares nothing with but the world that it is handed and the
luck that it draws. It plays one replicate. What it does not cover it refuses by name: doctrines of the Axelrod library, and
mechanisms, doctrines and events that it does not know.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from sim.core import distributions
from sim.core.luck import Luck, uniforms
from sim.core.symbols import PARAMETERS, STATE
from sim.core.world import World
from sim.mechanisms import MECHANISMS
from tests.twin import conflict, courting, happenings, looking, remembering, summit
from tests.twin.agents import Client, GreatPower, ratio
from tests.twin.doctrines import DOCTRINES

KNOWN = frozenset({
    "perception", "doctrine", "forbearance", "summit", "mediation", "exclusion", "patronage", "alignment", "elites", "upheaval",
    "force", "memory", "precedent", "reputation",
})  # fmt: skip


class Refused(Exception):
    """What the twin does not cover."""


class Twin(mesa.Model):
    """One replicate of a world."""

    def __init__(self, world: World, *, seed: int, replicate: int) -> None:
        super().__init__(rng=replicate)
        refuse(world)
        self.world, self.turn = world, 0
        self.powers = [GreatPower(self, p) for p in range(len(world.powers))]
        self.clients = [Client(self, c) for c in range(len(world.clients))]
        self.told = {name: SimpleNamespace() for name in MECHANISMS}
        self.norm = self.bargains = 0.0
        self.nearest = float("inf")
        self._link()
        self._read(dict(world.params.items()))
        self._read(dict(world.opening.items()))
        for one in world.uncertain:
            drawn = uniforms(f"parameter:{one.path}", seed=seed, replicates=[replicate])[0]
            self._realise(one.target, one.index, float(distributions.draw(one.distribution, drawn)[0]))
        if any(one.target in ("salience", "mirror_imaging") for one in world.uncertain):
            self._open_beliefs()
        self._luck = Luck(
            {name: channel for m in MECHANISMS.values() for name, channel in m.channels.items()}, seed=seed,
            replicates=[replicate], turns=world.turns, powers=len(self.powers), clients=len(self.clients),
        )  # fmt: skip
        agenda = world.options["summit"]["agenda"]
        self.agenda = self.clients if agenda is None else [self.clients[c] for c in sorted(agenda)]
        self.timeline = happenings.Timeline(world, seed, replicate)

    def _link(self) -> None:
        for p in self.powers:
            for c in self.clients:
                p.ties[c] = c.ties[p] = SimpleNamespace(punishment=0.0, arriving=1.0, worth_of_arms=0.0)
            for q in self.powers:
                p.relations[q] = SimpleNamespace(anger=0.0, betrayed=0.0, seen=0.0, pressed_before=0.0)
        for c, region in zip(self.clients, self.world.regions, strict=True):
            c.region = region
        for role in self.world.doctrines:
            for k, p in enumerate(role.rows):
                told = {name: float(array[0, k if array.shape[1] > 1 else 0, 0]) for name, array in role.parameters.items()}
                self.powers[p].doctrine, self.powers[p].told = role.name, SimpleNamespace(**told)

    def _read(self, arrays: dict[str, Any]) -> None:
        """Numbers of the world onto the objects that they belong to."""
        for name, array in arrays.items():
            values, (mechanism, _, parameter) = array[0].tolist(), name.partition(".")
            if parameter:
                setattr(self.told[mechanism], parameter, values[0][0])
            else:
                for holder, index in self.holders(self.axes(name)):
                    self._put(holder, name, self.axes(name), values, index)

    def _realise(self, target: str, index: tuple[int, ...], value: float) -> None:
        """Put a number that is drawn once a history where it belongs."""
        kind, _, rest = target.partition(":")
        if kind == "doctrine":
            name, _, parameter = rest.partition(":")
            players = [p for role in self.world.doctrines if role.name == name for p in role.rows]
            setattr(self.powers[players[index[0]]].told, parameter, value)
        else:
            self.put(rest if kind == "opening" else target, index, value)

    def put(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Set one number of the world."""
        mechanism, _, parameter = name.partition(".")
        if parameter:
            setattr(self.told[mechanism], parameter, value)
            return
        holders = {place: holder for holder, place in self.holders(self.axes(name))}
        setattr(holders[tuple(index)], name, value)

    def _open_beliefs(self) -> None:
        """Where salience is drawn beliefs open by what was drawn: q's own mean over its claims, and p's over p's."""
        means = {p: ratio(sum(p.ties[c].salience for c in p.sphere()), len(p.sphere())) for p in self.powers}
        for p in self.powers:
            for q, relation in p.with_rivals():
                relation.belief = (1.0 - p.mirror_imaging) * means[q] + p.mirror_imaging * means[p]

    @staticmethod
    def axes(name: str) -> str:
        """The axes of a quantity; the parameters that a mechanism has for each power are not in the table of symbols."""
        return {**PARAMETERS, **STATE}[name].axes if name in PARAMETERS or name in STATE else "p"

    def holders(self, axes: str) -> list[tuple[Any, tuple[int, ...]]]:
        """The objects that hold a quantity with these axes, and where each stands in the array."""
        powers, clients = self.powers, self.clients
        match axes:
            case "":
                return [(self, (0, 0))]
            case "p":
                return [(p, (p.index, 0)) for p in powers]
            case "c":
                return [(c, (0, c.index)) for c in clients]
            case "pc":
                return [(p.ties[c], (p.index, c.index)) for p in powers for c in clients]
            case "pq" | "pqc" | "pqn":
                return [(p.relations[q], (p.index, q.index)) for p in powers for q in powers]
            case _:
                return [(c, (c.index,)) for c in clients]

    def _put(self, holder: Any, name: str, axes: str, values: Any, index: tuple[int, ...]) -> None:
        for i in index:
            values = values[i]
        if axes == "pqc":
            values = dict(zip(self.clients, values, strict=True))
        elif axes == "cd":
            values = {d: weight for d, weight in zip(self.clients, values, strict=True) if weight > 0.0}
        setattr(holder, name, values)

    def on(self, mechanism: str) -> bool:
        return mechanism in self.world.enabled

    def option(self, mechanism: str, name: str) -> Any:
        return self.world.options[mechanism][name]

    def may_meet(self, p: GreatPower, q: GreatPower) -> bool:
        pairs = self.option("summit", "pairs")
        if pairs is None:
            return bool(p.sphere() and q.sphere())
        return any({p.index, q.index} == set(pair) for pair in pairs)

    def quarrelled(self, p: GreatPower) -> list[Client]:
        """What p claims of the clients that are quarrelled over."""
        over = self.option("forbearance", "over")
        return [c for c in p.sphere() if over is None or c.index in over]

    def theatres(self) -> list[tuple[GreatPower | None, list[Client]]]:
        """The claims of each power, and what nobody claims."""
        claimed = [(p, p.sphere()) for p in self.powers]
        return [*claimed, (None, [c for c in self.clients if not c.claimed()])]

    def credible(self, p: GreatPower) -> float:
        """What is left of what p offers or threatens, 1 - φ (1 - R)."""
        watching = self.told["reputation"].watching if self.on("reputation") else 0.0
        return float(1.0 - watching * (1.0 - p.reliability))

    def below(self, drawn: float, chance: float) -> bool:
        """Whether what was drawn lies below a chance; notes how near the two came, since rounding can tip it."""
        self.nearest = min(self.nearest, abs(drawn - chance))
        return drawn < chance

    def step(self) -> None:
        """One quarter."""
        self.nearest = float("inf")
        self.timeline.happen(self)
        self.luck = {name: drawn[0].tolist() for name, drawn in self._luck.turn(self.turn).items()}
        for p in self.powers:
            p.influence_before = remembering.influence(p)
        looking.perceive(self)
        looking.press(self)
        looking.forbear(self)
        summit.bargain(self)
        courting.exclude(self)
        courting.support(self)
        courting.choose(self)
        conflict.upset(self)
        conflict.fight(self)
        remembering.remember(self)
        remembering.watch(self)
        remembering.appraise(self)
        self.turn += 1

    def state(self) -> dict[str, np.ndarray[Any, Any]]:
        """Every state symbol as an array, without a replicate axis."""
        found = {}
        for name, symbol in STATE.items():
            array = np.zeros(getattr(self.world.opening, name).shape[1:])
            for holder, index in self.holders(symbol.axes):
                value = getattr(holder, name)
                array[index] = list(value.values()) if symbol.axes == "pqc" else value
            found[name] = array
        return found


def refuse(world: World) -> None:
    """Refused, by name, is what the twin does not cover."""
    faults = [f"doctrine {role.name}" for role in world.doctrines if role.name not in DOCTRINES]
    faults += [f"mechanism {name}" for name in world.enabled if name not in KNOWN]
    faults += [f"event {one.event} ({one.label or one.key})" for one in world.timeline if one.event not in happenings.EVENTS]
    faults += [f"a change of {path[0]}" for one in world.timeline if (path := one.arguments.get("path")) and ":" in path[0]]
    rows = {name: array.shape[0] for name, array in (*world.params.items(), *world.opening.items())}
    faults += [f"{name}, which differs between replicates" for name, count in rows.items() if count > 1]
    if faults:
        raise Refused("the twin does not cover: " + ", ".join(faults))
