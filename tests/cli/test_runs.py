"""Commands that compute: run, compare, reproduce, demo."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.commands import _running, compare, demo
from sim.commands._options import AUTO
from sim.commands._progress import pace, voice
from sim.commands._running import Choices, workers_for
from sim.experiments import RunDirectory, processors
from sim.experiments.journal import JOURNAL, read_journal
from sim.experiments.loading import load
from sim.experiments.sums import digest_of
from tests.cli.conftest import Call

SMALL = """\
title: Two powers, two clients
seed: 3
start: 2000-Q1
turns: 6
powers:
  ANN: {name: Ann, claims: [XAN], doctrine: {name: tit_for_tat}}
  BOB: {name: Bob, claims: [YON], doctrine: {name: constant, level: 0.5}}
clients:
  XAN: {name: Xan, region: here}
  YON: {name: Yon, region: there}
variants:
  answer: {label: Answer, set: {}}
  restraint: {label: Restraint, set: {powers: {ANN: {doctrine: {name: restraint}}}}}
  sham: {label: Sham, set: {}}
claims:
  - id: C1
    source: {document: mine, lines: "1"}
    paraphrase: Who answers presses.
    outcome: {name: pressure, power: ANN, rival: BOB}
    treatment: answer
    control: restraint
    expected: increase
    smallest_effect: 0.001
    reason: It is a test.
  - id: C2
    source: {document: mine, lines: "2"}
    paraphrase: Nothing is changed by nothing.
    outcome: {name: pressure, power: ANN, rival: BOB}
    treatment: sham
    control: answer
    expected: no_difference
    smallest_effect: 0.001
    reason: It is a test.
"""


@pytest.fixture
def small(elsewhere: Path) -> Path:
    """A folder in which the scenario `small` can be named."""
    (elsewhere / "scenarios").mkdir()
    (elsewhere / "scenarios" / "small.yaml").write_text(SMALL)
    return elsewhere


@pytest.fixture(autouse=True)
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures take seconds and have tests of their own; here a report is one line."""

    def write(run: RunDirectory, *, progress: object = None) -> Path:
        path = run.path / "report.html"
        path.write_text(run.name)
        return path

    monkeypatch.setattr(_running, "write_report", write)


def data(call: Call, *arguments: str) -> Any:
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_compare_prints_the_claims_and_their_verdicts(call: Call, small: Path) -> None:
    result = call("compare", "small", "--replicates", "20")
    assert result.exit_code == 0
    assert "C1" in result.stdout
    assert "supported" in result.stdout
    assert "C2: “Sham” leaves " in result.stdout
    report = Path(result.stdout.splitlines()[-1].rpartition(" ")[2])
    assert report.name == "report.html"
    assert report.is_file()
    assert report.is_relative_to("results")


def test_compare_for_machines_has_data_on_stdout_alone(call: Call, small: Path) -> None:
    found = data(call, "compare", "small", "--replicates", "20")
    assert [verdict["claim"] for verdict in found["verdicts"]] == ["C1", "C2"]
    assert found["verdicts"][1]["comparison"]["difference"] == 0
    assert found["replicates"] == {"answer": 20, "restraint": 20, "sham": 20}
    assert found["seed"] == 3
    assert Path(found["report"]).is_file()


def test_more_replicates_extend_the_same_run(call: Call, small: Path) -> None:
    first = data(call, "compare", "small", "--replicates", "10")
    files = {path: path.stat().st_mtime_ns for path in (small / "results").rglob("outcomes-0000000-*.parquet")}
    second = data(call, "compare", "small", "--replicates", "30")
    assert second["directory"] == first["directory"]
    assert second["replicates"]["answer"] == 30
    assert files
    assert all(path.stat().st_mtime_ns == time for path, time in files.items())


