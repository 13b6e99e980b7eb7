"""Series: what is recorded of every turn. Registered with axes, unit, range and meaning; outcomes are made from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.core.axes import Array, Mask, OfClient, OfPower, nonzero
from sim.core.symbols import MUCH, STATE
from sim.core.world import State
from sim.engine.given import Given
from sim.engine.stages import Spending
from sim.engine.tally import Tally, tally
from sim.mechanisms import utility


@dataclass(frozen=True)
class Snapshot:
    """The end of a turn (or the opening), as the series see it; what several of them need is worked out once."""

    state: State
    spending: Spending
    sanctions: OfPower
    welfare: OfClient
    given: Given
    count: Callable[[State, Given], Tally] = tally

    @cached_property
    def tally(self) -> Tally:
        """What is added up over clients and powers."""
        return self.count(self.state, self.given)

    @cached_property
    def deals(self) -> Mask | None:
        """Where a deal is in force, (r, p, q); None where none is."""
        deals: Mask = self.state.deal_age >= 0.0
        return deals if deals.any() else None

    @cached_property
    def utilities(self) -> tuple[Array, Array, Array, Array]:
        """Terms of each power's utility, (r, p) each: influence, spend, war, legitimacy."""
        known = self.given.params
        return (
            utility.weighed(self.tally.cared, known.salience.sum(axis=2)),
            utility.spend(self.spending.total[:, :, 0], known.capability[:, :, 0]),
            utility.war(self.tally.wars),
            utility.standing(self.state.legitimacy[:, :, 0]),
        )

    @cached_property
    def cooperation(self) -> Array:
        """What rivals' offers bring each power, (r, p)."""
        if not self.given.uses("inducement"):
            return np.zeros(self.state.alignment.shape[:2])
        return utility.cooperation(self.state.interdependence, self.state.pressure, self.given.params.inducement)


@dataclass(frozen=True, slots=True)
class Series:
    """One recorded quantity; `axes` "", "p", "pq" or "c"; `rule` gives (r, *axes) with axes of size 1 kept or dropped."""

    name: str
    axes: str
    unit: str
    low: float
    high: float
    meaning: str
    rule: Callable[[Snapshot], Array]


SERIES: dict[str, Series] = {}


def series(
    name: str, axes: str, unit: str, low: float, high: float, meaning: str
) -> Callable[[Callable[[Snapshot], Array]], Callable[[Snapshot], Array]]:
    """Register the decorated rule as a series."""

    def register(rule: Callable[[Snapshot], Array]) -> Callable[[Snapshot], Array]:
        SERIES[name] = Series(name, axes, unit, low, high, meaning, rule)
        return rule

    return register


def _state_series(name: str) -> None:
    symbol = STATE[name]

    def rule(now: Snapshot) -> Array:
        return getattr(now.state, name)

    series(name, symbol.axes, symbol.unit, symbol.low, symbol.high, symbol.meaning)(rule)


for _name in ("norm", "legitimacy", "pressure", "grievance", "trust", "belief", "encroachment", "felt", "breach",
              "interdependence", "reliability", "condemned", "opprobrium", "governance"):  # fmt: skip
    _state_series(_name)


@series("nonaligned", "", "share", 0, 1, "mean share of clients' policy that follows no power")
def _nonaligned(now: Snapshot) -> Array:
    return 1.0 - now.tally.aligned.mean(axis=1)


@series("client_hedging", "c", "index", 0, 1, "1 - Σ_p share², shares of what is aligned: 0 one patron, 1 - 1/P all alike")
def _client_hedging(now: Snapshot) -> Array:
    return now.tally.hedging


@series("hedging", "", "index", 0, 1, "mean hedging of the clients")
def _hedging(now: Snapshot) -> Array:
    return now.tally.hedging.mean(axis=1)


@series(
    "welfare",
    "c",
    "utility",
    -MUCH,
    MUCH,
    "worth of all that a client has, less war: e Σ_p ln(1 + xρ/x₀) + n Σ_p ln(1 + Mρ/m₀) - Σ_p Ω",
)
def _welfare(now: Snapshot) -> Array:
    return now.welfare


@series("open_wars", "", "wars", 0, MUCH, "open wars of powers in clients")
def _open_wars(now: Snapshot) -> Array:
    return now.tally.open


@series("frozen_conflicts", "", "conflicts", 0, MUCH, "frozen conflicts of powers in clients")
def _frozen_conflicts(now: Snapshot) -> Array:
    return now.tally.frozen


@series("influence", "p", "clients", 0, MUCH, "policy that follows p, summed over clients: Σ_c A_pc")
def _influence(now: Snapshot) -> Array:
    return now.tally.influence


@series("sphere_alignment", "p", "share", 0, 1, "mean alignment with p of the clients that it claims; 0 without claims")
def _sphere_alignment(now: Snapshot) -> Array:
    clients = now.given.layout.claims.sum(axis=2)
    return now.tally.in_sphere / np.maximum(clients, 1)


@series("home_spend", "p", "capability", 0, MUCH, "spent this turn on holding the own sphere")
def _home_spend(now: Snapshot) -> Array:
    return now.spending.home


