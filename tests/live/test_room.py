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


@pytest.mark.slow
def test_memory_is_flat_over_two_thousand_turns() -> None:
    session = Session("tit_for_tat", turns=2000)
    session.go(200)
    session.view()
    gc.collect()
    tracemalloc.start()
    for turn in range(200, 2001, 100):
        session.go(turn)
        session.view()
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert grown < 12e6  # bytes: events and tables in words; states would be 80 million
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
        for _ in range(5):
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
    assert len(waits) == 150
    assert (time.process_time() - began) / 150 < 0.25  # of processor time for each click, with the futures
    assert np.median(waits) < 1.0  # on two busy cores; a tenth of it on free ones
