"""What a notebook user guesses works, and says what to do where it does not."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.core.request import Request
from sim.experiments.asking import request_of

SOME = {"replicates": 6, "turns": 8}
DOCUMENTED = ("sim", "sim.experiments.loading", "sim.lab.named", "sim.lab.histories", "sim.lab.results",
              "sim.lab.plot", "sim.lab.tale", "sim.lab.teaching", "sim.lab.phases")  # fmt: skip


@pytest.mark.parametrize("module", DOCUMENTED)
def test_examples_in_docstrings_are_true(module: str, elsewhere: Path) -> None:
    found = doctest.testmod(importlib.import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0


def test_a_name_a_scenario_and_a_world_give_the_same_histories() -> None:
    scenario = sim.load("tit_for_tat")
    runs = [
        sim.simulate("tit_for_tat", "restraint_unlike", replicates=3),
        sim.simulate(scenario, "restraint_unlike", replicates=range(3)),
        sim.simulate(sim.build(scenario, "restraint_unlike"), seed=scenario.seed, replicates=[0, 1, 2]),
    ]
    assert all(np.array_equal(run.alignment, runs[0].alignment) for run in runs)


def test_named_arrays_hold_the_numbers_of_the_run() -> None:
    run = sim.simulate("tit_for_tat", **SOME, cubes=["arsenal"])
    trust = run.array("trust")
    assert trust.dims == ("replicate", "quarter", "power", "rival")
    assert np.array_equal(trust.at(power="RUS", rival="USA", replicate=2).values, run.series["trust"][2, :, 1, 0])
    assert run.array("arsenal").at(client=["VEN", "CUB"]).shape == (6, 9, 4, 2)
    assert run.array("norm").mean("replicate").series().index[0] == "2007-Q4"
    assert np.asarray(run.array("norm")).shape == (6, 9)


def test_frames_are_tidy_and_tables_wide() -> None:
    run = sim.simulate("tit_for_tat", **SOME)
    frame = run.frame("influence")
    assert list(frame.columns) == ["replicate", "quarter", "power", "influence"]
    assert len(frame) == 6 * 9 * 4
    table = run.array("influence").mean("replicate").table()
    assert list(table.columns) == list(run.world.powers)
    assert table.loc["2009-Q4", "RUS"] == pytest.approx(run.series["influence"][:, -1, 1].mean())


def test_events_are_named() -> None:
    run = sim.simulate("venezuela_for_ukraine", replicates=20)
    events = run.events("fall", "deal")
    assert set(events["kind"]) <= {"fall", "deal"}
    assert set(events["power"]) <= set(run.world.powers)
    assert len(run.events()) == len(run.happenings)


@pytest.mark.parametrize(
    "request_", [
        Request("influence", power="USA"), Request("encroachment", power="RUS", rival="USA", from_="2008-Q3"),
        Request("regime_falls"),
        Request("alignment", power="USA", client="VEN", until="2009-Q1"), Request("regime_falls", region="latin_america"),
        Request("encroachment", rival="USA"),
    ],
)  # fmt: skip
def test_an_outcome_is_asked_for_as_it_is_written(request_: Request) -> None:
    assert request_of(request_.key, sim.build(sim.load("tit_for_tat"))) == request_


@pytest.mark.parametrize(
    ("call", "says"), [
        (lambda: sim.load("tit_for_tatt"), "did you mean 'tit_for_tat'"),
        (lambda: sim.simulate("tit_for_tat", "restraint_unlik", **SOME), "did you mean 'restraint_unlike'"),
        (lambda: sim.simulate(sim.build(sim.load("tit_for_tat")), replicates=2), "no seed of its own"),
        (lambda: sim.simulate(sim.load("tit_for_tat"), set={"turns": 30}), "load the scenario with it"),
        (lambda: sim.simulate("tit_for_tat", **SOME).array("trusst"), "did you mean 'trust'"),
        (lambda: sim.simulate("tit_for_tat", **SOME).array("trust").at(power="RSU"), "did you mean 'RUS'"),
        (lambda: sim.simulate("tit_for_tat", **SOME).array("trust").mean("client"), "has no axis 'client'"),
        (lambda: sim.simulate("tit_for_tat", **SOME).outcomes("influense(USA)"), "did you mean 'influence'"),
        (lambda: sim.simulate("tit_for_tat", **SOME).outcomes("influence(XYZ)"), "no power, client or region"),
        (lambda: sim.compare([1.0, 2.0]), "compare(treatment, control)"),
        (lambda: sim.compare("tit_for_tat", "restraint_unlike"), "name one scenario"),
    ],
)  # fmt: skip
def test_mistakes_are_answered_with_a_remedy(call, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(sim.SpheresError, match=says.replace("(", r"\(").replace(")", r"\)")):
        call()


def test_loading_checks_the_names_of_outcomes(elsewhere: Path) -> None:
    (elsewhere / "mine.yaml").write_text("extends: tit_for_tat\nrecord:\n- {name: influense, power: USA}\n", encoding="utf-8")
    with pytest.raises(sim.ScenarioError, match="did you mean 'influence'"):
        sim.load("mine.yaml")


def test_comparing_gives_frames_and_sentences(elsewhere: Path) -> None:
    found = sim.compare("tit_for_tat", replicates=20, variants=["answer_alike", "restraint_alike"])
    table = found.table()
    assert isinstance(table, pd.DataFrame)
    assert table.loc["H01a", "low"] < table.loc["H01a", "difference"] < table.loc["H01a", "high"]
    assert set(table["verdict"]) > {"not judged"}
    assert "Verdict:" in found.say("H01a")
    assert "<table" in found._repr_html_()
    with pytest.raises(sim.SpheresError, match="makes no claim 'H99'"):
        found.claim("H99")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    folder = tmp_path_factory.mktemp("results")
    return sim.compare("venezuela_for_ukraine", replicates=30, variants=["linked_opposed", "separate_opposed"], results=folder)


FIGURES = {
    "fan of variants": lambda found: sim.plot.fan(found, "alignment", "RUS:UKR"),
    "fan of actors": lambda found: sim.plot.fan(found, "influence", ["USA", "RUS"], variants="linked_opposed"),
    "fan of the world": lambda found: sim.plot.fan(found, "norm"),
    "claim": lambda found: sim.plot.claim(found, "H21a"),
    "ridgeline": lambda found: sim.plot.ridgeline(found, "influence(RUS)"),
    "spheres": lambda found: sim.plot.spheres(found, quarter="2026-Q1"),
    "network": lambda found: sim.plot.network(found, variant="separate_opposed"),
    "history": lambda found: sim.plot.history("venezuela_for_ukraine", "linked_opposed", replicate=3),
    "deals": lambda found: sim.plot.deals(found, "linked_opposed"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_figures_return_axes_and_take_them(name: str, found: sim.Results) -> None:
    from matplotlib import pyplot
    from matplotlib.axes import Axes

    axes = FIGURES[name](found)
    assert isinstance(axes, Axes)
    axes.figure.canvas.draw()
    pyplot.close("all")


def test_a_figure_is_drawn_into_axes_that_are_given() -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    assert sim.plot.difference([1.0, 2.0, 4.0], [0.0, 1.0, 2.0], smallest_effect=0.5, ax=axes) is axes


@pytest.mark.parametrize(
    ("call", "says"), [
        (lambda found: sim.plot.fan(found, "alinment", "RUS:UKR"), "nothing of 'alinment'"),
        (lambda found: sim.plot.fan(found, "influence", ["USA", "RUS"]), "several actors of one variant"),
        (lambda found: sim.plot.fan(found, "norm", variants="linked"), "no variant 'linked' was run"),
        (lambda found: sim.plot.spheres(found, quarter="1999-Q1"), "lies outside the run"),
        (lambda found: sim.plot.claim(found, "H28a"), "has no verdict here"),
    ],
)  # fmt: skip
def test_figures_answer_mistakes_with_a_remedy(call, says: str, found: sim.Results) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(sim.SpheresError, match=says):
        call(found)
