"""The use of force, by whom and where, and the wars and frozen conflicts that come of it.

A use of force counts whether a power decided on it or the timeline brought it about, also by a mandate that is widened;
to leave one of the timeline's out, let the span begin after it.
"""

from __future__ import annotations

from sim.core.axes import Array
from sim.core.symbols import MUCH
from sim.mechanisms.force import OPEN
from sim.outcomes import Each, outcome
from sim.outcomes.asking import Asked
from sim.outcomes.reading import Reading, Rows, counted


def _count_of(name: str, kind: str, detail: str, unit: str, meaning: str, each: Each = "") -> None:
    """Register the count of a kind of happening, of one detail or ("") of all."""

    def rows(reading: Reading) -> Rows:
        every = reading.happened(kind)
        return every.some(every.detail == detail) if detail else every

    def count(reading: Reading, asked: Asked) -> Array:
        return asked.picked(reading.once((kind, detail), lambda: rows(reading))).counted(reading.replicates)

    outcome(
        name, accepts=("power", "client", "region"), unit=unit, low=0, high=MUCH, meaning=meaning, each=each
    )(count)  # fmt: skip


_count_of("force_used", "force", "", "uses", "uses of force in the span, those of the timeline among them", "power")
_count_of("force_swift", "force", "swift", "uses", "uses of force in the span that removed a regime at once")
_count_of("wars_begun", "force", "war", "wars", "uses of force in the span that became wars")
_count_of("wars_won", "war_end", "victory", "wars", "wars that ended in the span in victory for who began them")
_count_of("wars_frozen", "war_end", "frozen", "wars", "wars that froze in the span")


@outcome(
    "frozen_share", unit="share of turns", low=0, high=1,
    meaning="share of the span's turns that end with at least one frozen conflict",
)  # fmt: skip
def frozen_share(reading: Reading, asked: Asked) -> Array:
    """Share of turns with a frozen conflict somewhere, 0..1."""
    there = reading.states("frozen_conflicts")[:, asked.span.states] > 0.0
    return counted(there, 1) / asked.span.turns


@outcome(
    "vetoes", accepts=("power", "rival", "client", "region"), unit="vetoes", low=0, high=MUCH,
    meaning="mandates, of the rival or of all, that the power, or any, vetoed in the span",
)  # fmt: skip
def vetoes(reading: Reading, asked: Asked) -> Array:
    """Number of vetoes."""
    return asked.picked(reading.happened("veto")).counted(reading.replicates)


@outcome(
    "frozen_in", accepts=("client", "region"), unit="share", low=0, high=1, cubes=("occupation",),
    meaning="share of the span's turns and of the clients that count that end with a frozen conflict and no open war",
)  # fmt: skip
def frozen_in(reading: Reading, asked: Asked) -> Array:
    """Share of (turn, client) with 0 < max_p Ω < 1/2, 0..1."""
    weight = asked.of_clients(reading.states("occupation")[:, asked.span.states].max(axis=2))
    return counted((weight > 0.0) & (weight < OPEN), (1, 2)) / (asked.span.turns * weight.shape[2])


@outcome(
    "open_war_in", accepts=("client", "region"), unit="share", low=0, high=1, cubes=("occupation",),
    meaning="share of the span's turns and of the clients that count that end with an open war of some power",
)  # fmt: skip
def open_war_in(reading: Reading, asked: Asked) -> Array:
    """Share of (turn, client) with max_p Ω >= 1/2, 0..1."""
    weight = asked.of_clients(reading.states("occupation")[:, asked.span.states].max(axis=2))
    return counted(weight >= OPEN, (1, 2)) / (asked.span.turns * weight.shape[2])
