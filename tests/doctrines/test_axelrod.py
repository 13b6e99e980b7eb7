"""On a stripped world (binary acts, equal means, no luck) doctrines play as the Axelrod library's players.

The stored matches were played by that library; `make_axelrod_matches.py` writes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.core.axes import Array
from sim.core.luck import uniforms
from sim.doctrines import DOCTRINES
from sim.mechanisms.doctrine import held_pressure, provocation

STORED = json.loads(Path(__file__).with_name("axelrod_matches.json").read_text(encoding="utf-8"))
MATCHES = [tuple(match) for match in STORED["matches"]]
OURS = {
    "restraint": ("restraint", {}),
    "constant": ("constant", {"level": 1.0}),
    "tit_for_tat": ("tit_for_tat", {}),
    "generous_tit_for_tat, generosity 0": ("generous_tit_for_tat", {"generosity": 0.0}),
    "generous_tit_for_tat, generosity 1": ("generous_tit_for_tat", {"generosity": 1.0}),
    "tit_for_two_tats": ("tit_for_two_tats", {}),
    "grim_trigger": ("grim_trigger", {}),
    "win_stay_lose_shift": ("win_stay_lose_shift", {}),
}


class Seat:
    """A power that plays one doctrine: asks the rule, and keeps what it pressed and remembered."""

    def __init__(self, player: str) -> None:
        name, changes = OURS[player]
        self.doctrine = DOCTRINES[name]
        given = {p.name: p.default for p in self.doctrine.parameters} | changes
        self.parameters = {key: np.full((1, 1, 1), value) for key, value in given.items()}
        self.pressure = np.zeros((1, 1, 1))
        self.memory = np.zeros((1, 1, 1))

    def move(self, provoked: Array) -> Array:
        one = np.ones((1, 1, 1))
        sights = {"provocation": provoked, "leverage": one, "luck": 0.5 * one}
        sights |= {"own_pressure": self.pressure, "memory": self.memory}
        self.pressure, memory = self.doctrine.decide(sights, self.parameters)
        self.memory = self.memory if memory is None else memory
        return self.pressure


def as_moves(pressures: list[Array]) -> str:
    assert {float(pressure.item()) for pressure in pressures} <= {0.0, 1.0}
    return "".join("D" if pressure.item() == 1.0 else "C" for pressure in pressures)


@pytest.mark.parametrize("match", MATCHES, ids=lambda match: " against ".join(match[:2]))
def test_moves_equal_the_library_s_against_a_stored_opponent(match: tuple[str, str, str, str]) -> None:
    player, _, moves, opponent_moves = match
    seat = Seat(player)
    seen = "C" + opponent_moves[:-1]  # nothing was done before the first turn
    assert as_moves([seat.move(np.full((1, 1, 1), float(act == "D"))) for act in seen]) == moves


@pytest.mark.parametrize(
    "match", [match for match in MATCHES if match[1] in OURS], ids=lambda match: " and ".join(match[:2])
)
def test_two_of_ours_play_the_library_s_match(match: tuple[str, str, str, str]) -> None:
    """Both sides play, in the frame that the turn uses: efforts are pressure times means, and so seen."""
    first, second, *stored = match
    seats, means = (Seat(first), Seat(second)), np.full((1, 2, 1), 0.3)
    rivals = ~np.eye(2, dtype=bool)[None]
    none = np.zeros((1, 2, 2))
    pressure, played = none, []
    for _ in range(STORED["turns"]):
        seen = provocation((pressure * means).swapaxes(1, 2), means)
        wish = np.zeros((1, 2, 2))
        wish[:, 0, 1] = seats[0].move(seen[:, :1, 1:])[:, 0, 0]
        wish[:, 1, 0] = seats[1].move(seen[:, 1:, :1])[:, 0, 0]
        pressure = held_pressure(wish, rivals, none, np.zeros((1, 1, 1)))
        played.append(pressure)
    for moves, (p, q) in zip(stored, [(0, 1), (1, 0)], strict=True):
        assert as_moves([pressure[:, p : p + 1, q : q + 1] for pressure in played]) == moves


def test_the_matches_tell_the_players_apart() -> None:
    """Golden moves that any two doctrines share in every match would prove nothing."""
    told = {player: [moves for name, _, moves, _ in MATCHES if name == player] for player in OURS}
    assert all(len(matches) == 12 for matches in told.values())
    same = [(a, b) for a in OURS for b in OURS if a < b and told[a] == told[b]]
    # GTFT(0) is tit for tat, and GTFT(1) never retaliates: the library says so too
    assert same == [
        ("generous_tit_for_tat, generosity 0", "tit_for_tat"),
        ("generous_tit_for_tat, generosity 1", "restraint"),
    ]


@pytest.mark.parametrize("generosity", [0.1, 1 / 3, 0.8])
def test_generosity_is_the_rate_of_forgiveness(generosity: float) -> None:
    n = 20_000
    luck = uniforms("doctrine", seed=3, replicates=[0], turns=n).reshape(n, 1, 1)
    one = np.ones((n, 1, 1))
    doctrine = DOCTRINES["generous_tit_for_tat"]
    parameters = {p.name: np.full((1, 1, 1), p.default) for p in doctrine.parameters}
    parameters["generosity"] = np.full((1, 1, 1), generosity)
    answer, _ = doctrine.decide({"provocation": one, "leverage": one, "luck": luck}, parameters)
    forgiven = np.mean(answer == 0.0)
    assert abs(forgiven - generosity) < 4.0 * np.sqrt(generosity * (1.0 - generosity) / n)
    assert set(np.unique(answer)) == {0.0, 1.0}
