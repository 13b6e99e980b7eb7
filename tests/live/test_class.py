"""What an instructor does in front of a class, in a real browser: the swap, its absence, the rewind, the futures, a seat."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sim.outcomes import known_outcomes
from sim.scenario import from_text
from tests.live.conftest import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE_OF_RUSSIA = "Russia: patience, number"


def to_the_summit(tab: Tab) -> str:
    """Play until two powers meet; returns when."""
    for _ in range(5):
        tab.page.keyboard.press("ArrowUp")
    tab.click("Play")
    tab.page.wait_for_selector(".sp-panel .table svg.deal")
    tab.page.get_by_role("button", name="Play", exact=True).wait_for()
    return tab.text(".date")


def futures(tab: Tab) -> None:
    """Ask for some and wait until they are there."""
    tab.tab("futures")
    tab.page.get_by_label("How many futures").select_option("100")
    tab.click("What happens from here?")
    tab.shows(".status", "100 futures", begins=True)


def put(tab: Tab, label: str, value: str) -> None:
    field = tab.page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Enter")


def kept(tab: Tab, name: str, folder: Path) -> Path:
    """What the browser is handed."""
    with tab.page.expect_download() as download:
        tab.click(name)
    path = folder / str(download.value.suggested_filename)
    download.value.save_as(path)
    return path


def test_the_swap_its_absence_the_rewind_and_how_the_futures_move(tab: Tab, pictures: Path | None) -> None:
    when = to_the_summit(tab)
    assert "signed" in tab.text(".sp-panel .table svg.deal")
    assert "Venezuela" in tab.text(".sp-panel .table svg.deal")
    assert "In the control: nothing was signed." in tab.text(".sp-panel .table")
    assert "USA–RUS" in tab.text(".twin.treatment .note")
    assert tab.page.locator(".twin.control .note").text_content() == ""
    photograph(tab, pictures, "summit")
    tab.click("rewind to just before it")
    tab.until("when => document.querySelector('.date').innerText < when", when)
    futures(tab)
    fans = "document.querySelectorAll('.series polygon').length"
    assert tab.page.evaluate(fans) > 0
    before = tab.text(".sp-panel .futures svg.spreads")
    tab.tab("change")
    put(tab, PATIENCE_OF_RUSSIA, "0.3")
    tab.page.wait_for_selector("text=Patience counts where offers alternate")
    tab.tab("futures")  # they are worked out anew by themselves
    tab.shows(".status", "Dotted: before the change")
    assert tab.text(".sp-panel .futures svg.spreads") != before
    assert tab.page.locator(".series polyline[stroke-dasharray='2 6']").count() > 0
    photograph(tab, pictures, "futures")
    tab.tab("change")
    tab.click("take back the last")
    tab.shows(".sp-panel .change", "Changed")


def test_futures_say_when_they_are_stale_and_the_page_stays_alive(tab: Tab) -> None:
    tab.tab("futures")
    tab.page.get_by_label("How many futures").select_option("300")
    tab.click("What happens from here?")
    tab.click("Step")  # while they are worked out
    tab.date("2025 Q1")
    tab.shows(".status.alarm", "Stale", begins=True)
    tab.click("Back")
    tab.shows(".status", "300 futures", begins=True)


def test_an_event_in_one_world_sets_them_apart_and_can_be_taken_back(tab: Tab) -> None:
    tab.click("Step")
    tab.date("2025 Q1")
    tab.tab("change")
    tab.click("treatment", within=".sp-panel")
    tab.page.get_by_label("Event", exact=True).select_option("regime_change")
    tab.page.get_by_label("client", exact=True).select_option("VEN")
    tab.click("insert")
    tab.shows(".sp-panel .change", "Changed:")
    tab.click("Step")
    tab.until("document.querySelector('.strip').getAttribute('aria-label').includes('Venezuela')")
    assert tab.page.locator(".strip .treatment-fill").count() >= 1
    tab.tab("events")
    tab.page.wait_for_selector(".events .where.treatment")
    tab.tab("change")
    tab.click("take back the last")
    tab.until("document.querySelector('.strip').getAttribute('aria-label').includes('nowhere')")


def test_a_slider_says_what_is_wrong_and_keeps_what_is_right(tab: Tab) -> None:
    tab.tab("change")
    put(tab, "summit: rate, number", "7")
    tab.page.wait_for_selector(".alarm-box[role=alert]")
    put(tab, "summit: rate, number", "0.5")
    tab.shows(".sp-panel .change", "summit: rate is set to 0.5")
    assert tab.page.locator(".alarm-box[role=alert]").count() == 0
    slider = tab.page.get_by_label("summit: rate", exact=True).first
    slider.focus()
    slider.press("ArrowRight")
    tab.shows(".sp-panel .change", "summit: rate is set to 0.505")


def test_another_variant_and_another_scenario(tab: Tab) -> None:
    tab.page.get_by_label("Variant of the treatment").select_option("deeds")
    tab.until("document.querySelector('.twin.treatment h2 select').value === 'deeds'")
    assert tab.text(".date") == "opening"
    tab.page.get_by_label("Scenario", exact=True).select_option("tit_for_tat")
    tab.until("document.querySelector('.scenario').value === 'tit_for_tat'")
    tab.click("Step")
    tab.date("2008 Q1")


def test_map_network_region_and_ties(tab: Tab) -> None:
    tab.click("Map or network")
    tab.until("!document.querySelector('.map .land')")
    tab.click("Map or network")
    tab.until("document.querySelector('.map .land')")
    discs = "document.querySelectorAll('.twin.control .disc').length"
    everybody = tab.page.evaluate(discs)
    tab.page.get_by_label("Part of the world").select_option("latin_america")
    tab.until(f"{discs} < {everybody}")
    tab.click("Step")
    tab.until("document.querySelectorAll('.map .tie').length > 0")
    tab.click("support")
    tab.click("arms")
    tab.until("document.querySelectorAll('.map .tie').length === 0")
    tab.page.locator(".twin.control [data-click='client:BRA']").click()
    tab.shows(".series", "Brazil")


def test_a_faulty_scenario_is_told_of_by_line_and_a_good_one_is_played(tab: Tab) -> None:
    tab.tab("scenario")
    editor = tab.page.get_by_label("The scenario in YAML")
    tab.until("document.querySelector('textarea') && document.querySelector('textarea').value.includes('venezuela_for_ukraine')")
    text = str(editor.input_value())
    editor.fill(text.replace("turns: 40", "turns: fourty").replace("rate: 0.1", "rate: 3"))
    tab.click("use it")
    tab.page.wait_for_selector(".faults")
    faults = tab.text(".faults")
    line = text.splitlines().index(next(one for one in text.splitlines() if one.startswith("turns: 40"))) + 1
    assert f"line {line}, 8" in faults
    assert "'fourty'" in faults
    assert "rate" in faults
    assert tab.text(".date") == "opening"
    editor.fill(text.replace("turns: 40", "turns: 12"))
    tab.click("use it")
    tab.page.wait_for_selector("text=both worlds stand at their opening")
    tab.page.keyboard.press("Escape")
    tab.click("Step")
    tab.date("2025 Q1")
    editor.fill("extends: ../../../../etc/passwd\nscenario: x\n")
    tab.click("check")
    tab.page.wait_for_selector(".faults")
    assert "root:" not in tab.page.content()


def test_what_is_taken_along(tab: Tab, tmp_path: Path) -> None:
    tab.click("Step")
    tab.date("2025 Q1")
    tab.click("Step")
    tab.date("2025 Q2")
    tab.tab("change")
    put(tab, "summit: rate, number", "0.5")
    tab.shows(".sp-panel .change", "Changed")
    tab.tab("save")
    text = kept(tab, "scenario (YAML)", tmp_path).read_text(encoding="utf-8")
    assert "path: mechanisms.summit.rate" in text
    assert from_text(text, outcomes=known_outcomes()).turns == 40
    rows = list(csv.DictReader(io.StringIO(kept(tab, "numbers (CSV)", tmp_path).read_text(encoding="utf-8"))))
    assert [row["quarter"] for row in rows] == ["opening", "2025-Q1", "2025-Q2"] * 2
    drawing = kept(tab, "picture (SVG)", tmp_path).read_text(encoding="utf-8")
    assert drawing.startswith("<svg")
    assert "var(--" not in drawing
    with Image.open(kept(tab, "picture (PNG)", tmp_path)) as picture:
        assert picture.size == (2000, 840)
        assert len(picture.convert("RGB").getcolors(1 << 20) or ()) > 50
    with Image.open(kept(tab, "film (GIF)", tmp_path)) as moving:
        assert getattr(moving, "n_frames", 1) == 3


def test_a_person_takes_a_power_over_and_hands_it_back(tab: Tab) -> None:
    tab.tab("seat")
    tab.click("take over")
    tab.page.wait_for_selector("text=its doctrine asks")
    tab.page.wait_for_selector("text=What pressure would change within a year")
    dial = tab.page.get_by_label("pressure on United States", exact=True)
    dial.focus()
    dial.press("End")
    tab.page.wait_for_selector("button[title='Leave it to the doctrine']")
    assert tab.page.locator(".twin.treatment [data-click='power:RUS'] rect").count() == 2
    tab.click("Step")
    tab.date("2025 Q1")
    tab.page.keyboard.press("3")
    tab.shows(".series", "Pressure")
    last = "s => +document.querySelector('.series').getAttribute('aria-label').match(new RegExp('RUS, ' + s + ': ([0-9.]+)'))[1]"
    assert tab.page.evaluate(last, "treatment") > tab.page.evaluate(last, "control")
    tab.page.get_by_label("Stand back from", exact=True).select_option("VEN")
    tab.page.get_by_label("In return for", exact=True).select_option("UKR")
    tab.click("offer")
    tab.click("Step")
    tab.page.wait_for_selector(".table svg.deal")
    tab.tab("seat")
    tab.click("hand it back")
    tab.page.get_by_role("button", name="take over", exact=True).wait_for()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_of_it_fits_the_window(tabs: Callable[..., Tab], pictures: Path | None, width: int, height: int, scheme: str) -> None:
    tab = tabs(viewport={"width": width, "height": height}, color_scheme=scheme)
    assert ("sp-night" in tab.page.evaluate("document.body.className")) == (scheme == "dark")
    tab.page.evaluate("window.before = document.querySelector('.date').innerText")
    to_the_summit(tab)
    sizes: dict[str, Any] = tab.page.evaluate(
        "() => ({wide: document.documentElement.scrollWidth, high: document.documentElement.scrollHeight,"
        " over: [...document.querySelectorAll('header > *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).length,"
        " letters: Math.min(...[...document.querySelectorAll('header button, nav button, .date, .panel, .sp-panel .body')]"
        ".filter(e => e.innerText).map(e => parseFloat(getComputedStyle(e).fontSize)))})"
    )
    assert sizes["wide"] <= width
    assert sizes["high"] <= height
    assert sizes["over"] == 0
    assert sizes["letters"] >= 0.0095 * width  # legible from the last row: a hundredth of the picture's width
    photograph(tab, pictures, f"summit-{width}-{scheme}")


def photograph(tab: Tab, folder: Path | None, name: str) -> None:
    if folder is not None:
        tab.page.screenshot(path=folder / f"{name}.png")
