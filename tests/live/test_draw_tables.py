"""The deal table and the outcomes of the futures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np

from sim.live.draw_svg import colours
from sim.live.draw_tables import Spread, draw_deal, draw_spreads
from sim.live.view import Issue
from tests.live.crafted import CAST, TABLE

SVG = "{http://www.w3.org/2000/svg}"
COLOURS = colours(["USA", "RUS"])


def words(picture: str) -> str:
    return " | ".join(ET.fromstring(picture).itertext())


def test_it_says_what_each_gains_and_loses_and_that_they_signed() -> None:
    told = words(draw_deal(TABLE, CAST.names, COLOURS))
    for part in ("Venezuela", "+0.200", "−0.100", "Ukraine", "+0.300", "in all", "+0.150", "+0.250", "✓ signed"):
        assert part in told
    refused = words(draw_deal(replace(TABLE, signed=False), CAST.names, COLOURS))
    assert "✗ not signed" in refused


def test_who_stands_back_how_far_is_a_bar_in_its_colour() -> None:
    picture = ET.fromstring(draw_deal(TABLE, CAST.names, COLOURS))
    bars = [one for one in picture.iter(f"{SVG}rect") if one.get("x") == "870"]
    widths = {(one.get("fill"), float(one.get("width", ""))) for one in bars}
    assert (COLOURS["RUS"], 110.0) in widths
    assert (COLOURS["USA"], 82.5) in widths


def test_what_is_agreed_comes_before_what_is_only_on_the_table() -> None:
    idle = [Issue(name, 9.0, 9.0, 9.0, 9.0, 0.0, 0.0) for name in ("MDA",) * 7]
    told = words(draw_deal(replace(TABLE, issues=(*idle, *TABLE.issues)), CAST.names, COLOURS))
    assert told.index("Venezuela") < told.index("Moldova")


def test_outcomes_show_both_worlds_and_the_paired_difference() -> None:
    control, treatment = np.array([0.0, 1.0, np.nan]), np.array([1.0, 2.0, 3.0])
    spread = Spread("deal reached", "0 or 1", control, treatment, 1.0, 0.5, 1.5, before=(0.0, 0.0, 0.0))
    picture = ET.fromstring(draw_spreads([spread]))
    assert "difference +1" in "".join(picture.itertext())
    assert any("treatment-fill" in one.get("class", "") for one in picture.iter(f"{SVG}rect"))
    assert any("control-ink" in one.get("class", "") for one in picture.iter(f"{SVG}path"))
    assert len(list(picture.iter(f"{SVG}circle"))) == 2


def test_constant_outcomes_and_none_at_all_are_drawn_too() -> None:
    same = np.ones(4)
    ET.fromstring(draw_spreads([Spread("a", "", same, same, 0.0, 0.0, 0.0)]))
    nothing = np.full(3, np.nan)
    ET.fromstring(draw_spreads([Spread("a", "", nothing, nothing, np.nan, np.nan, np.nan)]))
