"""The map: what is drawn for what there is, well-formed, escaped, in the project's colours, nothing over anything else."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.live.draw_map import Layout, can_map, definitions, draw_world, laid_out
from sim.live.draw_svg import colours, saved, tinted
from sim.live.geo import HEIGHT, WIDTH, apart, coasts, projected, window
from sim.reports.style import looks
from tests.live.crafted import CAST, WORLD

SVG = "{http://www.w3.org/2000/svg}"


def layout(**how: object) -> Layout:
    return laid_out(CAST, WORLD, focus=["UKR"], **how)  # type: ignore[arg-type]


def drawn(world: object = WORLD, kinds: Sequence[str] = ("support", "arms"), **how: object) -> ET.Element:
    return ET.fromstring(draw_world(world, CAST, layout(**how), kinds=kinds))  # type: ignore[arg-type]


def ties(picture: ET.Element) -> list[ET.Element]:
    return [path for path in picture.iter(f"{SVG}path") if path.get("class") == "tie"]


def group(picture: ET.Element, what: str) -> ET.Element:
    return next(one for one in picture.iter(f"{SVG}g") if one.get("data-click") == what)


def test_ties_are_drawn_by_kind_in_the_patrons_colour_and_wider_for_more() -> None:
    support, arms, other = ties(drawn())
    assert support.get("stroke") == arms.get("stroke") == looks(["USA", "RUS"])["USA"].colour
    assert other.get("stroke") == looks(["USA", "RUS"])["RUS"].colour
    assert support.get("stroke-dasharray") is None
    assert arms.get("stroke-dasharray") is not None
    assert float(support.get("stroke-width", "")) > float(arms.get("stroke-width", ""))
    assert support.get("d") != arms.get("d")


@pytest.mark.parametrize(("kinds", "count"), [((), 0), (("support",), 2), (("arms",), 1), (("recognition",), 3)])
def test_each_kind_of_tie_can_be_left_out(kinds: tuple[str, ...], count: int) -> None:
    assert len(ties(drawn(kinds=kinds))) == count


def test_war_frozen_conflict_and_fall_have_marks_of_their_own() -> None:
    picture = drawn()
    assert len(list(group(picture, "client:UKR").iter(f"{SVG}polygon"))) == 1
    dashed = [one for one in group(picture, "client:MDA").iter(f"{SVG}circle") if one.get("stroke-dasharray")]
    assert [one.get("stroke") for one in dashed] == [looks(["USA", "RUS"])["RUS"].colour]
    assert [one.get("class") for one in group(picture, "client:VEN").iter(f"{SVG}circle")][-1] == "mark"


def test_who_hedges_is_striped_in_the_second_colour() -> None:
    picture = drawn()
    fills = [one.get("fill") for one in group(picture, "client:MDA").iter(f"{SVG}circle")]
    assert "url(#sp-stripe-RUS)" in fills
    assert not any("stripe" in (one.get("fill") or "") for one in group(picture, "client:UKR").iter(f"{SVG}circle"))
    assert 'id="sp-stripe-RUS"' in definitions(colours(["USA", "RUS"]))


def test_recognition_withheld_and_standing_back_are_marked() -> None:
    quiet = replace(WORLD, ties=())
    lines = [one for one in drawn().iter(f"{SVG}path") if one.get("stroke-width") in ("4", "5")]
    assert len(lines) == 2
    assert not [one for one in drawn(quiet).iter(f"{SVG}path") if one.get("stroke-width") in ("4", "5")]


def test_a_played_power_has_a_frame() -> None:
    assert len(list(group(drawn(), "power:RUS").iter(f"{SVG}rect"))) == 2
    assert len(list(group(drawn(), "power:USA").iter(f"{SVG}rect"))) == 1


def test_the_colour_is_the_leaders_and_deepens_with_its_share() -> None:
    def lightness(share: float) -> int:
        return sum(bytes.fromhex(tinted("#0072B2", share)[0][1:]))

    assert lightness(0.05) > lightness(0.2) > lightness(0.4) > lightness(0.6)
    disc = next(one for one in group(drawn(), "client:VEN").iter(f"{SVG}circle") if "disc" in (one.get("class") or ""))
    assert disc.get("fill", "").upper() == looks(["USA", "RUS"])["RUS"].colour


@given(share=st.floats(0, 1), colour=st.sampled_from([look.colour for look in looks(["USA", "RUS", "CHN", "EUR"]).values()]))
def test_letters_are_read_on_every_depth(share: float, colour: str) -> None:
    fill, ink = tinted(colour, share)
    assert contrast(fill, ink) >= 4.4


def contrast(one: str, other: str) -> float:
    """Of WCAG 2.2."""

    def luminance(code: str) -> float:
        parts = [part / 255 for part in bytes.fromhex(code[1:])]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_names_are_escaped() -> None:
    picture = draw_world(WORLD, CAST, laid_out(CAST, WORLD, focus=["MDA"]))
    assert "Moldova &amp; &lt;friends&gt;" in picture
    assert "<friends>" not in picture


@pytest.mark.parametrize("clients", [3, 40])
@pytest.mark.parametrize("code", ["A", "AB", "ABC", "WWWW"])
def test_codes_are_read_from_the_back_of_the_room_and_stay_on_their_discs(clients: int, code: str) -> None:
    """12 pixels where a projector of 1280 by 720 shows a map in 620; nothing is wider than its disc."""
    ids = [f"{code}{n:02d}" for n in range(clients)]
    cast = replace(CAST, clients=tuple(replace(CAST.clients[0], id=one) for one in ids))
    world = replace(WORLD, clients=tuple(replace(WORLD.clients[0], id=one) for one in ids), ties=())
    picture = ET.fromstring(draw_world(world, cast, laid_out(cast, world, focus=ids[:1])))
    for one in ids:
        told = next(group(picture, f"client:{one}").iter(f"{SVG}text"))
        disc = next(spot for spot in group(picture, f"client:{one}").iter(f"{SVG}circle") if "disc" in spot.get("class", ""))
        size, radius = float(told.get("font-size", 0)), float(disc.get("r", 0))
        assert size * 620 / WIDTH >= 12.0
        assert float(told.get("textLength", 0.78 * size * len(told.text or ""))) <= 2 * radius


def test_a_cast_without_places_gets_the_network() -> None:
    lost = replace(CAST, clients=tuple(replace(one, place=None) for one in CAST.clients))
    assert can_map(CAST)
    assert not can_map(lost)
    assert laid_out(lost, WORLD, focus=[]).window is None
    assert layout(network=True).window is None
    assert layout().window is not None


def test_a_region_shows_its_clients_and_all_powers() -> None:
    assert set(layout(region="east").at) == {"USA", "RUS", "UKR", "MDA"}


@given(
    st.lists(st.tuples(st.floats(-200, 1200), st.floats(-200, 700), st.floats(8, 27)), min_size=1, max_size=40),
)
def test_discs_keep_apart_and_inside(discs: list[tuple[float, float, float]]) -> None:
    radii = np.array([r for _, _, r in discs])
    at = apart(np.array([[x, y] for x, y, _ in discs]), radii)
    assert np.all(at >= radii[:, None] - 1e-9)
    assert np.all(at[:, 0] <= WIDTH - radii + 1e-9)
    assert np.all(at[:, 1] <= HEIGHT - radii + 1e-9)
    distance = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2))
    overlap = radii[:, None] + radii[None] - distance
    np.fill_diagonal(overlap, 0.0)
    assert overlap.max() < 6.0


def test_a_disc_that_has_room_stays_where_it_belongs() -> None:
    assert apart(np.array([[300.0, 200.0], [700.0, 300.0]]), np.array([20.0, 20.0])) == pytest.approx(
        np.array([[300.0, 200.0], [700.0, 300.0]]), abs=0.5
    )


def test_the_projection_is_millers() -> None:
    assert projected(0.0, 12.0) == (12.0, pytest.approx(0.0))
    # 2.303412543 radians at the pole: the known height of the projection.
    assert -math.radians(projected(90.0, 0.0)[1]) == pytest.approx(2.303412543)


def test_a_window_holds_its_places() -> None:
    places = [(50.5, 30.5), (10.5, -66.9), (-34.6, -58.4), (39.0, 125.7)]
    view = window(places)
    for x, y in map(view.at, places):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT


def test_coasts_are_closed_and_small() -> None:
    path = coasts()
    assert path.count("M") == path.count("Z") > 50
    assert len(path) < 40_000


def test_a_saved_drawing_stands_by_itself() -> None:
    text = saved(draw_world(WORLD, CAST, layout()), definitions(colours(["USA", "RUS"])), width=800)
    root = ET.fromstring(text)
    assert root.get("width") == "800"
    assert root.get("height") == "400"
    assert "var(--" not in text
    assert 'id="sp-coast"' in text
