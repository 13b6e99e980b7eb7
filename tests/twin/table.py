"""One bargaining table: what is at stake client by client, the Pareto chain of packages, and where each protocol ends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.twin.agents import Client, above, clip01

SLACK, NOTHING, HAIR = 1e-9, 1e-12, 1e-9


@dataclass
class Issue:
    """A step along the chain: it gives p `rise` and takes `fall` from q. `by_q`: q stands back; else p no longer does."""

    client: Client
    by_q: bool
    rise: float
    fall: float

    def slope(self) -> float:
        return self.rise / self.fall if self.fall > 0.0 else float("inf")


@dataclass
class Package:
    """Utilities over disagreement, and how far each issue is taken."""

    p: float
    q: float
    taken: list[float]


class Table:
    """Packages between p and q, from the one that is best for q; `start` their utilities there, over disagreement."""

    def __init__(self, issues: list[Issue], outside_p: float, outside_q: float) -> None:
        self.issues = sorted((one for one in issues if one.rise > 0.0 or one.fall > 0.0), key=lambda one: -one.slope())
        start_p = -sum(one.rise for one in issues if not one.by_q) - outside_p
        start_q = sum(one.fall for one in issues if not one.by_q) - outside_q
        self.corners = [(start_p, start_q)]
        for one in self.issues:
            self.corners.append((self.corners[-1][0] + one.rise, self.corners[-1][1] - one.fall))

    def segments(self) -> Iterator[tuple[int, Issue, float, float]]:
        """Number, issue, and the utilities where it begins."""
        for k, one in enumerate(self.issues):
            yield k, one, *self.corners[k]

    def at(self, taken: Callable[[Issue, float, float], float]) -> Package:
        """The package that takes each issue as far as a rule says, given the utilities where its segment begins."""
        shares = [clip01(taken(one, p, q)) for _, one, p, q in self.segments()]
        p = self.corners[0][0] + sum(share * one.rise for share, one in zip(shares, self.issues, strict=True))
        q = self.corners[0][1] - sum(share * one.fall for share, one in zip(shares, self.issues, strict=True))
        return Package(p, q, shares)

    def where_p_has(self, utility: float) -> Package:
        """The last efficient package that gives p a utility, or its least or greatest."""
        return self.at(lambda one, p, q: (utility - p) / one.rise if one.rise > 0.0 else 0.0)

    def best_for_p(self, least_q: float = 0.0) -> Package:
        """The most that p can have where q keeps `least_q`."""
        return self.at(lambda one, p, q: 0.0 if one.rise == 0.0 else 1.0 if one.fall == 0.0 else (q - least_q) / one.fall)

    def best_for_q(self, least_p: float = 0.0) -> Package:
        """The most that q can have where p keeps `least_p`; what costs q nothing p has anyway."""
        return self.at(lambda one, p, q: 0.0 if one.rise == 0.0 else 1.0 if one.fall == 0.0 else (least_p - p) / one.rise)

    def nash(self, weight: float) -> Package | None:
        """The package with the greatest u_p^w u_q^(1-w), found by trying each segment; None where none is worth it to both."""
        found, best = None, 0.0
        for k, one, p, q in self.segments():
            if one.rise == 0.0:
                continue
            share = 1.0 if one.fall == 0.0 else clip01(weight * q / one.fall - (1.0 - weight) * p / one.rise)
            p, q = p + share * one.rise, q - share * one.fall
            if p > 0.0 and q > 0.0 and p**weight * q ** (1.0 - weight) > best:
                best = p**weight * q ** (1.0 - weight)
                found = Package(p, q, [1.0] * k + [share] + [0.0] * (len(self.issues) - k - 1))
        return found

    def proportional(self, of_p: float, of_q: float) -> Package:
        """The package where u_p / of_p = u_q / of_q, or the nearest to it at an end of the chain."""
        def taken(one: Issue, p: float, q: float) -> float:
            pace = one.rise * of_q + one.fall * of_p
            return (q * of_p - p * of_q) / pace if pace > 0.0 else 0.0

        return self.at(taken)

    def kalai_smorodinsky(self) -> Package:
        return self.proportional(above(self.best_for_p().p), above(self.best_for_q().q))

    def rubinstein(self, patience_p: float, patience_q: float, p_first: bool) -> Package:
        """Alternating offers: q is indifferent between p's offer x now and its own, δ_p x for p, a round later."""
        free = above(self.corners[0][0] + sum(one.rise for one in self.issues if one.fall == 0.0))
        low, high = free, self.best_for_p().p
        for _ in range(100):
            middle = 0.5 * (low + high)
            if self.where_p_has(middle).q > patience_q * self.where_p_has(patience_p * middle).q:
                low = middle
            else:
                high = middle
        return self.where_p_has(low if p_first else max(patience_p * low, free))
