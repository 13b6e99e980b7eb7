"""Two thousand turns: neither the browser nor the server grows with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.conftest import Start, Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TURNS = 2000
SMALL = f"""
scenario: long
title: A long history of a small world
seed: 1
start: 2000-Q1
turns: {TURNS}
powers:
  A: {{name: A, claims: [X], doctrine: {{name: prudent}}}}
  B: {{name: B, claims: [Y], doctrine: {{name: prudent}}}}
clients:
  X: {{name: X}}
  Y: {{name: Y}}
  Z: {{name: Z}}
variants:
  one: {{label: One, set: {{}}}}
  other: {{label: Other, set: {{powers: {{A: {{salience: {{default: 0.5}}}}}}}}}}
"""
HEAP = "async () => { if (window.gc) window.gc(); return performance.memory.usedJSHeapSize / 1e6; }"
STATUS = Path("/proc/self/status")


def resident(pid: int) -> float:
    """MB that a process holds."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", text)
    assert found is not None
    return int(found[1]) / 1e3


@pytest.mark.skipif(not STATUS.exists(), reason="reads memory as Linux tells it")
def test_memory_stays_flat_over_two_thousand_turns(start: Start, tabs: Callable[..., Tab], tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text(SMALL, encoding="utf-8")
    server = start(str(path))
    tab = tabs(server.url)
    tab.click("stop at summits")
    for _ in range(7):
        tab.page.keyboard.press("ArrowUp")
    tab.click("Play")
    held = []
    for turn in (TURNS // 4, TURNS // 2, 3 * TURNS // 4, TURNS):
        year = f"{2000 + (turn - 1) // 4} Q"
        reached = "year => document.querySelector('.date').innerText >= year"
        tab.page.wait_for_function(reached, arg=year, timeout=240_000)  # however busy the machine
        tab.page.context.new_cdp_session(tab.page).send("HeapProfiler.collectGarbage")
        held.append((tab.page.evaluate(HEAP), resident(server.pid)))
    heap, server_memory = zip(*held, strict=True)
    # A leak of a single picture a turn would be 1500 times some 20 kB.
    assert heap[-1] < heap[0] + 12, held
    assert server_memory[-1] < server_memory[0] + 60, held
