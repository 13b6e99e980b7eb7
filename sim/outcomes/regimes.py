"""Regimes: how many fall, from whom, and whether one survives."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array
from sim.core.symbols import MUCH
from sim.outcomes import outcome
from sim.outcomes.asking import Asked
from sim.outcomes.reading import Reading, Rows


@outcome(
    "regime_falls", accepts=("client", "region"), unit="falls", low=0, high=MUCH,
    meaning="regimes that fell in the span, by upheaval or by the timeline; those removed by force do not count",
)  # fmt: skip
def regime_falls(reading: Reading, asked: Asked) -> Array:
    """Number of falls in the clients that count."""
    return asked.picked(reading.happened("fall")).counted(reading.replicates)


@outcome(
    "falls_from", requires=("power",), accepts=("client", "region"), unit="falls", low=0, high=MUCH, each="power",
    meaning="regimes that fell in the span, by upheaval or by the timeline, while the power had the largest share of them",
)  # fmt: skip
def falls_from(reading: Reading, asked: Asked) -> Array:
    """Number of falls with which the power lost a client's regime."""
    return asked.picked(reading.happened("fall")).counted(reading.replicates)


@outcome(
    "regime_survives", requires=("client",), unit="0 or 1", low=0, high=1,
    meaning="1 where the client's regime neither fell nor was removed by force in the span, by the timeline or not",
)  # fmt: skip
def regime_survives(reading: Reading, asked: Asked) -> Array:
    """1 - [a fall, a swift removal, a war won against it, or an event of the timeline that does the same].

    An event of the timeline is recorded as what it came to, also where its outcome is drawn by lot.
    """
    force, wars = reading.happened("force"), reading.happened("war_end")
    ends = (
        reading.happened("fall"),
        force.some(force.detail == "swift"),
        wars.some(wars.detail == "victory"),
        reading.once("scripted ends", lambda: _scripted(reading)),
    )
    ended = np.zeros(reading.replicates)
    for rows in ends:
        ended += asked.picked(rows).counted(reading.replicates)
    return np.asarray((ended == 0.0) * 1.0)


def _scripted(reading: Reading) -> Rows:
    """The events of the timeline that end a regime, told by their label and place."""
    events = reading.happened("event")
    ends = np.zeros(len(events), dtype=bool)
    for event in reading.run.world.timeline:
        swift = event.event == "use_of_force" and event.arguments.get("outcome") == "swift"
        if swift or event.event == "regime_change":
            here = events.client == event.arguments["client"]
            ends |= here & (events.detail == (event.label or event.event))
    return events.some(ends)
