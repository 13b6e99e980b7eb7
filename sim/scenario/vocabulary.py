"""What a scenario may say, read off the declarations: symbols, mechanisms, doctrines and events.

Nothing here is a list to edit: a new symbol, parameter, option, doctrine or event appears in the vocabulary,
in the JSON Schema and in the errors by being declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sim.core.declare import Parameter
from sim.core.distributions import KINDS
from sim.core.errors import SpheresError
from sim.core.symbols import MUCH, PARAMETERS, STATE, Symbol
from sim.mechanisms import MECHANISMS

CLAIM = "claim"  # the symbol that is written as a list of clients
NEIGHBOURS = "neighbours"  # the two symbols that are written as networks
INTERDEPENDENCE = "interdependence"
SHARES_OF_MEANS = ("hold_share", "contest_share")  # the parameters of a power that divide one purse
ALIGNMENT = "alignment"  # the symbol whose sum over powers is at most 1 for each client
BELIEF = "belief"  # the opening state that follows from salience
DEFAULT = "default"  # the key of a table that holds for every cell without a key of its own
BASE = "base"  # the name of the world without any variant's changes
RESERVED_IDS = frozenset({DEFAULT, "within", "edges", "generator", *KINDS})
POWER_KEYS = ("name", "place", "claims", "opening", "doctrine")
MECHANISM_KEYS = ("enabled",)
_TINY = 1e-9
GROUPS = {  # of claims, as the list of hypotheses has them, with their titles
    "reciprocity": "Reciprocity and salience",
    "exclusion": "Exclusion and recognition of spheres",
    "bargaining_and_norms": "Bargaining, restraint and norms",
    "grievance_and_interdependence": "Grievance, double standards, interdependence",
    "domestic_politics_and_posture": "Domestic politics, patronage, posture",
    "contradictions": "Contradictions between the documents",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number is: inclusive range, unit, meaning; `open`: a distribution may stand for it."""

    name: str
    low: float
    high: float
    unit: str
    meaning: str
    default: float | None = None
    source: str = ""
    open: bool = True
    whole: bool = False

    @property
    def range(self) -> str:
        """The range in words, with the unit.

        >>> Quantity("salience", 0.0, 1.0, "share", "").range
        'from 0 to 1 (share)'
        >>> Quantity("amount", 0.0, 1e6, "wars", "").range
        'of at least 0 (wars)'
        """
        unit = f" ({self.unit})" if self.unit else ""
        low, high = self.low > -MUCH, self.high < MUCH
        if low and high:
            return f"from {self.low:g} to {self.high:g}{unit}"
        if low:
            return f"above 0{unit}" if 0.0 < self.low < _TINY else f"of at least {self.low:g}{unit}"
        return f"of at most {self.high:g}{unit}" if high else unit.strip()


def _quantity(declared: Symbol | Parameter) -> Quantity:
    return Quantity(
        declared.name,
        declared.low,
        declared.high,
        declared.unit,
        declared.meaning,
        declared.default,
        declared.source,
    )


def _symbols(table: Mapping[str, Symbol], axes: str, *, without: tuple[str, ...] = ()) -> Mapping[str, Quantity]:
    found = {n: _quantity(s) for n, s in table.items() if s.axes == axes and n not in without}
    return MappingProxyType(found)


def _opening(axes: str) -> Mapping[str, Quantity]:
    return _symbols({n: s for n, s in STATE.items() if s.opens}, axes)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every number that a scenario may give, by the place where it is written.

    power          powers.<POWER>.<name>
    power_clients  powers.<POWER>.<name>.<CLIENT>
    client         clients.<CLIENT>.<name>
    mechanisms     mechanisms.<mechanism>.<name>
    opening        opening.<name>, and for axes "p", "pc", "pq", "c" the same under the power or the client
    """

    power: Mapping[str, Quantity]
    power_clients: Mapping[str, Quantity]
    client: Mapping[str, Quantity]
    mechanisms: Mapping[str, Mapping[str, Quantity]]
    opening: Mapping[str, Mapping[str, Quantity]]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of everything that is declared; SpheresError where two declarations claim one key."""
    power = dict(_symbols(PARAMETERS, "p"))
    of_mechanisms: dict[str, Mapping[str, Quantity]] = {}
    for mechanism in MECHANISMS.values():
        scalars: dict[str, Quantity] = {}
        names = [
            *MECHANISM_KEYS,
            *(o.name for o in mechanism.options),
            *(p.name for p in mechanism.parameters if not p.axes),
        ]
        _refuse_twice(names, f"mechanisms.{mechanism.name}")
        for parameter in mechanism.parameters:
            if parameter.axes == "p":
                taken = (*POWER_KEYS, *power, *_symbols(PARAMETERS, "pc"))
                _refuse_twice([*taken, parameter.name], f"powers, from mechanism '{mechanism.name}'")
                power[parameter.name] = _quantity(parameter)
            else:
                scalars[parameter.name] = _quantity(parameter)
        of_mechanisms[mechanism.name] = MappingProxyType(scalars)
    return Vocabulary(
        power=MappingProxyType(power),
        power_clients=_symbols(PARAMETERS, "pc", without=(CLAIM,)),
        client=_symbols(PARAMETERS, "c"),
        mechanisms=MappingProxyType(of_mechanisms),
        opening=MappingProxyType({axes: _opening(axes) for axes in ("", "p", "c", "pc", "pq")}),
    )


def _refuse_twice(names: list[str], where: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise SpheresError(f"the key '{name}' would stand twice under {where}; give one of the two another name")
