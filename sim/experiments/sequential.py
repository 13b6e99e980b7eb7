"""`--replicates auto`: look at the results at doubling sizes, and stop when every claim is decided.

Looking again and again until something shows would break the promise behind the verdicts, so the chance of a
false verdict, alpha, is shared out among the looks before the first one: half of it is kept for the last
look, the other half is split equally among those before. A false verdict at look k has a chance of at most
alpha_k (verdict.py), and the shares add up to alpha, so the chance of a false verdict at any look, and so at
the one where we stop, is at most alpha: Bonferroni over the looks, however they depend on one another, and as
true as the intervals themselves (interval.py). Rules that spend alpha by the joint normal distribution of the
looks [O'Brien and Fleming 1979; Lan and DeMets 1983] gain a little, but need that distribution to be normal
far out in its tails, which 200 skewed pairs are not. Like theirs, our shares save alpha for the end: at 7
looks the last interval is 14 % wider than that of a run of fixed size (equal shares: 37 %).

The report is made at the last look alone: all pairs, that look's share of alpha. Earlier looks only say
whether to go on. A claim decided at an early look and no longer decided by all the pairs is reported
undecided: a verdict never rests on fewer pairs than the numbers printed beside it. The promise covers this
rule, as a report is one of the looks.

Where many scenarios are judged in one go (`spheres verdicts`), each claim is reported at the first look that decides it,
with that look's pairs and share of alpha; it then leaves the family, and variants that no undecided claim needs grow no
further. The promise is the same: as long as nothing was decided wrongly, those that have left are no true hypothesis of
Holm's proof, so at look k at least as many claims are open as are true, and a first false verdict there has a chance of at
most alpha_k; the looks add up to alpha as before.

The plan is fixed by (first, cap, alpha) before anything is seen. Raising the cap after a look makes another
plan, whose promise does not cover what was seen under the first.

Sources: P. O'Brien and T. Fleming (1979), A multiple testing procedure for clinical trials, Biometrics 35,
549-556; K. K. G. Lan and D. DeMets (1983), Discrete sequential boundaries for clinical trials, Biometrika 70,
659-663.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.core.errors import SpheresError
from sim.experiments.compare import check_share
from sim.experiments.verdict import Verdict

FIRST: Final = 200  # replicates; with fewer, intervals of skewed outcomes miss too often (interval.py)
CAP: Final = 12_800  # replicates, assumed: six doublings, a standard error an eighth of the first look's
LAST_SHARE: Final = 0.5  # of alpha, assumed


@dataclass(frozen=True, slots=True)
class Look:
    """One look: its number from 1, the replicates it rests on in all, and its share of alpha."""

    number: int
    replicates: int
    alpha: float


@dataclass(frozen=True, slots=True)
class Stopping:
    """Whether to stop after a look, why, the claims still open, and the next look (None at a stop)."""

    stop: bool
    reason: str
    undecided: tuple[str, ...]
    next: Look | None


def looks(first: int = FIRST, cap: int = CAP, *, alpha: float = 0.05) -> tuple[Look, ...]:
    """The plan: looks at first, 2 first, 4 first ... below the cap, and at the cap.

    first, cap  replicates, 2 <= first <= cap; alpha 0..1 for the whole plan
    returns     looks whose alphas add up to alpha; with one look it has all of it
    """
    check_share("alpha", alpha)
    if not 2 <= first <= cap:
        raise SpheresError(
            f"the first look is at {first} replicates, the cap is {cap}; expected 2 <= first <= cap; "
            "lower the first look or raise the cap"
        )
    sizes = []
    size = first
    while size < cap:
        sizes.append(size)
        size *= 2
    early = alpha * (1 - LAST_SHARE) / len(sizes) if sizes else 0.0
    last = alpha * LAST_SHARE if sizes else alpha
    shares = [early] * len(sizes) + [last]
    return tuple(Look(i, n, share) for i, (n, share) in enumerate(zip([*sizes, cap], shares, strict=True), start=1))


def stopping(plan: Sequence[Look], number: int, verdicts: Sequence[Verdict]) -> Stopping:
    """Whether the plan stops at look `number` (from 1), whose verdicts these are.

    raises  SpheresError where the plan has no such look, or a verdict was reached with another alpha
    """
    if not 1 <= number <= len(plan):
        raise SpheresError(f"the plan has looks 1 to {len(plan)}, found look {number}; go on from the last one made")
    look = plan[number - 1]
    strangers = [verdict.claim for verdict in verdicts if verdict.alpha != look.alpha]
    if strangers:
        raise SpheresError(
            f"look {number} allows alpha {look.alpha:g}, but {', '.join(strangers)} was judged with another; "
            "judge the claims with the look's own alpha"
        )
    undecided = tuple(verdict.claim for verdict in verdicts if not verdict.decided)
    if not undecided:
        what = "every claim is decided" if verdicts else "there is no claim to decide"
        return Stopping(True, f"{what} at {look.replicates:,} replicates", (), None)
    open_claims = f"{len(undecided)} of {len(verdicts)} claims undecided ({', '.join(undecided)})"
    if number == len(plan):
        return Stopping(True, f"the cap of {look.replicates:,} replicates is met with {open_claims}", undecided, None)
    following = plan[number]
    reason = f"{open_claims} at {look.replicates:,} replicates; going on to {following.replicates:,}"
    return Stopping(False, reason, undecided, following)
