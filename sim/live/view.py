"""What is drawn of a session: plain frozen data, made once a turn, so that no drawing reaches into the engine.

Ids name actors everywhere; `Cast` says what they are called and where they lie, once for a session. Quarters are texts
such as "2014-Q1". Numbers are those of the model in its own units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.core.axes import Array

HEDGED = 0.5  # hedging from which a client is drawn striped: no patron has much over half of what is aligned (assumed)


@dataclass(frozen=True, slots=True)
class Actor:
    """A power or a client: `place` is (latitude, longitude) of its capital, None where the scenario has none."""

    id: str
    name: str
    place: tuple[float, float] | None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is in the worlds, in the order of the scenario; `claims` power -> clients; `neighbours` pairs of clients."""

    powers: tuple[Actor, ...]
    clients: tuple[Actor, ...]
    claims: Mapping[str, tuple[str, ...]]
    neighbours: tuple[tuple[str, str], ...]

    @property
    def names(self) -> dict[str, str]:
        """Id -> name, of everybody."""
        return {actor.id: actor.name for actor in (*self.powers, *self.clients)}


@dataclass(frozen=True, slots=True)
class Power:
    """A power at the end of a turn. Mappings go from rival to number.

    pressure    share of its contest means that it turns on each rival's sphere, 0..1
    spending    capability units of the turn: home, contest, open
    played      a person plays it
    """

    id: str
    doctrine: str
    played: bool
    influence: float
    legitimacy: float
    attention: float
    wars: float
    spending: Mapping[str, float]
    pressure: Mapping[str, float]
    grievance: Mapping[str, float]
    trust: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Client:
    """A client at the end of a turn.

    leader     whose share is largest; None where it stands alone more than with any
    strength   that share, 0..1: how deep its colour is
    hedging    1 - Σ share², 0..1, of what is aligned;  hedged  whether to draw it striped
    shares     power -> share of its policy, 0..1
    occupied   powers with an open war here;  frozen  powers with a frozen conflict here
    fell       its regime fell in this turn
    """

    id: str
    leader: str | None
    strength: float
    hedging: float
    hedged: bool
    autonomy: float
    shares: Mapping[str, float]
    occupied: tuple[str, ...]
    frozen: tuple[str, ...]
    fell: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """What flows from a power to a client this turn: support and arms in capability units, recognition 0..1.

    stands_back  0..1, how far the power stands back from it by a bargain
    """

    power: str
    client: str
    support: float
    arms: float
    arsenal: float
    recognition: float
    alignment: float
    stands_back: float


@dataclass(frozen=True, slots=True)
class Deal:
    """A bargain in force: client -> how far the first (the second) stands back from it, 0..1; since which quarter."""

    first: str
    second: str
    since: str
    by_first: Mapping[str, float]
    by_second: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Issue:
    """One client on the table, utility: what each side gains where the other stands back, and loses where it does itself.

    by_first, by_second  how far each stands back in the package, 0..1
    """

    client: str
    gain_first: float
    loss_first: float
    gain_second: float
    loss_second: float
    by_first: float
    by_second: float


@dataclass(frozen=True, slots=True)
class DealTable:
    """What was on the table when two powers met, largest stakes first.

    total_first, total_second  what the package brings each over no bargain, utility;  least  what each asks at least
    nash_first, nash_second    the same at the Nash point
    signed, why                whether they signed, and why (not), in a sentence
    offered_by                 the power whose own terms these are; None for the package of the protocol
    """

    quarter: str
    first: str
    second: str
    issues: tuple[Issue, ...]
    total_first: float
    total_second: float
    nash_first: float
    nash_second: float
    least: float
    signed: bool
    why: str
    offered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, of which kind, whom it is about (ids), and the same in a sentence without its date.

    weight  how much it matters for a feed: 2 falls, force, deals, breaches, events; 1 sanctions and denials; 0 warnings,
            moves of a doctrine, new leaders
    why     the terms of the decision, in a sentence or two; "" where there are none
    """

    turn: int
    quarter: str
    kind: str
    actors: tuple[str, ...]
    sentence: str
    weight: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity over the turns so far: `values` (turn + 1,), the opening first; `actor` "", "RUS", "RUS>USA", "UKR"."""

    series: str
    actor: str
    values: Array


@dataclass(frozen=True, slots=True)
class WorldView:
    """One world at one turn. `events` are those of the last turn played, `tables` its meetings (and offers).

    stopped  why the history left the numbers and stands still; "" for a sound one
    """

    side: str
    variant: str
    label: str
    turn: int
    quarter: str
    powers: tuple[Power, ...]
    clients: tuple[Client, ...]
    ties: tuple[Tie, ...]
    deals: tuple[Deal, ...]
    tables: tuple[DealTable, ...]
    events: tuple[Event, ...]
    norm: float
    stopped: str = ""

    def client(self, id_: str) -> Client:
        """A client by its id."""
        return next(one for one in self.clients if one.id == id_)

    def power(self, id_: str) -> Power:
        """A power by its id."""
        return next(one for one in self.powers if one.id == id_)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two worlds differ at this turn, treatment less control.

    moved   client -> ½ Σ |ΔA| over powers and what follows nobody, 0..1: share of its policy that is elsewhere
    turned  clients with another leader -> (leader in the control, leader in the treatment)
    track   (turns + 1,) mean of `moved` over clients at each turn so far; NaN for turns to come
    since   first turn at whose end they differ at all; None while they do not
    """

    moved: Mapping[str, float]
    turned: Mapping[str, tuple[str | None, str | None]]
    track: Array
    since: int | None


@dataclass(frozen=True, slots=True)
class TwinView:
    """Both worlds at one turn of the clock.

    turn       turns played at what is shown;  played  the latest turn of this past;  turns  the horizon
    quarter    the quarter just played ("opening" quarter before the first);  next_quarter  the one to come
    edition    rises with every branch, so that what is drawn of an older past can be told from this
    """

    turn: int
    played: int
    turns: int
    quarter: str
    next_quarter: str
    edition: int
    control: WorldView
    treatment: WorldView
    difference: Difference

    @property
    def worlds(self) -> tuple[WorldView, WorldView]:
        return self.control, self.treatment