@series("contest_spend", "p", "capability", 0, MUCH, "spent this turn on contesting rivals' spheres")
def _contest_spend(now: Snapshot) -> Array:
    return now.spending.contest


@series("open_spend", "p", "capability", 0, MUCH, "spent this turn on clients that nobody claims")
def _open_spend(now: Snapshot) -> Array:
    return now.spending.open


@series("support_given", "p", "capability", 0, MUCH, "support that reached clients this turn")
def _support_given(now: Snapshot) -> Array:
    return now.tally.support


@series("arms_given", "p", "capability", 0, MUCH, "arms that reached clients this turn")
def _arms_given(now: Snapshot) -> Array:
    return now.tally.arms


@series("attention", "p", "share", 0, 1, "share of its means that p has the attention to use")
def _attention(now: Snapshot) -> Array:
    return now.spending.attention


@series("wars", "p", "wars", 0, MUCH, "weight of p's unsettled wars, Σ_c Ω_pc")
def _wars(now: Snapshot) -> Array:
    return now.tally.wars


@series("sanctions", "p", "clients", 0, MUCH, "clients that p has under sanctions")
def _sanctions(now: Snapshot) -> Array:
    return now.sanctions


@series("recognition_given", "p", "share", 0, 1, "mean recognition that p gives clients' regimes")
def _recognition_given(now: Snapshot) -> Array:
    return now.tally.recognition / now.state.recognition.shape[2]


@series("endorsement", "p", "share", 0, 1, "mean endorsement of p's claims by clients")
def _endorsement(now: Snapshot) -> Array:
    return now.tally.endorsement / now.state.endorsement.shape[2]


@series("military_clients", "p", "clients", 0, MUCH, "clients claimed by others whose chief arms supplier is p")
def _military_clients(now: Snapshot) -> Array:
    return now.tally.suppliers


@series(
    "economic_dependents",
    "p",
    "clients",
    0,
    MUCH,
    "clients claimed by others that have over half of their goods of the turn from p",
)
def _economic_dependents(now: Snapshot) -> Array:
    return now.tally.providers


@series("deal", "pq", "0 or 1", 0, 1, "a deal between p and q is in force")
def _deal(now: Snapshot) -> Array:
    return np.zeros_like(now.state.trust) if now.deals is None else now.deals * 1.0


@series("deference", "pq", "clients", 0, MUCH, "clients from which p stands back in favour of q, Σ_c y_pqc")
def _deference(now: Snapshot) -> Array:
    total = np.zeros_like(now.state.trust)
    if now.deals is not None:
        at = nonzero(now.deals)
        total[at] = now.state.deference[at].sum(axis=1)
    return total


@series("tension", "pq", "grievance", 0, MUCH, "hostility between p and q, ½ (h_pq π_pq + h_qp π_qp), symmetric")
def _tension(now: Snapshot) -> Array:
    hostility = now.state.grievance * now.state.pressure
    return 0.5 * (hostility + hostility.swapaxes(1, 2))


@series("utility_influence", "p", "utility", 0, 1, "Σ_c s A / Σ_c s: alignment weighed by what p cares about")
def _utility_influence(now: Snapshot) -> Array:
    return now.utilities[0]


@series("utility_spend", "p", "utility", -1, 0, "- 0.1 of the share of its capability that p spent on clients this turn")
def _utility_spend(now: Snapshot) -> Array:
    return now.utilities[1]


@series("utility_war", "p", "utility", -MUCH, 0, "- 0.1 of the weight of p's unsettled wars")
def _utility_war(now: Snapshot) -> Array:
    return now.utilities[2]


@series("utility_legitimacy", "p", "utility", 0, 1, "0.1 of p's legitimacy")
def _utility_legitimacy(now: Snapshot) -> Array:
    return now.utilities[3]


@series("utility_cooperation", "p", "utility", 0, MUCH, "Σ_q ι_q χ_pq (1 - π_pq): what rivals offer p for not pressing them")
def _utility_cooperation(now: Snapshot) -> Array:
    return now.cooperation


@series("utility_norm", "p", "utility", -1, 1, "what the norm as it stands is worth to p, by its interest in it")
def _utility_norm(now: Snapshot) -> Array:
    if not now.given.uses("norm_interest"):
        return np.zeros_like(now.tally.influence)
    return utility.norm(now.state.norm[:, 0], now.given.params.norm_interest[:, :, 0])


@series("utility_attention", "p", "utility", -1, 1, "what it is worth to p that its rivals are busy, by its interest in it")
def _utility_attention(now: Snapshot) -> Array:
    if not now.given.uses("attention_interest"):
        return np.zeros_like(now.tally.influence)
    known = now.given.params
    return utility.distraction(now.spending.attention, known.capability, known.attention_interest[:, :, 0])


@series("utility", "p", "utility", -MUCH, MUCH, "sum of all its terms")
def _utility(now: Snapshot) -> Array:
    influence, spend, war, legitimacy = now.utilities
    return influence + spend + war + legitimacy + now.cooperation + _utility_norm(now) + _utility_attention(now)
