"""The named numbers that golden.json keeps: a few of small worlds, a few of each shipped scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sim
from sim.engine import Run, simulate
from tests.worlds import lively_world, small_world

REPLICATES = range(50)
SEED = 2008


def numbers() -> dict[str, float]:
    """Name -> number; takes a few seconds."""
    found: dict[str, float] = {}
    for world, (run, read) in {**_small(), **_shipped()}.items():
        found |= {f"{world}: {name}": float(number(run)) for name, number in read.items()}
    return found


Reading = Mapping[str, Callable[[Run], float]]


def _small() -> dict[str, tuple[Run, Reading]]:
    quiet = simulate(small_world(turns=20), seed=SEED, replicates=REPLICATES)
    lively = simulate(lively_world(4, 9, 20), seed=SEED, replicates=REPLICATES)
    pair = lively_world(2, 5, 20, doctrines=["tit_for_tat", "opportunist"], options={"summit": {"protocol": "rubinstein"}})
    return {
        "quiet world": (quiet, {
            "influence of the strongest": lambda run: run.series["influence"][:, -1, 0].mean(),
            "influence of the weakest": lambda run: run.series["influence"][:, -1, 2].mean(),
            "non-aligned": lambda run: run.series["nonaligned"][:, -1].mean(),
            "grievances": lambda run: run.series["grievance"][:, -1].mean(),
        }),
        "lively world": (lively, {
            "influence of the strongest": lambda run: run.series["influence"][:, -1, 0].mean(),
            "norm": lambda run: run.series["norm"][:, -1].mean(),
            "trust": lambda run: run.series["trust"][:, -1].mean(),
            "welfare of the clients": lambda run: run.series["welfare"][:, -1].mean(),
            "deals": lambda run: len(run.happenings.where("deal")) / 2,
            "uses of force": lambda run: len(run.happenings.where("force")),
        }),
        "two powers by turns": (simulate(pair, seed=SEED, replicates=REPLICATES), {
            "influence of the first": lambda run: run.series["influence"][:, -1, 0].mean(),
            "worth of deals": lambda run: run.happenings.where("deal").amount.mean(),
        }),
    }  # fmt: skip


def _shipped() -> dict[str, tuple[Run, Reading]]:
    usa, rus = 0, 1
    variants = {
        "tit_for_tat": "answer_alike", "monroe_exclusion": "graded", "venezuela_for_ukraine": "linked_opposed",
    }  # fmt: skip
    read: dict[str, Reading] = {
        "tit_for_tat": {
            "influence of the USA": lambda run: run.series["influence"][:, -1, usa].mean(),
            "pressure of Russia on the USA": lambda run: run.series["pressure"][:, :, rus, usa].mean(),
            "falls": lambda run: len(run.happenings.where("fall")),
        },
        "monroe_exclusion": {
            "alignment of the sphere of the USA": lambda run: run.series["sphere_alignment"][:, -1, usa].mean(),
            "sanctions": lambda run: len(run.happenings.where("sanction")),
        },
        "venezuela_for_ukraine": {
            "influence of Russia": lambda run: run.series["influence"][:, -1, rus].mean(),
            "deals": lambda run: len(run.happenings.where("deal")) / 2,
            "concessions": lambda run: run.happenings.where("concession").amount.sum(),
        },
    }
    return {
        f"{name}, {variant}": (
            simulate(sim.build(sim.load(name), variant), seed=SEED, replicates=REPLICATES), read[name]
        )
        for name, variant in variants.items()
    }  # fmt: skip
