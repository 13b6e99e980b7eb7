"""Precedents unpacked: what is on record weighs on this turn, and what was done this turn goes on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sim.core.axes import Array, Dyad, OfPower
from sim.core.world import State
from sim.engine.given import Given
from sim.engine.happenings import Happening
from sim.mechanisms import memory, precedent


def weighs(given: Given, *names: str) -> bool:
    """Whether the mechanism is on and one of these parameters of it is above 0 in some replicate."""
    return given.on("precedent") and any(given.params.of("precedent")[name].any() for name in names)


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


def put_on_record(before: State, after: State, given: Given, uses: OfPower, spoken: Dyad, happened: Iterable[Happening]) -> State:
    """The state after memory, with what was done this turn on record, and judged. Switched off: nothing is.

    before  the state before memory: powers judge by what they remembered then;  spoken  as from `voices`
    """
    if not given.on("precedent"):
        return after
    known, told = given.params, given.params.of("precedent")
    swift, signed = np.zeros_like(before.legitimacy), np.zeros_like(before.norm)
    for one in happened:
        if one.kind == "force" and one.detail == "swift":
            np.add.at(swift[:, :, 0], (one.rows, np.asarray(one.power)), 1.0)
        elif one.kind == "deal" and one.detail == "first":
            np.add.at(signed[:, 0, 0], one.rows, 1.0)
    found = precedent.verdict(
        uses, spoken, record=before.successes + before.failures, condemned=before.condemned, capability=known.capability,
        norm=before.norm, given=told,
    )  # fmt: skip
    after = replace(
        after,
        successes=precedent.next_record(before.successes, swift, told.record_kept),
        failures=precedent.next_record(before.failures, uses - swift, told.record_kept),
        bargains=precedent.next_record(before.bargains, signed, told.record_kept),
        opprobrium=precedent.next_record(before.opprobrium, found.opprobrium, given.params.of("memory").condemnation_kept),
    )
    if not (weighs(given, "hindsight", "double_standard_anger") and given.on("memory")):
        return after
    return replace(
        after,
        grievance=after.grievance + told.double_standard_anger * found.double,
        trust=memory.betrayed_trust(after.trust, np.minimum(found.late, 1.0), given.params.of("memory").double_standard_loss),
    )
