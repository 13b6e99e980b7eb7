"""Two variants of a scenario side by side, and what a person changes in them while they run, as scenario data.

A change is an entry of the timeline (from its quarter on) or a setting (from the opening on). It is written into the `set`
of the variants that it concerns, so that the data with its changes is a scenario like any other: it can be written to a
file and run again, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sim.core.errors import Problem, ScenarioError, SpheresError
from sim.scenario.loading import from_mapping
from sim.scenario.models import CHANGEABLE
from sim.scenario.paths import knob_of
from sim.scenario.scenario import Scenario
from sim.scenario.vocabulary import BASE

Data = dict[str, Any]
_HEAD = ("scenario", "title", "seed", "start", "turns")
ALONE = "as_it_stands"  # the variant of a scenario that names none
CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, in the variants that it names: `entry` of the timeline, or else `setting` (key path, value)."""

    variants: tuple[str, ...]
    entry: Mapping[str, Any] | None = None
    setting: tuple[str, Any] | None = None


def paired(scenario: Scenario, control: str | None = None, treatment: str | None = None) -> tuple[Data, str, str]:
    """The data of a scenario with two of its variants alone, without its claims; and what these are called in it.

    The two are those of the first claim where none is named, or else the first two. One variant twice gets a second name,
    so that changes can tell the worlds apart.
    """
    control, treatment = _chosen(scenario, control, treatment)
    told: Mapping[str, Any] = scenario.merged.get("variants", {})
    data = {key: deepcopy(scenario.merged[key]) for key in (*_HEAD, *CHANGEABLE) if key in scenario.merged}
    names = [ALONE if name == BASE else name for name in (control, treatment)]
    if names[0] == names[1]:
        names[1] = _unused(f"{names[0]}_{CHANGED}", told)
    data["variants"] = {}
    for name, source in zip(names, (control, treatment), strict=True):
        label = scenario.variants[source].label
        own = name == source or (source == BASE and name == ALONE)
        data["variants"][name] = {"label": label if own else f"{label}, {CHANGED}", "set": _set_of(told, source)}
    data["knobs"] = [path for path in scenario.knobs if _turns(path, scenario, (control, treatment))]
    return data, names[0], names[1]


def _chosen(scenario: Scenario, control: str | None, treatment: str | None) -> tuple[str, str]:
    names = list(scenario.variants)
    for name in (control, treatment):
        if name is not None:
            scenario.world_data(name)  # refuses a name that is none
    if control is None and treatment is None and scenario.claims:
        return scenario.claims[0].control, scenario.claims[0].treatment
    first = control or next((name for name in names if name != treatment), names[0])
    return first, treatment or next((name for name in names if name != first), first)


def _set_of(told: Mapping[str, Any], variant: str) -> Data:
    return deepcopy(dict((told.get(variant) or {}).get("set") or {}))


def _unused(name: str, known: Mapping[str, Any]) -> str:
    return name if name not in known else _unused(name + "_", known)


def _turns(path: str, scenario: Scenario, variants: Iterable[str]) -> bool:
    """Whether a knob turns something in one of the variants."""
    for variant in variants:
        try:
            knob_of(path, scenario.world_data(variant))
        except SpheresError:
            continue
        return True
    return False


def with_changes(data: Data, changes: Sequence[Change], name: str) -> tuple[Scenario, Data]:
    """The checked scenario of `paired` data with changes laid over it, and its data.

    SpheresError says in one line a fault what is wrong with a change.
    """
    varied = {**data, "variants": deepcopy(data["variants"])}
    for change in changes:
        for variant in change.variants:
            told = varied["variants"][variant]["set"]
            if change.entry is not None:
                told.setdefault("timeline" if told.get("timeline") is not None else "timeline+", [])
                told["timeline" if told.get("timeline") is not None else "timeline+"].append(dict(change.entry))
    settings = {f"variants.{variant}.set.{change.setting[0]}": change.setting[1]
                for change in changes if change.setting for variant in change.variants}  # fmt: skip
    try:
        scenario = from_mapping(varied, settings, name=name)
    except ScenarioError as error:
        raise SpheresError("; ".join(dict.fromkeys(_plain(problem) for problem in error.problems))) from None
    return scenario, scenario.merged


def _plain(problem: Problem) -> str:
    """A fault without its place: there is no file that its finder could look into."""
    last = problem.path.rsplit(".", 1)[-1]
    return f"{last}: {problem.message}" if last else problem.message
