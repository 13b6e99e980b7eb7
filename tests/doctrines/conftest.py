"""Sights and parameters with which doctrines are asked in tests."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim.core.axes import Array
from sim.doctrines import DOCTRINES, SIGHTS

SHARES = {"trust", "threat", "own_pressure", "interdependence", "legitimacy", "prospect", "leverage", "luck"}


class Asker:
    """Asks doctrines by name, and makes up what they see."""

    def sights(self, seed: int, r: int = 40, k: int = 2, q: int = 3) -> dict[str, Array]:
        """Random sights in range, some of them 0, none of them writable."""
        random = np.random.default_rng(seed)
        made = {}
        for name, meaning in SIGHTS.items():
            shape = tuple({"r": r, "k": k, "q": q, "1": 1}[axis] for axis in meaning[1:6].split(","))
            values = random.random(shape) * (1.0 if name in SHARES else 3.0)
            made[name] = np.where(random.random(shape) < 0.2, 0.0, values)
            made[name].flags.writeable = False
        return made

    def told(self, name: str, **changes: float) -> dict[str, Array]:
        """The parameters of a doctrine: defaults but for `changes`."""
        values = {p.name: p.default for p in DOCTRINES[name].parameters} | changes
        return {parameter: np.full((1, 1, 1), value) for parameter, value in values.items()}

    def ask(self, name: str, sights: Mapping[str, Array], **changes: float) -> tuple[Array, Array | None]:
        """Pressure, in full shape, and memory."""
        pressure, memory = DOCTRINES[name].decide(sights, self.told(name, **changes))
        shape = np.broadcast_shapes(pressure.shape, *(sight.shape for sight in sights.values()))
        return np.broadcast_to(pressure, shape), memory

    def says(self, name: str, seen: Mapping[str, float] | None = None, **changes: float) -> float:
        """Pressure of one power on one rival, given the few sights that the doctrine declares."""
        cell = {sight: np.full((1, 1, 1), float(value)) for sight, value in (seen or {}).items()}
        return float(DOCTRINES[name].decide(cell, self.told(name, **changes))[0].item())


@pytest.fixture(scope="session")
def asker() -> Asker:
    return Asker()
