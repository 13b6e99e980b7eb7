"""A finished run as its reports see it: read once, in plain values; everything a figure or a table needs.

The only file of the reports that knows how a run directory answers. Statistics are those of
`sim.experiments`; none is computed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.core.calendar import Calendar
from sim.core.errors import SpheresError
from sim.core.request import Request
from sim.core.symbols import STATE
from sim.engine.series import SERIES
from sim.experiments.compare import Pairs, pair_up
from sim.experiments.store import RunDirectory
from sim.experiments.verdict import NOT_JUDGED, Verdict
from sim.outcomes import OUTCOMES
from sim.reports.stored import Check, read_check, read_verdict
from sim.reports.wording import words
from sim.scenario.vocabulary import BASE

Values = NDArray[np.float64]

EVENT_REPLICATES: Final = 20_000  # a variant's first so many: their rates are known to a hundredth, in little memory


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of the scenario; `replicates` were run, `frozen` of them were stopped.

    watched   sound ones among the first EVENT_REPLICATES: those whose events were read
    """

    id: str
    label: str
    description: str
    replicates: int
    frozen: int
    watched: int


@dataclass(frozen=True, slots=True)
class Client:
    """A client of the scenario."""

    id: str
    name: str
    region: str


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One outcome in one variant: a value per replicate, NaN where frozen."""

    variant: Variant
    values: Values


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A claim, what it rests on and what came of it.

    request   the outcome asked for; `outcome`: its column name, such as encroachment(USA>RUS)
    columns   treatment, control and, for a difference of differences, those of the baseline
    pairs     None where fewer than two replicates are sound in all columns
    verdict   None where the claim could not be judged
    unjudged  why, then
    check     the same contrast with the claimed mechanism off; None where the claim has none
    """

    id: str
    document: str
    lines: str
    paraphrase: str
    request: Request
    unit: str
    meaning: str
    expected: str
    smallest_effect: float
    reason: str
    columns: tuple[Column, ...]
    pairs: Pairs | None
    verdict: Verdict | None
    unjudged: str
    check: Check | None

    @property
    def outcome(self) -> str:
        return self.request.key

    @property
    def label(self) -> str:
        return words(self.outcome)

    @property
    def effect_unit(self) -> str:
        """Unit of differences and of means, in a sentence: those of 0 or 1 are shares."""
        return "of all replicates" if self.unit == "0 or 1" else self.unit

    @property
    def effect_axis(self) -> str:
        """The same on an axis."""
        return "share of replicates" if self.unit == "0 or 1" else self.unit

    @property
    def finding(self) -> str:
        return str(self.verdict.verdict) if self.verdict else NOT_JUDGED

    @property
    def contrast(self) -> str:
        """Treatment against control, in the variants' labels."""
        labels = [f"“{column.variant.label}”" for column in self.columns]
        first = f"{labels[0]} against {labels[1]}"
        if len(self.columns) == 2:
            return first
        return f"{first}, compared with {labels[2]} against {labels[3]}"


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A finished run. `powers` id -> name; frames as in the run directory; `merged` is its scenario."""

    name: str
    title: str
    description: str
    calendar: Calendar
    powers: Mapping[str, str]
    clients: tuple[Client, ...]
    variants: tuple[Variant, ...]
    claims: tuple[Claim, ...]
    trajectories: pd.DataFrame
    events: pd.DataFrame
    frozen: pd.DataFrame
    manifest: Mapping[str, Any]
    merged: Mapping[str, Any]

    @property
    def names(self) -> dict[str, str]:
        """Names of powers and clients by id."""
        return {**self.powers, **{client.id: client.name for client in self.clients}}

    def labels(self) -> dict[str, str]:
        return {variant.id: variant.label for variant in self.variants}


def read_run(run: RunDirectory) -> View:
    """Read a run directory."""
    merged = run.scenario
    frozen = run.frozen()
    variants = _variants(run, frozen)
    return View(
        name=run.name,
        title=str(merged.get("title") or words(run.name)),
        description=str(merged.get("description") or ""),
        calendar=run.calendar,
        powers={id_: str(given.get("name") or id_) for id_, given in merged["powers"].items()},
        clients=tuple(
            Client(id_, str(given.get("name") or id_), str(given.get("region") or "")) for id_, given in merged["clients"].items()
        ),
        variants=variants,
        claims=_claims(run, variants),
        trajectories=run.trajectories(),
        events=run.events(replicates=EVENT_REPLICATES),
        frozen=frozen,
        manifest=run.manifest,
        merged=merged,
    )


def read_claims(run: RunDirectory) -> tuple[Claim, ...]:
    """The claims of a run alone, in the scenario's order: what a table needs, and quickly read."""
    return _claims(run, _variants(run, run.frozen()))


