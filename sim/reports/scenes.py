"""What a report shows beside its counts: moments on a map and as a network, ridgelines, and one history told whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from matplotlib.figure import Figure

from sim.core.errors import SpheresError
from sim.engine.reasons import Chronicle, chronicle
from sim.experiments.store import RunDirectory
from sim.reports.figures.history import history_timeline
from sim.reports.figures.network import Picture, moments, picture_at
from sim.reports.figures.ridge import columns_of, ridgeline
from sim.reports.telling import Entry, ending, opening, story
from sim.reports.view import View
from sim.reports.wording import words
from sim.scenario import build, from_mapping

MOST_RIDGES: Final = 3  # outcomes: those that most claims are about
MOST_VARIANTS: Final = 3  # whose end is drawn as a network
MOST_CLIENTS: Final = 120  # pies beyond are too small to be read

Wanted = Iterator[tuple[str, str, Callable[[], Figure]]]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """One history of the run: its variant's label, its entries, and its figure's matter."""

    label: str
    chronicle: Chronicle
    opening: tuple[str, ...]
    entries: tuple[Entry, ...]
    ending: tuple[str, ...]


def told_of(run: RunDirectory, seen: View) -> Told | None:
    """The first replicate of the first variant, stepped again; None where this version cannot read the run's scenario."""
    if not seen.variants:
        return None
    variant = seen.variants[0]
    try:
        world = build(from_mapping(dict(run.scenario), name=seen.name), variant.id)
    except SpheresError:
        return None
    found = chronicle(world, seed=run.seed, replicate=0)
    return Told(variant.label, found, tuple(opening(found)), tuple(story(found)), tuple(ending(found)))


def scenes(run: RunDirectory, seen: View, told: Told | None) -> Wanted:
    """(key, what it shows, how to draw it) of each figure."""
    pictures = _pictures(seen)
    if pictures:
        if len(pictures[0][1].places) > 2:
            yield "spheres", "Whose policy follows whom, on a map", partial(moments, pictures[:2], "map")
        yield "network", "Whose policy follows whom, as a network", partial(moments, pictures, "network")
    for outcome in _outcomes(seen):
        columns = columns_of(run, seen, outcome)
        if len(columns) > 1:
            yield f"ridgeline-{outcome}", f"Distributions of {words(outcome)}", partial(ridgeline, columns, outcome)
    if told is not None:
        title = f"One history: “{told.label}”, seed {told.chronicle.seed}, replicate 0"
        yield "history", "What happened in one history", partial(history_timeline, told.chronicle, title)


def _outcomes(seen: View) -> list[str]:
    counted = Counter(claim.outcome for claim in seen.claims)
    return [outcome for outcome, _ in counted.most_common(MOST_RIDGES)]


def _pictures(seen: View) -> list[tuple[str, Picture]]:
    table = seen.trajectories
    if not seen.variants or len(seen.clients) > MOST_CLIENTS or not (table["series"] == "alignment").any():
        return []
    last = int(table["turn"].max())
    shown = [("The opening", picture_at(seen, seen.variants[0].id, 0))]
    shown += [(f"The end: {one.label}", picture_at(seen, one.id, last)) for one in seen.variants[:MOST_VARIANTS]]
    return shown if shown[0][1].clients else []
