"""Pages that the site makes of the code while it is built, so that they cannot be out of date (a hook of MkDocs).

    mkdocs build --strict
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import sim  # noqa: E402
from docs import tables  # noqa: E402
from sim.commands._listing import span  # noqa: E402


def reference() -> dict[str, str]:
    """Path of each page -> its Markdown."""
    return {
        "reference/api.md": api(),
        "reference/vocabulary.md": vocabulary(),
        "reference/symbols.md": symbols(),
        "reference/mechanisms.md": mechanisms(),
        "reference/doctrines.md": doctrines(),
        "reference/events.md": events(),
        "reference/outcomes.md": outcomes(),
        "reference/commands.md": commands(),
        "reference/references.md": sources(),
        "claims_by_family.md": claims_by_family(),
        "notebooks.md": notebooks(),
    }


def on_config(config: Any) -> Any:
    """The hook: a page that the navigation does not name gets a place in it, so that none is lost."""
    listed = set(re.findall(r"[\w/]+\.md", str(config.nav)))
    for path in sorted(HERE.glob("*.md")):
        if path.name not in listed:
            group = "Claims" if path.name.startswith("claims") else "More"
            if not any(group in part for part in config.nav):
                config.nav.append({group: []})
            next(part for part in config.nav if group in part)[group].append(path.name)
    return config


def on_files(files: Any, config: Any) -> Any:
    """The hook: add the pages."""
    from mkdocs.structure.files import File

    for path, text in reference().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Links to files beside the pages (a scenario, a script) are shown as text: the site has the pages alone."""

    def kept(found: re.Match[str]) -> str:
        target = found[2].partition("#")[0]
        inside = not target or "://" in target or target.endswith((".md", ".png", ".svg", ".gif"))
        return found[0] if inside and not target.startswith("../") else found[1]

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)]+)\)", kept, markdown)


def api() -> str:
    """Every public name of `sim`, with its signature and docstring."""
    parts = ["# Python\n\n`import sim`; every name below is there, and is imported when it is first used.\n"]
    order = ["load", "simulate", "compare", "sweep", "tell", "bargain", "check", "plot"]
    rest = [name for name in sim.__all__ if name not in order and not name.startswith("_")]
    for name in [*order, *rest]:
        thing = getattr(sim, name)
        if inspect.ismodule(thing):
            parts.append(f"## {name}\n\n{_pre(inspect.getdoc(thing) or '')}")
            parts += [_described(f"{name}.{one}", getattr(thing, one), "###") for one in thing.__all__]
        else:
            parts.append(_described(name, thing, "##"))
    return "\n\n".join(parts)


def _described(name: str, thing: Any, level: str) -> str:
    text = f"{level} {name}\n\n"
    if inspect.isclass(thing):
        text += _pre(inspect.getdoc(thing) or "")
        for method, value in vars(thing).items():
            if not method.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                function = value.fget if isinstance(value, property) else value
                called = method if isinstance(value, property) else f"{method}{_signature(function)}"
                text += f"\n\n{level}# {name}.{method}\n\n" + _pre(f"{called}\n\n{inspect.getdoc(function) or ''}".strip())
        return text
    return text + _pre(f"{name}{_signature(thing)}\n\n{inspect.getdoc(thing) or ''}".strip())


def _signature(function: Callable[..., Any]) -> str:
    text = str(inspect.signature(function))
    return re.sub(r"\b(?:[a-z_]+\.)+([A-Z]\w*)", r"\1", text).replace("'", "")


def _pre(text: str) -> str:
    return f"```text\n{text}\n```"


def vocabulary() -> str:
    """The keys of a scenario file, from the JSON Schema that editors check it with."""
    from sim.scenario import schema

    whole = schema()
    parts = [
        "# The YAML vocabulary\n\nWhat a scenario may say. Editors know the same by `scenario.schema.json`; "
        "[Scenarios](../scenarios.md) explains it by example.\n",
        _keys(whole["properties"]),
    ]
    for name, one in sorted(whole["$defs"].items()):
        if one.get("properties") and not name.startswith(("Doctrine_", "Event_", "Mechanism_")):
            parts.append(f"## {name}\n\n{one.get('description', '')}\n\n{_keys(one['properties'])}")
    parts.append(
        "Mechanisms, doctrines and events have pages of their own: [mechanisms](mechanisms.md), [doctrines](doctrines.md), "
        "[events](events.md)."
    )
    return "\n\n".join(parts)


def _keys(properties: dict[str, Any]) -> str:
    rows = [(f"`{key}`", _type(one), _default(one), one.get("description", "")) for key, one in properties.items()]
    return tables.table(("key", "value", "default", "meaning"), rows)


