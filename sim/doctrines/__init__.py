"""Doctrines: how a power turns what it sees into pressure on each rival. One doctrine, or one family, a file.

A rule is a function whose positional arguments name what it sees (a key of SIGHTS) and whose keyword-only
arguments name its parameters, each (r|1, k, 1). It is handed nothing else, so it cannot act on what it does
not declare. It returns the pressure, in 0..1 and broadcastable to (r, k, q), or, where it sees `memory` or `notes`, the
pair of the pressure and of what it keeps for the next turn. k runs over the powers that play the doctrine; what is the same for
every rival or every power has size 1 there. What a rule says of p itself and of powers without a sphere is
struck out by the mechanism `doctrine`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.core.axes import Array
from sim.core.declare import Parameter
from sim.core.errors import SpheresError
from sim.core.registry import Registry

SIGHTS: Mapping[str, str] = {
    "provocation": "(r,k,q) perceived effort of q in what p claims, as a share of p's contest means, >= 0",
    "felt": "(r,k,q) the same effort as p feels it, weighed by salience, capability units, >= 0",
    "grievance": "(r,k,q) what p holds against q, >= 0",
    "trust": "(r,k,q) p's belief that q keeps a bargain, 0..1",
    "own_pressure": "(r,k,q) what p pressed on q last turn, 0..1",
    "interdependence": "(r,k,q) what p would lose by hostility with q, 0..1",
    "legitimacy": "(r,k,1) p's standing at home, 0..1",
    "rival_occupied": "(r,k,q) weight of q's unsettled wars, >= 0",
    "breach": "(r,k,q) q's breach of p's exclusion last turn, as a share of p's contest means, >= 0",
    "prospect": "(r,k,q) how likely a bargain with q looks: trust where they may meet and have no deal, 0..1",
    "leverage": "(r,k,q) p's belief of how much q cares about q's own sphere, 0..1",
    "rival_stake": "(r,k,q) what q has to lose in its sphere: salience times alignment, >= 0; 0 for p itself",
    "threat": "(r,k,q) what q has announced to take from p for meddling, 0..1",
    "reward": "(r,k,1) what last turn promised p beyond what it counted on, utility",
    "memory": "(r,k,q) what the rule returned as memory last turn; 0 at the start",
    "notes": "(r,k,q,n) what the rule wrote down last turn, whole numbers below 2**52; 0 at the start",
    "luck": "(r,k,q) uniform draw of this turn, [0, 1)",
    "rivals": "(r,k,q) 1 where q is another power with a sphere, 0 where what the rule says is struck out",
}
UNTOLD = ("notes", "rivals")
"""Sights by which a rule keeps its books, and which say nothing of why it does what it does."""


@dataclass(frozen=True, slots=True)
class Doctrine:
    """A named rule, with what it sees, what it may be told, where it comes from."""

    name: str
    rule: Callable[..., Any]
    sees: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    summary: str
    sources: tuple[str, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """What it sees that tells why it does what it does."""
        return tuple(name for name in self.sees if name not in UNTOLD)

    def decide(self, sights: Mapping[str, Array], parameters: Mapping[str, Array]) -> tuple[Array, Array | None]:
        """Pressure in 0..1, broadcastable to (r, k, q), and what is kept: the next memory or notes, None for a rule without."""
        answer = self.rule(*(sights[name] for name in self.sees), **parameters)
        return answer if isinstance(answer, tuple) else (answer, None)


DOCTRINES: Registry[Doctrine] = Registry("doctrine", "sim.doctrines")


def doctrine(
    name: str, *, parameters: tuple[Parameter, ...] = (), sources: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated rule; what it sees and its parameters are read off its signature."""

    def register(rule: Callable[..., Any]) -> Callable[..., Any]:
        kinds = {p.name: p.kind for p in inspect.signature(rule).parameters.values()}
        sees = tuple(n for n, kind in kinds.items() if kind is not inspect.Parameter.KEYWORD_ONLY)
        told = {n for n, kind in kinds.items() if kind is inspect.Parameter.KEYWORD_ONLY}
        if unseen := [n for n in sees if n not in SIGHTS]:
            known = ", ".join(SIGHTS)
            raise SpheresError(f"doctrine '{name}' sees {unseen}, which is no sight; known: {known}")
        if told != {p.name for p in parameters}:
            raise SpheresError(f"doctrine '{name}': its keyword arguments and its declared parameters differ")
        summary = (inspect.getdoc(rule) or "").partition("\n")[0]
        DOCTRINES.add(name, Doctrine(name, rule, sees, parameters, summary, sources))
        return rule

    return register
