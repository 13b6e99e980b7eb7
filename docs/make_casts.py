"""Make the casts: the powers and clients of a year from public figures, or a synthetic world of any size.

    python docs/make_casts.py figures --data FOLDER
    python docs/make_casts.py synthetic --powers 3 --clients 12 > scenarios/casts/synthetic.yaml

The rules (cast_figures.py), the exceptions (cast_exceptions.yaml), the sources and the caveats are told in
docs/casts.md; cast_page.py lays the YAML out. FOLDER holds the extracts named there (countries.csv,
capabilities.csv ...); the environment variable SPHERES_DATA may name it instead of --data.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cast_figures import EDITIONS, TABLES
from cast_page import SCHEMA, cast, comment, flow, wrap

CASTS = Path(__file__).resolve().parents[1] / "scenarios" / "casts"


# --- a world for theory -------------------------------------------------------------------------------------
def synthetic(powers: int, clients: int) -> str:
    """A world of p powers and n clients, each power claiming its share of them, drawn from distributions."""
    ids = [f"P{i + 1}" for i in range(powers)]
    names = [f"C{i + 1:02d}" for i in range(clients)]
    owner = {name: i * powers // clients for i, name in enumerate(names)}
    chi = [f"[{p}, {q}, 0.3]" for i, p in enumerate(ids) for q in ids[i + 1:]]
    return "\n".join([
        SCHEMA,
        *comment(0, "A world for theory: no number here is a figure, all are assumed. Another size:",
                 f"python docs/make_casts.py synthetic --powers {powers} --clients {clients}"),
        "scenario: synthetic",
        f"title: A synthetic world of {powers} powers and {clients} clients",
        "description: >-",
        *wrap("Powers and clients drawn from distributions, on a small-world network of neighbours: what "
              "holds here does not rest on any particular geography or history.", "  "),
        "seed: 1  # assumed",
        "start: 2000-Q1  # assumed: a date is needed and means nothing",
        "turns: 80  # assumed: twenty years",
        *comment(0, "Assumed: a power cares more for its own sphere, reaches further into it and leads it",
                 "at the start. The bounds of the opening alignment keep every client's sum over powers",
                 "below 1."),
        "powers:",
        *(line for i, power in enumerate(ids)
          for line in synthetic_power(power, i, powers, [name for name in names if owner[name] == i])),
        "# Assumed: wants of clients are humped where extremes are rare, else uniform.",
        "clients:",
        *(line for i, name in enumerate(names)
          for line in synthetic_client(name, i, f"sphere_{owner[name] + 1}", longitude(i, clients))),
        "networks:",
        "  # Assumed: a ring of near neighbours with a few far links (Watts and Strogatz 1998).",
        f"  neighbours: {{generator: watts_strogatz, k: {4 if clients > 4 else 2}, rewiring: 0.1, seed: 3}}",
        *(["  # Assumed: every pair of powers would lose alike by hostility.",
           *flow("  interdependence: {edges: [", [chi], "]}")] if chi else []),
    ]) + "\n"


def longitude(i: int, n: int) -> int:
    """The i-th of n equal steps round the globe."""
    return 360 * (2 * i + 1) // (2 * n) - 180


def synthetic_client(client: str, i: int, region: str, east: int) -> list[str]:
    return [
        f"  {client}: {{name: Client {i + 1}, region: {region}, "
        f"place: {{latitude: {-20 if i % 2 else 20}, longitude: {east}}},",
        "        economic_need: {beta: [2, 2]}, arms_need: {uniform: [0.1, 0.9]},",
        "        insecurity: {beta: [2, 4]}, autonomy: {uniform: [0.1, 0.9]}}",
    ]


def synthetic_power(power: str, i: int, powers: int, own: Sequence[str]) -> list[str]:
    def spread(name: str, indent: int, elsewhere: str, inside: str) -> list[str]:
        groups = [[f"default: {elsewhere}"], [f"{client}: {inside}" for client in own]]
        return flow(" " * indent + name + ": {", groups, "}")

    guest = round(min(0.15, 0.4 / max(1, powers - 1)) - 0.0005, 3)
    return [
        f"  {power}:",
        f"    name: Power {i + 1}",
        f"    place: {{latitude: 0, longitude: {longitude(i, powers)}}}",
        f"    capability: {'{uniform: [0.3, 1.0]}' if i else '1.0'}",
        *flow("    claims: [", [own], "]"),
        *spread("salience", 4, "{uniform: [0.05, 0.4]}", "{uniform: [0.4, 0.9]}"),
        "    affinity: {default: {triangular: [-0.8, 0.0, 0.8]}}",
        *spread("reach", 4, "{uniform: [0.2, 0.6]}", "{uniform: [0.6, 1.0]}"),
        "    opening:",
        *spread("alignment", 6, f"{{uniform: [0.0, {guest}]}}", "{uniform: [0.3, 0.6]}"),
        *spread("arsenal", 6, "0.0", "{uniform: [0.0, 0.05]}"),
        "    doctrine: {name: prudent}",
    ]


# --- the command --------------------------------------------------------------------------------------------
def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make_casts.py", description="Make the casts; see docs/casts.md.")
    modes = parser.add_subparsers(dest="mode", required=True)
    figures = modes.add_parser("figures", help="write powers_2008.yaml and powers_2025.yaml")
    figures.add_argument("--data", type=Path, default=os.environ.get("SPHERES_DATA"), help="the extracts")
    figures.add_argument("--out", type=Path, default=CASTS, help="folder to write to")
    theory = modes.add_parser("synthetic", help="print a synthetic cast")
    theory.add_argument("--powers", type=int, default=3)
    theory.add_argument("--clients", type=int, default=12)
    options = parser.parse_args(arguments)
    if options.mode == "synthetic":
        if options.powers < 1 or options.clients < max(3, options.powers):
            parser.error(f"found {options.powers} powers and {options.clients} clients; expected at least "
                         "one power, three clients, and a client for each power")
        sys.stdout.write(synthetic(options.powers, options.clients))
        return 0
    if options.data is None:
        parser.error("no folder of extracts: give --data FOLDER or set SPHERES_DATA")
    missing = [f"{name}.csv" for name in TABLES if not (Path(options.data) / f"{name}.csv").is_file()]
    if missing:
        parser.error(f"{options.data}: not found: {', '.join(missing)}; docs/casts.md tells what they hold")
    for edition in EDITIONS:
        text = cast(Path(options.data), edition)
        (options.out / f"{edition.name}.yaml").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