def _type(one: dict[str, Any]) -> str:
    """What may stand there, in words."""
    if "$ref" in one:
        return one["$ref"].rpartition("/")[2]
    if "enum" in one or "const" in one:
        return " or ".join(f"`{value}`" for value in one.get("enum", [one.get("const")]))
    if "anyOf" in one or "oneOf" in one:
        kinds = dict.fromkeys(_type(part) for part in one.get("anyOf", one.get("oneOf", ())))
        return " or ".join(kind for kind in kinds if kind != "null") or "null"
    if one.get("type") == "array":
        return f"list of {_type(one['items'])}" if isinstance(one.get("items"), dict) else "list"
    if one.get("type") == "object":
        inner = one.get("additionalProperties")
        return f"mapping to {_type(inner)}" if isinstance(inner, dict) else "mapping"
    if one.get("type") in ("number", "integer"):
        low, high = one.get("minimum", one.get("exclusiveMinimum", -1e6)), one.get("maximum", one.get("exclusiveMaximum", 1e6))
        return f"{'whole number' if one['type'] == 'integer' else 'number'}, {span(low, high)}"
    kinds = one.get("type", "any value")
    words = {"string": "text", "boolean": "true or false", "array": "list", "object": "mapping"}
    return " or ".join(words.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null")


def _default(one: dict[str, Any]) -> str:
    default = one.get("default")
    return "" if default in (None, [], {}, "") else f"`{default}`"


def symbols() -> str:
    from sim.core.symbols import SYMBOLS

    return (
        "# Symbols and series\n\nOf: p power, q rival, c client, d neighbour, n word of a note.\n\n"
        + tables.symbols(SYMBOLS.values())
        + "\n\n## Series\n\nWhat is recorded of every turn, beside alignment; `histories.array(name)` has them.\n\n"
        + tables.series()
    )


def mechanisms() -> str:
    from sim.mechanisms import MECHANISMS

    parts = ["# Mechanisms\n\nUnder `mechanisms` in a scenario, or for one power where the parameter has the axis p.\n"]
    for one in MECHANISMS.values():
        cited = f"Sources: {', '.join(one.sources)}."
        parts.append(f"## {one.name}\n\n{one.summary} {cited}\n\n{tables.options(one)}\n\n{tables.parameters(one.parameters)}")
    return "\n\n".join(parts)


def doctrines() -> str:
    from sim.doctrines import DOCTRINES

    parts = ["# Doctrines\n\nHow a power turns what it sees into pressure on each rival: `doctrine: {name: ...}`.\n"]
    for one in DOCTRINES.values():
        sees = ", ".join(f"`{name}`" for name in one.sees) or "nothing"
        cited = f" Sources: {', '.join(one.sources)}." if one.sources else ""
        parts.append(f"## {one.name}\n\n{one.summary}{cited} It sees {sees}.\n\n{tables.parameters(one.parameters)}")
    return "\n\n".join(parts)


def events() -> str:
    from sim.events import EVENTS

    parts = ["# Events\n\nOn the timeline: `{event: ..., at: 2009-Q1, ...}`; or `rate:`, or `when:`.\n"]
    for one in EVENTS.values():
        rows = [
            (f"`{a.name}`", a.kind, span(a.low, a.high) if a.kind == "number" else ", ".join(a.choices), a.unit,
             _plain(a.default) or ("may be left out" if a.optional else "must be given"), a.meaning)
            for a in one.arguments
        ]  # fmt: skip
        table = tables.table(("argument", "kind", "range", "unit", "default", "meaning"), rows) if rows else "No arguments."
        parts.append(f"## {one.name}\n\n{one.summary}\n\n{table}")
    return "\n\n".join(parts)


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)


def outcomes() -> str:
    return (
        "# Outcomes\n\nOne number a history. In a claim or under `record`: `{name: encroachment, power: RUS, rival: USA}`; from "
        "Python: `histories.outcomes(\"encroachment(RUS>USA)\")`. Any takes `from` and `until`, quarters.\n\n" + tables.outcomes()
    )


def commands() -> str:
    """What every command says of itself."""
    import click

    from sim.cli import spheres

    parts = ["# Commands\n\n[The command line](../cli.md) has what they share.\n"]
    root = click.Context(spheres, info_name="spheres")
    for name in spheres.list_commands(root):
        command = spheres.get_command(root, name)
        if command is not None:
            about = click.Context(command, info_name=f"spheres {name}", max_content_width=100, terminal_width=100)
            parts.append(f"## spheres {name}\n\n{_pre(command.get_help(about))}")
            for inner, one in getattr(command, "commands", {}).items():
                told = one.get_help(click.Context(one, info_name=f"spheres {name} {inner}", terminal_width=100))
                parts.append(f"### spheres {name} {inner}\n\n{_pre(told)}")
    return "\n\n".join(parts)


def sources() -> str:
    parts = [path.read_text(encoding="utf-8") for path in sorted((HERE / "references.d").glob("*.md"))]
    return "# References\n\n" + "\n\n".join(re.sub(r"^#", "##", part, flags=re.M) for part in parts)


def claims_by_family() -> str:
    parts = [path.read_text(encoding="utf-8") for path in sorted((HERE / "claims.d").glob("*.md"))]
    return "# How claims are encoded\n\n" + "\n\n".join(re.sub(r"^#", "##", part, flags=re.M) for part in parts)


def notebooks() -> str:
    """The table of notebooks, as their folder has it."""
    return (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")


__all__ = ["on_files", "on_page_markdown", "reference"]
