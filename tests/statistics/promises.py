"""How often the statistics keep their word: python -m tests.statistics.promises [--runs N] [--seed N] [NAME ...].

Each promise is tried on outcomes whose truth is known: a run of claims is made up (or simulated under luck that treatment and
control do not share), judged as the program judges, and it is counted how often what was said was false, or what was there was
found. Prints a line a promise: how many of how many, and how many are too many (or too few) if it is kept: beyond that, a
promise that is just kept goes in one case in 200.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.engine import simulate
from sim.experiments import interval
from sim.experiments.interval import PairedMean
from sim.experiments.sequential import looks
from sim.experiments.verdict import POWER, ClaimData, Finding, judge
from sim.outcomes import measure
from sim.scenario import build, load

Values = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Values]
ALPHA, CLAIMS, PAIRS = 0.05, 6, 200


@dataclass(frozen=True)
class Kept:
    """A promise and what came of it: `hits` of `of`, where a chance of `stated` was stated, at most (or at least)."""

    name: str
    hits: int
    of: int
    stated: float
    at_most: bool = True

    @property
    def bound(self) -> int:
        return int(stats.binom.ppf(0.995 if self.at_most else 0.005, self.of, self.stated))

    @property
    def kept(self) -> bool:
        return self.hits <= self.bound if self.at_most else self.hits >= self.bound

    def __str__(self) -> str:
        word = "at most" if self.at_most else "at least"
        share = f"{self.hits / self.of:6.1%}, stated {word} {self.stated:.0%}"
        return f"{self.name:<66} {self.hits:>5} of {self.of:<5} {share}; bound {self.bound}: {'kept' if self.kept else 'BROKEN'}"


# Differences whose mean is 0, one for each kind of outcome.
DIFFERENCES: dict[str, Draw] = {
    "normal": lambda rng, n: rng.normal(size=n),
    "skewed (lognormal)": lambda rng, n: rng.lognormal(size=n) - np.exp(0.5),
    "yes or no": lambda rng, n: (rng.random(n) < 0.3) - 1.0 * (rng.random(n) < 0.3),
    "heavy ties (9 of 10 zero)": lambda rng, n: np.where(rng.random(n) < 0.1, rng.normal(size=n), 0.0),
    "heavy tails (t, 3 degrees)": lambda rng, n: rng.standard_t(3, size=n),
}


def intervals_cover(runs: int, seed: int) -> Iterator[Kept]:
    """A 95 % interval misses the truth at most 5 % of the time."""
    for name, draw in DIFFERENCES.items():
        rng = np.random.default_rng(seed)
        misses = 0
        for trial in range(runs):
            found = PairedMean(draw(rng, PAIRS), seed=trial).interval(ALPHA)
            misses += not found.low <= 0.0 <= found.high
        yield Kept(f"interval misses: {name}", misses, runs, ALPHA)


def _claims(differences: Values, delta: float = 0.0) -> list[ClaimData]:
    return [ClaimData(f"H{i}", "increase", delta, d, np.zeros(d.size)) for i, d in enumerate(differences)]


def _shared(draw: Draw, rng: np.random.Generator, pairs: int) -> Values:
    """Differences of the claims of a run (claim, replicate): half their luck is common to all of them."""
    return np.stack([draw(rng, pairs) for _ in range(CLAIMS)]) + draw(rng, pairs)


def alike(runs: int, seed: int) -> Iterator[Kept]:
    """Of six claims about two variants alike, any is decided at most 5 % of the time: with delta 0 every decision is false."""
    for name, draw in DIFFERENCES.items():
        rng = np.random.default_rng(seed)
        false = sum(any(v.decided for v in judge(_claims(_shared(draw, rng, PAIRS)), alpha=ALPHA)) for _ in range(runs))
        yield Kept(f"runs with a false verdict, alike: {name}", false, runs, ALPHA)


def on_the_border(runs: int, seed: int) -> Iterator[Kept]:
    """The same where every effect is just as large as the smallest of interest: no verdict but undecided is true."""
    rng, draw = np.random.default_rng(seed), DIFFERENCES["normal"]
    false = 0
    for _ in range(runs):
        claims = _claims(0.5 + _shared(draw, rng, PAIRS), delta=0.5)
        false += any(v.decided for v in judge(claims, alpha=ALPHA))
    yield Kept("runs with a false verdict, effects on the border", false, runs, ALPHA)


def planted(runs: int, seed: int) -> Iterator[Kept]:
    """An effect as large as a verdict calls detectable is found in another run with about the chance that it states.

    Where 20 of 200 pairs differ, both runs are unsure of the spread (each by a fifth: the fourth moment of such differences is
    30 squared variances), and the chance is normal_cdf(0.84 / sqrt(1 + 0.53^2 + 0.37^2)), three in four.
    """
    for name, stated in (("normal", POWER), ("yes or no", POWER), ("heavy ties (9 of 10 zero)", 0.75)):
        draw, rng, delta = DIFFERENCES[name], np.random.default_rng(seed), 0.05
        verdicts = []
        for _ in range(runs):
            (pilot,) = judge(_claims(draw(rng, PAIRS)[None], delta))
            verdicts += judge(_claims(draw(rng, PAIRS)[None] + pilot.detectable, delta))
        found = sum(one.verdict is Finding.SUPPORTED for one in verdicts)
        yield Kept(f"planted effects found: {name}", found, runs, stated, at_most=False)


def looking_often(runs: int, seed: int) -> Iterator[Kept]:
    """With `--replicates auto`, a verdict at any of three looks at three claims about variants alike counts as false."""
    plan = looks(50, 200, alpha=ALPHA)
    for name in ("normal", "yes or no", "heavy ties (9 of 10 zero)"):
        rng = np.random.default_rng(seed)
        false = 0
        for _ in range(runs):
            differences = _shared(DIFFERENCES[name], rng, plan[-1].replicates)[:3]
            seen = (judge(_claims(differences[:, : look.replicates]), alpha=look.alpha) for look in plan)
            false += any(verdict.decided for verdicts in seen for verdict in verdicts)
        yield Kept(f"runs with a false verdict at any look: {name}", false, runs, ALPHA)


def shams(runs: int, seed: int) -> Iterator[Kept]:
    """One variant of a shipped scenario against itself under luck of its own: its outcomes as they are, skewed and tied."""
    scenario, pairs = load("tit_for_tat"), 60
    world = build(scenario, "answer_alike")
    asked = list({claim.outcome.key: claim.outcome for claim in scenario.claims}.values())
    sides = []
    for luck in (seed, seed + 1):
        parts = [
            measure(simulate(world, seed=luck, replicates=range(first, min(first + 600, runs * pairs))), asked)
            for first in range(0, runs * pairs, 600)
        ]
        sides.append({request.key: np.concatenate([part[request.key] for part in parts]) for request in asked})
    false = 0
    for rows in np.arange(runs * pairs).reshape(runs, pairs):
        claims = [ClaimData(key, "increase", 0.0, sides[0][key][rows], sides[1][key][rows]) for key in sides[0]]
        false += any(verdict.decided for verdict in judge(claims, alpha=ALPHA))
    yield Kept(f"runs with a false verdict, {len(asked)} outcomes of tit_for_tat", false, runs, ALPHA)


Promise = Callable[[int, int], Iterator[Kept]]
PROMISES: tuple[Promise, ...] = (intervals_cover, alike, on_the_border, planted, looking_often, shams)


def main() -> None:
    """Try the promises, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(one.__name__ for one in PROMISES)}; all if none")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--resamples", type=int, help="as many resamples as these at least, in place of the program's own number")
    parser.add_argument("--seed", type=int, default=2008)
    told = parser.parse_args()
    if told.resamples:
        interval.FEWEST_RESAMPLES, interval.TAIL_RESAMPLES = told.resamples, 5  # type: ignore[misc]
    broken = 0
    for promise in PROMISES:
        for kept in promise(told.runs, told.seed) if not told.names or promise.__name__ in told.names else ():
            sys.stdout.write(f"{kept}\n")
            sys.stdout.flush()
            broken += not kept.kept
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
