"""What a person who plays a power is shown of it: plain frozen data, as in `sim.live.view`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.live.view import DealTable


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that a power's doctrine looks at: its meaning, and what it sees of each rival ("" where of nobody)."""

    name: str
    meaning: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Option:
    """A level of pressure on a rival, and what it is expected to change by a year from now against no pressure on it.

    effects  by name: influence (the power's share in the clients that the rival claims, summed), utility and legitimacy
             (the power's), grievance and pressure (the rival's toward it); means over `futures` pairs of futures
    """

    rival: str
    level: float
    effects: Mapping[str, float]
    futures: int


@dataclass(frozen=True, slots=True)
class Terms:
    """How a power divides its means and bargains: shares of means 0..1; what it expects without a bargain, utility."""

    hold_share: float
    contest_share: float
    disagreement: float
    bargaining_power: float


@dataclass(frozen=True, slots=True)
class Seat:
    """What a person who plays a power sees before the next turn.

    sights    what its doctrine sees;  advice  rival -> the pressure that its doctrine would ask for, 0..1
    orders    rival -> the pressure that is ordered; a rival that is missing is left to the doctrine
    tables    for each rival that it may meet: the table as it stands now, with the package that the protocol would pick
    bound     rivals with whom a bargain stands;  chance  that a meeting comes about by itself next turn, 0..1
    means     capability that it had for its clients last turn
    """

    side: str
    power: str
    quarter: str
    doctrine: str
    sights: tuple[Sight, ...]
    advice: Mapping[str, float]
    orders: Mapping[str, float]
    terms: Terms
    tables: tuple[DealTable, ...]
    bound: tuple[str, ...]
    chance: float
    means: float
