"""Memory: grievance, trust, the norm, legitimacy, interdependence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.world import TimelineEvent
from sim.engine import simulate
from sim.mechanisms import memory
from tests.mechanisms.ranges import amounts, cubes, parameter, shares, small_amounts, symbol
from tests.worlds import number, over_powers, small_world, table

OTHERS = 1.0 - np.eye(3)


def test_next_grievance_by_hand() -> None:
    # 0.95 * 2 + 0.25 * 0.4 + 1 * 0.05
    found = memory.next_grievance(
        number(2.0), number(0.4), number(0.05),
        grievance_kept=number(0.95), grievance_feed=number(0.25), breach_feed=number(1.0),
    )  # fmt: skip
    assert found.item() == pytest.approx(2.05)


@given(amounts, amounts, amounts, parameter("memory", "grievance_kept"))
def test_a_grievance_that_nothing_feeds_fades(grievance: float, felt: float, breached: float, kept: float) -> None:
    feeds = {"grievance_kept": number(kept), "grievance_feed": number(0.25), "breach_feed": number(1.0)}
    quiet = memory.next_grievance(number(grievance), number(0.0), number(0.0), **feeds).item()
    fed = memory.next_grievance(number(grievance), number(felt), number(breached), **feeds).item()
    assert 0.0 <= quiet <= grievance
    assert fed >= quiet


def test_trust_by_hand() -> None:
    # kept: 0.5 + 0.02 (1 - 0.5); betrayed: 0.5 (1 - 0.4)
    deals = table([0.0, 1.0], [0.0, 0.0])
    assert memory.kept_trust(number(0.5), deals, number(0.02))[0, 0] == pytest.approx([0.5, 0.51])
    assert memory.betrayed_trust(number(0.5), deals, number(0.4))[0, 0] == pytest.approx([0.5, 0.3])


def test_disappointed_trust_by_hand() -> None:
    # The second has condemned the first 1.5 times and now does the same once: the first's trust in it
    # falls by 0.2 * 1.5 * 1. The first has condemned nobody, so what it does disappoints nobody.
    condemned = table([0.0, 0.0], [1.5, 0.0])
    found = memory.disappointed_trust(number(0.5), condemned, over_powers(1.0, 1.0), number(0.2))
    assert found == pytest.approx(table([0.5, 0.35], [0.5, 0.5]))
    often = memory.disappointed_trust(number(0.5), condemned, over_powers(0.0, 9.0), number(0.2))
    assert often[0, 0, 1] == 0.0


@given(cubes(3, 3, shares), cubes(3, 3, small_amounts), cubes(3, 1, st.integers(0, 9).map(float)), shares, shares)
def test_trust_stays_a_probability(trust: np.ndarray, condemned: np.ndarray, uses: np.ndarray, share: float, deal: float) -> None:
    betrayals = OTHERS * np.round(deal)
    kept = memory.kept_trust(trust, betrayals, number(share))
    betrayed = memory.betrayed_trust(trust, betrayals, number(share))
    disappointed = memory.disappointed_trust(trust, condemned, uses, number(share))
    assert (kept >= trust - 1e-15).all()
    assert (betrayed <= trust).all()
    assert (disappointed <= trust).all()
    for after in (kept, betrayed, disappointed):
        assert after.min() >= 0.0
        assert after.max() <= 1.0 + 1e-12


def test_next_condemned_by_hand() -> None:
    # 0.98 * 1 + 0.5 * 2 for what the second did; nobody condemns itself
    found = memory.next_condemned(
        table([0.0, 1.0], [0.0, 0.0]),
        over_powers(0.0, 2.0),
        over_powers(0.5, 0.9),
        OTHERS[:2, :2],
        number(0.98),
    )
    assert found == pytest.approx(table([0.0, 1.98], [0.0, 0.0]))


def test_next_norm_by_hand() -> None:
    # 0.8 (1 - 0.08 (1 * 1 + 0.5 * 2)) = 0.8 * 0.84 = 0.672; then 0.01 of what is missing comes back: 0.67528
    found = memory.next_norm(
        number(0.8),
        over_powers(1.0, 2.0),
        over_powers(1.0, 0.5),
        norm_erosion=number(0.08),
        norm_recovery=number(0.01),
    )
    assert found.item() == pytest.approx(0.67528)


@given(shares, st.integers(0, 50), symbol("capability"), shares, shares)
def test_the_norm_stays_a_share_and_force_never_mends_it(
    norm: float, uses: int, capability: float, erosion: float, recovery: float
) -> None:
    told = {"norm_erosion": number(erosion), "norm_recovery": number(recovery)}
    after = memory.next_norm(number(norm), number(uses), number(capability), **told).item()
    quiet = memory.next_norm(number(norm), number(0), number(capability), **told).item()
    assert 0.0 <= after <= quiet + 1e-15
    assert norm <= quiet + 1e-15 <= 1.0 + 1e-12


LEGITIMACY = {
    "legitimacy_wear": number(0.01), "rally": number(0.03), "war_weariness": number(0.02),
    "endorsement_gain": number(0.02),
}  # fmt: skip


def test_next_legitimacy_by_hand() -> None:
    # 0.6 + (0.03 * 0.5 + 0.02 * 0.25) * 0.4 - (0.01 + 0.02 * 2) * 0.6 = 0.6 + 0.008 - 0.03
    found = memory.next_legitimacy(number(0.6), number(0.5), number(2.0), number(0.25), **LEGITIMACY)
    assert found.item() == pytest.approx(0.578)


@given(shares, shares, small_amounts, shares)
def test_legitimacy_stays_a_share_that_enemies_raise_and_wars_wear(
    legitimacy: float, enemy: float, wars: float, endorsed: float
) -> None:
    def after(enemy: float, wars: float) -> float:
        known = (number(legitimacy), number(enemy), number(wars), number(endorsed))
        return memory.next_legitimacy(*known, **LEGITIMACY).item()

    assert 0.0 <= after(enemy, wars) <= 1.0
    assert after(0.0, wars) <= after(enemy, wars) + 1e-12
    assert after(enemy, wars) <= after(enemy, 0.0) + 1e-12


PROJECTS = {
    "joint_projects": number(0.5),
    "dependence_growth": number(0.1),
    "dependence_erosion": number(0.2),
}


def test_next_interdependence_by_hand() -> None:
    # 0.4 + 0.1 * 0.5 * min(0.8, 0.5) (1 - 0.4) - 0.2 * (0.3 + 0.1)/2 * 0.4 = 0.4 + 0.015 - 0.016
    found = memory.next_interdependence(
        table([0.0, 0.4], [0.4, 0.0]),
        table([0.5, 0.8], [0.5, 0.5]),
        table([0.0, 0.3], [0.1, 0.0]),
        **PROJECTS,
    )
    assert found == pytest.approx(table([0.0, 0.399], [0.399, 0.0]))


def test_who_trust_each_other_alike_are_bound_by_that_trust() -> None:
    # 0.4 + 0.1 · 0.5 · 0.5 (1 - 0.4)
    told = (number(0.4), number(0.5), number(0.0))
    assert memory.next_interdependence(*told, **PROJECTS).item() == pytest.approx(0.415)


@given(cubes(3, 3, shares), cubes(3, 3, shares), cubes(3, 3, shares))
def test_interdependence_stays_a_symmetric_share(ties: np.ndarray, trust: np.ndarray, pressure: np.ndarray) -> None:
    ties = 0.5 * (ties + ties.swapaxes(1, 2)) * OTHERS
    after = memory.next_interdependence(ties, trust, pressure, **PROJECTS)
    assert after == pytest.approx(after.swapaxes(1, 2), abs=1e-15)
    assert after.min() >= 0.0
    assert after.max() <= 1.0
    assert (after[ties == 0.0] == 0.0).all()


def test_charged_by_hand() -> None:
    # (1 - 0.5 · 0.4) (1 - 0.2 · 1), meddling beyond all means counting as all of them
    left = memory.charged(table([0.0, 0.5], [0.5, 0.0]), table([0.0, 0.4], [3.0, 0.0]), over_powers(0.5, 0.2))
    assert left == pytest.approx(table([0.0, 0.32], [0.32, 0.0]))


@given(cubes(3, 3, shares), cubes(3, 3, amounts), parameter("memory", "linkage"))
def test_meddling_that_is_charged_never_binds_and_hits_both_alike(ties: np.ndarray, meddling: np.ndarray, share: float) -> None:
    mutual = 0.5 * (ties + ties.swapaxes(1, 2))
    left = memory.charged(mutual, meddling, number(share))
    assert ((left >= 0.0) & (left <= mutual)).all()
    assert (left == left.swapaxes(1, 2)).all()


def test_what_is_withheld_of_recognition_by_hand() -> None:
    alignment, recognition, salience = table([0.5, 0.2], [0.1, 0.4]), table([1.0, 0.5], [0.2, 1.0]), table([0.6, 1.0], [0.3, 0.5])
    found = memory.unrecognised(alignment, recognition, salience)
    assert found.ravel() == pytest.approx([0.0, 0.5 * 0.6 * 0.8, 0.5 * 0.5 * 0.4, 0.0])


def test_who_withholds_recognition_from_anothers_client_is_resented() -> None:
    refusal = TimelineEvent("recognition", "refusal", "Refusal", {"power": 1, "client": 0, "level": 0.0}, at=2)
    told = {"params": {"memory.nonrecognition_feed": 1.0, "recognition_rate": 0.0}, "seed": None, "off": ("force", "upheaval")}
    grievance = {
        bool(timeline): simulate(small_world(timeline=timeline, **told), seed=1, replicates=range(2)).series["grievance"]
        for timeline in ([], [refusal])
    }  # fmt: skip
    assert np.array_equal(grievance[True][:, :3], grievance[False][:, :3])
    assert np.all(grievance[True][:, 3, 0, 1] > grievance[False][:, 3, 0, 1])
    assert np.array_equal(grievance[True][:, 3, 0, 2], grievance[False][:, 3, 0, 2])
