"""Precedents unpacked: what is on record weighs on this turn, and what was done this turn goes on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sim.core.axes import Array, OfPower
from sim.core.world import Indices, State, of_rows
from sim.engine.given import Given
from sim.engine.happenings import Happening
from sim.mechanisms import memory, precedent


def weighs(given: Given, *names: str) -> bool:
    """Whether the mechanism is on and one of these parameters of it is above 0 in some replicate."""
    return given.on("precedent") and any(given.uses(f"precedent.{name}") for name in names)


def readiness(state: State, given: Given) -> OfPower | None:
    """Factor on each power's odds of force by what it has seen and heard. Switched off, or without a weight: None."""
    if not weighs(given, "emulation", "protest_weight"):
        return None
    told = given.params.of("precedent")
    seen = precedent.example(state.successes, state.failures, given.params.visibility, told.failure_weight)
    return precedent.readiness(seen, state.opprobrium, told.emulation, told.protest_weight)


def voices(state: State, given: Given) -> Array:
    """How loudly p condemns a use by q, (r|1, p, q|1). Switched off: as it preaches, whoever did what."""
    preaching = given.params.preaching
    if not weighs(given, "quoting"):
        return preaching
    record = state.successes + state.failures
    return precedent.voice(preaching, record, given.params.capability, given.params.of("precedent").quoting)


def put_on_record(before: State, after: State, given: Given, uses: OfPower, happened: Iterable[Happening]) -> State:
    """The state after memory, with what was done this turn on record, and judged. Switched off: nothing is.

    before  the state before memory: powers judge by what they remembered then
    """
    if not given.on("precedent"):
        return after
    swift, signed = np.zeros_like(before.legitimacy), np.zeros_like(before.norm)
    for one in happened:
        if one.kind == "force" and one.detail == "swift":
            np.add.at(swift[:, :, 0], (one.rows, np.asarray(one.power)), 1.0)
        elif one.kind == "deal" and one.detail == "first":
            np.add.at(signed[:, 0, 0], one.rows, 1.0)
    kept, faded = given.params.of("precedent").record_kept, given.params.of("memory").condemnation_kept
    after = replace(
        after,
        successes=precedent.next_record(before.successes, swift, kept),
        failures=precedent.next_record(before.failures, uses - swift, kept),
        bargains=precedent.next_record(before.bargains, signed, kept),
        opprobrium=faded * before.opprobrium,
    )
    rows = np.flatnonzero(uses[:, :, 0].any(axis=1))
    return _judged(before, after, given, rows, uses[rows]) if len(rows) else after


def _judged(before: State, after: State, given: Given, rows: Indices, uses: OfPower) -> State:
    """What the powers make of the uses of force (n, p, 1) in some replicates: opprobrium, grievance, trust."""
    _, found = precedent.judged(before, given.params, rows, uses)
    opprobrium, grievance, trust = (array.copy(order="K") for array in (after.opprobrium, after.grievance, after.trust))
    opprobrium[rows] += found.opprobrium
    if given.on("memory"):
        anger = of_rows(given.params.of("precedent").double_standard_anger, rows)
        loss = of_rows(given.params.of("memory").double_standard_loss, rows)
        grievance[rows] += anger * found.double
        trust[rows] = memory.betrayed_trust(trust[rows], np.minimum(found.late, 1.0), loss)
    return replace(after, opprobrium=opprobrium, grievance=grievance, trust=trust)
