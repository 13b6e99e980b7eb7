"""What `run`, `compare` and `demo` share: run a scenario, write its report, say where it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from sim.commands._options import AUTO
from sim.commands._progress import voice
from sim.experiments import RunDirectory, processors, run_scenario
from sim.experiments.batch import BLOCK
from sim.experiments.loading import load
from sim.experiments.sequential import CAP, FIRST
from sim.reports import write_report
from sim.scenario import Scenario

SMALL = 5e7  # cells (variant, replicate, turn, power, client) that take less long than starting processes


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The options of `run_options`."""

    variants: tuple[str, ...] | None = None
    replicates: int | Literal["auto"] = FIRST
    cap: int = CAP
    seed: int | None = None
    workers: int | Literal["auto"] = AUTO
    block: int = BLOCK
    overrides: tuple[str, ...] = ()
    results: str = "results"
    as_json: bool = False


def perform(name: str, chosen: Choices) -> tuple[RunDirectory, Path]:
    """Run a scenario as chosen and write its report; the run directory and the report's path."""
    scenario = load(name, chosen.overrides)
    with voice(scenario.name) as heard:
        try:
            run = run_scenario(
                scenario,
                replicates=chosen.replicates,
                cap=chosen.cap,
                variants=chosen.variants,
                seed=chosen.seed,
                workers=workers_for(scenario, chosen),
                block=chosen.block,
                results=chosen.results,
                progress=heard.progress,
                say=heard.say,
            )
        except KeyboardInterrupt:
            heard.say("Finished blocks are kept: the same command goes on from there.")
            raise
    with voice(f"{scenario.name}, report") as heard:
        report = write_report(run, progress=heard.steps)
    return run, report


def workers_for(scenario: Scenario, chosen: Choices) -> int:
    """As asked; for auto every processor, unless the work is done before other processes have started."""
    if chosen.workers != AUTO:
        return int(chosen.workers)
    if chosen.replicates == AUTO:
        return processors()
    world = scenario.world_data()
    variants = len(chosen.variants or scenario.variants)
    cells = variants * int(chosen.replicates) * scenario.turns * len(world["powers"]) * len(world["clients"])
    return 1 if cells < SMALL else processors()


def print_comparison(run: RunDirectory, *, sentences: bool) -> None:
    """The comparison table and, if asked, each verdict in a sentence."""
    from rich.console import Console

    from sim.reports.console import comparison_table
    from sim.reports.sentences import sentence
    from sim.reports.view import read_claims

    console = Console(highlight=False)
    console.print(comparison_table(run))
    for claim in read_claims(run) if sentences else []:
        console.print(f"\n{claim.id}: {sentence(claim)}", markup=False)


def summary(run: RunDirectory, report: Path) -> dict[str, Any]:
    """A run for machines."""
    manifest = run.manifest
    return {
        "scenario": run.name,
        "hash": manifest["scenario"]["results_hash"],
        "seed": run.seed,
        "replicates": run.replicates,
        "directory": str(run.path),
        "report": str(report),
        "verdicts": json.loads((run.path / "verdicts.json").read_text(encoding="utf-8")),
    }


def say_where(report: Path) -> None:
    """The last line of a run."""
    click.echo(f"\nReport, to open in a browser: {report}")
