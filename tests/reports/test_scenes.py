"""Maps, networks, ridgelines, histories and bargaining tables: what they show is what the numbers are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Wedge
from PIL import Image

import sim
from sim.core.errors import SpheresError
from sim.engine.reasons import chronicle
from sim.reports.animate import animate
from sim.reports.figures import network, ridge
from sim.reports.figures.bargain import bargain_of
from sim.reports.figures.history import MARKS, history_timeline
from sim.reports.style import looks
from sim.reports.svg import svg_text
from sim.reports.telling import leads
from tests.cli.conftest import Call, call

__all__ = ["call"]


@pytest.fixture(scope="module")
def story() -> object:
    world = sim.build(sim.load("venezuela_for_ukraine"), "linked_opposed")
    return chronicle(world, seed=7, replicate=17)


def test_discs_are_moved_apart_and_stay_near() -> None:
    spots = np.repeat(np.linspace(0, 1, 5)[:, None], 2, axis=1).repeat(4, axis=0)
    placed = network.apart(spots, 0.1, fixed=np.zeros((1, 2)), room=0.12)
    gaps = np.hypot(*(placed[:, None] - placed[None]).T) + np.eye(len(placed))
    assert gaps.min() > 0.07
    assert np.hypot(*(placed - spots).T).max() < 0.4


def test_a_pie_is_divided_as_the_policy_is(story) -> None:  # type: ignore[no-untyped-def]
    picture = network.picture_of(story.world, story.alignment[-1])
    look = looks(picture.powers)
    pieces = network._pieces(picture, 0, np.zeros(2), 1.0, look)
    angles = {colour: (wedge.theta2 - wedge.theta1) / 360 for wedge, colour in pieces if isinstance(wedge, Wedge)}
    for p, power in enumerate(picture.powers):
        if picture.alignment[p, 0] >= network.LEAST_PIECE:
            assert angles[look[power].colour] == pytest.approx(picture.alignment[p, 0])


@pytest.mark.parametrize("kind", ["map", "network"])
def test_moments_are_drawn_and_repeat_byte_for_byte(story, kind: network.Kind) -> None:  # type: ignore[no-untyped-def]
    pictures = [(f"State {t}", network.picture_of(story.world, story.alignment[t], story.wars[t])) for t in (0, 8, 40)]
    first, second = (svg_text(network.moments(pictures, kind)) for _ in range(2))
    assert first == second
    assert "UKR" in first


def test_a_world_without_places_is_drawn_as_a_network(story) -> None:  # type: ignore[no-untyped-def]
    picture = replace(network.picture_of(story.world, story.alignment[0]), places={})
    assert "UKR" in svg_text(network.moments([("Nowhere", picture)], "map"))


def test_a_ridgeline_says_each_median() -> None:
    figure = Figure()
    axes = figure.subplots()
    ridge.draw(axes, {"one": np.array([1.0, 2.0, 3.0]), "none": np.full(3, np.nan)}, "what")
    said = [text.get_text() for text in axes.texts]
    assert said == ["median 2", "no sound replicate"]


def test_every_marked_event_of_a_history_has_its_mark(story) -> None:  # type: ignore[no-untyped-def]
    marks = {marker for marker, _ in MARKS.values()}
    drawn = [line for line in history_timeline(story).axes[0].lines if line.get_marker() in marks and len(line.get_xdata()) == 1]
    assert len(drawn) == sum(one.kind in MARKS for one in [*story.accounts, *leads(story)])


def test_the_bargain_drawn_is_the_bargain_that_is_signed(story) -> None:  # type: ignore[no-untyped-def]
    found = bargain_of(story.world, "USA", "RUS")
    share, gain, loss = (found.issues[name] for name in ("share", "gain", "loss"))
    gives = found.issues.index.get_level_values("gives")
    for i, power in enumerate(("USA", "RUS")):
        worth = (share * gain)[gives != power].sum() - (share * loss)[gives == power].sum()
        assert worth == pytest.approx(found.nash[i])
    product = found.nash.prod()
    inside = found.corners[(found.corners > 0).all(axis=1)]
    assert (inside.prod(axis=1) <= product + 1e-12).all()
    assert found.signed
    with pytest.raises(SpheresError, match="no power is called 'UKR'"):
        bargain_of(story.world, "USA", "UKR")


def test_an_animation_has_a_picture_a_quarter(story, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    short = replace(story, alignment=story.alignment[:4], wars=story.wars[:4])
    told: list[tuple[str, int, int]] = []
    made = animate(short, tmp_path / "new" / "h.gif", "Title", progress=lambda *done: told.append(done))
    with Image.open(made) as image:
        assert (image.n_frames, image.size) == (4, (960, 540))
    assert told == [("frame", i, 4) for i in range(4)]
    with pytest.raises(SpheresError, match=r"\.gif or a \.mp4"):
        animate(short, tmp_path / "h.avi", "Title")


def test_an_mp4_without_ffmpeg_says_what_to_do(story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SpheresError, match="an MP4 needs the program ffmpeg"):
        animate(story, tmp_path / "h.mp4", "Title")


def test_the_command_answers_to_a_wrong_ending(call: Call, elsewhere: Path) -> None:
    done = call("animate", "tit_for_tat", "--out", "x.png")
    assert done.exit_code == 1
    assert "a .gif or a .mp4" in done.output


@pytest.mark.slow
def test_reports_of_real_runs_show_all_of_these(elsewhere: Path, make_run: Callable[..., object]) -> None:
    found = sim.compare("tit_for_tat", replicates=12, variants=["answer_alike", "restraint_alike"])
    page = found.report().read_text(encoding="utf-8")
    for part in ('id="history"', "Whose policy follows whom, on a map", 'id="distributions"', "spheres tell tit_for_tat"):
        assert part in page
