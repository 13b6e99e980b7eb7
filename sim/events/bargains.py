"""Bargains that the timeline strikes or ends: an accord, the end of one, a token concession."""

from __future__ import annotations

import numpy as np

from sim.core.errors import SpheresError
from sim.core.world import Indices, Params, State
from sim.events import Argument, event, raised, refuse_one_power_twice, with_cells

NO_DEAL = -1.0


def _of_both(state: State, rows: Indices, power: int, rival: int, age: float) -> State:
    """The two powers without any deference between them, their deal at `age` turns."""
    for one, other in ((power, rival), (rival, power)):
        state = with_cells(state, "deference", (rows, one, other), 0.0)
        state = with_cells(state, "deal_age", (rows, one, other), age)
    return state


@event(
    "accord",
    Argument("power", "power", "one party"),
    Argument("rival", "rival", "the other party"),
    Argument("gives", "clients", "clients from which `power` stands back in favour of `rival`"),
    Argument("gets", "clients", "clients from which `rival` stands back in favour of `power`"),
)
def accord(
    state: State, params: Params, rows: Indices,
    *, power: int, rival: int, gives: tuple[int, ...], gets: tuple[int, ...],
) -> tuple[State, Params]:  # fmt: skip
    """Two powers agree who stands back from whom, as at a summit, in the place of any bargain between them.

    y_pqc → [c in gives], y_qpc → [c in gets], deal age → 0, both ways. Either list may be empty, not both.
    It is kept or broken as any other bargain, trust moves with it, and it goes on record, H → H + 1.
    """
    refuse_one_power_twice(power, rival)
    if not (gives or gets):
        raise SpheresError("nobody stands back in this accord; name clients under `gives` or `gets`")
    state = _of_both(state, rows, power, rival, 0.0)
    for one, other, clients in ((power, rival, gives), (rival, power, gets)):
        conceded = np.array(clients, dtype=np.intp)
        state = with_cells(state, "deference", (rows[:, None], one, other, conceded), 1.0)
    return raised(state, "bargains", (rows, 0, 0), 1.0), params


@event(
    "void_accord",
    Argument("power", "power", "one party"),
    Argument("rival", "rival", "the other party"),
)
def void_accord(state: State, params: Params, rows: Indices, *, power: int, rival: int) -> tuple[State, Params]:
    """The bargain between two powers ends by consent; without one nothing happens.

    y_pqc, y_qpc → 0, deal age → -1, both ways. Nobody broke it: trust and grievance stay as they were.
    """
    refuse_one_power_twice(power, rival)
    return _of_both(state, rows, power, rival, NO_DEAL), params


@event(
    "token_concession",
    Argument("power", "power", "who concedes"),
    Argument("rival", "rival", "to whom"),
    Argument("size", "number", "share of the gap to full trust that it closes", "share", 0.0, 1.0),
)
def token_concession(state: State, params: Params, rows: Indices, *, power: int, rival: int, size: float) -> tuple[State, Params]:
    """A power makes a small concession unasked: the rival trusts it a little more, but only once (D4 L23).

    τ_qp → τ_qp + size · (1 - τ_qp) where p has not yet conceded to q; t_pq → 1.
    """
    refuse_one_power_twice(power, rival)
    first = state.conceded[rows, power, rival] == 0.0
    trust = state.trust[rows, rival, power]
    state = with_cells(state, "trust", (rows, rival, power), trust + size * (1.0 - trust) * first)
    return with_cells(state, "conceded", (rows, power, rival), 1.0), params
