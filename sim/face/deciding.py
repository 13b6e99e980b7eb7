"""What a person decides for a power, as entries of the timeline: so it is kept, exported and played again like any event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.core.errors import SpheresError
from sim.reports.wording import capital, joined, number, the

SHARES = ("hold_share", "contest_share")
TERMS = (*SHARES, "disagreement", "bargaining_power")
_WORDS = {
    "hold_share": "sets {} of its means aside to hold its own sphere",
    "contest_share": "sets {} of its means aside to contest rivals' spheres",
    "disagreement": "expects {} without a bargain",
    "bargaining_power": "bargains with a weight of {}",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A bargain to be offered to a rival: clients from which the power would stand back, and the rival would."""

    rival: str
    gives: tuple[str, ...] = ()
    gets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a power is to do from the next turn on; what is left out stays as it is.

    pressure   rival -> share of contest means 0..1, or None to leave it to the doctrine
    hold_share, contest_share   shares of its means, together at most 1
    disagreement      what it expects without a bargain, utility: what a summit must bring it before it gains; high: no deals
    bargaining_power  its weight in the asymmetric Nash product
    offers            bargains to propose, each taken or refused at once
    """

    pressure: Mapping[str, float | None] = field(default_factory=dict)
    hold_share: float | None = None
    contest_share: float | None = None
    disagreement: float | None = None
    bargaining_power: float | None = None
    offers: tuple[Offer, ...] = ()

    def terms(self) -> dict[str, float]:
        """The terms that it sets."""
        return {name: getattr(self, name) for name in TERMS if getattr(self, name) is not None}


def refuse_more_than_all(decision: Decision, held: Mapping[str, float]) -> None:
    """SpheresError where the shares of a power's means, with those that it holds now, come to more than 1."""
    total = sum(decision.terms().get(name, held[name]) for name in SHARES)
    if total > 1.0 + 1e-9:
        raise SpheresError(f"holding and contesting come to {number(total)} of the means, expected at most 1; lower one of them")


def entries(power: str, decision: Decision, quarter: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The decision as entries of the timeline. names  id -> name, for the labels."""
    return [{"at": quarter, **entry} for entry in _entries(power, decision, names)]


def _entries(power: str, decision: Decision, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    who = capital(the(names.get(power, power)))
    for rival, level in decision.pressure.items():
        whom = the(names.get(rival, rival))
        if level is None:
            label = f"{who} leaves its pressure on {whom} to its doctrine"
            yield {"event": "hand_back", "power": power, "rival": rival, "label": label}
        else:
            label = f"{who} is told to press {whom} at {number(level)}"
            yield {"event": "order", "power": power, "rival": rival, "pressure": level, "label": label}
    for name, value in decision.terms().items():
        label = f"{who} {_WORDS[name].format(number(value))}"
        yield {"event": "set", "path": f"powers.{power}.{name}", "value": value, "label": label}
    for offer in decision.offers:
        terms = [_list(names, offer.gives, "its standing back from"), _list(names, offer.gets, "the other's from")]
        label = f"{who} offers {the(names.get(offer.rival, offer.rival))} {' for '.join(term for term in terms if term)}"
        yield {"event": "offer", "power": power, "rival": offer.rival, "gives": list(offer.gives), "gets": list(offer.gets),
               "label": label}  # fmt: skip


def _list(names: Mapping[str, str], clients: tuple[str, ...], what: str) -> str:
    return f"{what} {joined([the(names.get(client, client)) for client in clients])}" if clients else ""
