"""Goods from outside the budget: an arms deal, a loan. No means of the giver are spent."""

from __future__ import annotations

import numpy as np

from sim.core.symbols import MUCH
from sim.core.world import Indices, Params, State, of_rows
from sim.events import Argument, event, raised
from sim.mechanisms.alignment import worth_of_goods


@event(
    "arms_deal",
    Argument("power", "power", "who delivers"),
    Argument("client", "client", "who receives"),
    Argument("amount", "number", "arms delivered", "capability", 0.0, MUCH),
)
def arms_deal(state: State, params: Params, rows: Indices, *, power: int, client: int, amount: float) -> tuple[State, Params]:
    """A power delivers arms: the client's arsenal from it grows by `amount`, and rivals see it this turn.

    M_pc → M_pc + amount, m_pc → m_pc + amount, capability units. It burdens no budget; what rivals perceive,
    and what an exclusion counts as a breach, is last turn's flow with the delivery on top, for one turn.
    """
    here = (rows, power, client)
    return raised(raised(state, "arsenal", here, amount), "arms", here, amount), params


@event(
    "loan",
    Argument("power", "power", "who lends"),
    Argument("client", "client", "who borrows"),
    Argument("amount", "number", "sum lent", "capability", 0.0, MUCH),
    Argument("term", "number", "how long the money is of use (default assumed)", "turns", 1.0, 400.0, 20.0),
)
def loan(
    state: State, params: Params, rows: Indices, *, power: int, client: int, amount: float, term: float
) -> tuple[State, Params]:
    """A power lends: the client's regime leans toward it, as it would for support of amount / term a turn.

    l_pc → l_pc + β_x e_c ln(1 + (amount / term) ρ_pc / x₀), utility, β_x and x₀ of the mechanism alignment.
    No flow runs and no budget pays, so no rival sees effort. The leaning fades at the rate `leaning_kept`.
    """
    choice = params.of("alignment")
    reach = of_rows(params.reach, rows)[:, power, client]
    need = of_rows(params.economic_need, rows)[:, 0, client]
    weight = of_rows(choice.support_weight, rows)[:, 0, 0]
    scale = of_rows(choice.support_scale, rows)[:, 0, 0]
    favour = weight * need * worth_of_goods(np.full(1, amount / term), reach, scale)
    return raised(state, "leaning", (rows, power, client), favour), params
