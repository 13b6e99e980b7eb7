"""Bargains struck at summits: how many, who gives what, who gains what, and whether they are kept.

A bargain of a pair counts whichever of the two is named first, and so does one that came of an offer of the timeline. An
accord that the timeline writes is an event, not a bargain struck; its breach counts as any other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array
from sim.core.symbols import MUCH
from sim.outcomes import outcome
from sim.outcomes.asking import Asked
from sim.outcomes.reading import Reading, Rows

PAIR = ("power", "rival")


@outcome(
    "deals", accepts=PAIR, unit="deals", low=0, high=MUCH,
    meaning="deals signed in the span, of a pair, of a power, or of all",
)  # fmt: skip
def deals(reading: Reading, asked: Asked) -> Array:
    """Number of deals signed."""
    return _signed(reading, asked).counted(reading.replicates)


@outcome(
    "deal_reached", accepts=PAIR, unit="0 or 1", low=0, high=1, each="pair",
    meaning="1 where at least one deal was signed in the span",
)  # fmt: skip
def deal_reached(reading: Reading, asked: Asked) -> Array:
    """1 where there was a deal, else 0."""
    return np.asarray((deals(reading, asked) > 0.0) * 1.0)


@outcome(
    "turns_to_deal", accepts=PAIR, unit="turns", low=0, high=MUCH,
    meaning="turns of the span that passed before the first deal; all of them where none was signed",
)  # fmt: skip
def turns_to_deal(reading: Reading, asked: Asked) -> Array:
    """0 where a deal was signed in the first turn of the span, the span's length where there was none."""
    signed = _signed(reading, asked)
    first = np.full(reading.replicates, asked.span.turns * 1.0)
    np.minimum.at(first, signed.row, signed.turn - asked.span.first)
    return first


@outcome(
    "breaches", accepts=PAIR, unit="breaches", low=0, high=MUCH,
    meaning="bargains of a pair, of a power, or of all that either side or both broke in the span",
)  # fmt: skip
def breaches(reading: Reading, asked: Asked) -> Array:
    """Number of bargains broken; one that both break at once is broken once."""
    broken = asked.picked(reading.happened("breach"), pair=True)
    _, once = np.unique(_names(reading, broken, broken.turn), return_index=True)
    return broken.some(once).counted(reading.replicates)


@outcome(
    "broken_by", requires=("power",), accepts=("rival",), unit="breaches", low=0, high=MUCH,
    meaning="bargains, with the rival or with all, that the power itself broke in the span",
)  # fmt: skip
def broken_by(reading: Reading, asked: Asked) -> Array:
    """Number of breaches by the power."""
    return asked.picked(reading.happened("breach")).counted(reading.replicates)


@outcome(
    "deal_kept", accepts=PAIR, unit="share", low=0, high=1,
    meaning="share of the deals signed in the span that nobody broke before its end; 0 where none was signed",
)  # fmt: skip
def deal_kept(reading: Reading, asked: Asked) -> Array:
    """(signed - broken of these) / signed, 0..1; a breach tells the age of its bargain, hence when it was signed."""
    signed, broken = _signed(reading, asked), asked.picked(reading.happened("breach"), pair=True)
    ages = np.rint(broken.amount).astype(np.int64)
    kept = ~np.isin(_names(reading, signed, signed.turn), _names(reading, broken, broken.turn - ages))
    made = signed.counted(reading.replicates)
    return signed.some(kept).counted(reading.replicates) / np.maximum(made, 1.0)


@outcome(
    "concessions", accepts=("power", "rival", "client", "region"), unit="clients", low=0, high=MUCH, each="power",
    meaning="shares of clients from which the power (or any) agreed in the span to stand back, added up",
)  # fmt: skip
def concessions(reading: Reading, asked: Asked) -> Array:
    """Σ y over the concessions signed."""
    return asked.picked(reading.happened("concession")).summed(reading.replicates)


@outcome(
    "concession_of", requires=("client",), accepts=PAIR, unit="share", low=0, high=1,
    meaning="largest share of the client from which the power (or any) agreed in the span to stand back",
)  # fmt: skip
def concession_of(reading: Reading, asked: Asked) -> Array:
    """max y over the concessions of the client, 0..1; 0 where there was none."""
    conceded, largest = asked.picked(reading.happened("concession")), np.zeros(reading.replicates)
    np.maximum.at(largest, conceded.row, conceded.amount)
    return largest


@outcome(
    "surplus", accepts=PAIR, unit="utility", low=0, high=MUCH,
    meaning="what both sides of the deals signed in the span expected to gain over having none, added up",
)  # fmt: skip
def surplus(reading: Reading, asked: Asked) -> Array:
    """Σ (u_p + u_q) over the deals signed, each side's gain over its disagreement value at the signing."""
    return asked.picked(reading.happened("deal"), pair=True).summed(reading.replicates)


@outcome(
    "surplus_share", requires=PAIR, unit="share", low=0, high=1,
    meaning="the power's share of what it and the rival expected to gain by their deals of the span; 1/2 without one",
)  # fmt: skip
def surplus_share(reading: Reading, asked: Asked) -> Array:
    """Σ u_p / Σ (u_p + u_q), 0..1."""
    own = asked.picked(reading.happened("deal")).summed(reading.replicates)
    both = surplus(reading, asked)
    return np.where(both > 0.0, own / (both + (both == 0.0)), 0.5)


@outcome(
    "nash_distance", accepts=PAIR, unit="utility", low=0, high=MUCH,
    meaning="distance of both gains by a deal of the span to those at the Nash point of its table, mean; 0 without a deal",
)  # fmt: skip
def nash_distance(reading: Reading, asked: Asked) -> Array:
    """Mean over deals of |(u_p, u_q) - (u_p, u_q) at the maximum of u_p u_q| [Nash1950]."""
    apart = asked.picked(reading.happened("nash_distance"), pair=True).summed(reading.replicates)
    return apart / np.maximum(deals(reading, asked), 1.0)


@outcome(
    "issues_linked", accepts=PAIR, unit="clients", low=0, high=MUCH,
    meaning="clients from which either side stands back by a deal of the span, mean over deals; 0 without a deal",
)  # fmt: skip
def issues_linked(reading: Reading, asked: Asked) -> Array:
    """Number of concessions over number of deals."""
    conceded = asked.picked(reading.happened("concession"), pair=True).counted(reading.replicates)
    return conceded / np.maximum(deals(reading, asked), 1.0)


def _signed(reading: Reading, asked: Asked) -> Rows:
    """The deals signed, one row each; a deal is recorded once for either side."""
    rows = reading.once("deals", lambda: _first_sides(reading.happened("deal")))
    return asked.picked(rows, pair=True)


def _first_sides(rows: Rows) -> Rows:
    return rows.some(rows.power < rows.rival)


def _names(reading: Reading, rows: Rows, turn: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for each (replicate, turn, pair), (n,)."""
    powers, turns = len(reading.run.world.powers), reading.run.world.turns
    pair = np.minimum(rows.power, rows.rival) * powers + np.maximum(rows.power, rows.rival)
    return np.asarray((rows.row * turns + turn) * powers * powers + pair)
