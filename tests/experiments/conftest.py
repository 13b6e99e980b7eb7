"""A scenario small enough to be run many times: two powers, four clients, six quarters, and some luck."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
import yaml

from sim.experiments.store import RunDirectory
from sim.scenario import Scenario, from_mapping

TINY = """
scenario: tiny
title: Does it pay to press?
seed: 11
start: 2008-Q1
turns: 6
powers:
  USA:
    name: United States
    capability: 1.0
    claims: [VEN, CUB]
    salience: {default: 0.1, VEN: 0.7, CUB: 0.9}
    doctrine: {name: prudent}
  RUS:
    name: Russia
    capability: {uniform: [0.2, 0.4]}
    claims: [UKR, GEO]
    salience: {default: 0.1, UKR: 0.9, GEO: 0.8}
    doctrine: {name: restraint}
clients:
  VEN: {name: Venezuela, region: west, insecurity: 0.7}
  CUB: {name: Cuba, region: west, insecurity: 0.7}
  UKR: {name: Ukraine, region: east, insecurity: 0.7}
  GEO: {name: Georgia, region: east, insecurity: 0.7}
networks:
  neighbours: {edges: [[VEN, CUB], [UKR, GEO]]}
timeline:
  - {event: arms_deal, at: 2008-Q3, power: RUS, client: VEN, amount: 0.1, label: A deal}
variants:
  press: {label: Press, set: {powers: {RUS: {doctrine: {name: tit_for_tat}}}}}
  hold: {label: Hold back}
  sham: {label: "Hold back, under another name", set: {powers: {RUS: {doctrine: {name: restraint}}}}}
claims:
  - id: T1
    source: {document: D0, lines: "1"}
    paraphrase: Pressing is felt.
    outcome: {name: encroachment, power: USA, rival: RUS}
    treatment: press
    control: hold
    expected: increase
    smallest_effect: 0.001
    reason: Less would go unseen.
  - id: T2
    source: {document: D0, lines: "2"}
    paraphrase: A name moves nothing.
    outcome: {name: influence, power: RUS}
    treatment: sham
    control: hold
    expected: no_difference
    smallest_effect: 0.01
    reason: Less would go unseen.
"""


@pytest.fixture(scope="session")
def tiny() -> Callable[..., Scenario]:
    """The tiny scenario with settings: tiny(turns=4) or tiny({"powers.USA.capability": 2})."""

    def load(settings: dict[str, object] | None = None, **more: object) -> Scenario:
        data = yaml.safe_load(TINY)
        return from_mapping(data, {**(settings or {}), **more}, name="tiny")

    return load


@pytest.fixture(scope="session")
def contents() -> Callable[[RunDirectory], dict[str, bytes]]:
    """Every number of a run as bytes, by table and column: equal where the runs are, however they were cut."""

    def read(run: RunDirectory) -> dict[str, bytes]:
        tables = {
            "outcomes": run.outcomes(),
            "events": run.events(),
            "histories": run.histories(),
            "trajectories": run.trajectories(),
            "frozen": run.frozen(),
        }
        return {f"{name}.{column}": _bytes(t[column]) for name, t in tables.items() for column in t.columns}

    return read


def _bytes(column: pd.Series) -> bytes:
    if column.dtype.kind in "fiu":
        return column.to_numpy().tobytes()
    return "\n".join(map(repr, column.tolist())).encode()
