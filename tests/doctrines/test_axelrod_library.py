"""How strategies of the Axelrod library are seated, with a small library of our own in its place.

`tests/crosscheck` asks the library itself; here it need not be installed, and each player counts how often it was asked.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Iterator
from enum import Enum
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.core.axes import NOTES, Array
from sim.core.errors import SpheresError
from sim.doctrines import DOCTRINES, axelrod_library
from sim.doctrines.axelrod_library import LONGEST, Game, Players, named


class Action(Enum):
    C, D = "C", "D"


class Player:
    """Knows what was played; as in the library, each side's history is its own acts."""

    name = "Player"
    classifier: dict[str, bool] = {}  # noqa: RUF012
    asked = 0

    def __init__(self) -> None:
        self.history: list[Action] = []
        self.coplays: list[Action] = []

    def set_seed(self, seed: int) -> None:
        self.luck = random.Random(seed)

    def update_history(self, play: Action, coplay: Action) -> None:
        self.history.append(play)
        self.coplays.append(coplay)

    def strategy(self, rival: Player) -> Action:
        type(self).asked += 1
        assert (self.history, self.coplays) == (rival.coplays, rival.history)
        return self.choose(rival.history)

    def choose(self, theirs: list[Action]) -> Action:
        raise NotImplementedError


class Pavlov(Player):
    """Begins by holding back; repeats its act where the rival held back, and changes it where not."""

    name = "Win-Stay Lose-Shift"

    def choose(self, theirs: list[Action]) -> Action:
        if not theirs:
            return Action.C
        mine = self.history[-1]
        return mine if theirs[-1] is Action.C else Action.D if mine is Action.C else Action.C


class Coin(Player):
    name = "Coin"
    classifier = {"stochastic": True}  # noqa: RUF012

    def choose(self, theirs: list[Action]) -> Action:
        return Action.D if self.luck.random() < 0.5 else Action.C


PRYING = {trait: type(f"Pries{n}", (Pavlov,), {"classifier": {trait: True}})
          for n, trait in enumerate(("inspects_source", "manipulates_source", "manipulates_state"))}  # fmt: skip
LIBRARY: Any = SimpleNamespace(
    __version__="0.0", Action=Action, MockPlayer=Pavlov, all_strategies=[Pavlov, Coin, *PRYING.values()],
    Classifiers={trait: lambda player, trait=trait: player.classifier.get(trait, False) for trait in ("stochastic", *PRYING)},
)  # fmt: skip


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "axelrod", LIBRARY)
    axelrod_library._library.cache_clear()
    Pavlov.asked = 0
    yield
    axelrod_library._library.cache_clear()


def moves(name: str, provocations: list[float], luck: float = 0.0, **told: float) -> tuple[list[float], Array]:
    """Pressures turn by turn, and what is written down at the end."""
    doctrine, notes, pressures = named(name), np.zeros((1, 1, 1, NOTES)), []
    parameters = {p.name: np.full((1, 1, 1), told.get(p.name, p.default)) for p in doctrine.parameters}
    for provocation in provocations:
        sights = {
            name: np.full((1, 1, 1), value) for name, value in (("provocation", provocation), ("luck", luck), ("rivals", 1.0))
        }
        sights["notes"] = notes
        before = notes.copy()
        pressure, after = doctrine.decide(sights, parameters)
        assert np.array_equal(notes, before), "what was handed over stays as it was"
        assert after is not None
        notes = after
        pressures.append(float(pressure.item()))
    return pressures, notes[0, 0, 0]


def test_a_player_is_told_the_rival_s_acts_and_its_own() -> None:
    """What it sees on the first turn was done by nobody. Then the rival presses, presses, holds back, holds back."""
    pressures, notes = moves("Pavlov", [9.0, 1.0, 1.0, 0.0, 0.0])
    assert pressures == [0.0, 1.0, 0.0, 0.0, 0.0]
    assert notes.tolist() == [1.0, 0b11100, 0.0, 0.0, 0.0]  # a 1 goes before the acts


def test_it_presses_with_its_intensity_at_what_exceeds_its_tolerance() -> None:
    pressures, _ = moves("Pavlov", [0.0, 0.3, 0.30001, 0.2], intensity=0.7, tolerance=0.3)
    assert pressures == [0.0, 0.0, 0.7, 0.7]


def test_a_player_with_luck_is_seeded_by_its_replicate_s() -> None:
    draws = random.Random(2**30)
    expected = [float(draws.random() < 0.5) for _ in range(12)]
    pressures, notes = moves("Coin", [0.0] * 12, luck=0.5)
    assert pressures == expected
    assert notes[0] == 1 + 2**30
    assert moves("Coin", [0.0] * 12, luck=0.75)[0] != expected
    assert moves("Pavlov", [0.0] * 2, luck=0.5)[1][0] == 1.0  # without luck all replicates share one player


