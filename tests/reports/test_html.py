"""The report as a file: whole, without anything from outside, safe against hostile words, the same each time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sim.reports import write_report

SECTIONS = [
    "asked", "verdicts", "claims", "trajectories", "influence", "deals", "events", "frozen", "assumptions", "provenance",
    "again",
]  # fmt: skip
VOID = {"meta", "link", "br", "img", "hr", "input"}
LOADS = {"src", "href", "xlink:href", "action", "data", "poster", "srcset", "background"}


class Page(HTMLParser):
    """Ids, links, headings, scripts and unclosed tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.text: list[str] = []
        self.handlers: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if tag not in VOID:
            self._open.append(tag)
        self._attributes(attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self._attributes(attrs)

    def _attributes(self, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids[str(value)] += 1
            if name in LOADS:
                self.links.append(str(value))
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _page(run: Any) -> tuple[str, Page]:
    text = write_report(run).read_text(encoding="utf-8")
    return text, Page(text)


@pytest.fixture(scope="module")
def ordinary(make_run: Callable[..., Any]) -> tuple[Any, str, Page]:
    run = make_run(variants=2, frozen=3, turns=12)
    return run, *_page(run)


def test_sections_and_cards(ordinary: tuple[Any, str, Page]) -> None:
    _, text, page = ordinary
    assert [id_ for id_ in page.ids if id_ in SECTIONS] == SECTIONS
    assert {"claim-1", "claim-2"} <= set(page.ids)
    assert "spheres reproduce" in text
    assert "Five helicopters" in text
    assert "uniform (0.01, 0.05)" in text
    assert "3 pairs left out" in text
    assert "a number was not finite" in text


def test_ids_are_unique_and_links_lead_somewhere(ordinary: tuple[Any, str, Page]) -> None:
    _, text, page = ordinary
    assert max(page.ids.values()) == 1
    inside = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    inside += re.findall(r"url\(#([^)]+)\)", text)
    assert inside
    assert set(inside) <= set(page.ids)


def test_nothing_comes_from_outside(ordinary: tuple[Any, str, Page]) -> None:
    _, text, page = ordinary
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in page.links)
    assert not page.handlers
    assert not {"script", "iframe", "img", "link", "object", "embed", "base"} & set(page.tags)
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)
    assert "http" not in text


def test_figures_lie_beside_the_page(ordinary: tuple[Any, str, Page]) -> None:
    run, _, page = ordinary
    folder = run.path / "figures"
    drawn = {path.stem for path in folder.glob("*.png")}
    assert {"forest", "claim-1-H01", "claim-2-H02", "influence_map", "event_timeline"} <= drawn
    assert drawn == {path.stem for path in folder.glob("*.svg")}
    assert page.tags["svg"] == len(drawn)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in folder.glob("*.png"))


def test_the_same_run_gives_the_same_bytes(ordinary: tuple[Any, str, Page]) -> None:
    run, text, _ = ordinary
    assert write_report(run).read_text(encoding="utf-8") == text
    assert not list(run.path.glob(".report*"))


HOSTILE = "<script>alert(1)</script>\"'>&amp;{{ 7 * 7 }}${x}"


def test_hostile_words_stay_words(make_run: Callable[..., Any]) -> None:
    run = make_run(
        variants=2,
        claims=1,
        turns=8,
        title=HOSTILE,
        label=HOSTILE.replace("{", "{{").replace("}", "}}") + " {}",
        paraphrase=HOSTILE,
    )
    run.scenario["claims"][0] |= {"id": "../../H<01>", "reason": HOSTILE, "source": {"document": HOSTILE, "lines": "<b>"}}
    run.scenario["clients"]["UKR"]["name"] = HOSTILE
    run.scenario["timeline"][0]["label"] = HOSTILE
    run.judged[0]["claim"] = "../../H<01>"
    text, page = _page(run)
    assert "script" not in page.tags
    assert "b" not in page.tags
    assert "".join(page.text).count(HOSTILE) >= 6
    assert "49" not in re.findall(r"&gt;&amp;amp;(\d\d)", text)
    assert all(path.resolve().parent == (run.path / "figures").resolve() for path in Path(run.path).rglob("*.png"))


def test_a_scenario_without_claims_deals_or_movement(make_run: Callable[..., Any]) -> None:
    text, page = _page(make_run(variants=1, claims=0, constant=True, happens=False))
    assert "makes no claim" in text
    assert "No two powers signed a deal" in text
    assert "No recorded series moved" in text
    assert [id_ for id_ in page.ids if id_ in SECTIONS] == SECTIONS


def test_claims_that_could_not_be_judged_say_why(make_run: Callable[..., Any]) -> None:
    run = make_run(variants=2, claims=1, frozen=120, happens=False, constant=True)
    run.judged = [{"claim": "H01", "verdict": "not judged", "sentence": "Not judged: all pairs are frozen."}]
    text, _ = _page(run)
    assert "Not judged: all pairs are frozen." in text


def test_large_worlds_stay_small_files(make_run: Callable[..., Any]) -> None:
    text, _ = _page(make_run(powers=64, clients=200, variants=2, claims=1, replicates=20, turns=8, happens=False))
    assert "60 of 200 clients" in text
    assert len(text) < 3_000_000


def test_progress_names_each_figure(make_run: Callable[..., Any]) -> None:
    told: list[tuple[str, int, int]] = []
    run = make_run(variants=1, claims=0, constant=True, happens=False)
    write_report(run, progress=lambda name, done, of: told.append((name, done, of)))
    assert told == [("influence_map", 0, 3), ("event_timeline", 1, 3), ("network", 2, 3)]
