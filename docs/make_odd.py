#!/usr/bin/env python3
"""Fills the tables of docs/ODD.md from the code; the words between them are written by hand.

    python docs/make_odd.py            write the tables anew
    python docs/make_odd.py --check    say whether they are current; 1 where they are not

A table stands between "<!-- table: NAME -->" and "<!-- end -->", NAME being one of TABLES.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from docs import tables  # noqa: E402
from sim.core.symbols import PARAMETERS, STATE, SYMBOLS  # noqa: E402
from sim.doctrines import DOCTRINES, SIGHTS  # noqa: E402
from sim.events import EVENTS  # noqa: E402
from sim.mechanisms import MECHANISMS  # noqa: E402

PAGE = ROOT / "docs" / "ODD.md"
BLOCK = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
ENTITIES = {  # axes of an array -> what it belongs to
    "": "the world",
    "p": "a great power p",
    "c": "a client state c",
    "pc": "a power p in a client c",
    "pq": "a power p toward a rival q",
    "pqc": "a power p toward a rival q in a client c",
    "pqn": "a power p toward a rival q, word n of a note",
    "cd": "a client c and its neighbour d",
}


def names(listed: Iterable[str]) -> str:
    """Symbols with their letters, in the order of the symbol table."""
    asked = set(listed)
    return ", ".join(f"{name} {one.letter}" for name, one in SYMBOLS.items() if name in asked) or "–"


def entities() -> str:
    """What there is, with what stays and what changes of it."""
    rows = [
        (what, names(n for n, s in PARAMETERS.items() if s.axes == axes), names(n for n, s in STATE.items() if s.axes == axes))
        for axes, what in ENTITIES.items()
    ]
    return tables.table(("entity", "attributes", "state variables"), rows)


def schedule() -> str:
    """The stages of a turn, as they were watched."""
    from docs.watched_turn import schedule as watched

    rows = [
        (f"`{one.name}`", ", ".join(sorted(one.mechanisms)) or "–", first_sentence(one.does), names(one.old), names(one.new),
         names(one.writes), ", ".join(sorted(one.draws)) or "–")
        for one in watched()
    ]  # fmt: skip
    heads = ("stage", "switched by", "does", "reads of the last turn", "reads of this turn", "writes", "draws")
    return tables.table(("", *heads), ((i, *row) for i, row in enumerate(rows, start=1)))


def first_sentence(text: str) -> str:
    """Up to a semicolon, a full stop or the shape of an array."""
    return re.split(r"[.;](?:\s|$)|, \(r", text)[0]


def parameters() -> str:
    rows = [
        (mechanism.name, f"`{p.name}`", tables.axes(p.axes), f"{p.default:.4g}", tables.span(p.low, p.high), p.unit, p.meaning,
         p.source)
        for mechanism in MECHANISMS.values() for p in mechanism.parameters
    ]  # fmt: skip
    return tables.table(("mechanism", "parameter", "of", "default", "range", "unit", "meaning", "source"), rows)


def options() -> str:
    rows = [
        (mechanism.name, f"`{o.name}`", ", ".join(o.choices) or o.kind, "none" if o.default is None else o.default, o.meaning)
        for mechanism in MECHANISMS.values() for o in mechanism.options
    ]  # fmt: skip
    return tables.table(("mechanism", "option", "is", "default", "meaning"), rows)


def luck() -> str:
    rows = [(f"`{n}`", m.name, c.kind, tables.axes(c.axes)) for m in MECHANISMS.values() for n, c in m.channels.items()]
    return tables.table(("channel", "read by", "draws", "one number a turn for each"), rows)


def doctrines() -> str:
    rows = [
        (f"`{d.name}`", d.summary, ", ".join(d.sees) or "nothing",
         ", ".join(f"{p.name} {p.default:.4g}" for p in d.parameters) or "–", ", ".join(d.sources) or "–")
        for d in DOCTRINES.values()
    ]  # fmt: skip
    return tables.table(("doctrine", "what it does", "sees", "parameters, with defaults", "sources"), rows)


def sights() -> str:
    return tables.table(("sight", "what a doctrine sees under it"), ((f"`{name}`", told) for name, told in SIGHTS.items()))


def events() -> str:
    rows = [(f"`{e.name}`", e.summary, ", ".join(a.name for a in e.arguments) or "–", "yes" if e.draws else "no")
            for e in EVENTS.values()]  # fmt: skip
    return tables.table(("event", "what it does", "arguments", "draws luck"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "entities": entities,
    "attributes": lambda: tables.symbols(PARAMETERS.values()),
    "states": lambda: tables.symbols(STATE.values()),
    "schedule": schedule,
    "luck": luck,
    "outcomes": tables.outcomes,
    "events": events,
    "doctrines": doctrines,
    "sights": sights,
    "parameters": parameters,
    "options": options,
}


def filled(page: str) -> str:
    """The page with every table as the code has it now."""
    standing = [name for _, name, _ in BLOCK.findall(page)]
    if sorted(standing) != sorted(TABLES):
        raise SystemExit(f"docs/ODD.md has the tables {sorted(standing)}; expected each of {sorted(TABLES)} once")
    return BLOCK.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n\n{found[3]}", page)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make_odd.py", description="Fill the tables of docs/ODD.md from the code.")
    parser.add_argument("--check", action="store_true", help="change nothing; 1 where the page is out of date")
    options = parser.parse_args(arguments)
    before = PAGE.read_text(encoding="utf-8")
    after = filled(before)
    if options.check:
        print("docs/ODD.md is current." if after == before else "docs/ODD.md is out of date; run: python docs/make_odd.py")
        return int(after != before)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
