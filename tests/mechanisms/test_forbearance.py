"""Forbearance, by hand, by property, and in a turn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.axes import Array
from sim.engine import Run, simulate
from sim.mechanisms import forbearance
from tests.worlds import number, over_powers, small_world, table

SHARE = st.floats(0.0, 1.0)


def won(pressure: float, alignment: float, decisiveness: float = 2.0) -> Array:
    """Favour of a judge, who has `alignment` of the only client, for a suitor who claims it and has 0.8 of it."""
    powers = forbearance.conduct_of_powers(table([0.0, 0.0], [pressure, 0.0]))
    clients = forbearance.conduct_of_clients(table([alignment], [0.8]))
    return forbearance.favour(
        powers, clients, claims=np.array([[0.0], [1.0]]), salience=table([0.5], [0.5]), decisiveness=number(decisiveness)
    )


def test_conduct_by_hand() -> None:
    assert forbearance.conduct_of_powers(table([0.0, 0.3], [0.1, 0.0])).ravel() == pytest.approx([1.0, 0.9, 0.7, 1.0])
    assert forbearance.conduct_of_clients(table([0.2, 0.0], [0.4, 0.0])).ravel() == pytest.approx([0.5, 1.0, 1.0, 1.0])


def test_favour_by_hand() -> None:
    assert won(0.2, 0.4)[0, 0, 1] == pytest.approx(0.64 / (0.64 + 0.25))
    assert won(0.2, 0.4, decisiveness=0.0)[0, 0, 1] == pytest.approx(0.5)
    assert won(0.2, 0.4)[0, 1, 0] == 0.0  # the judge claims nothing that the suitor could favour it over


def test_two_powers_that_claim_one_client_compete_with_it_and_with_each_other() -> None:
    powers = forbearance.conduct_of_powers(table([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.5, 0.0, 0.0]))
    favour = forbearance.favour(
        powers, np.ones((1, 3, 1)), claims=np.array([[0.0], [1.0], [1.0]]), salience=np.ones((1, 3, 1)), decisiveness=number(1.0)
    )
    assert favour[0, 0] == pytest.approx([0.0, 1.0 / 2.5, 0.5 / 2.5])
    assert not np.diagonal(favour[0]).any(), "nobody is its own suitor, though two claim what they judge over"


@given(SHARE, SHARE, SHARE, st.floats(0.0, 10.0))
def test_who_presses_less_wins_more(one: float, other: float, alignment: float, decisiveness: float) -> None:
    low, high = sorted((one, other))
    gentle, rough = won(low, alignment, decisiveness)[0, 0, 1], won(high, alignment, decisiveness)[0, 0, 1]
    assert 0.0 <= rough <= gentle <= 1.0


def test_what_is_held_back_by_hand() -> None:
    share, powers = table([0.0, 0.6], [0.0, 0.0]), table([1.0, 0.8], [1.0, 1.0])
    held = forbearance.courted(over_powers(1.0, 1.5), over_powers(0.5, 0.0), share, powers, number(2.0))
    assert held[0, 1, 0] == pytest.approx(1.5 * 0.5 * 2.0 * 0.6 * 0.4 / 0.8)
    assert held[0, 0, 1] == 0.0
    assert forbearance.relief(over_powers(0.5, 0.0), share)[0, 0, 1] == pytest.approx(0.3)


@pytest.mark.parametrize("sure", [0.0, 1.0])
def test_who_is_sure_to_win_or_to_lose_need_not_behave(sure: float) -> None:
    share, powers = table([0.0, sure], [0.0, 0.0]), np.ones((1, 2, 2))
    assert not forbearance.courted(over_powers(1.0, 1.0), over_powers(1.0, 1.0), share, powers, number(2.0)).any()


def test_a_poor_record_is_hidden_only_from_who_did_better() -> None:
    held = forbearance.hidden(over_powers(0.5, 0.5), over_powers(-1.0, 1.0))
    assert held.ravel() == pytest.approx([0.0, 0.5, 0.0, 0.0])


def played(**changes: object) -> Run:
    world = small_world(doctrines="constant", params={"prize": [[0.6], [0.0], [0.0]]}, **changes)  # type: ignore[arg-type]
    return simulate(world, seed=1, replicates=range(3))


def test_a_judge_relieves_its_suitors_and_they_court_it() -> None:
    contest, none = played().series["pressure"], played(off=("forbearance",)).series["pressure"]
    assert np.all(contest[:, 2:, 0, 1:] < none[:, 2:, 0, 1:])
    assert np.all(contest[:, 2:, 1:, 0] < none[:, 2:, 1:, 0])
    assert np.array_equal(contest[:, :, 1, 2], none[:, :, 1, 2])


def test_without_a_quarrel_there_is_no_favour() -> None:
    nobody = played(options={"forbearance": {"over": (3,)}}).series["pressure"]  # claimed by nobody
    assert np.array_equal(nobody, played(off=("forbearance",)).series["pressure"])


def test_what_is_ordered_stands() -> None:
    ordered = np.full((3, 3), -1.0)
    ordered[1, 0] = 0.4
    prize = {"params": {"prize": [[0.6], [0.0], [0.0]]}, "seed": None, "opening": {"order": ordered, "interdependence": 0.0}}
    run = simulate(small_world(doctrines="constant", **prize), seed=1, replicates=range(2)).series["pressure"]
    assert np.all(run[:, 1:, 1, 0] == 0.4)
    assert np.all(run[:, 2:, 2, 0] < 0.5)
