"""What happens and what is claimed: the models of the timeline, of conditions, outcomes, claims and maps."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, model_validator

from sim.core.errors import SpheresError
from sim.core.symbols import STATE
from sim.events import EVENTS, Argument, Event
from sim.scenario import types as t
from sim.scenario.faults import fault
from sim.scenario.map_models import phase_map
from sim.scenario.modelling import ANY, REQUIRED, Model, by_key, key, list_of, make, optional, union
from sim.scenario.vocabulary import Quantity

TIMING = ("event", "at", "rate", "when", "from", "until", "once", "label", "source")
_ID_OF_AXIS = {"p": "power", "q": "rival", "c": "client"}


class _Condition(Model):
    @model_validator(mode="after")
    def _fits(self) -> _Condition:
        symbol = STATE[self.at_symbol]  # type: ignore[attr-defined]
        for axis, name in _ID_OF_AXIS.items():
            given = getattr(self, f"at_{name}") is not None
            if given and axis not in symbol.axes:
                raise fault(f"'{symbol.name}' is not a matter of a {name}; leave it out", name)
            if axis in symbol.axes and not given:
                raise fault(f"'{symbol.name}' is held by each {name}; name the {name}")
        if (self.at_above is None) == (self.at_below is None):  # type: ignore[attr-defined]
            raise fault("expected one of 'above' and 'below'")
        if self.at_power is not None and self.at_power == self.at_rival:  # type: ignore[attr-defined]
            raise fault("power and rival are the same; name two powers", "rival")
        return self


def condition() -> type[BaseModel]:
    level = Quantity("level", -ANY, ANY, "", "in the symbol's unit", open=False)
    return make("Condition", "True while a quantity of the state is above, or below, a number.", {
        "symbol": key(t.choice("state symbol", list(STATE)), REQUIRED, "name of the quantity"),
        "power": key(optional(t.POWER), None, "whose"),
        "rival": key(optional(t.POWER), None, "toward whom"),
        "client": key(optional(t.CLIENT), None, "in which client"),
        "above": key(optional(t.number(level)), None, "true above this number"),
        "below": key(optional(t.number(level)), None, "true below this number"),
    }, _Condition)  # fmt: skip


class _Entry(Model):
    @model_validator(mode="after")
    def _timed(self) -> _Entry:
        given = [name for name in ("at", "rate", "when") if getattr(self, f"at_{name}") is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise fault(f"expected one of 'at', 'rate' and 'when', found {found}", *given[1:2])
        if given == ["at"]:
            for name in ("from", "until", "once"):
                if getattr(self, f"at_{name}"):
                    raise fault(f"'{name}' goes with 'rate' or 'when'; an event with 'at' happens once, then", name)
        first, last = self.at_from, self.at_until  # type: ignore[attr-defined]
        if first and last and first > last:
            raise fault(f"until {last} lies before from {first}", "until")
        if getattr(self, "at_power", None) is not None and self.at_power == getattr(self, "at_rival", None):  # type: ignore[attr-defined]
            raise fault("power and rival are the same; name two powers", "rival")
        return self


def _argument(argument: Argument) -> tuple[Any, Any]:
    a = argument
    kinds = {
        "power": t.POWER,
        "rival": t.POWER,
        "client": t.CLIENT,
        "clients": t.list_of(t.CLIENT),
        "path": t.PATH,
    }
    if a.kind == "number":
        kind = t.number(Quantity(a.name, a.low, a.high, a.unit, a.meaning, open=False))
    else:
        kind = t.choice(a.name, a.choices) if a.kind == "choice" else kinds[a.kind]
    if a.optional:
        return key(optional(kind), a.default, a.meaning)
    return key(kind, REQUIRED if a.default is None else a.default, a.meaning)


def timeline() -> Any:
    """A list of events, each with its arguments and its time."""
    rate = Quantity("rate", 0.0, 1.0, "chance a turn", "", open=False)
    when = condition()

    def model(event: Event) -> type[BaseModel]:
        arguments = {argument.name: _argument(argument) for argument in event.arguments}
        if taken := [name for name in arguments if name in TIMING]:
            raise SpheresError(f"event '{event.name}': the argument '{taken[0]}' has a name that times events")
        return make(f"Event_{event.name}", event.summary, {
            "event": key(Literal[event.name], REQUIRED, event.summary),
            **arguments,
            "at": key(optional(t.DATE_OF_EVENT), None, "the quarter in which it happens"),
            "rate": key(optional(t.number(rate)), None, "chance that it happens, each turn"),
            "when": key(optional(when), None, "happens in each turn in which this is true"),
            "from": key(optional(t.DATE_OF_EVENT), None, "first quarter in which rate or when counts"),
            "until": key(optional(t.DATE_OF_EVENT), None, "last quarter in which rate or when counts"),
            "once": key(t.FLAG, False, "happens at most once in a replicate"),
            "label": key(optional(t.TEXT), None, "what tables and figures call it"),
            "source": key(optional(t.TEXT), None, "document and lines"),
        }, _Entry)  # fmt: skip

    return list_of(union({name: model(event) for name, event in EVENTS.items()}, by_key("event")))


def outcome() -> Any:
    """What is measured: a registered outcome and whom it is about."""
    return make("Outcome", "An outcome, and whom and what span it is about; what is left out means all.", {
        "name": key(t.OUTCOME, REQUIRED, "name of the outcome"),
        "power": key(optional(t.POWER), None, "whose"),
        "rival": key(optional(t.POWER), None, "toward whom"),
        "client": key(optional(t.CLIENT), None, "in which client"),
        "region": key(optional(t.REGION), None, "in the clients of which region"),
        "from": key(optional(t.DATE_IN_RUN), None, "first quarter that counts"),
        "until": key(optional(t.DATE_IN_RUN), None, "last quarter that counts"),
    }, _Outcome)  # fmt: skip


class _Outcome(Model):
    @model_validator(mode="after")
    def _fits(self, info: Any) -> _Outcome:
        given = {n: getattr(self, f"at_{n}") for n in ("power", "rival", "client", "region", "from", "until")}
        known = (info.context or t.Cast()).outcomes
        if known is not None:
            taken = known[self.at_name]  # type: ignore[attr-defined]
            for name in ("power", "rival", "client", "region"):
                if given[name] is not None and name not in taken:
                    listed = ", ".join(taken) or "none"
                    raise fault(f"'{self.at_name}' takes no {name}; it takes: {listed}", name)  # type: ignore[attr-defined]
        if given["power"] is not None and given["power"] == given["rival"]:
            raise fault("power and rival are the same; name two powers", "rival")
        if given["from"] and given["until"] and given["from"] > given["until"]:
            raise fault(f"until {given['until']} lies before from {given['from']}", "until")
        return self


def source() -> type[BaseModel]:
    return make("Source", "Where the claim is made.", {
        "document": key(t.TEXT, REQUIRED, "key of the document, such as D0"),
        "lines": key(t.LINES, REQUIRED, 'lines of the document, such as "13-15, 21"'),
    })  # fmt: skip


def baseline() -> type[BaseModel]:
    return make("Baseline", "A second contrast, taken away from the first.", {
        "treatment": key(t.VARIANT, REQUIRED, "variant"),
        "control": key(t.VARIANT, REQUIRED, "variant"),
    })  # fmt: skip


def story() -> dict[str, tuple[Any, Any]]:
    """The keys of a scenario that say what is claimed and what is measured."""
    measured, where, second = outcome(), source(), baseline()
    return {
        "claims": key(list_of(claim(measured, where, second)), [], "what is claimed of them"),
        "maps": key(list_of(phase_map(measured, where, second)), [], "effects over two parameters, for `spheres map`"),
        "record": key(list_of(measured), [], "further outcomes to record"),
    }


def claim(measured: Any, where: type[BaseModel], second: type[BaseModel]) -> type[BaseModel]:
    least = Quantity("smallest_effect", 1e-12, ANY, "the outcome's unit", "", open=False)
    check = make("Check", "The same contrast with the claimed mechanism off: the effect must vanish.", {
        "treatment": key(t.VARIANT, REQUIRED, "the variant in which the cause is there, and the mechanism off"),
        "control": key(t.VARIANT, REQUIRED, "the variant in which neither is"),
        "baseline": key(optional(second), None, "a second contrast, taken away from the first"),
        "why": key(t.TEXT, REQUIRED, "why the effect rests on this mechanism"),
    })  # fmt: skip
    return make("Claim", "A sentence of a document as a contrast between variants.", {
        "id": key(t.TEXT, REQUIRED, "such as H01"),
        "source": key(where, REQUIRED, "where the claim is made"),
        "paraphrase": key(t.TEXT, REQUIRED, "the claim in our own words"),
        "outcome": key(measured, REQUIRED, "what is measured"),
        "treatment": key(t.VARIANT, REQUIRED, "the variant in which the cause is there"),
        "control": key(t.VARIANT, REQUIRED, "the variant in which it is not"),
        "baseline": key(optional(second), None, "a second contrast, taken away from the first"),
        "check": key(optional(check), None, "a contrast in which the mechanism is off; its effect must vanish"),
        "expected": key(t.choice("expectation", ["increase", "decrease", "no_difference"]), REQUIRED,
                        "what the treatment does to the outcome, as the document has it"),
        "smallest_effect": key(t.number(least), REQUIRED, "smallest effect that matters, in its unit"),
        "reason": key(t.TEXT, REQUIRED, "why effects below that would not matter"),
    })  # fmt: skip