def test_a_setting_or_a_seed_opens_another_run(call: Call, small: Path) -> None:
    plain = data(call, "compare", "small", "--replicates", "5")
    seeded = data(call, "compare", "small", "--replicates", "5", "--seed", "4")
    told = data(call, "compare", "small", "--replicates", "5", "--set", "powers.BOB.doctrine.level=0.9")
    assert len({plain["directory"], seeded["directory"], told["directory"]}) == 3
    assert seeded["seed"] == 4
    pressures = [run["verdicts"][0]["comparison"]["difference"] for run in (plain, told)]
    assert pressures[0] != pressures[1]


def test_some_variants_alone_leave_the_other_claims_unjudged(call: Call, small: Path) -> None:
    found = data(call, "compare", "small", "--replicates", "5", "--variants", "answer, restraint")
    assert set(found["replicates"]) >= {"answer", "restraint"}
    assert found["replicates"].get("sham", 0) == 0
    verdicts = {verdict["claim"]: verdict["verdict"] for verdict in found["verdicts"]}
    assert verdicts["C2"] == "not judged"
    assert verdicts["C1"] != "not judged"


def test_auto_stops_when_every_claim_is_decided(call: Call, small: Path) -> None:
    result = call("compare", "small", "--replicates", "auto", "--workers", "1", "--json")
    found = json.loads(result.stdout)
    assert all(verdict["decided"] for verdict in found["verdicts"])
    assert found["replicates"]["answer"] == 200
    assert "every claim is decided at 200 replicates" in result.stderr


def test_auto_stops_at_the_cap(call: Call, small: Path) -> None:
    (small / "scenarios" / "small.yaml").write_text(SMALL.replace("smallest_effect: 0.001", "smallest_effect: 1.0e-12"))
    result = call("compare", "small", "--replicates", "auto", "--cap", "4", "--workers", "1", "--json")
    assert json.loads(result.stdout)["replicates"]["answer"] == 4


def test_run_prints_the_outcomes_that_the_scenario_names(call: Call, small: Path) -> None:
    result = call("run", "small", "--replicates", "8")
    assert result.exit_code == 0
    assert "pressure(ANN>BOB)" in result.stdout
    assert "median" in result.stdout
    assert "supported" not in result.stdout


def test_run_for_machines_summarises_what_is_stored(call: Call, small: Path) -> None:
    found = data(call, "run", "small", "--replicates", "8", "--all")
    stored = RunDirectory(found["directory"])
    assert "verdicts" not in found
    assert {row["outcome"] for row in found["outcomes"]} == set(stored.outcome_names())
    row = next(r for r in found["outcomes"] if (r["outcome"], r["variant"]) == ("pressure(ANN>BOB)", "answer"))
    values = stored.columns("answer", ["pressure(ANN>BOB)"])["pressure(ANN>BOB)"]
    assert row["replicates"] == 8
    assert row["mean"] == pytest.approx(values.mean())
    assert row["q50"] == pytest.approx(np.median(values))


def test_a_run_reproduces(call: Call, small: Path) -> None:
    directory = data(call, "run", "small", "--replicates", "6")["directory"]
    result = call("reproduce", directory, "--workers", "1")
    assert result.exit_code == 0
    assert "every number is the same, bit for bit" in result.stdout
    assert data(call, "reproduce", directory, "--replicates", "2", "--workers", "1")["identical"] is True


def test_a_changed_number_ends_with_exit_code_4_and_its_place(call: Call, small: Path) -> None:
    directory = data(call, "run", "small", "--replicates", "6")["directory"]
    path = next(Path(directory).glob("blocks/answer/outcomes-*.parquet"))
    table = pq.read_table(path)
    index = table.column_names.index("pressure(ANN>BOB)")
    values = table.column(index).to_numpy().copy()
    values[4] += 0.5
    changed = table.set_column(index, table.field(index), pa.array(values, table.field(index).type))
    pq.write_table(changed, path)
    damaged = call("reproduce", directory, "--workers", "1")
    assert damaged.exit_code == 1
    assert f"{path.name} is damaged" in damaged.stderr
    journal = Path(directory, JOURNAL)  # whoever changes a number with all that vouches for it is found out all the same
    records = [replace(one, sha256=one.sha256 | {"outcomes": digest_of(path)}) if one.variant == "answer" else one
               for one in read_journal(journal)[0]]  # fmt: skip
    journal.write_text("".join(f"{one.line()}\n" for one in records))
    result = call("reproduce", directory, "--workers", "1")
    assert result.exit_code == 4
    assert "answer, pressure(ANN>BOB): 1 replicates differ, by at most 0.5, the first of them 4" in result.stdout


