"""Tables of what the code declares, in Markdown: one for each kind of thing, for the site and for docs/ODD.md alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sim.commands._listing import span
from sim.core.declare import Mechanism, Parameter
from sim.core.symbols import Symbol


def cell(text: Any) -> str:
    return re.sub(r"\s+", " ", str(text)).replace("|", "\\|").replace("<", "&lt;").replace("[", "\\[")


def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    heads = list(heads)
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(cell(one) for one in row) + " |" for row in rows]
    return "\n".join(lines)


def axes(letters: str) -> str:
    """The axes of an array in words: "pc" -> "p,c"."""
    return ",".join(letters) or "world"


def symbols(listed: Iterable[Symbol]) -> str:
    rows = [
        (f"`{s.name}`", s.letter, s.kind + (", may open" if s.opens else ""), axes(s.axes), span(s.low, s.high),
         f"{s.default:g}", s.unit, s.meaning + cited(s))
        for s in listed
    ]  # fmt: skip
    return table(("name", "letter", "kind", "of", "range", "default", "unit", "meaning"), rows)


def cited(one: Symbol) -> str:
    return "" if one.source == "assumed" else f" ({one.source})"


def parameters(declared: Iterable[Parameter]) -> str:
    rows = [(f"`{p.name}`", f"{p.default:.4g}", span(p.low, p.high), p.unit, p.meaning, p.source) for p in declared]
    return table(("parameter", "default", "range", "unit", "meaning", "source"), rows) if rows else "No parameters."


def options(mechanism: Mechanism) -> str:
    """Settings that are not numbers, as a list; "" where there are none."""
    told = ((o, o.choices or (("true", "false") if o.kind == "flag" else (o.kind,))) for o in mechanism.options)
    return "\n".join(f"- option `{o.name}` ({', '.join(may)}): {cell(o.meaning)}" for o, may in told)


def series() -> str:
    from sim.engine.series import SERIES

    return table(("name", "axes", "unit", "meaning"), ((f"`{s.name}`", axes(s.axes), s.unit, s.meaning) for s in SERIES.values()))


def outcomes() -> str:
    from sim.outcomes import OUTCOMES

    rows = (
        (f"`{one.name}`", ", ".join(n + ("" if must else " (may)") for n, must in one.arguments.items()) or "nothing", one.unit,
         span(one.low, one.high), one.meaning)
        for one in OUTCOMES.values()
    )  # fmt: skip
    return table(("name", "asked with", "unit", "range", "meaning"), rows)
