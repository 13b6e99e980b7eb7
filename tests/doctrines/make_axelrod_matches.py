"""Write axelrod_matches.json: matches of the Axelrod library's players, with noise and without, which our doctrines must play.

A row is [player, opponent, noise, what the player meant to do, what it did, what the opponent meant to do, what it did];
C holds back, D presses. Noise is the library's own: each act turns into the other with that chance, and both see what was done.

Run by hand, in an environment that has the `crosscheck` extra: python -m tests.doctrines.make_axelrod_matches
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import axelrod

TURNS = 200
NOISES = (0.0, 0.1)
TAPES = {  # opponents that play a fixed string over and over, and so know nothing of us
    "tape of coin flips": "CDDCDCCDDDCCDCDCCCDDCDDCCDCDDC",
    "tape of late malice": "C" * 20 + "DCDDCCCCDC",
    "tape of rare slips": "CCCCDCCCCCCDCCCCDDCCCCCDCCCCCC",
}
PLAYERS = {  # our doctrine -> the library's player of that name
    "restraint": axelrod.Cooperator,
    "constant": axelrod.Defector,
    "tit_for_tat": axelrod.TitForTat,
    "generous_tit_for_tat, generosity 0": lambda: axelrod.GTFT(p=0),
    "generous_tit_for_tat, generosity 1": lambda: axelrod.GTFT(p=1),
    "tit_for_two_tats": axelrod.TitFor2Tats,
    "grim_trigger": axelrod.Grudger,
    "win_stay_lose_shift": axelrod.WinStayLoseShift,
}


def tape(moves: str) -> axelrod.MockPlayer:
    return axelrod.MockPlayer([axelrod.Action.from_char(move) for move in moves])


def moves_of(players: tuple[Any, Any], noise: float, turns: int = TURNS, seed: int = 1) -> list[str]:
    """What each meant and did: the players are asked as they stand, and what they answer is written down on the way."""
    meant: tuple[list[str], list[str]] = ([], [])
    for player, said in zip(players, meant, strict=True):
        player.strategy = partial(_told, player.strategy, said)
    did = axelrod.Match(players, turns=turns, noise=noise, seed=seed).play()
    return [text for side in (0, 1) for text in ("".join(meant[side]), "".join(str(play[side]) for play in did))]


def _told(strategy: Any, said: list[str], opponent: Any) -> Any:
    move = strategy(opponent)
    said.append(str(move))
    return move


def main() -> None:
    opponents = {**PLAYERS, "alternator": axelrod.Alternator}
    opponents |= {name: partial(tape, moves) for name, moves in TAPES.items()}
    rows = [
        json.dumps([name, other, noise, *moves_of((player(), opponent()), noise, seed=number)])
        for noise in NOISES
        for number, (name, player, other, opponent) in enumerate(
            (name, player, other, opponent) for name, player in PLAYERS.items() for other, opponent in opponents.items()
        )
    ]
    head = f'{{"axelrod": "{axelrod.__version__}", "turns": {TURNS}, "matches": [\n'
    path = Path(__file__).with_name("axelrod_matches.json")
    path.write_text(head + ",\n".join(rows) + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
