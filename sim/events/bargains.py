"""Bargains that the timeline strikes or ends: an accord, the end of one, a token concession."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from sim.core.axes import Array
from sim.core.errors import SpheresError
from sim.core.world import Indices, Params, State, of_rows
from sim.events import Argument, event, raised, refuse_one_power_twice, with_cells
from sim.mechanisms import summit

NO_DEAL = -1.0
Clients = tuple[int, ...]


def _of_both(state: State, rows: Indices, power: int, rival: int, age: float) -> State:
    """The two powers without any deference between them, their deal at `age` turns."""
    for one, other in ((power, rival), (rival, power)):
        state = with_cells(state, "deference", (rows, one, other), 0.0)
        state = with_cells(state, "deal_age", (rows, one, other), age)
    return state


def _refuse_empty(what: str, power: int, rival: int, gives: Clients, gets: Clients) -> None:
    """SpheresError where an accord or an offer names one power twice, or nobody who stands back."""
    refuse_one_power_twice(power, rival)
    if not (gives or gets):
        raise SpheresError(f"nobody stands back in this {what}; name clients under `gives` or `gets`")


@event(
    "accord",
    Argument("power", "power", "one party"),
    Argument("rival", "rival", "the other party"),
    Argument("gives", "clients", "clients from which `power` stands back in favour of `rival`"),
    Argument("gets", "clients", "clients from which `rival` stands back in favour of `power`"),
)
def accord(
    state: State, params: Params, rows: Indices,
    *, power: int, rival: int, gives: Clients, gets: Clients,
) -> tuple[State, Params]:  # fmt: skip
    """Two powers agree who stands back from whom, as at a summit, in the place of any bargain between them.

    y_pqc → [c in gives], y_qpc → [c in gets], deal age → 0, both ways. Either list may be empty, not both.
    It is kept or broken as any other bargain, trust moves with it, and it goes on record, H → H + 1.
    U_pq grows by Σ A_pc over `gives`, and the same back.
    """
    _refuse_empty("accord", power, rival, gives, gets)
    return _struck(state, rows, power, rival, gives, gets), params


def _struck(state: State, rows: Indices, power: int, rival: int, gives: Clients, gets: Clients) -> State:
    """The state after the two agreed."""
    state = _of_both(state, rows, power, rival, 0.0)
    for one, other, clients in ((power, rival, gives), (rival, power, gets)):
        conceded = np.array(clients, dtype=np.intp)
        state = with_cells(state, "deference", (rows[:, None], one, other, conceded), 1.0)
        state = raised(state, "unanswered", (rows, one, other), state.alignment[rows[:, None], one, conceded].sum(axis=1))
    return raised(state, "bargains", (rows, 0, 0), 1.0)


def worth(
    state: State, params: Params, rows: Indices, power: int, rival: int, gives: Clients, gets: Clients, *, on: Container[str]
) -> Array:
    """What `power` gains over no bargain, utility, (n,): Σ_gets τ s A_rival - Σ_gives (s A + costs) - what it expects without.

    gives, gets  clients from which `power` (the rival) would stand back; costs as at a summit
    on           names of the mechanisms that are switched on: earlier bargains ease the norm where precedents count
    """
    me, other = np.full_like(rows, power), np.full_like(rows, rival)
    trust, everything = state.trust[rows, me, other][:, None], np.ones(1)
    gain, loss = summit.stakes(state, params, rows, me, other, trust=trust, on_table=everything, eased="precedent" in on)
    gained, lost = (np.array(clients, dtype=np.intp) for clients in (gets, gives))
    outside = summit.outside(state, params, rows, me)[:, 0]
    total: Array = gain[:, gained].sum(axis=1) - loss[:, lost].sum(axis=1) - outside
    return total


@event(
    "offer",
    Argument("power", "power", "who makes the offer"),
    Argument("rival", "rival", "who may take it or leave it"),
    Argument("gives", "clients", "clients from which `power` would stand back in favour of `rival`"),
    Argument("gets", "clients", "clients from which `rival` would stand back in favour of `power`"),
)
def offer(
    state: State, params: Params, rows: Indices,
    *, power: int, rival: int, gives: Clients, gets: Clients, on: Container[str],
) -> tuple[State, Params]:  # fmt: skip
    """A power puts its own terms to another, which takes them where it gains enough, as it would at a summit.

    Taken where the rival's worth of it is at least the least gain, and above nothing: then as an accord. Refused where
    not, and where a bargain stands between the two already. What it is worth to who offers is for that power to judge.
    """
    _refuse_empty("offer", power, rival, gives, gets)
    theirs = worth(state, params, rows, rival, power, gets, gives, on=on)
    least = of_rows(params.of("summit").least_gain, rows)[:, 0, 0]
    free = state.deal_age[rows, power, rival] < 0.0
    return _struck(state, rows[free & (theirs >= least - 1e-9) & (theirs > 1e-12)], power, rival, gives, gets), params


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
