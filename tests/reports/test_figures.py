"""Every figure on ordinary and odd runs: it is drawn, its letters lie within the page, and it repeats byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.reports import (
    claim_card,
    distributions,
    event_timeline,
    fan_chart,
    forest,
    influence_map,
    paired_difference,
    read_run,
)
from sim.reports.figures.choosing import MOST_ACTORS, charts, claim_chart, moving_series
from sim.reports.figures.events import frequencies, kinds_of
from sim.reports.figures.influence import leaders
from sim.reports.figures.trajectories import draw_chart, quarter_ticks
from sim.reports.style import KNOWN_POWERS, styled
from sim.reports.svg import svg_text
from sim.reports.view import View

LONG = "Retaliation wherever the rival has clients, with a delay of two quarters, kind {}"
RUNS: dict[str, dict[str, Any]] = {
    "ordinary": {},
    "one variant": {"variants": 1, "claims": 0},
    "ten variants, long labels": {"variants": 10, "claims": 12, "clients": 43, "baseline": True, "label": LONG},
    "nothing moves": {"constant": True, "happens": False},
    "some frozen": {"frozen": 5},
    "all frozen": {"frozen": 120, "happens": False},
    "two pairs": {"replicates": 2},
    "one turn": {"turns": 1, "happens": False},
    "64 powers": {"powers": 64, "clients": 200, "variants": 2, "claims": 1, "replicates": 20, "turns": 8, "happens": False},
    "dollars and tags": {"label": "<b>$x_{}$</b> & more", "title": "$\\alpha$ <script>"},
}  # fmt: skip


@pytest.fixture(scope="module", params=RUNS, ids=str)
def view(request: pytest.FixtureRequest, make_run: Callable[..., Any]) -> View:
    return read_run(make_run(**RUNS[request.param]))


def _figures(view: View) -> Iterator[tuple[str, Figure]]:
    moving = moving_series(view.trajectories)
    for claim in view.claims[:3]:
        yield f"claim_card {claim.id}", claim_card(claim)
        if chart := claim_chart(view, claim, moving):
            yield f"claim_chart {claim.id}", draw_chart(view, chart)
    for claim in view.claims[:1]:
        yield "distributions", distributions(claim)
        yield "paired_difference", paired_difference(claim)
    yield "forest", forest(view.claims)
    for chart in charts(view)[:1]:
        yield f"chart {chart.name}", draw_chart(view, chart)
    yield "fan_chart", fan_chart(view, "grievance")
    yield "influence_map", influence_map(view)
    yield "event_timeline", event_timeline(view)


def _texts(figure: Figure) -> Iterator[tuple[str, Any, bool]]:
    """(text, where it lies in pixels, is it a tick's label) of all that is seen."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    ticks = {}
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks |= {id(tick.label1): low <= tick.get_loc() <= high for tick in axis.get_major_ticks()}
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and ticks.get(id(text), True):
            yield text.get_text(), text.get_window_extent(canvas.get_renderer()), id(text) in ticks


@pytest.mark.slow
def test_figures_are_drawn_and_their_letters_lie_apart_and_within(view: View) -> None:
    for name, figure in _figures(view):
        with styled():
            texts = list(_texts(figure))
        assert texts, name
        width, height = figure.get_size_inches() * figure.dpi
        for text, box, _ in texts:
            inside = box.x0 > -2 and box.y0 > -2 and box.x1 < width + 2 and box.y1 < height + 2
            assert inside, (name, text, "is cut off")
        # The labels of an axis matplotlib keeps apart by itself.
        shown = [(text, box) for text, box, tick in texts if not tick]
        for i, (first, box) in enumerate(shown):
            for second, other in shown[i + 1 :]:
                across = min(box.x1, other.x1) - max(box.x0, other.x0)
                down = min(box.y1, other.y1) - max(box.y0, other.y0)
                assert min(across, down) < 2, (name, first, "lies over", second)


def test_svg_is_the_same_each_time_and_has_no_date(make_run: Callable[..., Any]) -> None:
    view = read_run(make_run())
    first, second = ({name: svg_text(figure) for name, figure in _figures(view)} for _ in range(2))
    assert first == second
    assert not any("<metadata" in text or "dc:date" in text for text in first.values())
    assert all("<text" in text for text in first.values())  # letters stay letters: found, copied, read aloud


def test_a_power_is_drawn_in_its_colour(make_run: Callable[..., Any]) -> None:
    figure = fan_chart(read_run(make_run(variants=2)), "influence", ["RUS", "CHN"])
    medians = {line.get_color() for line in figure.axes[0].lines}
    assert medians == {KNOWN_POWERS["RUS"], KNOWN_POWERS["CHN"]}


def test_a_claims_chart_shows_its_variants_and_who_it_is_about(make_run: Callable[..., Any]) -> None:
    view = read_run(make_run(variants=5, claims=3))
    about, _, alignment = (claim_chart(view, claim, moving_series(view.trajectories)) for claim in view.claims)
    assert about is not None
    assert about.variants == ("v1", "v0")
    assert about.references == {"v1": "v0"}
    assert set(about.actors) == {"RUS>USA", "USA>RUS"}
    assert alignment is not None
    assert set(alignment.actors) == {f"{power}:VEN" for power in ("USA", "RUS", "CHN", "EUR")}


def test_charts_are_few_where_variants_are_many(make_run: Callable[..., Any]) -> None:
    few, many = (charts(read_run(make_run(variants=n, claims=1))) for n in (2, 15))
    assert len(many) < len(few)
    assert all(len(chart.actors) <= MOST_ACTORS for chart in few)


def test_leaders_are_those_with_the_largest_mean(make_run: Callable[..., Any]) -> None:
    view = read_run(make_run(variants=2))
    opening, first, _ = leaders(view)
    table = view.trajectories[(view.trajectories["series"] == "alignment") & (view.trajectories["variant"] == "v0")]
    for place, client in enumerate(view.clients):
        for column, turn in ((opening, 0), (first, table["turn"].max())):
            here = table[(table["turn"] == turn) & table["actor"].str.endswith(f":{client.id}")]
            best = here.loc[here["mean"].idxmax()]
            assert list(view.powers)[column.power[place]] == best["actor"].split(":")[0]
            assert column.share[place] == best["mean"]


def test_frequencies_count_each_deal_once(make_run: Callable[..., Any]) -> None:
    view = read_run(make_run())
    kinds = kinds_of(view.events)
    table = frequencies(view, "v0", kinds)
    deals = view.events[(view.events["variant"] == "v0") & (view.events["kind"] == "deal")]
    assert table[kinds.index("deal")].sum() == pytest.approx(len(deals) / 2 / 120)
    falls = view.events[(view.events["variant"] == "v0") & (view.events["kind"] == "fall")]
    expected = np.bincount(falls["turn"], minlength=view.calendar.turns) / 120
    np.testing.assert_allclose(table[kinds.index("fall")], expected)


@pytest.mark.parametrize("turns", [1, 3, 40, 400, 4000])
def test_years_on_the_axis_have_room(make_run: Callable[..., Any], turns: int) -> None:
    view = read_run(make_run(variants=1, claims=0, turns=turns, happens=False, replicates=4, clients=1, powers=1))
    ticks, names = quarter_ticks(view, inches=2.2, fewest_inches=0.62)
    assert 1 <= len(ticks) == len(names) <= 4
    assert ticks[0] == 0
    assert ticks[-1] <= turns