def _claims(run: RunDirectory, variants: Sequence[Variant]) -> tuple[Claim, ...]:
    verdicts = {str(entry["claim"]): entry for entry in run.verdicts()}
    return tuple(_claim(run, claim, variants, verdicts) for claim in run.scenario.get("claims") or ())


def _variants(run: RunDirectory, frozen: pd.DataFrame) -> tuple[Variant, ...]:
    """Those that were run, in the order of the scenario."""
    replicates, given = run.replicates, run.scenario.get("variants") or {}
    ids = [*(id_ for id_ in given if id_ in replicates), *(id_ for id_ in replicates if id_ not in given)]
    read = []
    for id_ in ids:
        about, stopped = given.get(id_) or {}, frozen[frozen["variant"] == id_]["replicate"]
        read.append(
            Variant(
                id=id_,
                label=str(about.get("label") or ("As it stands" if id_ == BASE else words(id_))),
                description=str(about.get("description") or ""),
                replicates=int(replicates[id_]),
                frozen=len(stopped),
                watched=min(int(replicates[id_]), EVENT_REPLICATES) - int((stopped < EVENT_REPLICATES).sum()),
            )
        )
    return tuple(read)


def _claim(
    run: RunDirectory, given: Mapping[str, Any], variants: Sequence[Variant], verdicts: Mapping[str, Mapping[str, Any]]
) -> Claim:
    asked = [given["treatment"], given["control"]]
    if given.get("baseline"):
        asked += [given["baseline"]["treatment"], given["baseline"]["control"]]
    arguments = {"from_" if name == "from" else name: value for name, value in given["outcome"].items()}
    request = Request(**arguments)
    columns = columns_of(run, request.key, asked, variants)
    entry = verdicts.get(str(given["id"]), {})
    unit, meaning = described(request.name)
    meaning = _named(meaning, run.scenario, request)
    return Claim(
        id=str(given["id"]),
        document=str(given["source"]["document"]),
        lines=str(given["source"]["lines"]),
        paraphrase=str(given["paraphrase"]),
        request=request,
        unit=unit,
        meaning=meaning,
        expected=str(given["expected"]),
        smallest_effect=float(given["smallest_effect"]),
        reason=str(given.get("reason") or ""),
        columns=columns,
        pairs=_pairs(columns),
        verdict=read_verdict(entry) if "comparison" in entry else None,
        unjudged="" if "comparison" in entry else str(entry.get("sentence") or "Not judged."),
        check=read_check(entry, {variant.id: variant.label for variant in variants}),
    )


def _named(meaning: str, merged: Mapping[str, Any], request: Request) -> str:
    """A meaning with the names of the actors in place of the letters p, q and c."""
    known = {**merged["powers"], **merged["clients"]}
    for letter, id_ in (("p", request.power), ("q", request.rival), ("c", request.client)):
        if id_ is not None:
            name = str(known.get(id_, {}).get("name") or id_)
            meaning = re.sub(rf"\b{letter}\b", lambda _, name=name: name, meaning)  # type: ignore[misc]
    return meaning


def columns_of(run: RunDirectory, key: str, asked: Sequence[str], variants: Sequence[Variant]) -> tuple[Column, ...]:
    """One outcome in some variants, over the replicates that all of them have."""
    known = {variant.id: variant for variant in variants}
    common = min((known[id_].replicates if id_ in known else 0) for id_ in asked)
    found = []
    for id_ in asked:
        variant = known.get(id_, Variant(id_, words(id_), "not run", 0, 0, 0))
        values = run.columns(id_, [key])[key][:common] if common else np.empty(0)
        found.append(Column(variant, values))
    return tuple(found)


def _pairs(columns: tuple[Column, ...]) -> Pairs | None:
    try:
        return pair_up(*(column.values for column in columns))
    except SpheresError:
        return None


def described(name: str) -> tuple[str, str]:
    """Unit and meaning of an outcome, from its registry; empty for an unknown name."""
    return (OUTCOMES[name].unit, OUTCOMES[name].meaning) if name in OUTCOMES else ("", "")


def described_series(name: str) -> tuple[str, str]:
    """Unit and meaning of a recorded series, from its registry; empty for an unknown name."""
    if name in SERIES:
        return SERIES[name].unit, SERIES[name].meaning
    return (STATE[name].unit, STATE[name].meaning) if name in STATE else ("", "")
