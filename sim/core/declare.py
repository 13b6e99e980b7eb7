"""How a mechanism, a doctrine or an event declares itself: its parameters, its options, its luck, its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from sim.core.errors import SpheresError
from sim.core.luck import Channel

OptionKind = Literal["choice", "flag", "power", "clients", "pairs"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a user may set, or draw from a distribution.

    axes     ""  one number, written mechanisms.<mechanism>.<name>
             "p" one per power, written powers.<POWER>.<name>
    low, high   inclusive range
    source   a key of docs/references.md, or "assumed"
    """

    name: str
    default: float
    low: float
    high: float
    unit: str
    meaning: str
    source: str = "assumed"
    axes: Literal["", "p"] = ""

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise SpheresError(f"parameter {self.name}: default {self.default} lies outside {self.low}..{self.high}")


@dataclass(frozen=True, slots=True)
class Option:
    """A setting that is not a number: a choice, a flag, a power, a list of clients, a list of pairs of powers.

    The default None means "all" for clients and pairs, and "none named" for a power.
    """

    name: str
    kind: OptionKind
    default: str | bool | None
    meaning: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One stage of a turn: what it is, what it may be told, and what luck it draws."""

    name: str
    summary: str
    sources: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    options: tuple[Option, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=lambda: MappingProxyType({}))
