"""Mesa's own page around SphereModel, in a real browser: it is drawn, steps and starts again, and asks nobody for anything."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live.conftest import Start, Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_it_steps_and_starts_again(start: Start, browser: Any) -> None:
    server = start(page="sim.face.example")
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    tab = Tab(page, server.url)
    page.goto(server.url)
    page.get_by_text("2025-Q1").wait_for()
    page.get_by_role("button", name="Step").click()
    page.get_by_text("2025-Q2").wait_for()
    page.get_by_role("button", name="Reset").click()
    page.get_by_text("2025-Q1").wait_for()
    page.close()
    assert tab.errors == []
    assert tab.outside == []
