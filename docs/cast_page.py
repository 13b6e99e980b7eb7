"""A cast as a page of YAML: every number with its source and year, or the word "assumed", above it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from cast_figures import CLIENTS, EXCEPTIONS, PAST, POWERS, REGIONS, Edition, Figures, reach, salience

SCHEMA = "# yaml-language-server: $schema=../scenario.schema.json"


# --- pieces of YAML -----------------------------------------------------------------------------------------
def wrap(text: str, lead: str) -> list[str]:
    return textwrap.wrap(text, 108, initial_indent=lead, subsequent_indent=lead, break_on_hyphens=False)


def comment(indent: int, *sentences: str) -> list[str]:
    return wrap(" ".join(filter(None, sentences)), " " * indent + "# ")


def flow(opening: str, groups: Iterable[Sequence[str]], closing: str) -> list[str]:
    """A flow collection, each group beginning a line, no line beyond 108."""
    pad = " " * len(opening)
    lines: list[str] = []
    for group in groups:
        for i, item in enumerate(group):
            if i == 0 or len(pad + lines[-1] + item) > 104:
                lines.append(item)
            else:
                lines[-1] += ", " + item
    last = len(lines) - 1
    return [(pad if i else opening) + line + (closing if i == last else ",") for i, line in enumerate(lines)]


def number(value: float, digits: int = 2) -> str:
    return repr(round(float(value), digits) + 0.0)


def mapping(
    name: str, indent: int, values: Mapping[str, float], digits: int = 2, default: float = 0.0
) -> list[str]:
    """(power, client) values by region; zeros are left out where the default is zero."""
    shown = {client: f"{client}: {number(value, digits)}" for client, value in values.items()
             if default or round(value, digits)}
    groups = [[shown[client] for client in names.split() if client in shown] for names in REGIONS.values()]
    return flow(" " * indent + name + ": {", [[f"default: {default}"], *filter(None, groups)], "}")


# --- a cast from figures ------------------------------------------------------------------------------------
def reasons(label: str, entries: Mapping[str, Sequence[Any]] | None) -> str:
    listed = "; ".join(f"{client} {value} ({reason})" for client, (value, reason) in (entries or {}).items())
    return f"{label}: {listed}." if listed else ""


def place(state: str, figures: Figures) -> tuple[str, str]:
    """Name and seat of a state; Europe sits in Brussels."""
    row = figures.tables["countries"].set_index("iso3").loc[state]
    return str(row["name"]), f"place: {{latitude: {row.cap_lat:.1f}, longitude: {row.cap_lon:.1f}}}"


def power_block(power: str, figures: Figures) -> list[str]:
    """One power: who it is, what it can do and what it claims, then its mappings."""
    edition = figures.edition
    gdp, cinc = ({p: figures.total(p, column, year) for p in POWERS}
                 for column, year in (("gdp_ppp_musd2017", edition.gdp), ("cinc", edition.forces)))
    claimed, why = EXCEPTIONS["claims"][power]
    claims = [REGIONS[region].split() for region in claimed] if claimed[0] in REGIONS else [claimed]
    europe = power == "EUR"
    name, seat = ("Europe", "place: {latitude: 50.9, longitude: 4.4}") if europe else place(power, figures)
    states = "Germany, France and Britain together. " if europe else ""
    return [
        f"  {power}:",
        f"    name: {name}",
        "    # " + ("Brussels, assumed" if europe else "Capital: COW capitals (peacesciencer), 2016"),
        "    " + seat,
        *comment(4, f"{states}isard: GDP at PPP {edition.gdp} (Fariss et al. 2022), strongest = 1.",
                 f"Rival measure: CINC {edition.forces} (NMC 7.0) {cinc[power]:.3f},",
                 f"{cinc[power] / max(cinc.values()):.2f} of the strongest."),
        f"    capability: {number(gdp[power] / max(gdp.values()))}",
        *comment(4, f"Assumed: {why}."),
        *flow("    claims: [", claims, "]"),
        *care_block(power, figures),
        *opening_block(power, figures),
        "    doctrine: {name: prudent}",
    ]


def no_trade(power: str, figures: Figures) -> str:
    entries = figures.exceptions["no_trade"].get(power, {})
    return "".join(f"Assumed, no trade: {client} ({reason})." for client, reason in entries.items())


def without_crimea(power: str, figures: Figures) -> str:
    borders = figures.exceptions["borders"].get(power, {})
    listed = ", ".join(f"{client} {km}" for client, km in borders.items())
    return f"Border km without Crimea, which the source counts as Russian: {listed}." if listed else ""


def care_block(power: str, figures: Figures) -> list[str]:
    """How much a power cares, how it pulls and how far it reaches."""
    edition, exceptions = figures.edition, figures.exceptions
    carried = " ".join(figures.carried)
    cares = {client: salience(figures.border_km(power, client), figures.trade_share(power, client),
                              figures.commitment(power, client)) for client in CLIENTS}
    reaches = {client: reach(figures.capital_km(power, client)) for client in CLIENTS}
    return [
        *comment(4, f"Borders 2019 (CShapes 2.0), trade {edition.trade} ({edition.trade_source}),",
                 f"defence pacts {edition.pact} (ATOP 5.1); weights assumed.",
                 reasons("Other commitments assumed", exceptions["commitments"].get(power)),
                 without_crimea(power, figures), no_trade(power, figures)),
        *mapping("salience", 4, cares),
        *comment(4, "UN ideal points (Bailey, Strezhnev and Voeten 2017, release of July 2025), mean share",
                 "of {}-{}, half the z-score over clients.".format(*edition.window),
                 f"Carried over from {PAST[0]}-{PAST[1]}: {carried}." if carried else ""),
        *mapping("affinity", 4, dict(figures.affinity[power])),
        *comment(4, "Distance of capitals (COW capitals, 2016), halved every 5,000 km (Boulding 1962; the",
                 "length is assumed); default: the median, assumed."),
        *mapping("reach", 4, reaches, default=round(float(np.median(list(reaches.values()))), 2)),
    ]


def opening_block(power: str, figures: Figures) -> list[str]:
    """Where clients stand, and what they have from the power, at the start."""
    edition = figures.edition
    recent = f"{edition.arsenal[1] - 4}-{edition.arsenal[1]}"
    carried = {year: " ".join(c for c in CLIENTS if figures.last_vote(c) == year)
               for year in sorted({figures.last_vote(c) for c in CLIENTS}) if year < edition.window[1]}
    late = "; ".join(f"{clients} of {year}" for year, clients in carried.items())
    return [
        "    opening:",
        *comment(6, f"Mean of shares in UN votes {edition.window[1]} (ideal points), trade {edition.trade}",
                 f"({edition.trade_source}), arms {recent} (SIPRI) and pacts {edition.pact} (ATOP 5.1),",
                 "times the part of policy that is not free; rule assumed.",
                 f"UN votes carried over: {late}." if late else "",
                 reasons("Pacts assumed", figures.exceptions["pacts"].get(power)), no_trade(power, figures)),
        *mapping("alignment", 6, dict(figures.alignment[power])),
        *comment(6, "SIPRI: TIV delivered {}-{}, decayed by 0.97 a".format(*edition.arsenal),
                 "quarter, 7,500 million a unit (both assumed)."),
        *mapping("arsenal", 6, {c: figures.arsenal(power, c) for c in CLIENTS}, digits=3),
    ]


def client_lines(client: str, region: str, figures: Figures) -> list[str]:
    name, seat = place(client, figures)
    year = figures.newest(client, "milper_k", figures.edition.forces)[1]
    notes = [f"soldiers of {year} (NMC 7.0)"] if year != figures.edition.forces else []
    if client in figures.exceptions["upheavals"]:
        notes.append("upheaval assumed: " + figures.exceptions["upheavals"][client])
    wants = ", ".join(f"{want}: {number(value)}" for want, value in figures.wants(client).items())
    return [
        *(comment(2, f"{client}: {'; '.join(notes)}") if notes else []),
        f"  {client}: {{name: {name}, region: {region}, {seat},",
        f"        {wants}}}",
    ]


def client_block(figures: Figures) -> list[str]:
    edition = figures.edition
    recent = f"{edition.arsenal[1] - 4}-{edition.arsenal[1]}"
    decade = f"{edition.start - 10}-{edition.start - 1}"
    upheavals = (f"leaders who came or went by force {decade} (Archigos 4.1)" if edition.leaders_known
                 else f"upheavals {decade} (assumed)")
    return [
        *comment(0, "Place: capital, COW capitals (peacesciencer), 2016. Rules assumed.",
                 f"Economic need: GDP per head {edition.gdp} (isard).",
                 f"Arms need: arms imports {recent} (SIPRI), soldiers per head {edition.forces} (NMC 7.0).",
                 f"Insecurity: polyarchy {edition.polyarchy} (V-Dem v16), GDP per head {edition.gdp},",
                 f"{upheavals}.",
                 f"Autonomy: trade {edition.trade} ({edition.trade_source}), GDP {edition.gdp} (isard),",
                 f"pacts {edition.pact} (ATOP 5.1)."),
        "clients:",
        *(line for region, names in REGIONS.items() for client in names.split()
          for line in client_lines(client, region, figures)),
    ]


def network_block(figures: Figures) -> list[str]:
    rows = figures.tables["contiguity"].query("contiguity in [1, 2, 3]")[["iso3_a", "iso3_b"]]
    edges = [f"[{a}, {b}]" for a, b in rows.itertuples(index=False) if {a, b} <= set(CLIENTS)]
    chi = figures.exceptions["interdependence"]
    return [
        "networks:",
        *comment(2, "COW direct contiguity 2016 (Stinnett et al. 2002): land, river, up to 24 miles of sea"),
        *flow("  neighbours: {edges: [", [edges], "]}"),
        *comment(2, "What each pair would lose by hostility; assumed, for want of figures between powers"),
        "  interdependence:",
        "    edges:",
        *(f"      - [{p}, {q}, {value}]  # assumed: {why}" for p, q, value, why in chi),
    ]


def cast(folder: Path, edition: Edition) -> str:
    """The whole file of one edition."""
    figures = Figures(folder, edition)
    late = (f"Some series end early (GDP in {edition.gdp}, pacts in {edition.pact}, trade in "
            f"{edition.trade}, some UN votes in 2007); what stands in their place is said beside it. ")
    text = (f"Four powers, with Europe as Germany, France and Britain together, and {len(CLIENTS)} clients "
            f"at the start of {edition.start}, from the newest figures before it. "
            f"{'' if edition.leaders_known else late}Behaviour and mechanisms are for scenarios to set.")
    return "\n".join([
        SCHEMA,
        *comment(0, "Made by docs/make_casts.py from public figures: change a rule or an exception there",
                 "and run it again. Rules, sources, exceptions and caveats: docs/casts.md. D0 to D4 are the",
                 "source documents, L their lines."),
        f"scenario: {edition.name}",
        f"title: Four powers and {len(CLIENTS)} clients, {edition.start}",
        "description: >-",
        *wrap(text, "  "),
        f"seed: {edition.start}  # assumed",
        f"start: {edition.start}-Q1  # assumed: the quarter after the newest figures",
        "turns: 80  # assumed: twenty years",
        "powers:",
        *(line for power in POWERS for line in power_block(power, figures)),
        *client_block(figures),
        *network_block(figures),
    ]) + "\n"
