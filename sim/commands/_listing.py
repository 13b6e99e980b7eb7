"""Registries as text: a name, what it is, and its parameters, wrapped to the terminal."""

from __future__ import annotations

import json
import math
import shutil
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import click

from sim.core.declare import Parameter
from sim.core.registry import Registry


def listing(registry: Registry[Any], name: str | None, as_json: bool, details: Callable[[Any], Iterable[str]]) -> None:
    """Print everything that is registered, or one thing, with its details; for machines as JSON."""
    chosen = [registry[name]] if name else list(registry.values())
    if as_json:
        click.echo(json.dumps([plain(one) for one in chosen], indent=2, ensure_ascii=False))
        return
    for one in chosen:
        sources = getattr(one, "sources", ())
        cited = f" [{', '.join(sources)}]" if sources else ""
        text = one.summary if hasattr(one, "summary") else one.meaning
        click.echo(f"{click.style(one.name, bold=True)}\n{_wrapped(text + cited, 4)}")
        for detail in details(one):
            click.echo(_wrapped(detail, 6))


def parameter(declared: Parameter) -> str:
    """A parameter in a line: default, range, unit, meaning, source."""
    p = declared
    return f"{p.name} = {p.default:.4g}, {span(p.low, p.high)} ({p.unit}): {p.meaning} [{p.source}]"


def span(low: float, high: float) -> str:
    """A range in words; a million stands for no limit.

    >>> span(0, 1), span(0, 1e6), span(float("-inf"), float("inf"))
    ('0 to 1', 'at least 0', 'any number')
    """
    above, below = low > -1e6, high < 1e6
    if above and below:
        return f"{low:g} to {high:g}"
    if above:
        return f"at least {low:g}"
    return f"at most {high:g}" if below else "any number"


def plain(thing: Any) -> Any:
    """A declaration as data for JSON: functions left out, a number without limit as null."""
    if is_dataclass(thing):
        named = {field.name: getattr(thing, field.name) for field in fields(thing)}
        return {name: plain(value) for name, value in named.items() if not callable(value)}
    if isinstance(thing, Mapping):
        return {name: plain(value) for name, value in thing.items()}
    if isinstance(thing, tuple | list):
        return [plain(value) for value in thing]
    return None if isinstance(thing, float) and not math.isfinite(thing) else thing


def _wrapped(text: str, indent: int) -> str:
    width = min(shutil.get_terminal_size().columns, 110)
    blank = " " * indent
    return textwrap.fill(text, max(width, 40), initial_indent=blank, subsequent_indent=blank + "  " * (indent > 4))
