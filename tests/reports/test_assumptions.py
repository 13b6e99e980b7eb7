"""What the report says that a run took for granted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sim.reports import read_run
from sim.reports.assumptions import assumptions, changes, timeline
from sim.reports.view import View


def _with(view: View, origins: dict[str, str] | None = None, **sections: Any) -> View:
    manifest = {"scenario": {"provenance": origins or {}}}
    return replace(view, merged={**view.merged, **sections}, manifest=manifest)


def _rows(view: View) -> dict[str, tuple[str, str]]:
    return {s.path: (s.value, s.origin) for group in assumptions(view) for s in group.settings}


def test_values_and_where_they_come_from(make_run: Callable[..., Any]) -> None:
    view = _with(
        read_run(make_run(claims=0)),
        {
            "mechanisms.summit.rate": "scenarios/x.yaml:4:11",
            "powers.USA.salience.UKR": "scenarios/cast.yaml:9:1",
            "powers.USA.salience.default": "scenarios/x.yaml:8:2",
            "clients.UKR.autonomy": "scenarios/cast.yaml:70:3",
            "variants.v1.set.powers.USA.patience": "scenarios/x.yaml:20:9",
        },
        clients={"UKR": {"name": "Ukraine", "autonomy": 0.5}, "VEN": {"autonomy": 0.25}},
        networks={"neighbours": {"edges": [["UKR", "VEN"]]}},
        variants={"v1": {"set": {"powers": {"USA": {"patience": 0.9}}}}},
    )
    rows = _rows(view)
    assert rows["mechanisms.summit.rate"] == ("uniform (0.01, 0.05)", "scenarios/x.yaml:4:11")
    assert rows["mechanisms.summit.enabled"] == ("on", "")
    assert rows["powers.USA.salience"] == ("UKR 0.9, default 0.1", "scenarios/cast.yaml, scenarios/x.yaml")
    assert rows["clients.*.autonomy"] == ("UKR 0.5, VEN 0.25", "scenarios/cast.yaml")
    assert rows["networks.neighbours.edges"] == ("1 edges", "")
    assert rows["powers.USA.patience"] == ("0.9", "scenarios/x.yaml:20:9")
    assert "powers.USA.name" not in rows


def test_long_mappings_become_a_range(make_run: Callable[..., Any]) -> None:
    salience = {"default": 0.0, **{f"C{i:02d}": i / 100 for i in range(40)}, "C40": {"uniform": [0.2, 0.4]}}
    view = _with(read_run(make_run(claims=0)), powers={"USA": {"salience": salience}})
    value = "41 values, 0 to 0.39, 1 drawn from distributions, default 0"
    assert _rows(view)["powers.USA.salience"] == (value, "")


def test_changes_are_few(make_run: Callable[..., Any]) -> None:
    given = {"set": {"powers": {"USA": {f"x{i}": i for i in range(6)}}}}
    found = changes(_with(read_run(make_run(claims=0)), variants={"v1": given}), "v1")
    assert [setting.path for setting in found] == [f"powers.USA.x{i}" for i in range(4)] + [""]
    assert found[-1].value == "and 2 more"
    assert changes(read_run(make_run(claims=0)), "v0") == []


def test_the_timeline_in_words(make_run: Callable[..., Any]) -> None:
    events = [
        {"event": "arms_deal", "at": "2009-Q4", "power": "RUS", "client": "VEN", "amount": 0.01, "label": "Helicopters"},
        {"event": "regime_change", "client": "GEO", "rate": 0.01, "from": "2009-Q1", "until": "2012-Q4"},
        {"event": "crisis_load", "power": "USA", "once": True,
         "when": {"symbol": "grievance", "power": "RUS", "rival": "USA", "above": 2.0}},
    ]  # fmt: skip
    deal, change, load = timeline(_with(read_run(make_run(claims=0)), timeline=events))
    assert (deal.when, deal.event, deal.label) == ("2009-Q4", "arms deal", "Helicopters")
    assert deal.about == "power Russia, client Venezuela, amount 0.01"
    assert change.when == "chance 0.01 a turn, from 2009-Q1 until 2012-Q4"
    assert load.when == "while grievance Russia → United States above 2, once"
