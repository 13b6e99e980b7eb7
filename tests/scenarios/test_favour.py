"""What the scenarios on favour, clients left alone, trust and grudges say of themselves."""

from __future__ import annotations

import pytest

from sim.mechanisms import forbearance
from tests.scenarios.shelf import claims, loaded, world, written
from tests.worlds import number

HYPOTHESES = {
    "restraint_after_loss": "H23", "distraction": "H24", "order_over_ally": "H27", "abandonment": "H29", "successor": "H33",
    "trust_repair": "H39 H45", "grudges": "H42", "x4_restraint": "X4", "x6_backing": "X6",
}  # fmt: skip


@pytest.mark.parametrize("name", HYPOTHESES)
def test_its_hypotheses_are_on_trial_and_checked(name: str) -> None:
    known = HYPOTHESES[name].split()
    assert {known[0]} <= {next(one for one in known if claim["id"].startswith(one)) for claim in claims(name)} <= set(known)
    assert any("check" in claim for claim in claims(name)) or "maps" in written(name)
    assert loaded(name).group


def test_both_suitors_can_win() -> None:
    """A contest that one suitor were sure of would hold nobody back."""
    one = world("restraint_after_loss", "contest")
    usa, ukr = one.powers.index("USA"), one.clients.index("UKR")
    assert 0.5 < forbearance.conduct_of_clients(one.opening.alignment)[0, usa, ukr] < 1.0


def test_the_war_of_2022_is_three_years_on_record() -> None:
    one = world("x4_restraint", "none")
    kept = one.params.of("precedent").record_kept.item()
    assert one.opening.failures[0, one.powers.index("RUS"), 0] == pytest.approx(kept**12, abs=0.01)


@pytest.mark.parametrize(("variant", "years"), [("spread_long", 5.7), ("spread_short", 1.0)])
def test_how_long_a_grudge_lasts(variant: str, years: float) -> None:
    kept = world("grudges", variant).params.of("memory").grievance_kept.item()
    assert kept ** (4 * years) == pytest.approx(0.5, abs=0.01)


def test_all_at_once_is_as_much_as_one_a_year() -> None:
    spread, bunched = (world("grudges", variant).timeline for variant in ("spread_long", "bunched_long"))
    assert sum(one.arguments["amount"] for one in spread) == pytest.approx(bunched[0].arguments["amount"])
    assert spread[-1].at == bunched[0].at


def test_one_success_that_it_has_not_had_halves_the_pressure_of_the_ashamed() -> None:
    shame = world("x4_restraint", "shame").params.shame[:, 1:2]
    record = number(0.0).repeat(2, axis=1)
    record[0, 0] = 1.0
    assert forbearance.hidden(shame, record)[0, 1, 0] == pytest.approx(0.5)