def test_cells_play_each_their_own_game() -> None:
    rule, told = named("Pavlov"), {"intensity": np.full((1, 1, 1), 0.5), "tolerance": np.full((1, 1, 1), 0.1)}
    notes: Array | None = np.zeros((2, 1, 3, NOTES))
    acts, rivals = np.array([[[1.0, 0.0, 1.0]], [[0.0, 1.0, 1.0]]]), np.array([[[1.0, 1.0, 0.0]]])
    for _ in range(2):
        pressure, notes = rule.decide({"provocation": acts, "notes": notes, "luck": np.zeros((2, 1, 3)), "rivals": rivals}, told)
    assert pressure.tolist() == [[[0.5, 0.0, 0.0]], [[0.0, 0.5, 0.0]]]
    assert notes is not None
    assert not notes[:, :, 2].any(), "nobody plays against who is no rival"


def test_as_many_turns_as_can_be_written_down() -> None:
    pressures, notes = moves("Pavlov", [1.0] * (LONGEST + 1))
    assert pressures == [float(turn % 2) for turn in range(LONGEST + 1)]
    assert np.all(notes[1:] == 2.0**52 - 1.0)
    for act in (0.0, 1.0):
        with pytest.raises(SpheresError, match=f"'axelrod:Pavlov' plays at most {LONGEST} turns; shorten `turns`, or choose"):
            moves("Pavlov", [act] * (LONGEST + 2))


def test_a_player_is_asked_once_a_turn_and_replayed_only_where_it_was_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    players = Players(Pavlov)
    assert not players.stochastic
    for turn in range(5):
        players.presses(0, (True,) * turn)
    assert Pavlov.asked == 5
    assert players.presses(0, (True,) * 4) is False  # asked again for the same move, it stands there
    assert Pavlov.asked == 5
    assert players.presses(0, (True,) * 3) is True  # it has gone on from there, and is played anew
    assert Pavlov.asked == 9
    monkeypatch.setattr(axelrod_library, "KEPT", 2)
    for seed in (1, 2, 3):
        players.presses(seed, ())
    asked = Pavlov.asked
    assert [players.presses(seed, ()) for seed in (2, 3)] == [False, False]
    assert Pavlov.asked == asked, "two may stand"
    players.presses(1, ())
    assert Pavlov.asked == asked + 1, "of three the oldest is let go"


def test_a_game_tells_its_move() -> None:
    game = Game(Pavlov, 0)
    assert (game.move, game.presses) == (Action.C, False)
    assert game.told(True) is game
    assert (game.move, game.presses) == (Action.D, True)


def test_a_strategy_becomes_a_doctrine_with_its_name_and_its_parameters() -> None:
    doctrine = DOCTRINES["axelrod:Pavlov"]
    DOCTRINES._made.clear()
    assert doctrine.name == "axelrod:Pavlov"
    assert doctrine.sees == ("provocation", "notes", "luck", "rivals")
    assert doctrine.told == ("provocation", "luck"), "its books tell nobody why it does what it does"
    assert [parameter.name for parameter in doctrine.parameters] == ["intensity", "tolerance"]
    assert doctrine.summary == "Plays as Win-Stay Lose-Shift of the Axelrod library, version 0.0."
    assert doctrine.sources == ("Axelrod1984",)


def test_an_unknown_strategy_is_answered_with_near_ones() -> None:
    with pytest.raises(SpheresError, match=r"library 0\.0 has no strategy called 'Pavlow' \(did you mean 'Pavlov'\?\)$"):
        named("Pavlow")
    with pytest.raises(SpheresError, match=r"no strategy called 'Zzz'$"):
        named("Zzz")
    with pytest.raises(SpheresError, match=r"\(did you mean 'Pries\d' or 'Pries\d' or 'Pries\d'\?\)$"):
        named("Pries")


@pytest.mark.parametrize("strategy", [strategy.__name__ for strategy in PRYING.values()])
def test_who_pries_is_refused(strategy: str) -> None:
    with pytest.raises(SpheresError, match=f"'{strategy}' looks into the other player's code, and a rival here has none; choose"):
        named(strategy)


def test_what_the_library_warns_of_on_its_way_in_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def loud(name: str) -> Any:
        assert name == "axelrod"
        warnings.warn("old habits", DeprecationWarning, stacklevel=1)
        return LIBRARY

    monkeypatch.setattr(axelrod_library.importlib, "import_module", loud)
    axelrod_library._library.cache_clear()
    assert axelrod_library._library() is LIBRARY
