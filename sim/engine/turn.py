"""A turn: THE order of the stages, and the only place where mechanisms meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.core.axes import Array
from sim.core.world import State
from sim.engine.bargaining import bargain, deferred
from sim.engine.conflict import fight
from sim.engine.given import Given
from sim.engine.happenings import Happening
from sim.engine.stages import Enforcement, Spending, Worth, choose, exclude, perceive, press, remember, support_clients, upset


@dataclass(frozen=True, slots=True)
class Turned:
    """The state at the end of a turn, and what is worth recording of how it came about."""

    state: State
    spending: Spending
    enforcement: Enforcement
    worth: Worth
    happenings: list[Happening]


def turn(state: State, given: Given, luck: Mapping[str, Array], *, opening: bool = False) -> Turned:
    """One quarter: see, decide, bargain, exclude, support, choose, fall, strike, remember.

    luck      channel to this turn's draws, (r, ...)
    opening   true in the first turn, which fits the pulls that the opening alignment shows and the rule does not explain
    """
    state, seen = perceive(state, given, luck)
    state = press(state, given, luck, seen)
    state, betrayals, dealt = bargain(state, given, luck)
    state, enforcement, enforced = exclude(state, given)
    state, spending = support_clients(state, given, enforcement, deferred(state, given))
    state, worth = choose(state, given, luck, enforcement.punishment, opening)
    state, falls = upset(state, given, luck, worth)
    state, uses, anger, fought = fight(state, given, luck, enforcement)
    state = remember(state, given, uses, anger, betrayals)
    return Turned(state, spending, enforcement, worth, dealt + enforced + falls + fought)
