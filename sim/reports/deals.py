"""Who was traded for whom, when, and on what terms: bargains counted over replicates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sim.reports.view import View
from sim.reports.wording import LEAST_SHARE

MOST_PACKAGES: Final = 8
MOST_TRADED: Final = 12
_DEAL = ["variant", "replicate", "turn", "first", "second"]


@dataclass(frozen=True, slots=True)
class Package:
    """What two powers agreed in the same form in some deals.

    gives_first, gives_second   the clients from which each stands back
    shares                      mean share of standing back, in the order of gives_first + gives_second, 0..1
    gains                       mean gain of the first and of the second power, utility
    deals                       how many; `share` of all deals of the variant
    median, early, late         quarter in which half, and the middle nine tenths, of them were signed
    broken                      share of them that was broken before the end
    """

    variant: str
    first: str
    second: str
    gives_first: tuple[str, ...]
    gives_second: tuple[str, ...]
    shares: tuple[float, ...]
    gains: tuple[float, float]
    deals: int
    share: float
    median: str
    early: str
    late: str
    broken: float


@dataclass(frozen=True, slots=True)
class Traded:
    """A client that one power conceded to another; `replicates`: share of the replicates in which it did."""

    variant: str
    power: str
    rival: str
    client: str
    replicates: float
    share: float
    median: str


@dataclass(frozen=True, slots=True)
class Deals:
    """Deals of a variant: how many a replicate, kinds of package, the commonest of them, who was traded.

    nash_distance   mean distance of both gains from those of the Nash bargain, utility; NaN where not recorded
    """

    variant: str
    per_replicate: float
    broken: float
    nash_distance: float
    kinds: int
    packages: tuple[Package, ...]
    traded: tuple[Traded, ...]
    traded_in_all: int


def count_deals(view: View) -> list[Deals]:
    """Of every variant with a deal, in the variants' order."""
    found = []
    for variant in view.variants:
        rows = view.events[view.events["variant"] == variant.id]
        signed = rows[rows["kind"] == "deal"]
        if len(signed):
            found.append(_of_variant(view, variant.id, rows, max(1, variant.watched)))
    return found


def _of_variant(view: View, variant: str, rows: pd.DataFrame, replicates: int) -> Deals:
    deal = _deals(view, rows)
    given = _concessions(view, rows)
    named = given[given["amount"] >= LEAST_SHARE]
    terms = {key: tuple(sorted(zip(part["power"], part["client"], strict=True))) for key, part in named.groupby(_DEAL)}
    amounts = {
        (*key, power, client): amount
        for key, power, client, amount in zip(
            named[_DEAL].itertuples(index=False, name=None),
            named["power"],
            named["client"],
            named["amount"],
            strict=True,
        )
    }
    keys = deal[_DEAL].itertuples(index=False, name=None)
    deal = deal.assign(terms=pd.Series([terms.get(key, ()) for key in keys], index=deal.index, dtype=object))
    groups = sorted(  # the commonest first
        deal.groupby(["first", "second", "terms"], sort=False), key=lambda item: (-len(item[1]), item[0])
    )
    packages = [_package(view, variant, part, amounts, len(deal)) for _, part in groups[:MOST_PACKAGES]]
    traded = _traded(view, variant, given, replicates)
    return Deals(
        variant=variant,
        per_replicate=len(deal) / replicates,
        broken=float(deal["broken"].mean()),
        nash_distance=float(rows.loc[rows["kind"] == "nash_distance", "amount"].mean()),
        kinds=len(groups),
        packages=tuple(packages),
        traded=tuple(traded[:MOST_TRADED]),
        traded_in_all=len(traded),
    )


