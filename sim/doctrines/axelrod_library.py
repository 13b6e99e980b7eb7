"""Strategies of the Axelrod library as doctrines: `axelrod:TitForTat` and the like, where that library is installed.

The library is the extra `crosscheck`. It is imported when a scenario first names one of its strategies, never before.
"""

from __future__ import annotations

import difflib
import importlib
import warnings
from collections import OrderedDict
from functools import cache
from typing import Any

import numpy as np

from sim.core.axes import NOTES, Array, Dyad, Notes, OfPower
from sim.core.declare import Parameter
from sim.core.errors import SpheresError
from sim.doctrines import DOCTRINES, Doctrine

BITS = 51  # acts in a word: with the 1 that goes before them, a whole number below 2**52, which a float holds
LONGEST = BITS * (NOTES - 1)  # acts that can be written down
SEEDS = 2**31  # the library seeds its players with whole numbers below this
KEPT = 50_000  # players kept at the point to which they have played

PARAMETERS = (
    Parameter("intensity", 1.0, 0.0, 1.0, "share of contest means", "pressure when it presses at all", "Axelrod1984"),
    Parameter("tolerance", 0.1, 0.0, 10.0, "share of contest means",
              "provocation up to which the rival counts as having held back"),
)  # fmt: skip


class Game:
    """A player of the library against a rival whose acts are told one by one; True presses (D), False holds back (C)."""

    def __init__(self, strategy: type[Any], seed: int) -> None:
        axelrod = _library()
        self._acts = (axelrod.Action.C, axelrod.Action.D)
        self._player, self._rival = strategy(), axelrod.MockPlayer()
        self._player.set_seed(seed)
        self.move = self._player.strategy(self._rival)

    def told(self, pressed: bool) -> Game:
        """Go on to the next move, after the rival's act in this one."""
        act = self._acts[pressed]
        self._player.update_history(self.move, act)
        self._rival.update_history(act, self.move)
        self.move = self._player.strategy(self._rival)
        return self

    @property
    def presses(self) -> bool:
        return bool(self.move == self._acts[True])


class Players:
    """What a strategy does after any acts of its rival. Players are kept where they stand, and replayed where they are not."""

    def __init__(self, strategy: type[Any]) -> None:
        self._strategy = strategy
        self.stochastic = bool(_library().Classifiers["stochastic"](strategy()))
        self._kept: OrderedDict[tuple[int, tuple[bool, ...]], Game] = OrderedDict()

    def presses(self, seed: int, acts: tuple[bool, ...]) -> bool:
        """Its move after `acts`, oldest first."""
        here = (seed, acts)
        game = self._kept.get(here)
        if game is None:
            before = self._kept.pop((seed, acts[:-1]), None) if acts else None
            game = self._replayed(seed, acts) if before is None else before.told(acts[-1])
            self._kept[here] = game
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return game.presses

    def _replayed(self, seed: int, acts: tuple[bool, ...]) -> Game:
        game = Game(self._strategy, seed)
        for act in acts:
            game.told(act)
        return game


def written(words: Array) -> tuple[bool, ...]:
    """The acts that are written down in some words, oldest first."""
    return tuple(bit == "1" for word in words if word for bit in f"{int(word):b}"[1:])


def with_act(words: Array, pressed: bool) -> Array:
    """The words after one more act; the last is dropped onto where all are full, and the caller sees to it that they are not."""
    words = words.copy()
    at = max(int(np.count_nonzero(words)) - 1, 0)
    if words[at] >= 2.0**BITS:
        at += 1
    words[at] = 2.0 * max(words[at], 1.0) + pressed
    return words


def _rule(players: Players, name: str) -> Any:
    def play(
        provocation: Dyad, notes: Notes, luck: Dyad, rivals: Dyad, *, intensity: OfPower, tolerance: OfPower
    ) -> tuple[Dyad, Notes]:
        """Presses where the library's player defects; a rival counts as defecting where its provocation exceeds the tolerance.

        Against itself, and against a power without a sphere, nobody plays.
        notes[..., 0] is 1 + the seed of the player, 0 before the first turn; the others hold the rival's acts bit by bit
        returns  pressure (r, k, q), 0..1, and notes (r, k, q, n)
        """
        acts = provocation > tolerance
        presses, kept = np.zeros(acts.shape, dtype=bool), np.array(notes)
        for cell in zip(*np.nonzero(np.broadcast_to(rivals, acts.shape)), strict=True):
            words = kept[cell]
            if words[0] == 0.0:  # nothing was done before the first turn
                words[0] = 1.0 + np.floor(luck[cell] * SEEDS) * players.stochastic
            elif words[-1] >= 2.0**BITS:
                raise SpheresError(f"'axelrod:{name}' plays at most {LONGEST} turns; shorten `turns`, or choose another doctrine")
            else:
                words[1:] = with_act(words[1:], bool(acts[cell]))
            presses[cell] = players.presses(int(words[0]) - 1, written(words[1:]))
        return np.where(presses, intensity, 0.0), kept

    return play


@cache
def _library() -> Any:
    try:
        with warnings.catch_warnings():  # of its own code, which is not ours to mend
            warnings.simplefilter("ignore")
            return importlib.import_module("axelrod")
    except ImportError:
        message = "doctrines `axelrod:...` need the Axelrod library; install it: pip install 'spheres-lab[crosscheck]'"
        raise SpheresError(message) from None


def named(name: str) -> Doctrine:
    """The doctrine `axelrod:<name>`; SpheresError where the library or the strategy is missing, or it is of no use here."""
    library = _library()
    strategies = {strategy.__name__: strategy for strategy in library.all_strategies}
    if name not in strategies:
        near = difflib.get_close_matches(name, strategies, n=3)
        hint = f" (did you mean {' or '.join(repr(one) for one in near)}?)" if near else ""
        raise SpheresError(f"the Axelrod library {library.__version__} has no strategy called '{name}'{hint}")
    strategy = strategies[name]
    prying = ("inspects_source", "manipulates_source", "manipulates_state")
    if any(library.Classifiers[trait](strategy()) for trait in prying):
        raise SpheresError(f"'{name}' looks into the other player's code, and a rival here has none; choose another strategy")
    return Doctrine(
        f"axelrod:{name}", _rule(Players(strategy), name), ("provocation", "notes", "luck", "rivals"), PARAMETERS,
        f"Plays as {strategy.name} of the Axelrod library, version {library.__version__}.", ("Axelrod1984",),
    )  # fmt: skip


DOCTRINES.family("axelrod", named)
