"""Colours by power, and labels that fit."""

from __future__ import annotations

import doctest

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from sim.reports import assumptions, style, wording
from sim.reports.style import KNOWN_POWERS, OKABE_ITO, ink_on, looks, shade, shortened, styled, wrapped

LABELS = st.text(alphabet="abcdefgh ,.", min_size=0, max_size=120)


@pytest.mark.parametrize("module", [style, wording, assumptions], ids=lambda module: module.__name__)
def test_examples(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted > 0
    assert found.failed == 0


def test_a_power_has_one_colour_in_every_world() -> None:
    assert looks(["RUS", "USA"])["USA"].colour == looks(["USA", "IND", "CHN"])["USA"].colour == KNOWN_POWERS["USA"]


def test_powers_of_one_world_look_different() -> None:
    ids = ["AAA", "USA", "BBB", "RUS", "CCC", "EUR", "DDD"]
    assert len({look.colour for look in looks(ids).values()}) == 7
    many = looks([f"P{i}" for i in range(35)])
    assert len({(look.colour, str(look.dash)) for look in many.values()}) == 35
    assert {look.colour for look in many.values()} <= set(OKABE_ITO)
    assert len(looks([f"P{i}" for i in range(64)])) == 64


def _luminance(colour: tuple[float, float, float]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@given(colour=st.sampled_from(OKABE_ITO), depth=st.floats(0, 1))
def test_letters_on_a_shade_can_be_read(colour: str, depth: float) -> None:
    under = shade(colour, depth)
    lighter, darker = sorted((_luminance(under), _luminance(to_rgb(ink_on(under)))), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # WCAG 2.2, AA


@given(text=LABELS, width=st.integers(6, 40))
def test_shortened_fits_and_keeps_short_labels(text: str, width: int) -> None:
    found = shortened(text, width)
    assert len(found) <= width
    if len(" ".join(text.split())) <= width:
        assert found == " ".join(text.split())


@given(text=LABELS, width=st.integers(6, 40), lines=st.integers(1, 3))
def test_wrapped_fits_its_lines(text: str, width: int, lines: int) -> None:
    found = wrapped(text, width, lines).split("\n")
    assert len(found) <= lines
    assert all(len(line) <= width for line in found)


def test_shortened_labels_keep_the_end_in_which_they_differ() -> None:
    labels = [f"Retaliation with a rather long label indeed, kind {i}" for i in range(10)]
    assert len({shortened(label, 24) for label in labels}) == 10


def test_drawing_leaves_the_settings_of_others_alone() -> None:
    before = dict(mpl.rcParams)
    with styled():
        assert mpl.rcParams["svg.fonttype"] == "none"
    assert dict(mpl.rcParams) == before
