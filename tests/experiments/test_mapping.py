"""Maps: every point and the cast's own are what a sweep and a run find; the picture and the sentence say so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sim.core.errors import SpheresError
from sim.experiments import run_scenario
from sim.experiments.mapping import Mapped, chosen_maps, run_map
from sim.experiments.sweep import sweep
from sim.reports.figures.phase import edges, phase
from sim.reports.mapping import as_data, verdict_text
from sim.reports.svg import save
from sim.scenario import Scenario

Load = Callable[..., Scenario]
X, Y = "powers.RUS.doctrine.reciprocity", "powers.USA.salience.VEN"


def asked(**more: Any) -> dict[str, Any]:
    return {
        "id": "X1", "sources": [{"document": "D0", "lines": "13"}, {"document": "D2", "lines": "5"}],
        "question": "Where does pressing get through?", "outcome": {"name": "encroachment", "power": "USA", "rival": "RUS"},
        "treatment": "press", "control": "hold", "smallest_effect": 0.001, "reason": "As for T1.",
        "x": {"path": X, "values": [0, 0.5, 2]}, "y": {"path": Y, "values": [0.2, 0.7], "label": "Salience"}, **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def mapped(tiny: Load, tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    scenario = tiny({"maps": [asked(expected="increase")]})
    return run_map(scenario, chosen_maps(scenario, [])[0], replicates=40, cap=40, results=tmp_path_factory.mktemp("maps"))


def test_its_points_are_those_of_a_sweep(mapped: Mapped, tiny: Load, tmp_path: Path) -> None:
    table = sweep(tiny(), {X: [0, 0.5, 2], Y: [0.2, 0.7]}, claim="T1", replicates=40, results=tmp_path)
    assert mapped.table["effect"].tolist() == table["effect"].tolist()
    field = mapped.field("effect")
    assert field.shape == (2, 3)
    assert field[1, 2] == table["effect"][5]
    assert np.all(field[:, 0] == 0.0)  # an answer of strength 0 is no answer


def test_the_cast_is_the_scenario_as_it_stands(mapped: Mapped, tiny: Load, tmp_path: Path) -> None:
    run = run_scenario(tiny(), replicates=160, variants=["press", "hold"], results=tmp_path)
    assert mapped.cast.replicates == 160
    assert mapped.cast.effect == run.verdicts()[0]["comparison"]["difference"]
    assert (mapped.x.value, mapped.y.value) == (1.0, 0.7)


def test_shares_count_the_points(mapped: Mapped) -> None:
    assert sum(mapped.shares.values()) == pytest.approx(1.0)
    assert mapped.shares["no meaningful effect"] >= 2 / 6
    assert mapped.holding == mapped.shares["increase"]
    assert not mapped.turns_round


def test_the_sentence_says_where_it_holds_and_what_the_cast_has(mapped: Mapped) -> None:
    told = verdict_text(mapped)
    assert told.startswith("Of 6 points: increase ")
    assert "What D0 (L13) expects, increase, holds in" in told
    assert f"At the cast's place ({X} 1, Salience 0.7): +" in told
    assert told.endswith("160 pairs), increase.")
    data = json.loads(json.dumps(as_data(mapped), allow_nan=False))
    assert data["cast"]["inside"]
    assert data["cast"]["effect"] == mapped.cast.effect


def test_it_is_drawn_with_its_letters_within_the_page(mapped: Mapped, tmp_path: Path) -> None:
    figure = phase(mapped)
    text = save(figure, tmp_path, "map")
    assert "too small to matter" in text
    assert " across, " in text
    assert (tmp_path / "map.png").stat().st_size > 10_000
    width, height = figure.get_size_inches() * figure.dpi
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    for written in figure.findobj(lambda one: hasattr(one, "get_text") and bool(one.get_text().strip())):
        box = written.get_window_extent(renderer)
        assert box.x0 >= -1, written.get_text()
        assert box.x1 <= width + 1, written.get_text()
        assert box.y0 >= -1, written.get_text()
        assert box.y1 <= height + 1, written.get_text()


def test_a_cast_off_the_map_is_said_and_marked(tiny: Load, tmp_path: Path) -> None:
    scenario = tiny({"maps": [asked(y={"path": "powers.RUS.capability", "values": [0.4, 0.5]})]})
    mapped = run_map(scenario, chosen_maps(scenario, ["X1"])[0], replicates=10, cap=10, results=tmp_path)
    assert (mapped.y.low, mapped.y.high) == (0.2, 0.4)
    assert "powers.RUS.capability 0.2 to 0.4" in verdict_text(mapped)
    assert verdict_text(mapped).endswith("The cast lies off the map.")
    assert mapped.holding is None
    phase(mapped)


def test_cells_reach_halfway_to_their_neighbours() -> None:
    assert edges((0.0, 0.5, 2.0)).tolist() == [-0.25, 0.25, 1.25, 2.75]


def test_a_map_that_is_not_there_is_named(tiny: Load) -> None:
    with pytest.raises(SpheresError, match=r"has no map; docs/scenarios\.md"):
        chosen_maps(tiny(), [])
    with pytest.raises(SpheresError, match=r"has no map 'X2'.*it has: X1"):
        chosen_maps(tiny({"maps": [asked()]}), ["X2"])
