"""Our doctrines against the players of the Axelrod library that have their names, asked in the library's own matches.

`tests/doctrines/test_axelrod.py` does the same with stored matches and few opponents, where that library is not installed.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sim.doctrines import DOCTRINES

TURNS = 300
NAMESAKES: dict[str, Callable[[ModuleType], Any]] = {
    "tit_for_tat": lambda library: library.TitForTat(),
    "generous_tit_for_tat": lambda library: library.GTFT(p=1 / 3),
    "tit_for_two_tats": lambda library: library.TitFor2Tats(),
    "grim_trigger": lambda library: library.Grudger(),
    "win_stay_lose_shift": lambda library: library.WinStayLoseShift(),
    "restraint": lambda library: library.Cooperator(),
}


class Shadow:
    """A doctrine that is asked whatever a player of the library is asked, and given the luck that the player draws."""

    def __init__(self, name: str, player: Any) -> None:
        self._doctrine = DOCTRINES[name]
        self._told = {p.name: np.full((1, 1, 1), p.default) for p in self._doctrine.parameters}
        self._memory, self._player, self._strategy = np.zeros((1, 1, 1)), player, player.strategy
        self.meant = ""
        self.agreed = 0

    def strategy(self, opponent: Any) -> Any:
        """The player's move; on the way it is seen whether the doctrine says the same."""
        luck = _next_draw(self._player)
        move = self._strategy(opponent)
        cell = {"provocation": _last(opponent), "own_pressure": _last(self._player), "leverage": 1.0, "luck": luck}
        sights = {sight: np.full((1, 1, 1), value) for sight, value in cell.items()} | {"memory": self._memory}
        pressure, memory = self._doctrine.decide(sights, self._told)
        self._memory = self._memory if memory is None else memory
        self.meant += str(move)
        self.agreed += pressure.item() == float(str(move) == "D")
        return move


def _last(player: Any) -> float:
    """What a player did last turn; nothing was done before the first."""
    return float(bool(player.history) and str(player.history[-1]) == "D")


def _next_draw(player: Any) -> float:
    """The number that the player will draw, if it draws one."""
    if not hasattr(player, "_random"):
        return 0.5
    generator = player._random._random
    state = generator.get_state()
    drawn = float(generator.rand())
    generator.set_state(state)
    return drawn


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("name", NAMESAKES)
def test_move_for_move_in_the_library_s_own_matches(axelrod: ModuleType, name: str, noise: float) -> None:
    opponents = [cls for cls in axelrod.strategies if not axelrod.Classifiers["long_run_time"](cls())]
    chosen = opponents[:: len(opponents) // 16]
    assert len(chosen) >= 16
    slips = 0
    for number, opponent in enumerate(chosen):
        player = NAMESAKES[name](axelrod)
        shadow = Shadow(name, player)
        player.strategy = shadow.strategy
        axelrod.Match((player, opponent()), turns=TURNS, noise=noise, seed=number).play()
        assert (shadow.agreed, len(shadow.meant)) == (TURNS, TURNS), opponent.__name__
        slips += sum(str(did) != meant for did, meant in zip(player.history, shadow.meant, strict=True))
    assert slips / (TURNS * len(chosen)) == pytest.approx(noise, abs=0.02)
