#!/usr/bin/env python3
"""Makes docs/claims.md of results/reference and of the texts in docs/claims.d.

    python docs/make_claims.py page      write the page
    python docs/make_claims.py maps      run the maps of all scenarios; write docs/images and results/reference/maps.json

Numbers and verdicts are the copy's, words are the texts'. A table stands below the last section that names its claims in the
parentheses of its heading. After `spheres verdicts --out results/reference`, run this again and commit both.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from sim.experiments.hypotheses import contradictions, hypotheses, hypothesis_of, left_open, uncovered  # noqa: E402
from sim.experiments.reference import read  # noqa: E402
from sim.reports.style import VERDICT_SIGNS  # noqa: E402
from sim.reports.wording import EXPECTED_WORDS, interval, number, safe_name  # noqa: E402
from sim.scenario.vocabulary import GROUPS  # noqa: E402

REFERENCE = ROOT / "results" / "reference"
TEXTS = ROOT / "docs" / "claims.d"
PAGE = ROOT / "docs" / "claims.md"
IMAGES = ROOT / "docs" / "images"
MAPS = "maps.json"
DPI = 88  # of a map's picture: wide enough for a page, and less than 150 kB
FINDINGS = ("supported", "contradicted", "no meaningful effect", "undecided", "not judged")
Row = dict[str, Any]


# --- the page -----------------------------------------------------------------------------------------------
def page() -> str:
    """The whole of docs/claims.md."""
    rows, manifest = read(REFERENCE)
    maps = json.loads((REFERENCE / MAPS).read_text(encoding="utf-8"))
    told = text("findings")
    refuse_wrong(told, rows)
    parts = [text("introduction"), overview(rows, manifest), told, *groups(rows, maps), unexpressed(rows), provenance(manifest)]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def refuse_wrong(told: str, rows: Sequence[Row]) -> None:
    """Stop where a text gives a claim another verdict than the table: "H01a (supported)"."""
    verdicts = {row["claim"]: row["verdict"] for row in rows}
    for claim, verdict in re.findall(r"\b([HX]\d+\w*)\s+\((supported|contradicted|no\s+meaningful\s+effect|undecided)\)", told):
        if verdicts.get(claim) != " ".join(verdict.split()):
            found = verdicts.get(claim)
            raise SystemExit(f"docs/claims.d/findings.md has {claim} as {verdict}; the table: {found}; mend the text")


def text(name: str) -> str:
    """A hand-written text, "" where there is none."""
    path = TEXTS / f"{name}.md"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def overview(rows: Sequence[Row], manifest: dict[str, Any]) -> str:
    """How many claims have which verdict, by group; how the checks went; what does not stand over the family."""
    listed = {key: [row for row in rows if row["group"] == key] for key in GROUPS}
    lines = ["| group | claims | " + " | ".join(FINDINGS[:4]) + " | checks passed |", "|---|--:|--:|--:|--:|--:|--:|"]
    for key, title in [*GROUPS.items(), ("", "All")]:
        members = listed[key] if key else list(rows)
        found = Counter(row["verdict"] for row in members)
        checks = [row["check"] for row in members if row["check"]]
        passed = f"{checks.count('passed')} of {len(checks)}" if checks else ""
        lines.append(f"| {title} | {len(members)} | " + " | ".join(str(found[name]) for name in FINDINGS[:4]) + f" | {passed} |")
    entries = {hypothesis_of(row["claim"]) for row in rows} & set(hypotheses())
    shaky = [row["claim"] for row in rows if row["stands"] == "no"]
    told = f"Of the {len(hypotheses())} claims on the list, {len(entries)} are here, most of them in several parts."
    family = f"Over the whole family these are not beyond doubt: {', '.join(shaky)}." if shaky else (
        f"Every decided verdict also stands with 5 % / {len(manifest['scenarios'])} for its scenario."
    )  # fmt: skip
    return "## At a glance\n" + "\n".join(lines) + f"\n\n{told} {family}"


def groups(rows: Sequence[Row], maps: Sequence[Row]) -> Iterator[str]:
    """Each group: its sections, each with the tables of the claims that no later section names."""
    sections = {key: split(text(key)) for key in GROUPS}
    order = [(key, i) for key in GROUPS for i in range(len(sections[key]))]
    last = {id_: place for place in order for id_ in named(sections[place[0]][place[1]][0])}
    for key, title in GROUPS.items():
        yield f"## {title}"
        shown: set[str] = set()
        for i, (heading, body) in enumerate(sections[key]):
            here = [row for row in rows if last.get(row["hypothesis"]) == (key, i)]
            shown |= {row["claim"] for row in here}
            yield f"### {heading}\n{body}" if heading else body
            yield table(here)
            yield from (drawn(one, "####") for one in maps if last.get(one["map"]) == (key, i) and one["map"] in hypotheses())
        rest = [row for row in rows if row["group"] == key and row["hypothesis"] not in last]
        yield table(rest)
        if key == "contradictions":
            yield from (drawn(one, "###") for one in maps if one["map"] not in hypotheses())


def split(written: str) -> list[tuple[str, str]]:
    """(heading, body) of the sections of a text; what stands before the first has no heading."""
    parts = re.split(r"^## +(.+)$", written, flags=re.MULTILINE)
    sections = [("", parts[0].strip())] if parts[0].strip() else []
    return sections + [(parts[i].strip(), parts[i + 1].strip()) for i in range(1, len(parts), 2)]


def named(heading: str) -> list[str]:
    """The entries of the list that a heading names: "Presence and grip (H57; X7)" -> H57, X7."""
    return re.findall(r"\b[HX]\d+\b", heading)


def table(rows: Sequence[Row]) -> str:
    """Claims with what was found of them; below, what came of the checks that did not pass."""
    if not rows:
        return ""
    lines = ["| claim | in our words | effect | matters from | verdict | check |", "|---|---|---|--:|---|---|"]
    for row in rows:
        where = f"**{row['claim']}** {row['document']} L{row['lines']}"
        lines.append(
            f"| {where} | {cell(row['paraphrase'])} | {effect(row)} | {number(row['smallest_effect'])} {cell(row['unit'])} | "
            f"{VERDICT_SIGNS.get(row['verdict'], '–')} {row['verdict']} | {row['check'] or ''} |"
        )
    notes = [f"- {note}" for note in map(doubt, rows) if note]
    return "\n".join(lines) + ("\n\n" + "\n".join(notes) if notes else "")


def effect(row: Row) -> str:
    """The expected sign, the difference with the interval that decides, and the pairs."""
    if row["effect"] is None:
        return "not judged"
    ends = "the same in every pair" if row["low"] == row["high"] else interval(row["low"], row["high"])
    expected = EXPECTED_WORDS[row["expected"]]
    return f"{expected} claimed; **{number(row['effect'], signed=True)}** ({ends}; {row['replicates']:,} pairs)"


def doubt(row: Row) -> str:
    """A check that did not pass, with its number; "" for nothing to say."""
    if row["check"] in ("", "passed"):
        return ""
    if row["check_effect"] is None:
        return f"The check of {row['claim']} was not judged."
    ends = interval(row["check_low"], row["check_high"])
    told = f"The check of {row['claim']} {'failed' if row['check'] == 'failed' else 'is undecided'}"
    return f"{told}: with the mechanism off {number(row['check_effect'], signed=True)} is left ({ends}). {row['why']}"


def cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def drawn(one: Row, level: str) -> str:
    """A map: its question, its picture, its verdict."""
    sources = "; ".join(f"{document} L{lines}" for document, lines in one["sources"])
    head = f"{level} {one['map']}: {one['question']}\n*{sources}; scenario `{one['scenario']}`.*"
    return f"{head}\n\n![{cell(one['question'])}](images/{one['picture']})\n\n{one['sentence']}"


def unexpressed(rows: Sequence[Row]) -> str:
    """What of the list is not here, or in part only, with reasons."""
    reasons, absent = left_open(), uncovered(row["claim"] for row in rows)
    known = {id_: one.title for id_, one in hypotheses().items()} | dict(contradictions())
    lines = [f"- **{id_}** {known[id_]}: {reasons.get(id_, 'no reason is given')}" for id_ in absent]
    lines += [f"- **{id_}** (in part): {reason}" for id_, reason in reasons.items() if id_ not in absent]
    return "## What the model cannot say\n" + "\n".join(lines) if lines else ""


def provenance(manifest: dict[str, Any]) -> str:
    scenarios = manifest["scenarios"]
    runs = sum(sum(about["replicates"].values()) for about in scenarios.values())
    versions = manifest["environment"]["versions"]
    return (
        "## How it was made\n"
        f"`spheres verdicts --out results/reference`: {len(scenarios)} scenarios, {runs:,} histories, looks at "
        f"{', '.join(f'{n:,}' for n in manifest['looks'])} replicates, {manifest['written'][:10]}. Model code "
        f"`{manifest['environment']['code'][:12]}`, Python {versions['python']}, NumPy {versions['numpy']}. Hashes, seeds and "
        "replicates of each scenario are in [results/reference](../results/reference/manifest.json); "
        "`docs/make_claims.py` makes this page of them and of `docs/claims.d`."
    )


# --- the maps -----------------------------------------------------------------------------------------------
def draw_maps(results: str, workers: int, only: Iterable[str]) -> None:
    """Run every map; its picture, and what it shows."""
    from sim.experiments.loading import load
    from sim.experiments.mapping import chosen_maps, run_map
    from sim.reports.figures.phase import phase
    from sim.reports.mapping import as_data
    from sim.reports.style import styled
    from sim.scenario.files import available
    from sim.scenario.maps import maps_of

    path = REFERENCE / MAPS
    told = {one["map"]: one for one in json.loads(path.read_text(encoding="utf-8"))} if path.is_file() else {}
    for name in [entry.name for entry in available()]:
        scenario = load(name)
        for about in chosen_maps(scenario, []) if maps_of(scenario) else []:
            if only and about.id not in only:
                continue
            mapped = run_map(scenario, about, results=results, workers=workers)
            file = f"map_{safe_name(about.id)}.png"
            with styled():
                phase(mapped).savefig(IMAGES / file, dpi=DPI, metadata={"Software": None}, pil_kwargs={"optimize": True})
            data = as_data(mapped)
            del data["directory"]
            told[about.id] = data | {"scenario": name, "picture": file}
            print(f"{about.id}: {data['sentence']}", flush=True)
            listed = sorted(told.values(), key=lambda one: (not one["map"].startswith("X"), one["map"]))
            path.write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make_claims.py", description="Make docs/claims.md and its pictures.")
    modes = parser.add_subparsers(dest="mode", required=True)
    modes.add_parser("page", help="write docs/claims.md")
    maps = modes.add_parser("maps", help="run the maps of all scenarios, and draw them")
    maps.add_argument("--results", default="results/maps")
    maps.add_argument("--workers", type=int, default=2)
    maps.add_argument("--only", nargs="*", default=[], help="ids of maps")
    options = parser.parse_args(arguments)
    if options.mode == "maps":
        draw_maps(options.results, options.workers, options.only)
    else:
        PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
