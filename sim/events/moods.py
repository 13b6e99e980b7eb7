"""What the timeline does to minds: attention, grievance, trust, standing, the norm, and what hostility would cost."""

from __future__ import annotations

from sim.core.symbols import MUCH
from sim.core.world import Indices, Params, State
from sim.events import Argument, event, raised, refuse_one_power_twice, with_cells


@event(
    "crisis_load",
    Argument("power", "power", "whose attention is claimed"),
    Argument("amount", "number", "load from now on; 0 ends the crisis", "wars", 0.0, MUCH),
)
def crisis_load(state: State, params: Params, rows: Indices, *, power: int, amount: float) -> tuple[State, Params]:
    """A crisis elsewhere claims a power's attention, until another event of this kind sets it anew.

    L_p → amount, as so many open wars.
    """
    return with_cells(state, "crisis_load", (rows, power, 0), amount), params


@event(
    "grievance",
    Argument("power", "power", "who resents"),
    Argument("rival", "rival", "against whom"),
    Argument("amount", "number", "grievance added; below 0 for amends", "grievance", -MUCH, MUCH),
)
def grievance(state: State, params: Params, rows: Indices, *, power: int, rival: int, amount: float) -> tuple[State, Params]:
    """Something from outside the model gives a power cause to resent a rival, or makes amends.

    h_pq → [h_pq + amount]₊.
    """
    refuse_one_power_twice(power, rival)
    return raised(state, "grievance", (rows, power, rival), amount), params


@event(
    "trust",
    Argument("power", "power", "who trusts"),
    Argument("rival", "rival", "whom"),
    Argument("level", "number", "belief from now on that the rival keeps a bargain", "probability", 0.0, 1.0),
)
def trust(state: State, params: Params, rows: Indices, *, power: int, rival: int, level: float) -> tuple[State, Params]:
    """A power comes to trust, or to mistrust, a rival for reasons outside the model.

    τ_pq → level, one way.
    """
    refuse_one_power_twice(power, rival)
    return with_cells(state, "trust", (rows, power, rival), level), params


@event(
    "legitimacy",
    Argument("power", "power", "whose standing at home moves"),
    Argument("amount", "number", "legitimacy gained; below 0 it is lost", "share", -1.0, 1.0),
)
def legitimacy(state: State, params: Params, rows: Indices, *, power: int, amount: float) -> tuple[State, Params]:
    """A power gains or (amount below 0) loses standing at home for reasons outside the model.

    ℓ_p → ℓ_p + amount, held to 0..1.
    """
    return raised(state, "legitimacy", (rows, power, 0), amount), params


@event(
    "norm_shock",
    Argument("amount", "number", "how far the norm falls; below 0 it rises", "share", -1.0, 1.0),
)
def norm_shock(state: State, params: Params, rows: Indices, *, amount: float) -> tuple[State, Params]:
    """The norm against using force falls for reasons outside the model, or (amount below 0) gains.

    N → N - amount, held to 0..1.
    """
    return raised(state, "norm", (rows, 0, 0), -amount), params


@event(
    "interdependence",
    Argument("power", "power", "one of the two"),
    Argument("rival", "rival", "the other"),
    Argument("level", "number", "what both would lose by hostility from now on", "share", 0.0, 1.0),
)
def interdependence(state: State, params: Params, rows: Indices, *, power: int, rival: int, level: float) -> tuple[State, Params]:
    """Two powers come to depend on each other, or cut their ties.

    χ_pq, χ_qp → level.
    """
    refuse_one_power_twice(power, rival)
    state = with_cells(state, "interdependence", (rows, power, rival), level)
    return with_cells(state, "interdependence", (rows, rival, power), level), params
