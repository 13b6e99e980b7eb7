"""A class of thirty, and a long run: nobody waits long, and memory stays as it is."""

from __future__ import annotations

import gc
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sim.live.session import Session
from sim.live.track import KEPT

SMALL = """
scenario: small
start: 2000-Q1
turns: 40
seed: 1
powers:
  AAA: {name: Alpha, claims: [XXX], salience: {default: 0.3}, doctrine: {name: tit_for_tat}}
  BBB: {name: Beta, claims: [YYY], salience: {default: 0.3}, doctrine: {name: prudent}}
clients:
  XXX: {name: Xeno, region: east}
  YYY: {name: Ypsi, region: west}
  ZZZ: {name: Zeta, region: west}
mechanisms: {summit: {rate: 0.3}, upheaval: {base_hazard: 0.02}}
"""


@pytest.mark.slow
def test_memory_is_flat_over_two_thousand_turns() -> None:
    session = Session.from_yaml(SMALL, turns=2000)
    session.go(1700)
    gc.collect()
    tracemalloc.start()  # only now, since it makes all thrice as slow
    for turn in range(1700, 2001, 50):
        session.go(turn)
        session.view()
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert grown < 2e6  # bytes, for what is told of 300 turns in words
    assert len(session.track("control")._moments) <= KEPT
    began = time.process_time()
    session.go(1234)
    assert time.process_time() - began < 2.0


@pytest.mark.slow
def test_thirty_sessions_at_once_stay_responsive() -> None:
    """Thirty people click at once while futures run; each click is a turn of both worlds and what is seen of it."""
    sessions = [Session("venezuela_for_ukraine", replicate=r) for r in range(30)]
    for session in sessions[:5]:
        session.look_ahead(100)

    def clicks(session: Session) -> list[float]:
        waits = []
        for _ in range(3):
            began = time.monotonic()
            session.step()
            session.view()
            waits.append(time.monotonic() - began)
            time.sleep(1.0)  # a person looks at what is shown
        return waits

    began = time.process_time()
    with ThreadPoolExecutor(30) as pool:
        waits = np.concatenate(list(pool.map(clicks, sessions)))
    for session in sessions:
        session.close()
    assert len(waits) == 90
    assert (time.process_time() - began) / 90 < 0.4  # of processor time for each click, with the futures
    assert np.median(waits) < 1.0  # on two busy cores; a tenth of it on free ones
