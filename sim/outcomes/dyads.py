"""Between two powers: how hard one answers the other, and how often it comes to a crisis."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Mask
from sim.core.symbols import MUCH
from sim.core.world import Indices
from sim.outcomes import outcome
from sim.outcomes.asking import Asked
from sim.outcomes.reading import Reading, Span, counted

# Turns in which an answer counts: that in which an act is felt and, for who waits for a second act, the next.
RESPONSE = 2
# Tension, in units of grievance, from which a pair is tense (assumed): as when two powers, each half as angry as
# one use of force where all matters to it would make it (0.5), press each other with a fifth of what they have.
TENSE = 0.1
# Turns (assumed): what comes within a year of what last shook a pair is still the same crisis.
CALM = 4


@outcome(
    "retaliation", requires=("power", "rival"), unit="share of contest means", low=-1, high=1, each="dyad",
    meaning="mean pressure of the power on the rival in the turns of answer, less its mean in the other turns; in a "
    "turn of answer, or in the turn before, the power feels more of the rival's encroachment than on the mean of the "
    "span; above 0 it hits back, below 0 it backs off; 0 where either kind of turn is missing",
)  # fmt: skip
def retaliation(reading: Reading, asked: Asked) -> Array:
    """mean(π_pq | answer) - mean(π_pq | other), -1..1, with answer(t) = [F(t) > mean F or F(t-1) > mean F].

    Pressure is decided in the turn in which the encroachment of the turn before is felt, so both stand at one state.
    What moves both, such as a common trend, shows in it too: compare variants rather than reading it as a cause.
    """
    answers = reading.once(("retaliation", asked.span), lambda: _retaliation(reading, asked.span))
    return answers[:, asked.power, asked.rival]


def _retaliation(reading: Reading, span: Span) -> Array:
    """(r, p, q)."""
    pressure = reading.states("pressure")[:, span.states]
    above = reading.states("felt")[:, span.states] > reading.mean("felt", span)[:, None]
    answer = above.copy()
    for turns in range(1, RESPONSE):
        answer[:, turns:] |= above[:, :-turns]
    answers = counted(answer, 1)
    others = span.turns - answers
    in_answer = np.add.reduce(pressure * answer, axis=1)
    in_others = np.maximum(reading.total("pressure", span) - in_answer, 0.0)
    contrast = in_answer / np.maximum(answers, 1.0) - in_others / np.maximum(others, 1.0)
    return np.asarray(contrast * ((answers > 0.0) & (others > 0.0)))


@outcome(
    "crises", accepts=("power", "rival"), unit="crises per 100 turns", low=0, high=MUCH, each="pair",
    meaning="crises that begin in the span, per 100 turns, of a pair of powers, of all pairs of a power, or of all; "
    f"a pair is shaken in a turn in which its tension rises to {TENSE} or more, or in which one of the two decides to "
    f"use force in a client that the other claims or led; a crisis begins where it was not in the {CALM} turns before",
)  # fmt: skip
def crises(reading: Reading, asked: Asked) -> Array:
    """100 · (begun in the span) / turns, summed over the pairs that count.

    A use of force that the timeline brings about is nobody's decision; what it does to tension counts. Tension that the
    first turn of the run finds has not risen in it: the opening knows no pressure yet.
    """
    begun = reading.once(("crises", asked.span), lambda: _begun(reading, asked.span))
    counts = np.ones(begun.shape[1], dtype=bool)
    one, other = _pairs(reading)
    for actor in (asked.power, asked.rival):
        if actor is not None:
            counts &= (one == actor) | (other == actor)
    return np.asarray(begun[:, counts].sum(axis=1) * 100.0 / asked.span.turns)


@outcome(
    "turns_to_relapse", requires=("power", "rival"), unit="turns", low=0, high=MUCH,
    meaning="turns of the span that passed before the pair relapsed: before a bargain between them was broken, or a crisis "
    "between them began; all of them where neither happened",
)  # fmt: skip
def turns_to_relapse(reading: Reading, asked: Asked) -> Array:
    """0 where it was in the first turn of the span, the span's length where it never was. Crises as in `crises`."""
    span, (one, other) = asked.span, _pairs(reading)
    begins = reading.once("crises begin", lambda: _beginnings(reading))
    pair = {asked.power, asked.rival}
    which = next(k for k in range(len(one)) if {int(one[k]), int(other[k])} == pair)
    relapsed = begins[:, span.first : span.stop, which].copy()
    broken = asked.picked(reading.happened("breach"), pair=True)
    relapsed[broken.row, broken.turn - span.first] = True
    return np.where(relapsed.any(axis=1), relapsed.argmax(axis=1), span.turns) * 1.0


def _pairs(reading: Reading) -> tuple[Indices, Indices]:
    """The unordered pairs of powers, (k,) indices each, the first below the second."""
    return np.triu_indices(len(reading.run.world.powers), 1)


def _begun(reading: Reading, span: Span) -> Array:
    """Crises of each pair that begin in the span, (r, k)."""
    begins = reading.once("crises begin", lambda: _beginnings(reading))
    return counted(begins[:, span.first : span.stop], 1)


def _beginnings(reading: Reading) -> Mask:
    """(r, t, k), true where a crisis of pair k begins in turn t."""
    one, other = _pairs(reading)
    powers, turns = len(reading.run.world.powers), reading.run.world.turns
    tense: Mask = (reading.states("tension")[:, 1:] >= TENSE).reshape(reading.replicates, turns, powers * powers)
    tense = np.take(tense, one * powers + other, axis=2)
    shaken = _strikes(reading)
    shaken[:, 1:] |= tense[:, 1:] & ~tense[:, :-1]
    begins = shaken.copy()
    for back in range(1, min(CALM, turns - 1) + 1):
        begins[:, back:] &= ~shaken[:, :-back]
    return begins


def _strikes(reading: Reading) -> Mask:
    """(r, t, k), true where one of the pair k decides in turn t to use force in what the other claims or led."""
    one, other = _pairs(reading)
    powers, uses = len(reading.run.world.powers), reading.happened("force")
    struck = np.zeros((reading.replicates, reading.run.world.turns, len(one)), dtype=bool)
    if not len(uses):
        return struck
    number = np.zeros((powers, powers), dtype=np.intp)
    number[one, other] = number[other, one] = np.arange(len(one))
    led = reading.leaders[uses.row, uses.turn, uses.client][:, None] == np.arange(powers)
    concerned = led | reading.claims[:, uses.client].T
    concerned[np.arange(len(uses)), uses.power] = False
    which, whose = np.nonzero(concerned)
    struck[uses.row[which], uses.turn[which], number[uses.power[which], whose]] = True
    return struck