def test_what_holds_no_run_is_refused(call: Call, small: Path) -> None:
    result = call("reproduce", "results/nothing")
    assert result.exit_code == 1
    assert "holds no run" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--replicates", "0"),
        ("--replicates", "many"),
        ("--workers", "-1"),
        ("--seed", "x"),
        ("--variants", "a,,b"),
    ],
)
def test_a_senseless_option_is_a_usage_error(call: Call, small: Path, option: str, value: str) -> None:
    result = call("compare", "small", option, value)
    assert result.exit_code == 2
    assert not (small / "results").exists()


def test_an_unknown_variant_gets_the_near_one(call: Call, small: Path) -> None:
    result = call("compare", "small", "--variants", "anser")
    assert result.exit_code == 1
    assert "did you mean 'answer'?" in result.stderr


def test_results_that_cannot_be_written_are_a_message(call: Call, small: Path) -> None:
    (small / "taken").write_text("a file")
    result = call("compare", "small", "--replicates", "2", "--results", "taken/deep")
    assert result.exit_code == 1
    assert "taken" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_demo_compares_its_scenarios_and_names_the_reports(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "SCENARIOS", ("small", "small"))
    result = call("demo", "--replicates", "5")
    assert result.exit_code == 0
    assert result.stdout.count("C1") == result.stdout.count("C2") == 2
    assert sum(line.endswith("report.html") for line in result.stdout.splitlines()) == 2


def test_the_demo_is_of_the_three_first_scenarios(call: Call) -> None:
    assert call("validate", *demo.SCENARIOS).exit_code == 0
    assert len(set(demo.SCENARIOS)) == 3


def test_small_work_does_not_start_processes(small: Path) -> None:
    scenario = load("small")
    assert workers_for(scenario, Choices(replicates=10)) == 1
    assert workers_for(scenario, Choices(replicates=10_000_000)) == processors()
    assert workers_for(scenario, Choices(replicates=AUTO)) == processors()
    assert workers_for(scenario, Choices(replicates=10, workers=3)) == 3


def test_the_defaults_of_the_options_are_those_of_the_library() -> None:
    defaults = {option.name: option.default for option in compare.command.params}
    assert defaults["cap"] == Choices().cap
    assert defaults["block"] == Choices().block
    assert defaults["results"] == Choices().results


def test_without_a_terminal_there_is_no_bar_and_sentences_go_to_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with voice("work") as heard:
        assert heard.progress is None
        heard.say("a remark")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "a remark\n")


def test_on_a_terminal_the_bar_shows_pace_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with voice("work") as heard:
        assert heard.progress is not None
        heard.progress(3, 4, 1234.5, 61.2)
        heard.say("a remark")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "75%" in captured.err
    assert pace(1234.5, 61.2) in captured.err
    assert "a remark" in captured.err


def test_blocks_are_as_large_from_the_command_line_as_from_python() -> None:
    from sim.cli import spheres
    from sim.experiments.batch import BLOCK

    for name in ("run", "compare"):
        command = spheres.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert [option.default for option in command.params if option.name == "block"] == [BLOCK]


def test_names_are_whole_in_a_narrow_terminal(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    printed = call("run", "small", "--replicates", "8", "--all").stdout
    rows = [line.split() for line in printed.splitlines() if line.strip()]
    stored = RunDirectory(data(call, "run", "small", "--replicates", "8")["directory"])
    for name in (*stored.outcome_names(), *stored.variants):
        assert any(row[0] == name for row in rows), name
    assert max(map(len, printed.splitlines())) <= 80
