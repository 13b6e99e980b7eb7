"""The table in the terminal: it fits, with or without colour and on any stream."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from sim.reports import comparison_table, read_run


def _printed(run: Any, width: int, **how: Any) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, **how).print(comparison_table(run))
    return stream.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_fits_the_width(make_run: Callable[..., Any], width: int) -> None:
    text = _printed(make_run(variants=4, claims=6, label="Retaliation with a rather long label, kind {}"), width)
    assert max(len(line) for line in text.splitlines()) <= width
    for word in ("H01", "H06", "supported", "contradicted", "no meaningful effect", "difference", "control"):
        assert word in text
    assert ("Wasser-" in text) == (width >= 92)


def test_numbers_are_those_of_the_verdicts(make_run: Callable[..., Any]) -> None:
    run = make_run(claims=1)
    compared = run.judged[0]["comparison"]
    text = _printed(run, 100)
    assert f"+{compared['difference']:.3f}" in text
    assert f"{compared['low']:.3f} to {compared['high']:.3f}" in text
    assert "120 pairs" in text
    assert "grievance(RUS>USA); claimed: an increase of at least 0.1 grievance" in text


def test_colour_only_where_wanted(make_run: Callable[..., Any]) -> None:
    run = make_run()
    assert "\x1b" not in _printed(run, 100)
    assert "\x1b[1;32msupported" in _printed(run, 100, force_terminal=True, color_system="standard")


def test_ascii_streams_get_ascii(make_run: Callable[..., Any]) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    Console(file=stream, width=100).print(comparison_table(make_run(claims=3, title="Unlike – or not?")))
    stream.seek(0)
    assert "no difference beyond +-0.1" in stream.read()


def test_brackets_in_labels_are_no_markup(make_run: Callable[..., Any]) -> None:
    assert "[bold]kind 1[/bold]" in _printed(make_run(label="[bold]kind {}[/bold]"), 120)


def test_without_claims(make_run: Callable[..., Any]) -> None:
    assert "makes no claim" in _printed(make_run(variants=1, claims=0), 100)


def test_not_judged(make_run: Callable[..., Any]) -> None:
    run = make_run(claims=1, frozen=120, happens=False)
    run.judged = [{"claim": "H01", "verdict": "not judged", "sentence": "Not judged: nothing to pair."}]
    text = _printed(run, 100)
    assert "not judged" in text
    assert "Not judged: nothing to pair." in text


def test_takes_a_view_as_well(make_run: Callable[..., Any]) -> None:
    run = make_run()
    assert _printed(run, 100) == _printed(read_run(run), 100)
