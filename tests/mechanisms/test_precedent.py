"""Precedent: what was done is quoted, copied, and held against who condemns it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.axes import Array
from sim.core.world import Params
from sim.engine import simulate
from sim.engine.stepper import Stepper
from sim.mechanisms import MECHANISMS, precedent
from tests.mechanisms.ranges import amounts, cubes, parameter, shares, small_amounts
from tests.worlds import AWAKE, defaults, lively_world, number, over_powers, table

POWERS = over_powers(1.0, 0.5, 0.25)


def test_a_record_fades_and_grows_by_hand() -> None:
    assert precedent.next_record(number(2.0), number(1.0), number(0.98)).item() == pytest.approx(2.96)


def test_a_precedent_is_quoted_by_hand() -> None:
    # The first has used force twice: what is said of the others is divided by 1 + 0.5 · 1 · 2. The second has once: what is
    # said of the first is divided by 1 + 0.5 · 0.5 · 1, of the third by 1 + 0.5 · 2.5.
    found = precedent.voice(over_powers(0.9, 0.5, 0.0), over_powers(2.0, 1.0, 0.0), POWERS, number(0.5))
    assert found[0, 0] == pytest.approx([0.9 / 1.25, 0.9 / 2.0, 0.9 / 2.25])
    assert found[0, 1] == pytest.approx([0.5 / 1.25, 0.5 / 2.0, 0.5 / 2.25])
    assert (found[0, 2] == 0.0).all()


def test_who_did_the_same_is_not_heeded_by_hand() -> None:
    # Of the second, the first says 0.5 and has a record of 3, the third says 0.2 and has none; weights 1/1.25, 0.25/1.25
    voices = table([0.0, 0.5, 0.0], [0.0, 0.0, 0.0], [0.0, 0.2, 0.0])
    found = precedent.heeded(voices, over_powers(3.0, 0.0, 0.0), POWERS, number(0.5), number(1.0))
    assert found[0, :, 0] == pytest.approx([0.0, 0.5 * (0.8 * 0.5 / 4.0 + 0.2 * 0.2), 0.0])


@given(cubes(3, 1, shares), cubes(3, 1, small_amounts), cubes(3, 1, amounts), shares, parameter("precedent", "quoting"),
       parameter("precedent", "hypocrisy"))  # fmt: skip
def test_a_record_only_ever_quietens(
    preaching: Array, record: Array, capability: Array, norm: float, quoting: float, hypocrisy: float
) -> None:
    clean = np.zeros_like(record)
    plain = precedent.voice(preaching, clean, capability, number(quoting))
    quoted = precedent.voice(preaching, record, capability, number(quoting))
    assert np.array_equal(plain, np.broadcast_to(preaching, plain.shape))
    assert (quoted <= plain).all()
    assert (quoted >= 0.0).all()
    believed = precedent.heeded(plain, clean, capability, number(norm), number(hypocrisy))
    doubted = precedent.heeded(quoted, record, capability, number(norm), number(hypocrisy))
    assert (doubted <= believed + 1e-12).all()
    assert believed.max() <= 1.0 + 1e-12


def test_double_standards_by_hand() -> None:
    # Both use force. The first (record 2) condemns the second by 0.5: with hindsight 0.25 that is 0.25 · 0.5 · 2 in the second's
    # eyes. The second had condemned the first by 1.5, and now does it itself.
    found = precedent.verdict(
        over_powers(1.0, 1.0), table([0.0, 0.5], [0.1, 0.0]), record=over_powers(2.0, 0.0),
        condemned=table([0.0, 0.0], [1.5, 0.0]), capability=over_powers(1.0, 0.5), norm=number(0.8),
        given=defaults("precedent", hindsight=0.25),
    )  # fmt: skip
    assert found.late == pytest.approx(table([0.0, 0.0], [0.25, 0.0]))
    assert found.double == pytest.approx(table([0.0, 1.5], [0.25, 0.0]))
    assert found.opprobrium[0, :, 0] == pytest.approx([0.08, 0.4])


def test_what_others_achieved_by_hand() -> None:
    # seen of the first 0.5 (2 - 3 · 0), of the second 1 (1 - 3 · 1), of the third nothing
    found = precedent.example(over_powers(2.0, 1.0, 9.0), over_powers(0.0, 1.0, 1.0), over_powers(0.5, 1.0, 0.0), number(3.0))
    assert found[0, :, 0] == pytest.approx([-2.0, 1.0, -1.0])


def test_readiness_by_hand() -> None:
    found = precedent.readiness(over_powers(1.0, -1.0), over_powers(0.0, 2.0), number(0.5), number(0.25))
    assert found[0, :, 0] == pytest.approx([np.exp(0.5), np.exp(-1.0)])


@given(st.floats(-1e6, 1e6), amounts, parameter("precedent", "emulation"), parameter("precedent", "protest_weight"))
def test_readiness_is_a_factor(seen: float, opprobrium: float, emulation: float, weight: float) -> None:
    found = precedent.readiness(number(seen), number(opprobrium), number(emulation), number(weight)).item()
    assert 0.0 < found < 1e22


@given(shares, amounts, shares, st.floats(0.0, 100.0))
def test_costs_and_chances_stay_shares(share: float, amount: float, rate: float, weight: float) -> None:
    enforcing = number(share)
    assert share <= precedent.cost_of_opprobrium(enforcing, number(amount), number(rate)).item() <= 1.0
    assert rate <= precedent.quickened(number(rate), number(amount), number(weight)).item() <= 1.0
    assert 0.0 < precedent.ease(number(amount), number(weight)).item() <= 1.0


def test_later_bargains_come_cheaper_and_sooner_by_hand() -> None:
    assert precedent.ease(number(2.0), number(0.5)).item() == 0.5
    assert precedent.ease(number(0.0), number(0.5)).item() == 1.0
    assert precedent.quickened(number(0.1), number(2.0), number(0.5)).item() == pytest.approx(0.2)
    assert precedent.quickened(number(0.1), number(0.0), number(0.5)).item() == pytest.approx(0.1)


def test_where_nobody_minds_a_precedent_its_weights_on_a_verdict_are_nothing() -> None:
    heavy = Params({f"precedent.{p.name}": number(0.5) for p in MECHANISMS["precedent"].parameters} | {"reach": number(0.3)})
    light = precedent.weightless(heavy)
    none = {name for name, array in light.items() if not array.any()}
    assert none == {f"precedent.{name}" for name in ("hypocrisy", "quoting", "hindsight", "double_standard_anger")}
    assert set(light) == set(heavy)
    assert all(array.shape == (1, 1, 1) for array in light.values())
    assert heavy.of("precedent").quoting.item() == 0.5


def consents(trust: float, stake: float, grievance: float) -> float:
    given = defaults("precedent")
    return precedent.consent_chance(number(trust), number(stake), number(grievance), given).item()


def test_consent_by_hand() -> None:
    # -2 + 4 · 0.8 - 4 · 0.1 - 0.8 = 0
    assert consents(0.8, 0.1, 0.8) == pytest.approx(0.5)
    assert consents(0.5, 0.0, 0.0) == 0.5
    assert consents(0.5, 0.0, 1e6) == pytest.approx(0.0, abs=1e-20)


WEIGHTS = {"precedent.emulation": 1.0, "precedent.failure_weight": 0.0}


def uses_of(given: dict[str, float], **opening: object) -> float:
    world = lively_world(params={"force.rate": 0.05, **given}, opening=opening)
    return len(simulate(world, seed=3, replicates=range(200)).happenings.where("force"))


def test_in_a_turn_success_breeds_force_and_opprobrium_holds_it_back() -> None:
    seen = {"successes": [[0.0], [0.0], [3.0]]}
    assert uses_of({}, **seen) == uses_of({})
    assert uses_of(WEIGHTS, **seen) > 1.2 * uses_of(WEIGHTS)
    protest = {"precedent.protest_weight": 2.0}
    assert uses_of(protest, opprobrium=1.0) < 0.8 * uses_of(protest)


def test_the_record_is_what_happened() -> None:
    world = lively_world(turns=10, params={"precedent.record_kept": 1.0})
    run = simulate(world, seed=3, replicates=range(40))
    force, deals = run.happenings.where("force"), run.happenings.where("deal")
    for detail, record in (("swift", run.final.successes), ("war", run.final.failures)):
        found = np.zeros((40, 3))
        some = force.at(force.detail == detail)
        np.add.at(found, (some.replicate, some.power), 1.0)
        assert found.any()
        assert np.array_equal(record[:, :, 0], found)
    signed = np.bincount(deals.replicate, minlength=40) / 2
    assert np.array_equal(run.final.bargains[:, 0, 0], signed)


def test_switched_off_nothing_is_on_record() -> None:
    run = simulate(lively_world(off=("precedent",)), seed=3, replicates=range(10))
    assert not run.final.successes.any()
    assert not run.final.opprobrium.any()
    assert not run.final.bargains.any()


def test_weights_of_nothing_move_nothing() -> None:
    """What is on record by default tells nobody: all but the record is as if the mechanism were off."""
    on, off = (simulate(lively_world(off=away), seed=3, replicates=range(20)) for away in ((), ("precedent",)))
    for name, array in on.series.items():
        assert name == "opprobrium" or np.array_equal(array, off.series[name]), name


def test_precedents_leave_arrays_laid_out() -> None:
    """Replicates innermost, as all else counts on: a state that lost it would make every later turn several times as slow."""
    world = lively_world(params=AWAKE["precedent"])
    final = simulate(world, seed=3, replicates=range(40)).final
    stepper = Stepper(world, seed=3, replicates=range(40))
    for _ in range(world.turns):
        stepper.step()
    for name, array in stepper.state.items():
        assert array.strides[0] == array.itemsize, name
        assert np.array_equal(array, getattr(final, name)), name
