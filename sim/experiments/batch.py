"""An experiment: variants of a scenario under common luck, run, compared and judged."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from sim.core.errors import SpheresError, near_name
from sim.core.kernels import to_compile
from sim.core.luck import SEED_LIMIT
from sim.core.request import Request
from sim.core.world import World
from sim.experiments import provenance, recording, views
from sim.experiments.blocks import Job, Task, block_size, run_block
from sim.experiments.executors import Crew, crew
from sim.experiments.files import as_json
from sim.experiments.judging import Judged, as_dicts, judge_claims, questions
from sim.experiments.loading import load
from sim.experiments.progress import Progress, unwatched
from sim.experiments.sequential import CAP, FIRST, looks, stopping
from sim.experiments.store import VERDICTS, RunDirectory
from sim.experiments.sums import write_vouched
from sim.experiments.verdict import Verdict
from sim.experiments.writer import Header, Writer, missing
from sim.outcomes import default_requests
from sim.scenario import Scenario, build

BLOCK: Final = 500  # replicates in a block: enough for the arrays to be worth their turn, few enough to lose
_FINEST: Final = 50  # blocks are not cut below this to keep all workers busy


def run_scenario(
    scenario: Scenario | str | Path,
    *,
    replicates: int | Literal["auto"] = FIRST,
    variants: Sequence[str] | None = None,
    seed: int | None = None,
    workers: int = 1,
    block: int = BLOCK,
    results: str | Path = "results",
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
    executor: Executor | None = None,
    trajectories: int = recording.TRAJECTORIES,
    histories: int = recording.HISTORIES,
    cap: int = CAP,
    csv: bool = False,
    early: bool = False,
    command: str | None = None,
) -> RunDirectory:
    """Run a scenario's variants, compare them, judge its claims. What is there is not computed again.

    scenario      a Scenario, its name, or its file
    replicates    of each variant; "auto": as many as the claims need, looking at doubling sizes, up to `cap`
    variants      names; None for all
    seed          0..2**64-1; None for the scenario's own
    workers       processes; 1 stays in this one. A script must then start under `if __name__ == "__main__":`
    executor      any concurrent.futures.Executor to use in their place
    block         replicates that are run and stored together; does not change a number
    results       folder for run directories; this one is <scenario>-<10 digits that stand for world and seed>
    progress, say told how far the run is; told, in a sentence, what else the user should know
    trajectories, histories   of how many replicates to keep the series by turn, and whole histories
    early         with "auto": each claim is judged at the first look that decides it, and only the variants that
                  undecided ones need grow further (sequential.py)
    csv           write outcomes.csv beside outcomes.parquet
    command       what the manifest says was typed; None for this program's own command line
    raises        SpheresError, with the remedy; KeyboardInterrupt leaves finished blocks for next time
    """
    if isinstance(scenario, str | Path):
        scenario = load(scenario)
    plan = _Plan.of(scenario, variants, seed, trajectories, histories)
    _check_counts(replicates=replicates if replicates != "auto" else FIRST, block=block, cap=cap)
    team = crew(workers, executor)
    settings = {"replicates": replicates, "workers": team.workers, "block": block}
    folder = Path(results) / f"{scenario.name}-{plan.header.results_hash[:10]}"
    command = provenance.command_line() if command is None else command
    with Writer(folder, plan.header, command=command, settings=settings, say=say or _silent) as writer:
        session = _Session(plan, writer, team, block, progress or unwatched)
        judged, shown, more = session.until_decided(cap, early=early) if replicates == "auto" else session.just(replicates)
        run = writer.show(shown, **more)
        write_vouched(folder / VERDICTS, as_json(as_dicts(judged, scenario)))
        views.write_trajectories(run, {name: recording.groups(world) for name, world in plan.job.worlds.items()})
        views.write_outcomes(run, as_csv=csv)
    return RunDirectory(folder)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be run: the scenario, the job that workers get, and the head of the manifest."""

    scenario: Scenario
    job: Job
    header: Header

    @staticmethod
    def of(
        scenario: Scenario,
        variants: Sequence[str] | None,
        seed: int | None,
        trajectories: int,
        histories: int,
    ) -> _Plan:
        names = _chosen(scenario, variants)
        seed = scenario.seed if seed is None else seed
        if not 0 <= seed < SEED_LIMIT:
            raise SpheresError(f"seed is {seed}, expected a whole number from 0 to 2**64 - 1")
        worlds = {name: build(scenario, name) for name in names}
        asked = [claim.outcome for claim in scenario.claims] + list(scenario.record)
        requests = {name: _requests(world, asked) for name, world in worlds.items()}
        one = next(iter(worlds.values()))
        job = Job(
            seed,
            worlds,
            requests,
            recording.trajectories_for(one, trajectories),
            recording.histories_for(one, histories),
        )
        resolved = {name: scenario.world_data(name) for name in scenario.variants}
        header = Header(
            name=scenario.name,
            title=scenario.title,
            results_hash=provenance.results_hash(resolved, seed=seed, outcomes=[request.key for request in asked]),
            scenario_hash=scenario.hash,
            merged=scenario.merged,
            origins=scenario.provenance,
            variants=tuple(scenario.variants),
            seed=seed,
            start=scenario.start,
            turns=scenario.turns,
            trajectories=job.trajectories,
            histories=job.histories,
        )
        return _Plan(scenario, job, header)


