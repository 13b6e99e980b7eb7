"""What the scenarios on quarrels say of themselves: the numbers in their comments, and what their treatments change."""

from __future__ import annotations

import pytest

from tests.scenarios.shelf import claims, loaded, world, written

HYPOTHESES = {
    "busy_hegemon": {"H05"}, "symbolic_parity": {"H07"}, "regime_fear": {"H04"},
    "recognition_of_spheres": {"H08"}, "linkage_deters": {"H14"}, "multipolarity": {"H18"},
    "opposition_pays": {"H44"}, "interdependence": {"H47"}, "grand_bargain": {"H53"}, "diversion": {"H54"},
    "x1_recognition_or_diversion": {"X1"}, "x2_salience_regimes": {"X2"}, "x5_dependence": {"X5"},
    "x8_linkage_or_prestige": {"X8"},
}  # fmt: skip


@pytest.mark.parametrize("name", HYPOTHESES)
def test_its_hypotheses_are_on_trial_and_checked(name: str) -> None:
    found = {one["id"][:3] for one in claims(name)} or {one["id"][:2] for one in written(name)["maps"]}
    assert {one[: len(next(iter(HYPOTHESES[name])))] for one in found} == HYPOTHESES[name]
    assert any("check" in claim for claim in claims(name)) or "maps" in written(name)
    assert 40 <= loaded(name).turns <= 80
    assert 5 <= len(written(name)["knobs"]) <= 8


def test_the_move_is_the_same_in_each_backyard() -> None:
    here, there = (event.arguments["amount"] for event in world("regime_fear", "russia_fears_quiet").timeline)
    assert here == there


def test_the_provocation_is_a_third_of_what_russia_can_turn_on_rivals() -> None:
    one = world("interdependence", "strangers")
    rus = one.powers.index("RUS")
    seen = one.params["perception.arms_alarm"].item() * one.timeline[1].arguments["amount"]
    assert seen / (one.params.capability[0, rus, 0] * one.params.contest_share[0, rus, 0]) == pytest.approx(1 / 3, abs=0.05)


@pytest.mark.parametrize(
    ("name", "variant", "gives", "gets"),
    [
        ("recognition_of_spheres", "usa_recognises", True, False),
        ("recognition_of_spheres", "russia_recognises", False, True),
        ("recognition_of_spheres", "mutual", True, True),
        ("grand_bargain", "bargain_paid", True, True),
        ("x1_recognition_or_diversion", "mutual", True, True),
    ],
)
def test_who_recognises_a_sphere_recognises_all_of_it(name: str, variant: str, *, gives: bool, gets: bool) -> None:
    one = world(name, variant)
    (accord,) = one.timeline
    usa, rus = (one.spheres[one.powers.index(power)].tolist() for power in ("USA", "RUS"))
    assert sorted(accord.arguments["gives"]) == (rus if gives else [])
    assert sorted(accord.arguments["gets"]) == (usa if gets else [])


def test_two_poles_and_five_alike_have_the_same_means_in_all() -> None:
    poles, alike = (world("multipolarity", variant).params.capability.sum() for variant in ("two_poles", "alike"))
    assert poles == pytest.approx(alike)


@pytest.mark.parametrize(("variant", "powers"), [("two_powers", 2), ("three_powers", 3), ("five_powers", 5)])
def test_who_is_no_power_has_no_means_and_no_claims(variant: str, powers: int) -> None:
    one = world("multipolarity", variant)
    assert (one.params.capability[0, :, 0] > 0.0).sum() == powers
    assert sum(len(sphere) > 0 for sphere in one.spheres) == powers


def test_the_whole_american_sphere_comes_to_matter() -> None:
    one = world("x2_salience_regimes", "answer_rising")
    usa = one.powers.index("USA")
    sphere = {("salience", (usa, client)) for client in one.spheres[usa].tolist()}
    assert {event.arguments["path"] for event in one.timeline} == sphere
    assert {one.params.salience[(0, *index)] for _, index in sphere} == {0.15}
    axis = written("x2_salience_regimes")["maps"][0]["x"]["path"]
    assert {path.rpartition(".")[2] for path in axis} == {one.clients[client] for client in one.spheres[usa]}


def test_a_token_is_a_tenth_of_the_radical_offer() -> None:
    radical, token = (world("opposition_pays", v).timeline[0].arguments["value"] for v in ("radical_offer", "token_offer"))
    assert token == pytest.approx(radical / 10)
