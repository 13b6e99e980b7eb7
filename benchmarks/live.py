"""How fast the live page is: python benchmarks/live.py [--viewers 30]. Needs the extra `browser` and Chromium.

Turns a second are counted by the browser, with both worlds, the strip and a series drawn (4 powers, 30 clients). A click's
answer is timed in the browser from the press of a key to the drawing, while the clock stands, while futures are worked
out, and on a page among so many viewers that all play. Nothing here is a test: it fails on no figure.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from worlds import write

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-timer-throttling", "--disable-renderer-backgrounding"]
COUNT = """() => { window.turns = 0;
  new MutationObserver(() => { window.turns++; }).observe(document.querySelector('.twin .picture'), {childList: true}); }"""
CLICK = """key => new Promise(answered => {
  const box = document.querySelector('.twin .picture'), begun = performance.now();
  const seen = new MutationObserver(() => { seen.disconnect(); answered(performance.now() - begun); });
  seen.observe(box, {childList: true});
  window.dispatchEvent(new KeyboardEvent('keydown', {key}));
})"""


def served(path: Path) -> tuple[subprocess.Popen[str], str]:
    """A server of a scenario, and its address."""
    command = [sys.executable, "-m", "sim", "live", str(path), "--port", "0", "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.match(r"(http://\S+)", line):
            return process, found[1]
    raise SystemExit("the server did not start")


def opened(browser: Any, url: str) -> Any:
    """A page that does not stop at summits."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(url)
    page.wait_for_selector(".sp-stage .twin .map")
    page.get_by_role("button", name="stop at summits").click()
    return page


def pressed(page: Any, key: str, times: int) -> None:
    for _ in range(times):
        page.evaluate("key => window.dispatchEvent(new KeyboardEvent('keydown', {key}))", key)


def clicks(page: Any, name: str, count: int = 15) -> None:
    """Step and back, and how long until they are seen."""
    times = [page.evaluate(CLICK, "ArrowRight" if n % 2 == 0 else "ArrowLeft") for n in range(count)]
    print(f"  {name}: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms")


def turns(page: Any, seconds: float) -> float:
    """Turns a second of a page that plays as fast as it can."""
    pressed(page, "ArrowUp", 8)
    page.evaluate(COUNT)
    pressed(page, " ", 1)
    page.wait_for_function("window.turns > 10")
    before, begun = page.evaluate("window.turns"), time.perf_counter()
    page.wait_for_timeout(1000 * seconds)
    rate = (page.evaluate("window.turns") - before) / (time.perf_counter() - begun)
    pressed(page, " ", 1)
    return float(rate)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=30, help="pages that play at one turn a second")
    told = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        process, url = served(write(Path(folder), 4, 30, 2000))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            page = opened(browser, url)
            print("4 powers x 30 clients, both worlds drawn")
            print(f"  {turns(page, 8):.1f} turns/s")
            page.wait_for_timeout(500)
            clicks(page, "answer to a key, at rest")
            page.keyboard.press("f")
            page.wait_for_selector("progress")
            clicks(page, "answer to a key, while futures are worked out")
            page.get_by_role("button", name="stop", exact=True).click()
            others = [opened(browser, url) for _ in range(told.viewers)]
            for other in others:
                pressed(other, " ", 1)
            page.bring_to_front()
            page.wait_for_timeout(3000)
            clicks(page, f"answer to a key, beside {told.viewers} pages that play")
        finally:
            browser.close()
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
