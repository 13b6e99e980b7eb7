"""A power asks leave for a limited use of force, and keeps to what it was given leave for or goes beyond."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from sim.core.axes import Array
from sim.core.errors import SpheresError
from sim.core.world import Indices, Params, State, of_rows
from sim.events import Argument, event, raised, refuse_one_power_twice, with_cells
from sim.events.use_of_force import use_of_force
from sim.mechanisms import memory, precedent


@event(
    "mandate",
    Argument("power", "power", "who asks for it"),
    Argument("rival", "rival", "who could veto it"),
    Argument("client", "client", "where"),
    Argument("answer", "choice", "acquiesces or vetoes: as named; drawn: by lot, at the chance that the mechanism "
             "precedent gives", default="drawn", choices=("acquiesces", "vetoes", "drawn")),
    Argument("scope", "choice", "limited: the power keeps to the mandate; widened: it removes the regime", default="limited",
             choices=("limited", "widened")),
)  # fmt: skip
def mandate(
    state: State, params: Params, rows: Indices,
    *, power: int, rival: int, client: int, answer: str, scope: str, luck: Array | None, on: Container[str],
) -> tuple[State, Params]:  # fmt: skip
    """A power asks a rival to let a limited use of force pass, and keeps within what was let pass or widens it.

    A veto ends the matter. A mandate that is kept is a bargain kept, τ_qp + g (1 - τ_qp). One that is widened is a swift use
    of force, taken by all as such, and a bargain broken besides: τ_qp (1 - loss), h_qp + anger (D4 L13).
    """
    refuse_one_power_twice(power, rival)
    consents = np.full(rows.shape, answer == "acquiesces")
    if answer == "drawn" and len(rows):
        if luck is None:
            raise SpheresError("no luck was given to draw the answer; name it: acquiesces or vetoes")
        consents = luck < _consent_chance(state, params, rows, power, rival, client)
    state = with_cells(state, "acquiesced", (rows, rival, power), consents * 1.0)
    rows = rows[consents]
    if scope == "widened":
        return _widened(state, params, rows, power, rival, client, on)
    trust = memory.kept_trust(state.trust[rows, rival, power], np.ones(len(rows)), _of(params, rows, "trust_gain"))
    return with_cells(state, "trust", (rows, rival, power), trust), params


def _of(params: Params, rows: Indices, name: str) -> Array:
    """A scalar of the mechanism memory, (n | 1,)."""
    return of_rows(params.of("memory")[name], rows)[:, 0, 0]


def _consent_chance(state: State, params: Params, rows: Indices, power: int, rival: int, client: int) -> Array:
    """Chance that the rival lets it pass, (n,)."""
    told = Params({name: of_rows(array, rows)[:, 0, 0] for name, array in params.of("precedent").items()})
    stake = of_rows(params.salience, rows)[:, rival, client] * state.alignment[rows, rival, client]
    return precedent.consent_chance(state.trust[rows, rival, power], stake, state.grievance[rows, rival, power], told)


def _widened(
    state: State, params: Params, rows: Indices, power: int, rival: int, client: int, on: Container[str]
) -> tuple[State, Params]:
    """The regime is removed, and who let the mandate pass is betrayed."""
    state, params = use_of_force(state, params, rows, power=power, client=client, outcome="swift", luck=None, on=on)
    trust = memory.betrayed_trust(state.trust[rows, rival, power], np.ones(len(rows)), _of(params, rows, "betrayal_loss"))
    state = with_cells(state, "trust", (rows, rival, power), trust)
    return raised(state, "grievance", (rows, rival, power), _of(params, rows, "betrayal_anger")), params
