"""A server of the page and a Chromium that drives it. Tests with the marker `browser` need both.

Without the extra `browser` or without Chromium they are skipped, unless SPHERES_BROWSER=required, as in CI: then they fail.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000  # ms; how long a thing may take on a busy machine decides nothing
# Solara tells of its own start; the second is Vue's way of reading a component.
CHATTER = re.compile(r"^solara |^will mount|Starting WebSocket|Failed to evaluate Vue script|^require found")


def missing() -> str:
    """Why there can be no browser tests here, or ""."""
    for package in ("playwright", "solara", "solara_assets"):
        if importlib.util.find_spec(package) is None:
            return f"{package} is not installed (the extra `browser`)"
    return "" if chromium() else f"no Chromium on this machine: none of {', '.join(NAMES)} is on the path"


def chromium() -> str | None:
    """Chromium's program."""
    wanted = os.environ.get("SPHERES_CHROMIUM")
    return wanted or next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def _able() -> None:
    why = missing()
    if why and os.environ.get("SPHERES_BROWSER") == "required":
        pytest.fail(f"the live page must be tested here and cannot be: {why}")
    if why:
        pytest.skip(why)


class Server:
    """A page's server in a process of its own; `said` is what it printed once it has been stopped."""

    def __init__(self, arguments: list[str]) -> None:
        self._process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.said = ""
        self.url = self._address()

    def _address(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said += line
            if found := re.match(r"(http://\S+)", line):
                return found[1]
        raise AssertionError(f"no server: {self.said}")

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> str:
        if self._process.poll() is None:
            self._process.terminate()
        self.said += self._process.communicate(timeout=30)[0]
        return self.said


Start = Callable[..., Server]


@pytest.fixture(scope="session")
def start(_able: None) -> Iterator[Start]:
    """Starts `spheres live` with these arguments, or any page."""
    running: list[Server] = []

    def started(*arguments: str, page: str | None = None) -> Server:
        if page is None:
            command = [sys.executable, "-m", "sim", "live", *arguments, "--port", "0", "--no-browser"]
        else:
            code = f"import sim.live.serve as s; s.serve('127.0.0.1', 0, page={page!r}, show=False, ready=print)"
            command = [sys.executable, "-c", code]
        running.append(Server(command))
        return running[-1]

    yield started
    for one in running:
        one.stop()


@pytest.fixture(scope="session")
def server(start: Start) -> Server:
    """The page with its usual scenario."""
    return start()


@pytest.fixture(scope="session")
def browser(_able: None) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


class Tab:
    """A browser tab on the page, which remembers what went wrong in it and whom it asked for what."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.errors: list[str] = []
        self.asked: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("response", lambda got: self.errors.append(f"{got.status} {got.url}") if got.status >= 400 else None)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and not CHATTER.search(message.text):
            self.errors.append(f"{message.type}: {message.text}")

    def open(self) -> Tab:
        self.page.goto(self.url)
        self.page.wait_for_selector(".sp-stage .twin .map")
        return self

    def text(self, selector: str) -> str:
        """What is read in it, also in a drawing."""
        return str(self.page.text_content(selector)).strip()

    def click(self, name: str, *, within: str = "body") -> None:
        self.page.locator(within).get_by_role("button", name=name, exact=True).click()

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).click()

    def until(self, expression: str, argument: Any = None) -> None:
        """Wait until this is true in the page."""
        self.page.wait_for_function(expression, arg=argument)

    def shows(self, selector: str, text: str, *, begins: bool = False) -> None:
        """Wait until this is to be read there."""
        test = "t.startsWith(text)" if begins else "t.includes(text)"
        read = "[...document.querySelectorAll(selector)].map(e => e.textContent.trim())"
        self.until(f"([selector, text]) => {read}.some(t => {test})", [selector, text])

    def date(self, wanted: str) -> None:
        self.until("wanted => document.querySelector('.date').innerText === wanted", wanted)

    @property
    def outside(self) -> list[str]:
        """What was asked of anybody but the server."""
        return [url for url in self.asked if not url.startswith((self.url, "data:", "blob:", self.url.replace("http", "ws")))]


@pytest.fixture
def tabs(browser: Any, server: Server) -> Iterator[Callable[..., Tab]]:
    """Opens tabs on the page; afterwards none may have had an error or have asked anybody else for anything."""
    opened: list[tuple[Any, Tab]] = []

    def new(url: str | None = None, **how: Any) -> Tab:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, "color_scheme": "light", **how})
        tab = Tab(context.new_page(), url or server.url)
        opened.append((context, tab))
        return tab.open()

    yield new
    errors = [error for _, tab in opened for error in tab.errors]
    outside = [url for _, tab in opened for url in tab.outside]
    for context, _ in opened:
        context.close()
    assert errors == []
    assert outside == []


@pytest.fixture
def tab(tabs: Callable[..., Tab]) -> Tab:
    return tabs()


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where screenshots are kept: the folder named by SPHERES_SCREENSHOTS, or nowhere."""
    named = os.environ.get("SPHERES_SCREENSHOTS")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