def _ordered(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """With columns `first` and `second`: the two powers of the row, in the order of the scenario."""
    place = {power: i for i, power in enumerate(view.powers)}
    power, rival = rows["power"].astype(str), rows["rival"].astype(str)
    forward = power.map(place).to_numpy() < rival.map(place).to_numpy()
    return rows.assign(
        power=power,
        rival=rival,
        first=np.where(forward, power, rival),
        second=np.where(forward, rival, power),
        variant=rows["variant"].astype(str),
        client=rows["client"].astype(str),
    )


def _deals(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a deal, with the gains of both and whether it was broken."""
    signed = _ordered(view, rows[rows["kind"] == "deal"])
    side = np.where(signed["power"] == signed["first"], "gain_first", "gain_second")
    deal = signed.assign(side=side).pivot_table(index=_DEAL, columns="side", values="amount", aggfunc="first")
    deal = deal.reindex(columns=["gain_first", "gain_second"]).reset_index().sort_values(_DEAL)
    breaches = _ordered(view, rows[rows["kind"] == "breach"])
    breaches = breaches.drop_duplicates(_DEAL).sort_values("turn")[[*_DEAL]]
    ends = _first_after(deal, breaches)
    return deal.assign(broken=ends)


def _first_after(deal: pd.DataFrame, breaches: pd.DataFrame) -> list[bool]:
    """For each deal whether its pair broke one after it and before (or when) it signed the next."""
    by_pair: dict[tuple[object, ...], list[int]] = {}
    keys = ["variant", "replicate", "first", "second"]
    for key, turn in zip(breaches[keys].itertuples(index=False, name=None), breaches["turn"], strict=True):
        by_pair.setdefault(key, []).append(int(turn))
    following: dict[tuple[object, ...], int] = {}
    ends: list[bool] = []
    backwards = deal.iloc[::-1]
    for key, turn in zip(backwards[keys].itertuples(index=False, name=None), backwards["turn"], strict=True):
        last = following.get(key, 2**62)
        ends.append(any(turn < breach <= last for breach in by_pair.get(key, ())))
        following[key] = int(turn)
    return ends[::-1]


def _concessions(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    return _ordered(view, rows[rows["kind"] == "concession"])


def _package(view: View, variant: str, part: pd.DataFrame, amounts: dict[tuple[object, ...], float], total: int) -> Package:
    first, second, terms = str(part["first"].iloc[0]), str(part["second"].iloc[0]), part["terms"].iloc[0]
    of_first = tuple(client for power, client in terms if power == first)
    of_second = tuple(client for power, client in terms if power == second)
    order = [*((first, client) for client in of_first), *((second, client) for client in of_second)]
    keys = list(part[_DEAL].itertuples(index=False, name=None))
    shares = tuple(float(np.mean([amounts[(*key, *term)] for key in keys])) for term in order)
    early, median, late = _quarters(view, part["turn"])
    return Package(
        variant=variant,
        first=first,
        second=second,
        gives_first=of_first,
        gives_second=of_second,
        shares=shares,
        gains=(float(part["gain_first"].mean()), float(part["gain_second"].mean())),
        deals=len(part),
        share=len(part) / total,
        median=median,
        early=early,
        late=late,
        broken=float(part["broken"].mean()),
    )


def _quarters(view: View, turns: Iterable[int]) -> tuple[str, str, str]:
    """Quarters of the 5 %, 50 % and 95 % quantile, each a turn in which one was signed."""
    found = np.quantile(np.asarray(list(turns), dtype=np.int64), (0.05, 0.5, 0.95), method="closest_observation")
    early, median, late = (view.calendar.quarter(int(turn)) for turn in found)
    return early, median, late


def _traded(view: View, variant: str, given: pd.DataFrame, replicates: int) -> list[Traded]:
    found = []
    for key, part in given.groupby(["power", "rival", "client"]):
        power, rival, client = (str(one) for one in key)
        _, median, _ = _quarters(view, part["turn"])
        share = part["replicate"].nunique() / replicates
        found.append(Traded(variant, power, rival, client, share, float(part["amount"].mean()), median))
    return sorted(found, key=lambda one: (-one.replicates, one.power, one.rival, one.client))
