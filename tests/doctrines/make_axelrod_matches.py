"""Write axelrod_matches.json: matches of the Axelrod library's players, which our doctrines must play.

A row is [player, opponent, moves of the player, moves of the opponent]; C holds back, D presses.

Run by hand, in an environment that has the `crosscheck` extra: python tests/doctrines/make_axelrod_matches.py
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import axelrod

TURNS = 30
TAPES = {  # opponents that play a fixed string, and so know nothing of us
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


def moves_of(player: axelrod.Player, opponent: axelrod.Player) -> list[str]:
    plays = axelrod.Match((player, opponent), turns=TURNS, seed=1).play()
    return ["".join(str(play[side]) for play in plays) for side in (0, 1)]


def main() -> None:
    opponents = {**PLAYERS, "alternator": axelrod.Alternator}
    opponents |= {name: partial(tape, moves) for name, moves in TAPES.items()}
    rows = [
        json.dumps([name, other, *moves_of(player(), opponent())])
        for name, player in PLAYERS.items()
        for other, opponent in opponents.items()
    ]
    head = f'{{"axelrod": "{axelrod.__version__}", "turns": {TURNS}, "matches": [\n'
    path = Path(__file__).with_name("axelrod_matches.json")
    path.write_text(head + ",\n".join(rows) + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
