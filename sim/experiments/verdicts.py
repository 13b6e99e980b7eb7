"""All claims of all scenarios, each decided with as many replicates as it needs: one table.

A scenario is judged as `--replicates auto` judges it, but each claim at the first look that decides it, and without series,
figures and report. The chance of a false verdict is at most alpha in each scenario (Holm within it, shares of alpha over the
looks). Over the whole family of S scenarios that makes S alpha at most; so a row also says whether its verdict stands with
alpha / S for its scenario, which bounds the chance of a single false verdict in the table by alpha (Bonferroni over
scenarios, by the adjusted p). Scenarios are worked on side by side, the longest first.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sim.core.errors import SpheresError
from sim.experiments import provenance
from sim.experiments.batch import run_scenario
from sim.experiments.executors import crew
from sim.experiments.hypotheses import hypotheses, hypothesis_of
from sim.experiments.loading import load
from sim.experiments.sequential import FIRST, looks
from sim.experiments.verdict import OPEN
from sim.scenario import Scenario, from_mapping
from sim.scenario.files import available

CAP: Final = 6_400  # replicates, assumed: a standard error a sixth of the first look's
ALPHA: Final = 0.05
COLUMNS: Final = (
    "claim", "hypothesis", "group", "scenario", "document", "lines", "paraphrase", "outcome", "unit", "expected", "effect",
    "low", "high", "confidence", "smallest_effect", "verdict", "stands", "check", "check_effect", "check_low", "check_high",
    "replicates", "alpha", "p_adjusted", "sentence", "why",
)  # fmt: skip

_WORDS: Final = ("scenario", "title", "description", "group")
_CLAIM_WORDS: Final = ("source", "paraphrase", "reason")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """What every worker needs to know."""

    cap: int
    results: str
    command: str
    code: str = field(default_factory=provenance.code_fingerprint)


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """A scenario to judge, by name or file; `weight`: its work at the first look, in turns of all variants."""

    weight: float
    name: str

    def __str__(self) -> str:
        return f"scenario {self.name}"


@dataclass(frozen=True, slots=True, eq=False)
class JudgedScenario:
    """What came of one scenario: its rows, and what they rest on."""

    name: str
    hashes: Mapping[str, str]
    seed: int
    rows: tuple[Row, ...]
    replicates: Mapping[str, int]
    seconds: float
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The rows of all scenarios by hypothesis, with what they rest on."""

    rows: tuple[Row, ...]
    manifest: Mapping[str, Any]


Told = Callable[[JudgedScenario, int, int, float], None]
"""Told what came of a scenario, the scenarios done and in all, seconds left."""


def with_claims(names: Sequence[str] = ()) -> list[str]:
    """The scenarios that make claims: those named, or all that a name reaches."""
    chosen = list(names) or [entry.name for entry in available()]
    kept = [name for name in chosen if load(name).claims]
    if not kept:
        raise SpheresError(f"none of these scenarios makes a claim: {', '.join(chosen) or 'there are none'}")
    return kept


def decide(
    names: Sequence[str] = (),
    *,
    cap: int = CAP,
    workers: int = 1,
    results: str | Path = "results/verdicts",
    progress: Told | None = None,
    command: str | None = None,
) -> Table:
    """Judge all claims of some scenarios, or of all; what is there is not computed again.

    names     scenarios, by name or file; none: all that make claims
    cap       where undecided claims end
    workers   processes; each works on one scenario at a time
    raises    SpheresError, with the remedy; KeyboardInterrupt leaves finished blocks for next time
    """
    command = provenance.command_line() if command is None else command
    settings = Settings(cap, str(results), command)
    tasks = sorted((_task(name) for name in with_claims(names)), reverse=True)
    total, began, found = sum(task.weight for task in tasks), time.monotonic(), list[JudgedScenario]()
    team = crew(min(workers, len(tasks)))
    with closing(team.run(judge_scenario, settings, tasks)) as finished:
        for one in finished:
            found.append(one)
            done = sum(other.weight for other in found)
            if progress is not None:
                progress(one, len(found), len(tasks), (time.monotonic() - began) * (total / done - 1))
    return _table(found, settings, time.monotonic() - began)


def _task(name: str) -> Task:
    scenario = load(name)
    world = scenario.world_data()
    cells = len(scenario.variants) * scenario.turns * len(world["powers"]) * len(world["clients"])
    return Task(float(cells), name)


def judge_scenario(settings: Settings, task: Task) -> JudgedScenario:
    """Run and judge one scenario; its outcomes stay in a run directory."""
    provenance.refuse_other_code(settings.code)
    began = time.monotonic()
    scenario = needed(load(task.name))
    run = run_scenario(
        scenario, replicates="auto", cap=settings.cap, early=True, trajectories=1, histories=1, results=settings.results,
        command=settings.command,
    )  # fmt: skip
    rows = tuple(row_of(entry, scenario) | {"scenario": task.name} for entry in run.verdicts())
    whole = load(task.name)
    hashes = {"hash": whole.hash, "written": written(whole)}
    return JudgedScenario(task.name, hashes, run.seed, rows, run.replicates, time.monotonic() - began, task.weight)


