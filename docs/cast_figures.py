"""The figures and rules behind the casts: extracts in, numbers of the model out. Told in docs/casts.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

EXCEPTIONS = yaml.safe_load((Path(__file__).parent / "cast_exceptions.yaml").read_text(encoding="utf-8"))
POWERS = {"USA": ("USA",), "RUS": ("RUS",), "CHN": ("CHN",), "EUR": ("DEU", "FRA", "GBR")}
REGIONS = {
    "post_soviet": "UKR BLR MDA GEO ARM AZE KAZ KGZ TJK TKM UZB",
    "baltic": "EST LVA LTU",
    "central_europe": "POL CZE HUN ROU BGR",
    "balkans": "SRB MNE BIH",
    "latin_america": "MEX NIC CUB COL VEN ECU PER BRA BOL CHL ARG",
    "middle_east": "TUR SYR IRQ IRN EGY LBY",
    "asia": "MNG PRK VNM IND",
}
CLIENTS = [client for names in REGIONS.values() for client in names.split()]
TABLES = ("countries", "capabilities", "contiguity", "trade", "alliances", "arms", "alignment_share",
          "leaders")
UN_SHARES = {"un_usa": "USA", "un_rus": "RUS", "un_chn": "CHN", "un_eu3": "EUR"}
PAST = (2003, 2007)       # the last years for which every client has an ideal point

# Constants of the rules, all assumed.
BORDER_KM = 1000.0        # proximity falls to 1/e over this distance between borders, km
HALF_TRADE = 0.10         # share of the client's trade at which trade counts half
GROUND = 0.5              # the most salience that one ground gives alone
HALF_REACH_KM = 5000.0    # strength halves with every so many km between capitals
HALF_INCOME = 10_000.0    # GDP per head at which economic need is a half, int. $ of 2011
HALF_IMPORTS = 100.0      # arms imports a year at which they count half, million TIV
HALF_SOLDIERS = 5.0       # soldiers per 1,000 inhabitants at which they count half
HALF_GDP = 500_000.0      # GDP at which size counts half, million int. $ of 2017
ARMS_DECAY = 0.97         # share of an arsenal left after a quarter
TIV_PER_UNIT = 7500.0     # million TIV in a capability unit: US exports (2,300 a quarter) are 0.3 of means


@dataclass(frozen=True, slots=True)
class Edition:
    """The years that a cast draws on: the newest figures known at its start."""

    name: str
    start: int                      # first year of the simulation
    gdp: int
    forces: int                     # CINC, soldiers and inhabitants
    pact: int
    trade: int
    trade_series: tuple[str, ...]   # columns in order of preference
    trade_source: str
    window: tuple[int, int]         # UN votes
    arsenal: tuple[int, int]
    polyarchy: int
    leaders_known: bool             # whether Archigos reaches the start


EDITIONS = (
    Edition("powers_2008", 2008, gdp=2007, forces=2007, pact=2007, trade=2007,
            trade_series=("trade_share", "itpd_share"), trade_source="COW trade 4.0, Serbia ITPD-E",
            window=PAST, arsenal=(1993, 2007), polyarchy=2007, leaders_known=True),
    Edition("powers_2025", 2025, gdp=2019, forces=2022, pact=2018, trade=2016,
            trade_series=("itpd_share",), trade_source="ITPD-E",
            window=(2020, 2024), arsenal=(2010, 2023), polyarchy=2024, leaders_known=False),
)


# --- the rules ----------------------------------------------------------------------------------------------
def half_at(value: float, half: float) -> float:
    """Saturating score value / (value + half): 0 at nothing, 0.5 at `half`, always below 1."""
    return value / (value + half)


def salience(border_km: float, trade_share: float, commitment: float) -> float:
    """Three grounds joined as if independent, 1 - Π (1 - GROUND · ground): each alone gives up to GROUND."""
    grounds = np.exp(-border_km / BORDER_KM), half_at(trade_share, HALF_TRADE), commitment
    return float(1.0 - np.prod([1.0 - GROUND * ground for ground in grounds]))


def reach(capital_km: float) -> float:
    """Loss of strength with distance (Boulding 1962), halved every HALF_REACH_KM."""
    return float(2.0 ** (-capital_km / HALF_REACH_KM))


class Figures:
    """The extracts, asked by power and client; Europe is the sum, or the nearest, of its three states."""

    def __init__(self, folder: Path, edition: Edition) -> None:
        self.edition = edition
        self.exceptions: Mapping[str, Any] = EXCEPTIONS[edition.name]
        self.tables = {name: pd.read_csv(folder / f"{name}.csv") for name in TABLES}
        self.capabilities = self.tables["capabilities"].set_index(["iso3", "year"]).sort_index()
        dyad = ["client_iso3", "power_iso3"]
        trade = self.tables["trade"].query("year == @edition.trade").set_index(dyad)
        self.trade = trade[list(edition.trade_series)].bfill(axis="columns").iloc[:, 0].to_dict()
        pacts = self.tables["alliances"].query("year == @edition.pact").set_index(dyad)
        self.defence = pacts["atop_defense"].to_dict()
        pairs = self.tables["contiguity"].itertuples(index=False)
        self.pairs = {frozenset((a, b)): row for a, b, *row in pairs}

    def exception(self, kind: str, power: str, client: str) -> Any:
        return self.exceptions[kind].get(power, {}).get(client)

    def newest(self, state: str, column: str, year: int) -> tuple[float, int]:
        """Newest value not after the year, else the first after it (a young state), and its year."""
        series = self.capabilities.loc[state, column].dropna()
        chosen = series[series.index <= year][-1:] if (series.index <= year).any() else series[:1]
        return float(chosen.iloc[0]), int(chosen.index[0])

    def capability(self, state: str, column: str, year: int) -> float:
        return self.newest(state, column, year)[0]

    def total(self, power: str, column: str, year: int) -> float:
        return sum(self.capability(state, column, year) for state in POWERS[power])

    def capital_km(self, power: str, client: str) -> float:
        """From the nearest capital of the power."""
        return min(float(self.pairs[frozenset((state, client))][1]) for state in POWERS[power])

    def border_km(self, power: str, client: str) -> float:
        """From the nearest border of the power."""
        nearest = min(float(self.pairs[frozenset((state, client))][2]) for state in POWERS[power])
        return float(self.exception("borders", power, client) or nearest)

    def trade_share(self, power: str, client: str) -> float:
        if self.exception("no_trade", power, client):
            return 0.0
        return float(sum(self.trade[client, state] for state in POWERS[power]))

    def recorded_pact(self, power: str, client: str) -> float:
        return float(max(self.defence.get((client, state), 0) for state in POWERS[power]))

    def pact(self, power: str, client: str) -> float:
        """How far the client is bound to the power by a defence pact."""
        found = self.exception("pacts", power, client)
        return float(found[0]) if found else self.recorded_pact(power, client)

    def commitment(self, power: str, client: str) -> float:
        """How far the power is committed: a client that leaves a pact does not thereby matter less to it."""
        found = self.exception("commitments", power, client)
        pacts = self.recorded_pact(power, client), self.pact(power, client)
        return max(*pacts, found[0] if found else 0.0)

    def deliveries(self, client: str, suppliers: Sequence[str], years: tuple[int, int]) -> pd.Series:
        """Million TIV delivered by year: SIPRI's table to 2021, the deal register after it."""
        arms = self.tables["arms"]
        rows = arms[(arms.client_iso3 == client) & arms.supplier.isin(suppliers) & arms.year.between(*years)]
        tiv = rows.tiv_delivered.where(rows.year <= 2021, rows.tiv_delivered_register).fillna(0.0)
        return tiv.groupby(rows.year).sum()

    def recent(self, client: str, suppliers: Sequence[str]) -> float:
        """Million TIV a year over the last five years of the record."""
        last = self.edition.arsenal[1]
        return float(self.deliveries(client, suppliers, (last - 4, last)).sum()) / 5

    def arsenal(self, power: str, client: str) -> float:
        tiv = self.deliveries(client, POWERS[power], self.edition.arsenal)
        quarters = np.arange(1, 5)  # ages at the start of the four quarters of the year before it
        years = self.edition.start - 1 - tiv.index.to_numpy()
        kept = (ARMS_DECAY ** (4 * years[:, None] + quarters)).mean(axis=1)
        return float(tiv.to_numpy() @ kept) / TIV_PER_UNIT

    @cached_property
    def votes(self) -> pd.DataFrame:
        """UN shares of the powers before the start; index (client, year)."""
        table = self.tables["alignment_share"].set_index(["client_iso3", "year"]).sort_index()
        shares = table[list(UN_SHARES)].rename(columns=UN_SHARES).dropna()
        return shares[shares.index.get_level_values("year") < self.edition.start]

    def affinities(self, window: tuple[int, int]) -> pd.DataFrame:
        """Half the z-score, over all clients with figures, of a power's mean UN share; index client."""
        years = self.votes.index.get_level_values("year")
        mean = self.votes[(years >= window[0]) & (years <= window[1])].groupby("client_iso3").mean()
        return ((mean - mean.mean()) / (2 * mean.std())).clip(-1, 1)

    @cached_property
    def affinity(self) -> pd.DataFrame:
        return self.affinities(self.edition.window).combine_first(self.affinities(PAST)).loc[CLIENTS]

    @cached_property
    def carried(self) -> list[str]:
        """Clients without votes in the window, whose affinities are those of the past."""
        known = self.affinities(self.edition.window).index
        return [client for client in CLIENTS if client not in known]

    def last_vote(self, client: str) -> int:
        """The year of the client's newest UN shares."""
        return int(self.votes.loc[client].index[-1])

    @cached_property
    def alignment(self) -> pd.DataFrame:
        return pd.DataFrame({client: self.shares(client) for client in CLIENTS}).T

    def shares(self, client: str) -> pd.Series:
        """Share of policy by power: what is not free, divided as votes, trade, arms and pacts on average."""
        evidence = pd.DataFrame({
            "votes": self.votes.loc[client].iloc[-1],
            "trade": {power: self.trade_share(power, client) for power in POWERS},
            "arms": {power: self.recent(client, states) for power, states in POWERS.items()},
            "pacts": {power: self.pact(power, client) for power in POWERS},
        })
        present = evidence.loc[:, evidence.sum() > 0]
        alone = self.free_trade(client) / 2 + self.no_pact(client) / 4
        return (1.0 - alone) * (present / present.sum()).mean(axis="columns")

    def free_trade(self, client: str) -> float:
        return max(0.0, 1.0 - sum(self.trade_share(power, client) for power in POWERS))

    def no_pact(self, client: str) -> float:
        return 1.0 - max(self.pact(power, client) for power in POWERS)

    def upheaval(self, client: str) -> float:
        """Whether a leader came or went by force in the ten years before the start."""
        if client in self.exceptions["upheavals"] or not self.edition.leaders_known:
            return float(client in self.exceptions["upheavals"])
        leaders = self.tables["leaders"]
        leaders = leaders[leaders.iso3 == client]
        changes = pd.concat([leaders.set_index("start").entry, leaders.set_index("end").exit])
        forced = changes[changes.str.contains("Irregular|Foreign")].index.str[:4].astype(int)
        return float(((forced >= self.edition.start - 10) & (forced < self.edition.start)).any())

    def wants(self, client: str) -> dict[str, float]:
        edition = self.edition
        need = 1.0 - half_at(self.capability(client, "gdppc_2011intl", edition.gdp), HALF_INCOME)
        soldiers, people = (self.capability(client, of, edition.forces) for of in ("milper_k", "pop_k"))
        free = self.capability(client, "v2x_polyarchy", edition.polyarchy)
        size = half_at(self.capability(client, "gdp_ppp_musd2017", edition.gdp), HALF_GDP)
        imports = half_at(self.recent(client, ["ALL"]), HALF_IMPORTS)
        army = half_at(1000 * soldiers / people, HALF_SOLDIERS)
        return {
            "economic_need": need,
            "arms_need": (imports + army) / 2,
            "insecurity": (4 * free * (1 - free) + need + self.upheaval(client)) / 3,
            "autonomy": (self.free_trade(client) + size + self.no_pact(client)) / 3,
        }
