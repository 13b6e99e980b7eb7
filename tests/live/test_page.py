"""The page in a real browser: the clock, the twin, what is looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.live.conftest import Server, Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_it_opens_at_the_opening_with_both_worlds(tab: Tab) -> None:
    assert tab.text(".date") == "opening"
    assert tab.page.locator(".twin .map").count() == 2
    assert tab.text(".twin.control .chip") == "control"
    assert "Press play" in tab.text(".strip-box")


def test_step_back_reset_and_latest(tab: Tab) -> None:
    tab.click("Step")
    tab.date("2025 Q1")
    tab.click("Step")
    tab.date("2025 Q2")
    tab.click("Back")
    tab.date("2025 Q1")
    tab.click("Reset")
    tab.date("opening")
    tab.click("Latest")
    tab.date("2025 Q2")


def test_it_plays_and_pauses(tab: Tab) -> None:
    tab.click("Play")
    tab.until("document.querySelector('.date').innerText > '2025 Q2'")
    tab.click("Pause")
    tab.page.get_by_role("button", name="Play", exact=True).wait_for()
    stopped = tab.text(".date")
    tab.click("Step")
    tab.until("before => document.querySelector('.date').innerText !== before", stopped)


def test_the_keyboard_drives_it(tab: Tab) -> None:
    tab.page.keyboard.press("ArrowRight")
    tab.date("2025 Q1")
    tab.page.keyboard.press("ArrowLeft")
    tab.date("opening")
    tab.page.keyboard.press("Space")
    tab.until("document.querySelector('.date').innerText !== 'opening'")
    tab.page.keyboard.press("Space")
    tab.page.get_by_role("button", name="Play", exact=True).wait_for()
    tab.page.keyboard.press("Home")
    tab.date("opening")
    tab.page.keyboard.press("3")
    tab.shows(".series", "Pressure")
    tab.page.keyboard.press("d")
    assert "sp-night" in tab.page.evaluate("document.body.className")


def test_two_tabs_are_two_sessions(tabs: Callable[..., Tab]) -> None:
    one, other = tabs(), tabs()
    one.click("Step")
    one.date("2025 Q1")
    assert other.text(".date") == "opening"
    other.click("Step")
    other.click("Step")
    other.date("2025 Q2")
    assert one.text(".date") == "2025 Q1"


def test_the_strip_is_a_clock(tab: Tab) -> None:
    box = tab.page.locator(".strip").bounding_box()
    assert box is not None
    # A quarter of the way: 40 turns from 230 to 1940 of 2000 units.
    x = box["x"] + box["width"] * (230 + 1710 * 10 / 40) / 2000
    tab.page.mouse.click(x, box["y"] + box["height"] / 2)
    tab.date("2027 Q2")


def test_the_server_is_stopped_without_noise(server: Server) -> None:
    assert "Traceback" not in server.said
