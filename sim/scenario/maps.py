"""Maps: an effect over two parameters, and where the scenario itself lies on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.core.distributions import Distribution, centre, ends
from sim.core.errors import SpheresError
from sim.core.request import Request
from sim.scenario.map_models import refuse
from sim.scenario.meaning import Fault
from sim.scenario.paths import knob_of
from sim.scenario.scenario import Data, Scenario, request_of
from sim.scenario.vocabulary import Quantity

_TIE = Quantity("weight", 0.0, 1.0, "share", "weight of a tie")
_VARIANT = ("variants", "set")  # variants.<name>.set.<path>: what one variant sets


@dataclass(frozen=True, slots=True)
class Axis:
    """A parameter that a map varies: `paths` move together through `values`, which rise."""

    paths: tuple[str, ...]
    values: tuple[float, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a scenario lies on an axis: the value, or the middle and the ends of what it may be."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PhaseMap:
    """The effect of a treatment over two parameters.

    sources    (document, lines) of each document
    contrasts  (treatment, control), and the baseline's where there is one
    expected   what the first of the documents expects, where the map is to be counted by it
    """

    id: str
    sources: tuple[tuple[str, str], ...]
    question: str
    outcome: Request
    contrasts: tuple[tuple[str, str], ...]
    expected: str | None
    smallest_effect: float
    reason: str
    x: Axis
    y: Axis

    @property
    def variants(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for contrast in self.contrasts for name in contrast))


def maps_of(scenario: Scenario) -> tuple[PhaseMap, ...]:
    """The maps that a scenario asks for."""
    return tuple(_map_of(data) for data in scenario.world_data()["maps"])


def _map_of(data: Data) -> PhaseMap:
    base = data["baseline"]
    return PhaseMap(
        **{name: data[name] for name in ("id", "question", "expected", "smallest_effect", "reason")},
        sources=tuple((one["document"], one["lines"]) for one in data["sources"]),
        outcome=request_of(data["outcome"]),
        contrasts=((data["treatment"], data["control"]), *([(base["treatment"], base["control"])] if base else [])),
        x=_axis_of(data["x"]),
        y=_axis_of(data["y"]),
    )


def _axis_of(data: Data) -> Axis:
    return Axis(data["path"], data["values"], data["label"] or ", ".join(data["path"]))


def spot(scenario: Scenario, axis: Axis, variants: tuple[str, ...]) -> Spot:
    """Where the scenario as it stands lies on an axis: the mean over its paths."""
    changes = scenario.world_data()["variants"]
    found = [_moved(path, variants, changes, scenario.worlds)[0] for path in axis.paths]
    middles = [centre(one) if isinstance(one, Distribution) else float(one) for one in found]
    spans = [ends(one) if isinstance(one, Distribution) else (float(one), float(one)) for one in found]
    lows, highs = zip(*spans, strict=True)
    return Spot(sum(middles) / len(found), sum(lows) / len(found), sum(highs) / len(found))


def map_faults(data: Data, worlds: Mapping[str, Data]) -> Iterator[Fault]:
    """Axes that move nothing, or leave the range; ids that stand twice; a variant compared with itself."""
    ids = [one["id"] for one in data["maps"]]
    for index, one in enumerate(data["maps"]):
        if one["id"] in ids[:index]:
            yield Fault(("maps", index, "id"), f"the id {one['id']} stands twice; choose another")
        for loc, contrast in (((), one), (("baseline",), one["baseline"])):
            if contrast and contrast["treatment"] == contrast["control"]:
                message = f"treatment and control are the same variant, '{contrast['control']}'; compare two"
                yield Fault(("maps", index, *loc, "control"), message)
        variants = _map_of(one).variants
        for name in ("x", "y"):
            for path in one[name]["path"]:
                if (whose := _variant_of(path)) in variants and whose not in worlds:  # faulty itself
                    continue
                try:
                    _, quantity = _moved(path, variants, data["variants"], worlds)
                except SpheresError as error:
                    yield Fault(("maps", index, name, "path"), str(error))
                    continue
                try:
                    refuse(one[name]["values"], quantity)
                except SpheresError as error:
                    yield Fault(("maps", index, name, "values"), f"{path}: {error}")
        if shared := [path for path in one["x"]["path"] if path in one["y"]["path"]]:
            yield Fault(("maps", index, "y", "path"), f"{shared[0]} is on both axes; choose another")


def _variant_of(path: str) -> str | None:
    """The variant whose own change a path moves, `variants.<name>.set...`; None for a path of the whole world."""
    parts = path.split(".")
    return parts[1] if parts[0] == _VARIANT[0] and parts[2:3] == [_VARIANT[1]] else None


def _moved(
    path: str, variants: tuple[str, ...], changes: Data, worlds: Mapping[str, Data]
) -> tuple[float | Distribution, Quantity]:
    """The number that an axis moves, in the first of the variants that it reaches; SpheresError for none."""
    parts = path.split(".")
    if (whose := _variant_of(path)) is not None:
        if whose not in variants:
            raise SpheresError(f"the map does not compare '{whose}'; it compares {', '.join(variants)}")
        return number_at(".".join(parts[3:]), worlds[whose])
    error: SpheresError | None = None
    pinned = []
    for name in variants:
        if name not in worlds:  # faulty itself
            continue
        if _sets(changes.get(name, {}).get("set", {}), parts):
            pinned.append(name)
            continue
        try:
            return number_at(path, worlds[name])
        except SpheresError as fault:
            error = error or fault
    if error is None:
        own = f"variants.{pinned[0]}.set.{path}"
        raise SpheresError(f"{', '.join(pinned)} set this themselves, so that nothing moves; vary {own}")
    raise error


def _sets(changes: Any, parts: list[str]) -> bool:
    for part in parts:
        if not isinstance(changes, Mapping) or part not in changes:
            return False
        changes = changes[part]
    return True


def number_at(path: str, data: Data) -> tuple[float | Distribution, Quantity]:
    """The number at a key path of checked data, and what it is; SpheresError where there is none.

    Beside the numbers of powers, clients, mechanisms and the opening, the weight of a tie between powers:
    networks.interdependence.edges.<index>.2
    """
    parts = path.split(".")
    if parts[:3] == ["networks", "interdependence", "edges"] and len(parts) == 5 and parts[4] == "2":
        edges = (data["networks"]["interdependence"] or {}).get("edges", ())
        if not parts[3].isdigit() or int(parts[3]) >= len(edges):
            raise SpheresError(f"there are {len(edges)} ties; expected an index below that, found '{parts[3]}'")
        return edges[int(parts[3])][2], _TIE
    knob = knob_of(path, data)
    if knob.quantity is None:
        raise SpheresError(f"'{path}' is a {knob.kind}, expected a number")
    return knob.value, knob.quantity