def needed(scenario: Scenario, claims: Sequence[str] | None = None) -> Scenario:
    """The scenario with some of its claims, or all, and the variants that they need alone."""
    kept = [one for one in scenario.merged["claims"] if claims is None or one["id"] in claims]
    names = {name for claim in kept for told in (claim, claim.get("check") or {}) for name in _named(told)}
    variants = {name: told for name, told in (scenario.merged.get("variants") or {}).items() if name in names}
    merged = {key: value for key, value in scenario.merged.items() if key not in ("maps", "record", "knobs")}
    return from_mapping(merged | {"claims": kept, "variants": variants}, name=scenario.name)


def written(scenario: Scenario) -> str:
    """SHA-256 of all that a scenario's verdicts depend on, as it is written: words and defaults left out.

    A new parameter that is off by default leaves it as it was; `Scenario.hash` takes the defaults in.
    """
    merged = dict(needed(scenario).merged)
    merged["variants"] = {name: (told or {}).get("set") or {} for name, told in merged["variants"].items()}
    merged["claims"] = [{key: value for key, value in claim.items() if key not in _CLAIM_WORDS} for claim in merged["claims"]]
    for claim in merged["claims"]:
        if "check" in claim:
            claim["check"] = {key: value for key, value in claim["check"].items() if key != "why"}
    content = {key: value for key, value in merged.items() if key not in _WORDS}
    return hashlib.sha256(provenance.canonical(content).encode()).hexdigest()


def _named(told: Mapping[str, Any]) -> list[str]:
    contrasts = [told, told.get("baseline") or {}]
    return [contrast[side] for contrast in contrasts for side in ("treatment", "control") if side in contrast]


def row_of(entry: Mapping[str, Any], scenario: Scenario) -> Row:
    """A claim's row; None where a number has no value."""
    check = entry["check"] or {}
    same = ("claim", "document", "lines", "paraphrase", "outcome", "unit", "expected", "smallest_effect", "verdict", "sentence")
    row = {name: entry[name] for name in same}
    listed = hypotheses().get(hypothesis_of(entry["claim"]))
    row |= {"hypothesis": hypothesis_of(entry["claim"]), "group": listed.group if listed else scenario.group}
    row |= {"scenario": scenario.name}
    row |= {"check": check.get("result"), "why": check.get("why"), "stands": None}
    row |= {f"check_{name}": value for name, value in _effect(check).items() if name in ("effect", "low", "high")}
    row |= _effect(entry) | {"alpha": entry.get("alpha"), "p_adjusted": entry.get("p_adjusted")}
    return {name: row[name] for name in COLUMNS}


def _effect(entry: Mapping[str, Any]) -> Row:
    """The effect with the interval that decides."""
    if "comparison" not in entry:
        return dict.fromkeys(("effect", "low", "high", "confidence", "replicates"))
    interval = entry["interval"]
    ends = {name: interval[name] for name in ("low", "high", "confidence")}
    return {"effect": entry["comparison"]["difference"], "replicates": entry["comparison"]["n"], **ends}


def _table(found: Sequence[JudgedScenario], settings: Settings, seconds: float) -> Table:
    scenarios = {
        one.name: {
            **one.hashes, "seed": one.seed, "replicates": dict(one.replicates), "seconds": round(one.seconds, 1),
            "code": settings.code, "judged": provenance.now()[:10],
        }
        for one in sorted(found, key=lambda one: one.name)
    }  # fmt: skip
    manifest = {
        "format": 1,
        "kind": "verdicts",
        "alpha": ALPHA,
        "cap": settings.cap,
        "looks": [look.replicates for look in looks(min(FIRST, settings.cap), settings.cap, alpha=ALPHA)],
        "seconds": round(seconds, 1),
        "written": provenance.now(),
        "command": settings.command,
        "environment": provenance.environment(),
        "scenarios": scenarios,
    }
    return Table(ordered((row for one in found for row in one.rows), len(found)), manifest)


def ordered(rows: Iterable[Row], scenarios: int) -> tuple[Row, ...]:
    """Rows in the order of the list, each with whether it stands over so many scenarios."""
    held = [row | {"stands": stands(row, scenarios)} for row in rows]
    return tuple(sorted(held, key=lambda row: (row["hypothesis"], row["claim"], row["scenario"])))


def stands(row: Row, scenarios: int) -> bool | None:
    """Whether a decided verdict is one with alpha / scenarios for its scenario too; None for an undecided one."""
    if row["verdict"] in OPEN:
        return None
    return bool(row["p_adjusted"] <= row["alpha"] / scenarios)
