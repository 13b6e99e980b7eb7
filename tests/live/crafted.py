"""A small world by hand, as the drawings take it: two powers and three clients, one of each kind of mark."""

from __future__ import annotations

from dataclasses import replace

from sim.live.view import Actor, Cast, Client, DealTable, Issue, Power, Tie, WorldView

CAST = Cast(
    powers=(Actor("USA", "United States", (38.9, -77.0)), Actor("RUS", "Russia", (55.6, 37.6))),
    clients=(
        Actor("UKR", "Ukraine", (50.5, 30.5), "east"),
        Actor("MDA", "Moldova & <friends>", (47.0, 28.8), "east"),
        Actor("VEN", "Venezuela", (10.5, -66.9), "west"),
    ),
    claims={"USA": ("VEN",), "RUS": ("UKR", "MDA")},
    neighbours=(("UKR", "MDA"),),
)


def power(id_: str, *, played: bool = False) -> Power:
    return Power(id_, "prudent", played, 1.0, 0.5, 1.0, 0.0, {}, {}, {}, {})


def client(id_: str, usa: float, rus: float, **other: object) -> Client:
    shares = {"USA": usa, "RUS": rus}
    leader = max(shares, key=lambda power: shares[power])
    plain = Client(id_, leader, max(usa, rus), 0.0, False, 1 - usa - rus, shares, (), (), False)
    return replace(plain, **other)  # type: ignore[arg-type]


def tie(power: str, client: str, *, support: float = 0.0, arms: float = 0.0, recognition: float = 1.0, back: float = 0.0) -> Tie:
    return Tie(power, client, support, arms, 0.0, recognition, 0.1, back)


WORLD = WorldView(
    side="control",
    variant="one",
    label="One table",
    turn=4,
    quarter="2026-Q1",
    powers=(power("USA"), power("RUS", played=True)),
    clients=(
        client("UKR", 0.5, 0.1, occupied=("RUS",)),
        client("MDA", 0.31, 0.3, hedging=0.5, hedged=True, frozen=("RUS",)),
        client("VEN", 0.0, 0.6, fell=True),
    ),
    ties=(
        tie("USA", "UKR", support=0.05, arms=0.02),
        tie("RUS", "VEN", support=0.02, recognition=0.0),
        tie("RUS", "UKR", back=1.0),
        tie("USA", "MDA"),
    ),
    deals=(),
    tables=(),
    events=(),
    norm=0.8,
)

TABLE = DealTable(
    quarter="2026-Q1",
    first="USA",
    second="RUS",
    issues=(Issue("VEN", 0.2, 0.1, 0.05, 0.01, 0.0, 1.0), Issue("UKR", 0.02, 0.03, 0.3, 0.2, 0.75, 0.0)),
    total_first=0.15,
    total_second=0.25,
    nash_first=0.15,
    nash_second=0.25,
    least=0.01,
    signed=True,
    why="Both gain at least 0.01.",
)
