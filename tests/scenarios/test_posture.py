"""What the scenarios on posture say of themselves: the numbers in their comments, and what their treatments change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from sim.engine.given import Layout, cares
from sim.mechanisms import MECHANISMS
from tests.scenarios.shelf import SCENARIOS, loaded, world


def cast(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((SCENARIOS / "casts" / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def test_breadth_reaches_wherever_russia_cares_at_all_and_nowhere_else() -> None:
    boxes, plain = world("breadth", "boxes"), world("breadth", "by_care")
    rus = plain.powers.index("RUS")
    spread, tilt = cares(boxes.params, Layout.of(boxes))
    by_care, untilted = cares(plain.params, Layout.of(plain))
    assert np.array_equal(spread[0, rus] > 0.0, by_care[0, rus] > 0.0)
    assert set(np.unique(spread[0, rus])) <= {0.0, 1.0}
    assert tilt is not None
    assert untilted is None
    others = [p for p in range(len(plain.powers)) if p != rus]
    assert np.array_equal(spread[0, others], by_care[0, others])


@pytest.mark.parametrize(
    ("variant", "believes"), [("kept", False), ("lost", False), ("kept_trusting", True), ("lost_trusting", True)]
)
def test_trust_alone_stands_between_the_two_and_the_go_between_lends_enough(variant: str, *, believes: bool) -> None:
    """What the other's promise weighs, τ s A, against what one's own costs, s A + cost + norm cost · N."""
    one = world("go_between", variant)
    usa, rus, eur = (one.powers.index(power) for power in ("USA", "RUS", "EUR"))
    ven, ukr = (one.clients.index(client) for client in ("VEN", "UKR"))
    told, state = one.params, one.opening
    for me, other, mine, theirs in ((usa, rus, ven, ukr), (rus, usa, ukr, ven)):
        worth = told.salience[0, me, mine] * state.alignment[0, other, mine]
        norm_cost = told.of("summit").norm_cost.item() * state.norm.item()
        costs = told.salience[0, me, theirs] * state.alignment[0, me, theirs] + told.concession_cost[0, me, 0] + norm_cost
        assert costs == pytest.approx(0.076)
        assert (state.trust[0, me, other] * worth > costs) == believes
        assert state.trust[0, me, eur] * state.trust[0, eur, other] * worth > costs


def test_all_that_russia_claims_is_governed_alike_and_nobody_else() -> None:
    for variant, level in (("elites_weak", 0.2), ("elites_sound", 0.8), ("elites_even", 0.0), ("reform_feared", 0.2)):
        one = world("elite_patronage", variant)
        claimed = one.params.claim[0, one.powers.index("RUS")] > 0.0
        assert set(one.opening.governance[0, 0, claimed]) == {level}
        assert set(one.opening.governance[0, 0, ~claimed]) == {0.5}


def test_who_courts_has_the_means_of_who_stays_at_home() -> None:
    for suffix in ("", "_strong", "_strong_unmoved", "_strong_unanswered"):
        shares = []
        for kind in ("court", "core"):
            one = world("dilution", f"{kind}{suffix}")
            rus = one.powers.index("RUS")
            shares.append(one.params.hold_share[0, rus, 0] + one.params.contest_share[0, rus, 0])
        assert shares == pytest.approx([0.7, 0.7])


def test_old_ties_are_half_a_point_above_the_votes() -> None:
    votes = cast("powers_2008")["powers"]["RUS"]["affinity"]
    written = yaml.safe_load((SCENARIOS / "periphery.yaml").read_text(encoding="utf-8"))
    ties = written["variants"]["steady_ties"]["set"]["powers"]["RUS"]["affinity"]
    assert ties == {client: pytest.approx(votes[client] + 0.5) for client in ties}


def test_the_crisis_halves_what_europe_has_left_for_clients() -> None:
    declared = {one.name: one.default for one in MECHANISMS["patronage"].parameters}
    (event,) = world("periphery", "busy").timeline
    assert event.arguments["amount"] == declared["attention"]
    assert not world("periphery", "steady").timeline


def test_only_what_is_disputed_is_on_the_table_of_the_mediators() -> None:
    one = world("mediation", "proud_low")
    disputed = list(one.options["summit"]["agenda"])
    great = [one.powers.index(power) for power in ("P1", "P4")]
    effort = one.params.of("mediation").effort.item()
    assert (one.params.salience[0][np.ix_(great, disputed)] < effort / 2).all()
    assert (one.params.mediation_prestige[0, great] > effort).all()
    assert (world("mediation", "plain_low").params.mediation_prestige == 0.0).all()


def test_the_map_asks_the_question_of_breadth_alone() -> None:
    x7 = loaded("x7_breadth")
    assert set(x7.variants) == {"boxes", "concentrated"}
    assert not x7.claims
