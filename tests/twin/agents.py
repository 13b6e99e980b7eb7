"""Powers and clients as objects, with what ties them: plain attributes, floats and dictionaries."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import mesa


class GreatPower(mesa.Agent):
    """A great power: its own numbers as attributes, its ties with each client, its relations with each rival."""

    def __init__(self, model: Any, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.ties: dict[Client, SimpleNamespace] = {}
        self.relations: dict[GreatPower, SimpleNamespace] = {}
        self.doctrine, self.told = "", SimpleNamespace()

    def with_rivals(self) -> list[tuple[GreatPower, SimpleNamespace]]:
        """Each other power, and p's relation with it."""
        return [(rival, relation) for rival, relation in self.relations.items() if rival is not self]

    def claims(self, client: Client) -> bool:
        return bool(self.ties[client].claim > 0.0)

    def sphere(self) -> list[Client]:
        return [client for client in self.ties if self.claims(client)]

    def wars(self) -> float:
        """Weight of the power's unsettled wars, Σ_c Ω_pc."""
        return sum(tie.occupation for tie in self.ties.values())

    def contest_means(self) -> float:
        return float(self.capability * self.contest_share)

    def depends_on(self, rival: GreatPower) -> float:
        """δ_pq = min(1, ν_p χ_pq)."""
        return float(min(1.0, self.vulnerability * self.relations[rival].interdependence))


class Client(mesa.Agent):
    """A client state: its own numbers, its ties with each power, the weights of its neighbours."""

    def __init__(self, model: Any, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.ties: dict[GreatPower, SimpleNamespace] = {}
        self.neighbours: dict[Client, float] = {}

    def aligned(self) -> float:
        return sum(tie.alignment for tie in self.ties.values())

    def patron(self) -> GreatPower:
        """The power that most of its policy follows; of equals the first listed."""
        return max(self.ties, key=lambda power: self.ties[power].alignment)

    def claimed(self) -> bool:
        return any(tie.claim > 0.0 for tie in self.ties.values())


def clip01(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def above(x: float) -> float:
    """[x]₊"""
    return max(x, 0.0)


def ratio(part: float, whole: float) -> float:
    """part / whole; 0 where the whole is nothing."""
    return part / whole if whole > 0.0 else 0.0