def _chosen(scenario: Scenario, variants: Sequence[str] | None) -> list[str]:
    """The names of the variants to run, in the scenario's order."""
    known = list(scenario.variants)
    if variants is not None and not variants:
        raise SpheresError(f"no variant is named; name some of {', '.join(known)}, or none for all")
    for name in variants or ():
        if name not in known:
            raise SpheresError(
                f"scenario '{scenario.name}' has no variant '{name}'{near_name(name, known)}; it has: {', '.join(known)}"
            )
    return [name for name in known if variants is None or name in variants]


def _requests(world: World, asked: Sequence[Request]) -> tuple[Request, ...]:
    """The usual outcomes of a world, and what the scenario asks for besides; each once."""
    return tuple({request.key: request for request in [*default_requests(world), *asked]}.values())


def _check_counts(**counts: int) -> None:
    for name, value in counts.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise SpheresError(f"{name} is {value!r}, expected a whole number of 1 or more")


class _Session:
    """The work of one command: filling what is missing, and looking at the claims."""

    def __init__(self, plan: _Plan, writer: Writer, team: Crew, block: int, progress: Progress) -> None:
        self._plan, self._writer, self._team, self._progress = plan, writer, team, progress
        self._size = min(block_size(world, block) for world in plan.job.worlds.values())
        self._began: float | None = None
        self._reached: dict[str, int] = {}
        self._replicates = 0

    def just(self, replicates: int) -> tuple[Judged, dict[str, int], dict[str, Any]]:
        """Fill up to so many replicates, and judge the claims by them."""
        self.fill(replicates)
        return self._judge(replicates, alpha=0.05), self._reached, {"looks": None}

    def until_decided(self, cap: int, *, early: bool) -> tuple[Judged, dict[str, int], dict[str, Any]]:
        """Fill up to each look of the plan in turn, until every claim is decided or the cap is met."""
        plan = looks(min(FIRST, cap), cap)
        made = []
        settled: dict[str, Verdict] = {}
        for look in plan:
            self.fill(look.replicates, self._needed(settled) if early else None)
            judged = self._judge(look.replicates, alpha=look.alpha, settled=settled)
            decision = stopping(plan, look.number, [one for one in judged.all if one.claim not in settled])
            settled = {one.claim: one for one in judged.all if one.decided} if early else {}
            made.append({"replicates": look.replicates, "alpha": look.alpha, "undecided": list(decision.undecided)})
            self._writer.say(decision.reason)
            if decision.stop:
                break
        about = {"planned": [look.replicates for look in plan], "made": made, "reason": decision.reason}
        return judged, self._reached, {"looks": about}

    def _needed(self, settled: Mapping[str, Verdict]) -> list[str]:
        """The variants of claims and checks that are not settled."""
        asked = (one for checks in (False, True) for one in questions(self._plan.scenario, checks=checks))
        wanted = {name for one in asked if one.id not in settled for name in one.variants}
        return [name for name in self._plan.job.worlds if name in wanted]

    def fill(self, replicates: int, variants: Sequence[str] | None = None) -> None:
        """Compute and store the blocks that some variants, or all, lack below `replicates`; variants grow together."""
        names = list(self._plan.job.worlds) if variants is None else variants
        self._reached |= dict.fromkeys(names, replicates)
        tasks = self._tasks(replicates, names)
        before = len(self._writer.records)
        total, left = before + len(tasks), sum(task.stop - task.first for task in tasks)
        self._progress(before, total, 0.0, math.inf if tasks else 0.0)
        if not tasks:
            return
        self._began = time.monotonic() if self._began is None else self._began
        if to_compile(max(map(self._cells, tasks))):
            self._writer.say("the model is compiled for this machine first; that takes some ten seconds, once")
        deaths = self._team.deaths
        with closing(self._team.run(run_block, self._plan.job, tasks)) as blocks:
            for done, block in enumerate(blocks, start=before + 1):
                self._writer.add(block)
                if self._team.deaths > deaths:
                    deaths = self._team.deaths
                    self._writer.say("a worker ended before its time (out of memory, or killed?); its blocks are computed again")
                size = block.task.stop - block.task.first
                self._replicates += size
                left -= size
                rate = self._replicates / max(time.monotonic() - self._began, 1e-9)
                self._progress(done, total, rate, left / rate)

    def _cells(self, task: Task) -> int:
        world = self._plan.job.worlds[task.variant]
        return len(world.powers) * len(world.clients) * (task.stop - task.first)

    def _tasks(self, replicates: int, names: Sequence[str]) -> list[Task]:
        """What is missing, in blocks; in smaller ones where few would leave workers idle."""
        size, records = self._size, self._writer.records
        while True:
            tasks = [
                Task(first, stop, name)
                for name in names
                for first, stop in missing(records, name, replicates, size)
            ]
            if len(tasks) >= 2 * self._team.workers or self._team.workers == 1 or size // 2 < _FINEST:
                order = {name: i for i, name in enumerate(self._plan.job.worlds)}
                return sorted(tasks, key=lambda task: (task.first, order[task.variant]))
            size //= 2

    def _judge(self, replicates: int, alpha: float, settled: Mapping[str, Verdict] = MappingProxyType({})) -> Judged:
        run = self._writer.show(self._reached)
        shown = [name for name, n in run.replicates.items() if n >= replicates]
        return judge_claims(run, self._plan.scenario, shown, replicates, alpha=alpha, settled=settled)


def _silent(sentence: str) -> None:
    """Where nobody asked to be told; the manifest keeps it all the same."""
