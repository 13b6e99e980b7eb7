"""The array core and the twin, turn by turn: python -m tests.twin.compare --worlds 2000, or --shipped 40.

Agreement is |core - twin| <= 1e-8 (1 + |core|) in every symbol of the state after every turn. They add in another order, and
the core has an exp and a log of its own, good to 1e-12; what lies beside a boundary of the grid of 2**-28 (4e-9), on which both
settle choices, may be rounded to either side. Most worlds agree to 1e-14.
What is decided by comparing a draw with a chance can tip on rounding: the twin notes how near it came, and a history that
parts from the core's in a turn with a comparison nearer than 1e-9 counts as tipped, apart from those that differ.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np

from sim.core.axes import Array
from sim.core.symbols import STATE
from sim.core.world import World
from sim.engine.stepper import Stepper
from sim.scenario import build, load
from tests.twin.model import Twin
from tests.twin.worlds import random_world

TOLERANCE, NEAR = 1e-8, 1e-9
DYADS = frozenset(name for name, symbol in STATE.items() if symbol.axes in ("pq", "pqc", "pqn"))


@dataclass
class Comparison:
    """How far two histories of a world agree: worst error, and the first differences, in words."""

    worst: float = 0.0
    turns: int = 0  # compared
    differences: list[str] = field(default_factory=list)
    tipped: list[str] = field(default_factory=list)
    stopped: int = 0
    happened: dict[str, int] = field(default_factory=dict)


def compare(world: World, *, seed: int, replicates: Sequence[int], turns: int | None = None) -> Comparison:
    """Play a world in the core and in the twin, and look at every state of every turn; stops at the first difference."""
    found, core = Comparison(), Stepper(world, seed=seed, replicates=replicates)
    models = [Twin(world, seed=seed, replicate=replicate) for replicate in replicates]
    twins = dict(enumerate(models))
    for turn in range(min(world.turns, turns or world.turns)):
        for one in core.step():
            found.happened[one.kind] = found.happened.get(one.kind, 0) + len(one.rows)
        for i, twin in list(twins.items()):
            if core.frozen_at[i] >= 0:
                found.stopped += 1
                del twins[i]
                continue
            twin.step()
            found.turns += 1
            errors = _errors(core, i, twin)
            found.worst = max([found.worst, *(error for error, _ in errors if error <= TOLERANCE)])
            wrong = [f"turn {turn}, replicate {replicates[i]}: {where}" for error, where in errors if not error <= TOLERANCE]
            if wrong:
                (found.tipped if twin.nearest < NEAR else found.differences).extend(wrong)
                del twins[i]
    for model in models:
        vars(model).clear()  # Mesa keeps every model that it has ever numbered agents for
    return found


def _errors(core: Stepper, row: int, twin: Twin) -> list[tuple[float, str]]:
    """For each symbol its worst error, |core - twin| / (1 + |core|), and where; a power toward itself is nobody's affair."""
    found = []
    for name, mine in twin.state().items():
        theirs: Array = getattr(core.state, name)[row]
        error = np.abs(theirs - mine) / (1.0 + np.abs(theirs))
        if name in DYADS:
            error[np.diag_indices(len(error))] = 0.0
        at = np.unravel_index(np.nanargmax(np.where(np.isnan(error), np.inf, error)), error.shape)
        where = f"{name}{[int(k) for k in at]} is {theirs[at]!r} in the core, {mine[at]!r} in the twin"
        found.append((float(error[at]), where))
    return found


def _span(told: argparse.Namespace) -> range:
    return range(told.first, told.first + told.worlds)


def _shipped() -> Iterator[tuple[str, int, World]]:
    for path in sorted(Path("scenarios").glob("*.yaml")):
        scenario = load(str(path))
        yield from ((f"{path.stem}, {variant}", 1, build(scenario, variant)) for variant in scenario.variants)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--replicates", type=int, default=2)
    parser.add_argument("--shipped", type=int, metavar="TURNS", help="all variants of all shipped scenarios instead")
    told = parser.parse_args()
    worst, turns, stopped, happened, tipped, differing = 0.0, 0, 0, dict[str, int](), 0, 0
    worlds = _shipped() if told.shipped else ((f"world {k}", k, random_world(Random(k))) for k in _span(told))
    count = 0
    for name, seed, world in worlds:
        one, count = compare(world, seed=seed, replicates=range(told.replicates), turns=told.shipped), count + 1
        worst, turns, stopped = max(worst, one.worst), turns + one.turns, stopped + one.stopped
        happened = {kind: happened.get(kind, 0) + one.happened.get(kind, 0) for kind in happened | one.happened}
        tipped, differing = tipped + bool(one.tipped), differing + bool(one.differences)
        for line in (*one.tipped[:3], *one.differences[:3]):
            print(f"{name}: {line}")
    print(f"{count} worlds, {turns} turns: worst error {worst:.1e}, allowed {TOLERANCE:.0e}; {differing} worlds differ")
    print(f"{tipped} worlds tipped on rounding; {stopped} histories were stopped by the core, and compared so far")
    print("what happened in the core: " + ", ".join(f"{n} x {kind}" for kind, n in sorted(happened.items())))


if __name__ == "__main__":
    main()
