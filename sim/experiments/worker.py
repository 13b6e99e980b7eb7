"""A worker's side of the work: what is sent to it, how it begins, and how it does a task."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing.connection import wait as wait_for_end
from typing import Any


@dataclass(frozen=True, slots=True)
class Parcel:
    """Work and what it shares, pickled once; equal where the digest is."""

    digest: str
    content: bytes = field(compare=False)

    @staticmethod
    def of(work: object, shared: object) -> Parcel:
        content = pickle.dumps((work, shared), protocol=pickle.HIGHEST_PROTOCOL)
        return Parcel(hashlib.sha256(content).hexdigest(), content)


_parcel: Parcel | None = None


def begin(parcel: Parcel) -> None:
    """Keep what is shared; leave Ctrl-C to the parent; and do not outlive it."""
    global _parcel
    _parcel = parcel
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
        os._exit(1)


def call(task: Any) -> Any:
    """One task, with what `begin` kept."""
    assert _parcel is not None
    return call_with(_parcel, task)


def call_with(parcel: Parcel, task: Any) -> Any:
    """For executors that cannot prepare their workers, what is shared comes along; it is unpacked once."""
    work, shared = _unpacked(parcel)
    return work(shared, task)


@lru_cache(maxsize=2)
def _unpacked(parcel: Parcel) -> tuple[Callable[[Any, Any], Any], Any]:
    work, shared = pickle.loads(parcel.content)
    return work, shared
