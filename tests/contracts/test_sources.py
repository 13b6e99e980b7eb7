"""Every source that a declaration cites has its entry under docs/references.d/, and every entry is cited."""

from __future__ import annotations

import re
from pathlib import Path

from sim.core.symbols import SYMBOLS
from sim.doctrines import DOCTRINES
from sim.mechanisms import MECHANISMS

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "references.d"
ENTRY = re.compile(r"^- \*\*(\w+)\*\*", re.MULTILINE)
ENTRIES = {key for page in FOLDER.glob("*.md") for key in ENTRY.findall(page.read_text(encoding="utf-8"))}
NOT_DECLARED = {"AxelrodPython"}  # cited by a test


def cited() -> set[str]:
    told = [source for kind in (MECHANISMS, DOCTRINES) for one in kind.values() for source in one.sources]
    told += [p.source for kind in (MECHANISMS, DOCTRINES) for one in kind.values() for p in one.parameters]
    told += [symbol.source for symbol in SYMBOLS.values()]
    parts = (part.split(" L")[0].strip() for source in told for part in re.split(r"[;,]", source))
    return {part for part in parts if not part.endswith("assumed")}


def test_every_citation_has_an_entry() -> None:
    assert cited() - ENTRIES == set()


def test_every_entry_is_cited() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (FOLDER.parents[1] / "sim").rglob("*.py"))
    in_code = set(re.findall(r"[A-Z][A-Za-z]+\d{4}", code))
    assert {entry for entry in ENTRIES if not entry.startswith("D")} - cited() - in_code - NOT_DECLARED == set()
