"""A turn: THE order of the stages, and the only place where mechanisms meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.core.axes import Array, OfClient
from sim.core.world import State
from sim.engine.bargaining import Summits, bargain, deferred
from sim.engine.conflict import fight
from sim.engine.courting import Courted, court
from sim.engine.falling import upset
from sim.engine.given import Given
from sim.engine.happenings import Happening
from sim.engine.holding_back import hold_back
from sim.engine.precedents import put_on_record, voices
from sim.engine.quarrels import appraise
from sim.engine.stages import Enforcement, Spending, exclude, perceive, press, remember
from sim.engine.tally import Tally, tally
from sim.engine.watching import watch

# Told of each decision before it falls: its name, the state, what else it rests on. Copies what it keeps, as a turn goes on.
Witness = Callable[[str, State, Any], None]
WRITTEN_IN_PLACE = ("alignment", "leaning", "recognition", "occupation")  # by falls and by force, client by client


@dataclass(frozen=True, slots=True)
class Turned:
    """The state at the end of a turn, and what is worth recording of how it came about; welfare (r, 1, c)."""

    state: State
    spending: Spending
    welfare: OfClient
    enforcement: Enforcement
    happenings: list[Happening]
    summits: Summits | None


def _unwitnessed(decision: str, state: State, told: Any) -> None:
    """Where nobody asks for reasons."""


@dataclass(frozen=True, slots=True)
class Stages:
    """What costs most of a turn, with its tally: to be had plainly, or in one pass as in `sim.engine.swift`."""

    perceive: Callable[..., tuple[State, Array]]
    exclude: Callable[..., tuple[State, Enforcement, list[Happening]]]
    court: Callable[..., Courted]
    tally: Callable[[State, Given], Tally] = tally


PLAIN = Stages(perceive, exclude, court)


def turn(
    state: State, given: Given, luck: Mapping[str, Array], *, opening: bool = False, witness: Witness = _unwitnessed,
    stages: Stages = PLAIN,
) -> Turned:  # fmt: skip
    """One quarter: see, decide, hold back, bargain, exclude, court (support and choose), fall, strike, remember,
    put on record, watch.

    luck      channel to this turn's draws, (r, ...)
    opening   true in the first turn, which fits the pulls that the opening alignment shows and the rule does not explain
    witness   told of each decision before it falls; changes nothing
    stages    the ways of the costliest stages; all give the same bits
    """
    before = state
    state, seen = stages.perceive(state, given, luck)
    witness("doctrine", state, seen)
    state = press(state, given, luck, seen)
    witness("forbearance", state, None)
    state = hold_back(state, given, before.pressure)
    witness("summit", state, None)
    state, betrayals, dealt, summits = bargain(state, given, luck)
    witness("exclusion", state, None)
    state, enforcement, enforced = stages.exclude(state, given)
    courted = stages.court(state, given, luck, enforcement, deferred(state, given), opening=opening)
    state = courted.state.unshared(state, WRITTEN_IN_PLACE)
    witness("upheaval", state, courted.worth_of_arms)
    state, falls = upset(state, given, luck, courted.worth_of_arms)
    witness("force", state, enforcement)
    state, uses, anger, fought = fight(state, given, luck, enforcement)
    spoken, struck = voices(state, given), state
    state = remember(state, given, uses, anger, betrayals, spoken)
    state = put_on_record(struck, state, given, uses, dealt + fought)
    state = watch(state, given)
    state = appraise(before, state, given, courted.spending.total, opening=opening)
    return Turned(state, courted.spending, courted.welfare, enforcement, dealt + enforced + falls + fought, summits)
