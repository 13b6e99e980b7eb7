"""A finished run as a run directory would answer, of random numbers, as large or as odd as a test wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.core.calendar import Calendar
from sim.core.errors import SpheresError
from sim.core.request import Request
from sim.experiments.verdict import ClaimData, judge

POWERS = {"USA": "United States", "RUS": "Russia", "CHN": "China", "EUR": "Europe"}
CLIENTS = {
    "UKR": ("Ukraine", "post_soviet"),
    "GEO": ("Georgia", "post_soviet"),
    "BLR": ("Belarus", "post_soviet"),
    "VEN": ("Venezuela", "latin_america"),
    "CUB": ("Cuba", "latin_america"),
    "BIH": ("Bosnia and Herzegovina", "balkans"),
    "SRB": ("Serbia", "balkans"),
}
SCALAR, OF_POWER, OF_PAIR = (
    ("norm", "open_wars"),
    ("sphere_alignment", "influence"),
    ("grievance", "pressure"),
)


@dataclass
class FakeRun:
    path: Path
    name: str
    scenario: dict[str, Any]
    calendar: Calendar
    manifest: dict[str, Any]
    wide: dict[str, dict[str, np.ndarray]]
    paths: pd.DataFrame
    happened: pd.DataFrame
    stopped: pd.DataFrame
    judged: list[dict[str, Any]]
    seed: int = 2008

    @property
    def replicates(self) -> dict[str, int]:
        return {variant: len(next(iter(columns.values()))) for variant, columns in self.wide.items()}

    def columns(self, variant: str, keys: Sequence[str]) -> dict[str, np.ndarray]:
        return {key: self.wide[variant][key] for key in keys}

    def trajectories(self) -> pd.DataFrame:
        return self.paths

    def events(self, replicates: int) -> pd.DataFrame:
        return self.happened[self.happened["replicate"] < replicates]

    def frozen(self) -> pd.DataFrame:
        return self.stopped

    def verdicts(self) -> list[dict[str, Any]]:
        return self.judged


def trajectories(
    rng: np.random.Generator, variants: list[str], powers: list[str], clients: list[str], calendar: Calendar, flat: bool
) -> pd.DataFrame:
    turn = np.arange(calendar.turns + 1)
    pairs = [f"{p}>{q}" for p in powers for q in powers if p != q][:40]
    actors = [(name, "") for name in SCALAR] + [(name, p) for name in OF_POWER for p in powers]
    actors += [(name, pair) for name in OF_PAIR for pair in pairs]
    actors += [("alignment", f"{p}:{c}") for p in powers for c in clients]
    channels = [(variant, name, actor) for variant in variants for name, actor in actors]
    level, drift = rng.uniform(0.1, 0.6, (len(channels), 1)), rng.normal(size=(len(channels), 1))
    middle = np.clip(level + 0.2 * np.tanh(turn / 20) * drift, 0, 1) * (0.0 if flat else 1.0)
    spread = 0.15 * np.sqrt(turn / turn[-1]) * (0.0 if flat else 1.0)
    columns = np.array(channels, dtype=object).repeat(len(turn), axis=0).T
    quantiles = {"mean": 0, "q05": -1, "q25": -0.4, "q50": 0, "q75": 0.4, "q95": 1}
    return pd.DataFrame(
        {
            "variant": columns[0],
            "series": columns[1],
            "actor": columns[2],
            "turn": np.tile(turn, len(channels)),
            "quarter": np.tile([calendar.quarter(int(t)) for t in turn], len(channels)),
            **{name: (middle + spread * z).ravel() for name, z in quantiles.items()},
        }
    )


def happenings(
    rng: np.random.Generator,
    variants: list[str],
    powers: list[str],
    clients: list[str],
    replicates: int,
    calendar: Calendar,
) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for variant in variants:
        for replicate in range(replicates):
            for kind in ("fall", "force", "warning", "sanction"):
                for turn in rng.integers(0, calendar.turns, rng.poisson(2)):
                    rows.append(
                        (
                            variant,
                            replicate,
                            int(turn),
                            kind,
                            rng.choice(powers),
                            "",
                            rng.choice(clients),
                            0.0,
                            "",
                        )
                    )
            if rng.random() < 0.6:
                turn, p, q = int(rng.integers(0, calendar.turns - 2)), powers[0], powers[1]
                rows.append((variant, replicate, turn, "deal", p, q, "", 0.11, "first"))
                rows.append((variant, replicate, turn, "deal", q, p, "", 0.07, "second"))
                rows.append((variant, replicate, turn, "concession", p, q, clients[0], 1.0, ""))
                rows.append(
                    (
                        variant,
                        replicate,
                        turn,
                        "concession",
                        q,
                        p,
                        clients[-1],
                        float(rng.uniform(0.3, 1)),
                        "",
                    )
                )
                if rng.random() < 0.5:
                    rows.append((variant, replicate, turn + 1, "breach", q, p, "", 1.0, ""))
    names = ["variant", "replicate", "turn", "kind", "power", "rival", "client", "amount", "detail"]
    table = pd.DataFrame(rows, columns=names)
    table.insert(3, "quarter", [calendar.quarter(int(turn)) for turn in table["turn"]])
    return table


def verdicts_of(claims: list[dict[str, Any]], wide: dict[str, dict[str, np.ndarray]]) -> list[dict[str, Any]]:
    data = []
    for claim in claims:
        key, base = Request(**claim["outcome"]).key, claim.get("baseline")
        more = {f"baseline_{side}": wide[base[side]][key] for side in ("treatment", "control")} if base else {}
        sides = {side: wide[claim[side]][key] for side in ("treatment", "control")}
        data.append(ClaimData(claim["id"], claim["expected"], claim["smallest_effect"], outcome=key, **sides, **more))
    try:
        return [asdict(verdict) for verdict in judge(data)]
    except SpheresError:
        return []


@pytest.fixture(scope="session")
def make_run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., FakeRun]:
    """make_run(variants=3, claims=2, replicates=120, ...) -> FakeRun"""

    def make(
        *,
        variants: int = 3,
        claims: int = 2,
        replicates: int = 120,
        powers: int = 4,
        clients: int = 7,
        turns: int = 40,
        constant: bool = False,
        frozen: int = 0,
        happens: bool = True,
        baseline: bool = False,
        smallest: float = 0.1,
        title: str = "Answer in kind, or not",
        label: str = "Variant {}",
        paraphrase: str = "Answering in kind buys no restraint.",
    ) -> FakeRun:
        rng = np.random.default_rng(7)
        calendar = Calendar("2008-Q1", turns)
        names = dict(list(POWERS.items())[:powers]) | {f"P{i:02d}": f"Power {i}" for i in range(powers - len(POWERS))}
        who = dict(list(CLIENTS.items())[:clients])
        who |= {f"C{i:03d}": (f"Client {i}", f"region_{i % 5}") for i in range(clients - len(CLIENTS))}
        known = {
            f"v{i}": {"label": label.format(i), "description": f"What variant {i} does.", "set": {}} for i in range(variants)
        }
        about = [
            {"name": "grievance", "power": "RUS", "rival": "USA"},
            {"name": "falls"},
            {"name": "alignment", "power": "USA", "client": "VEN"},
            {"name": "norm"},
        ]
        expected = ("increase", "decrease", "no_difference")
        asked = [
            {
                "id": f"H{i + 1:02d}",
                "source": {"document": "D0", "lines": "13-15, 21"},
                "paraphrase": paraphrase,
                "outcome": about[i % 4],
                "treatment": f"v{(i + 1) % variants}",
                "control": "v0",
                "expected": expected[i % 3],
                "smallest_effect": smallest,
                "reason": "A tenth of the range.",
                **({"baseline": {"treatment": "v0", "control": f"v{variants - 1}"}} if baseline else {}),
            }
            for i in range(claims)
        ]
        luck = rng.normal(size=(4, replicates))
        wide = {}
        for i, variant in enumerate(known):
            columns = {
                "grievance(RUS>USA)": 0.5 + 0.2 * luck[0] + 0.3 * i + 0.1 * rng.normal(size=replicates),
                "falls": rng.poisson(1 + i, replicates).astype(float),
                "alignment(USA, VEN)": 1 / (1 + np.exp(luck[2] - 0.02 * i)),
                "norm": 0.8 + 0.01 * luck[3],
            }
            for values in columns.values():
                values *= 0.0 if constant else 1.0
                values[:frozen] = np.nan
            wide[variant] = columns
        stopped = pd.DataFrame(
            [(v, r, 3, "2008-Q4", "a number was not finite") for v in known for r in range(frozen)],
            columns=["variant", "replicate", "turn", "quarter", "reason"],
        )
        merged = {
            "scenario": "answer_in_kind",
            "title": title,
            "description": "Two powers answer one another.",
            "start": calendar.start,
            "turns": turns,
            "seed": 2008,
            "variants": known,
            "claims": asked,
            "powers": {
                id_: {
                    "name": name,
                    "capability": 0.5,
                    "doctrine": {"name": "restraint"},
                    "claims": [next(iter(who))],
                    "salience": {"default": 0.1, next(iter(who)): 0.9},
                }
                for id_, name in names.items()
            },
            "clients": {id_: {"name": name, "region": region} for id_, (name, region) in who.items()},
            "mechanisms": {"summit": {"enabled": True, "rate": {"uniform": [0.01, 0.05]}}},
            "timeline": [
                {
                    "event": "arms_deal",
                    "at": "2009-Q4",
                    "power": "RUS",
                    "client": "BOL",
                    "label": "Five helicopters",
                    "source": "D0 L7",
                }
            ],
        }
        events = happenings(rng, list(known), list(names), list(who), replicates if happens else 0, calendar)
        manifest = {
            "scenario": {"name": "answer_in_kind", "merged": merged},
            "seed": 2008,
            "start": calendar.start,
            "turns": turns,
            "replicates": dict.fromkeys(known, replicates),
        }
        return FakeRun(
            tmp_path_factory.mktemp("run"),
            "answer_in_kind",
            merged,
            calendar,
            manifest,
            wide,
            trajectories(rng, list(known), list(names), list(who), calendar, constant),
            events,
            stopped,
            verdicts_of(asked, wide),
        )

    return make
