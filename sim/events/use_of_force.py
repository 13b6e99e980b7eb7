"""A power uses force in a client by the timeline rather than by the hazard of the mechanism force."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from sim.core.axes import Array, Mask
from sim.core.errors import SpheresError
from sim.core.world import Indices, Params, State, of_rows
from sim.events import Argument, event, raised, with_cells
from sim.mechanisms import force, memory, precedent, reputation


@event(
    "use_of_force",
    Argument("power", "power", "who strikes"),
    Argument("client", "client", "where"),
    Argument("outcome", "choice", "swift: the regime is removed; war: an open war begins; drawn: by lot, at "
             "the chance that strength has against resistance", default="drawn",
             choices=("swift", "war", "drawn")),
)  # fmt: skip
def use_of_force(
    state: State, params: Params, rows: Indices, *, power: int, client: int, outcome: str,
    luck: Array | None, on: Container[str],
) -> tuple[State, Params]:  # fmt: skip
    """A power uses force in a client: a swift removal of the regime, or a war.

    The client, the norm and the other powers take it as they would a use by the mechanism force.
    """
    swift = np.full(rows.shape, outcome == "swift")
    if outcome == "drawn" and len(rows):
        if luck is None:
            raise SpheresError("no luck was given to draw the outcome; name it: swift or war")
        swift = luck < _success_chance(state, params, rows, power, client)
    state = _remembered(state, params, rows, power, client, swift, on)
    state = _removed(state, params, rows[swift], power, client)
    return _at_war(state, params, rows[~swift], power, client), params


def _success_chance(state: State, params: Params, rows: Indices, power: int, client: int) -> Array:
    """Chance of a swift removal, S / (S + R) with S = cap ρ, (n,)."""
    strength = of_rows(params.capability, rows)[:, power, 0] * of_rows(params.reach, rows)[:, power, client]
    foreign = state.arsenal[rows, :, client].sum(axis=1) - state.arsenal[rows, power, client]
    home = of_rows(params.of("force").home_resistance, rows)[:, 0, 0]
    insecurity = of_rows(params.insecurity, rows)[:, 0, client]
    return force.success_chance(strength, force.resistance(foreign, insecurity, home))


def _removed(state: State, params: Params, rows: Indices, power: int, client: int) -> State:
    """The state with the client's regime replaced by one of the power's choice."""
    told, victor = params.of("force"), np.full(rows.shape, power, dtype=np.intp)
    grip, withheld = (of_rows(told[name], rows)[:, :, 0] for name in ("grip", "nonrecognition"))
    everyone, here = (rows, slice(None), client), (rows, power, client)
    alignment = force.installed(state.alignment[everyone], victor, grip)
    recognition = force.withheld_by_others(state.recognition[everyone], victor, withheld)
    leaning = state.leaning[here] + of_rows(told.victor_lean, rows)[:, 0, 0]
    state = with_cells(state, "alignment", everyone, alignment)
    state = with_cells(state, "recognition", everyone, recognition)
    return with_cells(with_cells(state, "leaning", here, leaning), "occupation", here, 0.0)


def _at_war(state: State, params: Params, rows: Indices, power: int, client: int) -> State:
    """The state with an open war of the power in the client."""
    told, attacker = params.of("force"), np.full(rows.shape, power, dtype=np.intp)
    everyone, here = (rows, slice(None), client), (rows, power, client)
    resentment = of_rows(told.resentment, rows)[:, :, 0]
    alignment = force.resented(state.alignment[everyone], attacker, resentment)
    leaning = state.leaning[here] - of_rows(told.war_lean, rows)[:, 0, 0]
    state = with_cells(state, "alignment", everyone, alignment)
    return with_cells(with_cells(state, "leaning", here, leaning), "occupation", here, 1.0)


def _remembered(
    state: State, params: Params, rows: Indices, power: int, client: int, swift: Mask, on: Container[str]
) -> State:
    """The state with one use of force remembered by all: the norm, grievances, trust, condemnations; on record, in accounts."""
    params = params if "precedent" in on else precedent.weightless(params)
    told, powers = params.of("memory"), state.alignment.shape[1]
    others = 1.0 - np.eye(powers)
    uses = np.zeros((len(rows), powers, 1))
    uses[:, power] = 1.0
    voices, found = precedent.judged(state, params, rows, uses)

    def known(array: Array) -> Array:
        return of_rows(array, rows)

    norm = memory.next_norm(
        state.norm[rows], uses, known(params.capability),
        norm_erosion=known(told.norm_erosion), norm_recovery=np.zeros((1, 1, 1)),
    )  # fmt: skip
    anger = known(told.force_anger)[:, 0] * known(params.salience)[:, :, client] * others[power]
    resented = known(params.of("precedent").double_standard_anger) * found.double
    trust = memory.disappointed_trust(state.trust[rows], state.condemned[rows], uses, known(told.double_standard_loss))
    trust = memory.betrayed_trust(trust, np.minimum(found.late, 1.0), known(told.double_standard_loss))
    condemned = memory.next_condemned(state.condemned[rows], uses, voices, others, np.ones((1, 1, 1)))
    state = raised(state, "grievance", (rows, slice(None), power), anger)
    state = raised(state, "grievance", (rows,), resented)
    state = raised(state, "opprobrium", (rows,), found.opprobrium)
    state = raised(state, "successes", (rows, power, 0), swift * 1.0)
    state = raised(state, "failures", (rows, power, 0), ~swift * 1.0)
    lost = reputation.taken(state.alignment[rows, :, client], np.full(rows.shape, power, dtype=np.intp))
    state = raised(state, "unanswered", (rows, slice(None), power), lost)
    state = with_cells(state, "norm", (rows,), norm)
    return with_cells(with_cells(state, "trust", (rows,), trust), "condemned", (rows,), condemned)
