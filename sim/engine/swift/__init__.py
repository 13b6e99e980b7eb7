"""Stages that go through memory once, by kernels, for worlds that are large enough and play by the plain rules.

A stage here reads and writes what its namesake in `sim.engine` does, to the last bit. What is rare (`RARE`), and what differs
between replicates, is left to the namesakes.
"""

from __future__ import annotations

from sim.core.kernels import pay
from sim.engine.given import Given
from sim.engine.swift.court import Court
from sim.engine.swift.exclude import Exclude
from sim.engine.swift.perceive import Perceive
from sim.engine.swift.tally import Count
from sim.engine.turn import PLAIN, Stages

NEEDED = {"perception", "exclusion", "patronage", "alignment"}  # mechanisms that are on
RARE = {"alignment.opposition_weight", "elite_share", "precedent.odium", "reputation.watching"}  # parameters that are 0


def stages_for(given: Given, replicates: int) -> Stages:
    """The stages by which so many replicates are stepped together."""
    certain = all(len(array) == 1 for array in given.params.values())
    usual = set(given.world.enabled) >= NEEDED and not given.in_use & RARE
    if certain and usual and pay(given.layout.claims.size * replicates):
        return Stages(Perceive(given), Exclude(given), Court(given), Count(given))
    return PLAIN
