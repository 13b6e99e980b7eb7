"""A small world, and ways to load a text and to see its faults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import Scenario, load

SMALL = """\
scenario: small
title: A small world
start: 2000-Q1
turns: 8
seed: 7
powers:
  AAA:
    name: Alpha
    place: {latitude: 10, longitude: 20}
    capability: 1.0
    claims: [XXX]
    salience: {default: 0.1, XXX: 0.8}
    opening:
      alignment: {default: 0.1, XXX: 0.5}
      trust: {BBB: 0.7}
    doctrine: {name: tit_for_tat, reciprocity: 1.5}
  BBB:
    name: Beta
    capability: {uniform: [0.2, 0.4]}
    claims: [YYY]
    doctrine: {name: restraint}
clients:
  XXX: {name: Xanadu, region: north, economic_need: 0.3}
  YYY: {name: Ys, region: south, insecurity: {beta: [2, 4]}}
  ZZZ: {name: Zembla, region: south}
networks:
  neighbours: {edges: [[XXX, YYY], [YYY, ZZZ, 3]]}
  interdependence: {edges: [[AAA, BBB, 0.6]]}
timeline:
  - {event: arms_deal, at: 2000-Q3, power: AAA, client: XXX, amount: 0.1, label: A deal}
variants:
  treated: {label: Treated, set: {powers: {BBB: {doctrine: {name: tit_for_tat}}}}}
  control: {}
claims:
  - id: H1
    source: {document: D0, lines: "1-3"}
    paraphrase: It matters.
    outcome: {name: encroachment, power: AAA, rival: BBB}
    treatment: treated
    control: control
    expected: increase
    smallest_effect: 0.1
    reason: Less would go unseen.
knobs: [powers.AAA.doctrine.reciprocity]
"""


class Found(NamedTuple):
    line: int
    column: int
    path: str
    message: str


@pytest.fixture
def small() -> str:
    return SMALL


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a text (or bytes) to a file of the test's own folder."""

    def write(text: str | bytes = SMALL, name: str = "small.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def read(write: Callable[..., Path]) -> Callable[..., Scenario]:
    """Load a text."""

    def read(text: str | bytes = SMALL, *overrides: str, **outcomes: object) -> Scenario:
        return load(write(text), overrides, **outcomes)  # type: ignore[arg-type]

    return read


@pytest.fixture
def faults(read: Callable[..., Scenario]) -> Callable[..., list[Found]]:
    """Every fault of a text that must not load."""

    def faults(text: str | bytes, *overrides: str, **outcomes: object) -> list[Found]:
        with pytest.raises(ScenarioError) as caught:
            read(text, *overrides, **outcomes)
        return [Found(p.line, p.column, p.path, p.message) for p in caught.value.problems]

    return faults


@pytest.fixture
def fault(faults: Callable[..., list[Found]]) -> Callable[..., Found]:
    """The only fault of a text."""

    def fault(text: str | bytes, *overrides: str, **outcomes: object) -> Found:
        (found,) = faults(text, *overrides, **outcomes)
        return found

    return fault
