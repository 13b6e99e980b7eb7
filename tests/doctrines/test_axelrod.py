"""On a stripped world (binary acts, equal means, no luck but slips) doctrines play as the Axelrod library's players.

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
NOISES = sorted({match[2] for match in MATCHES})
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


class Seats:
    """One power in each of many matches (axis r), all playing one doctrine: asks the rule, and keeps what it remembers."""

    def __init__(self, player: str, matches: int) -> None:
        name, changes = OURS[player]
        self.doctrine = DOCTRINES[name]
        given = {p.name: p.default for p in self.doctrine.parameters} | changes
        self.parameters = {key: np.full((1, 1, 1), value) for key, value in given.items()}
        self.memory = np.zeros((matches, 1, 1))

    def means(self, did: Array, provoked: Array) -> Array:
        """What it means to do, having done `did` last turn and been provoked so much, (m,)."""
        one = np.ones((len(did), 1, 1))
        sights = {"provocation": provoked.reshape(one.shape), "leverage": one, "luck": 0.5 * one}
        sights |= {"own_pressure": did.reshape(one.shape), "memory": self.memory}
        pressure, memory = self.doctrine.decide(sights, self.parameters)
        self.memory = self.memory if memory is None else memory
        return np.broadcast_to(pressure, one.shape).ravel()


def acts(rows: list[str]) -> Array:
    """Moves as pressure, (m, t)."""
    return np.array([[float(move == "D") for move in row] for row in rows])


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("player", OURS)
def test_moves_equal_the_library_s_against_stored_opponents(player: str, noise: float) -> None:
    """Noise turns an act into the other, and what was done, not what was meant, is what both go on from."""
    rows = [match for match in MATCHES if match[0] == player and match[2] == noise]
    meant, did, _, seen = (acts([row[i] for row in rows]) for i in (3, 4, 5, 6))
    assert np.array_equal(meant, did) is (noise == 0.0)
    seats = Seats(player, len(rows))
    before = np.zeros((len(rows), 1))  # nothing was done before the first turn
    for turn, (own, its) in enumerate(zip(np.hstack([before, did]).T, np.hstack([before, seen]).T, strict=True)):
        if turn < STORED["turns"]:
            assert np.array_equal(seats.means(own, its), meant[:, turn]), f"turn {turn}"


@pytest.mark.parametrize("player", OURS)
def test_two_of_ours_play_the_library_s_matches(player: str) -> None:
    """Both sides play, in the frame that the turn uses: efforts are pressure times means, and so seen; flips are those stored."""
    rows = [match for match in MATCHES if match[0] == player and match[1] in OURS]
    first_meant, first_did, second_meant, second_did = (acts([row[i] for row in rows]) for i in (3, 4, 5, 6))
    seats, others = Seats(player, len(rows)), [Seats(row[1], 1) for row in rows]
    means, rivals = np.full((len(rows), 2, 1), 0.3), ~np.eye(2, dtype=bool)[None]
    done = np.zeros((len(rows), 2, 2))
    for turn in range(STORED["turns"]):
        seen = provocation((done * means).swapaxes(1, 2), means)
        wish = np.zeros_like(done)
        wish[:, 0, 1] = seats.means(done[:, 0, 1], seen[:, 0, 1])
        wish[:, 1, 0] = [one.means(done[i, 1:, 0], seen[i, 1:, 0]).item() for i, one in enumerate(others)]
        meant = held_pressure(wish, rivals, done, np.zeros((1, 1, 1)))
        assert np.array_equal(meant[:, 0, 1], first_meant[:, turn])
        assert np.array_equal(meant[:, 1, 0], second_meant[:, turn])
        done = np.zeros_like(done)
        done[:, 0, 1] = np.abs(meant[:, 0, 1] - (first_meant != first_did)[:, turn])
        done[:, 1, 0] = np.abs(meant[:, 1, 0] - (second_meant != second_did)[:, turn])


def test_the_matches_tell_the_players_apart() -> None:
    """Golden moves that any two doctrines share in every match would prove nothing."""
    told = {player: [match[3] for match in MATCHES if match[0] == player and match[2] == 0.0] for player in OURS}
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
