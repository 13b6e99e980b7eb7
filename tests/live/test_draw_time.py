"""Series, fans and the strip: what is drawn where, and that the strip says when and where the worlds differ."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.live.draw_time import STRIP, Fan, StripRow, Tick, Track, clock, depth_of, draw_series, draw_strip, extent, thinned

SVG = "{http://www.w3.org/2000/svg}"
TURNS = 8


def quarter(turn: int) -> str:
    return f"{2025 + turn // 4}-Q{turn % 4 + 1}"


def strip(rows: list[StripRow], ticks: list[Tick] | None = None, *, turn: int = 4, played: int = 6) -> ET.Element:
    return ET.fromstring(draw_strip(rows, ticks or [], turn=turn, played=played, turns=TURNS, quarter=quarter))


def blocks(picture: ET.Element, colour: str) -> list[tuple[float, float, float]]:
    """Left, right and opacity of the blocks of a colour."""
    found = [one for one in picture.iter(f"{SVG}rect") if one.get("fill") == colour]
    return [(float(x), float(x) + float(w), float(o)) for one in found
            for x, w, o in [(one.get("x", ""), one.get("width", ""), one.get("opacity", ""))]]  # fmt: skip


def test_a_difference_is_drawn_over_the_turns_that_brought_it() -> None:
    moved = np.array([0.0, 0.0, 0.1, 0.1, 0.0, 0.0, 0.0])
    picture = strip([StripRow("UKR", "Ukraine", moved, ["red"] * 7)])
    xs = clock(TURNS, STRIP[0], STRIP[1])
    ((left, right, opacity),) = blocks(picture, "red")
    assert (left, right) == (pytest.approx(xs[1], abs=0.1), pytest.approx(xs[3], abs=0.1))
    assert opacity == depth_of(0.1)


def test_another_power_and_another_depth_begin_another_block() -> None:
    moved = np.array([0.0, 0.1, 0.1, 0.3, 0.3, 0.3, 0.3])
    picture = strip([StripRow("UKR", "Ukraine", moved, ["red"] * 5 + ["blue"] * 2)])
    assert [opacity for _, _, opacity in blocks(picture, "red")] == [depth_of(0.1), depth_of(0.3)]
    assert len(blocks(picture, "blue")) == 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_difference_is_never_paler(one: float, other: float) -> None:
    low, high = sorted([one, other])
    assert 0.0 <= depth_of(low) <= depth_of(high) <= 1.0


def test_what_happened_in_one_world_alone_points_to_its_turn() -> None:
    picture = strip([], [Tick(2, "treatment", "a deal & more"), Tick(5, "control", "a war")])
    treatment, control = picture.findall(f".//{SVG}polygon")
    assert "treatment" in treatment.get("class", "")
    assert treatment.findtext(f"{SVG}title") == "a deal & more"
    xs = clock(TURNS, STRIP[0], STRIP[1])
    tip = treatment.get("points", "").split()[-1].split(",")
    assert float(tip[0]) == pytest.approx(xs[3], abs=0.1)
    assert float(tip[1]) < float(control.get("points", "").split()[-1].split(",")[1])


def test_the_strip_says_how_a_click_is_read_as_a_turn() -> None:
    left, right, turns = strip([]).get("data-scrub", "").split(",")
    assert (float(left), float(right), int(turns)) == (STRIP[0], STRIP[1], TURNS)


def test_both_sides_are_drawn_full_and_dashed_in_the_powers_colour() -> None:
    values = np.array([0.2, 0.3, 0.4])
    tracks = [Track("USA", "blue", "control", values), Track("USA", "blue", "treatment", values + 0.1)]
    picture = ET.fromstring(draw_series(tracks, [], title="A <title>", turn=2, turns=TURNS, quarter=quarter))
    control, treatment = list(picture.iter(f"{SVG}polyline"))
    assert control.get("stroke-dasharray") is not None
    assert treatment.get("stroke-dasharray") is None
    assert control.get("stroke") == treatment.get("stroke") == "blue"
    assert len(treatment.get("points", "").split()) == 3
    assert "".join(picture.itertext()).count("USA") == 1


def test_a_fan_begins_at_its_turn_and_a_ghost_is_its_median_alone() -> None:
    quantiles = np.linspace(0.1, 0.5, 5)[:, None] * np.ones(TURNS + 1 - 3)
    fans = [
        Fan("red", "treatment", 3, quantiles),
        Fan("green", "treatment", 3, quantiles, ghost=True),
        Fan("red", "control", 3, quantiles),
    ]
    picture = ET.fromstring(draw_series([], fans, title="t", turn=3, turns=TURNS, quarter=quarter))
    filled = list(picture.iter(f"{SVG}polygon"))
    assert [one.get("fill") for one in filled] == ["red", "red"]
    starts = {one.get("points", "").split()[0].split(",")[0] for one in filled}
    assert starts == {f"{clock(TURNS)[3]:.1f}"}
    assert len([one for one in picture.iter(f"{SVG}polyline") if one.get("stroke") == "green"]) == 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_limits_hold_all_values_and_nought(values: list[float]) -> None:
    low, high = extent([np.array(values)])
    slack = 1e-6 * (high - low)
    assert low - slack <= min([0.0, *values])
    assert max([0.0, *values]) <= high + slack
    assert low < high


def test_what_is_no_number_is_not_drawn() -> None:
    values = np.array([0.1, np.nan, 0.2])
    picture = ET.fromstring(
        draw_series([Track("a", "red", "treatment", values)], [], title="t", turn=2, turns=4, quarter=quarter)
    )
    assert len(next(picture.iter(f"{SVG}polyline")).get("points", "").split()) == 2


@given(st.integers(0, 5000))
def test_long_histories_are_thinned_and_keep_their_ends(count: int) -> None:
    kept = thinned(count)
    assert len(kept) <= 802
    assert kept == sorted(set(kept))
    if count:
        assert (kept[0], kept[-1]) == (0, count - 1)
