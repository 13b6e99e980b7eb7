"""State, Params and World as containers, and the table of symbols."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from sim.core.axes import NOTES, SHAPES, shape_of
from sim.core.declare import Parameter
from sim.core.errors import SpheresError
from sim.core.symbols import PARAMETERS, STATE, SYMBOLS
from sim.core.world import Params, State, of_rows
from tests.worlds import small_world


def test_the_state_and_the_table_of_symbols_name_the_same_things() -> None:
    assert {field.name for field in fields(State)} == set(STATE)
    assert set(SYMBOLS) == set(PARAMETERS) | set(STATE)


@pytest.mark.parametrize("symbol", SYMBOLS.values(), ids=SYMBOLS.keys())
def test_every_symbol_has_axes_a_range_and_a_default_within(symbol: object) -> None:
    assert symbol.axes in SHAPES
    assert symbol.low <= symbol.default <= symbol.high
    assert symbol.unit
    assert symbol.meaning
    assert symbol.letter


def test_letters_are_used_once_in_each_family() -> None:
    for family in (PARAMETERS, STATE):
        letters = [symbol.letter for symbol in family.values()]
        assert len(letters) == len(set(letters))


@pytest.mark.parametrize("axes", SHAPES)
def test_shapes(axes: str) -> None:
    sizes = {"r": None, "1": 1, "p": 3, "q": 3, "c": 5, "d": 5, "n": NOTES}
    drawn = [sizes[letter.strip()] for letter in SHAPES[axes].strip("()").split(",")[1:]]
    assert list(shape_of(axes, 3, 5)) == drawn


def test_params_are_found_by_name_by_attribute_and_by_mechanism() -> None:
    params = Params({"salience": np.ones((1, 2, 3)), "summit.rate": np.full((1, 1, 1), 0.25)})
    assert params.salience is params["salience"]
    assert params.of("summit").rate is params["summit.rate"]
    assert params.of("summit") is params.of("summit")
    assert len(params) == 2
    with pytest.raises(AttributeError, match="reach"):
        params.reach  # noqa: B018


def test_replaced_params_leave_the_old_ones() -> None:
    params = Params({"summit.rate": np.full((1, 1, 1), 0.25), "reach": np.ones((1, 2, 3))})
    assert params.of("summit").rate.item() == 0.25
    changed = params.replaced({"summit.rate": np.full((1, 1, 1), 0.5)})
    assert changed.of("summit").rate.item() == 0.5
    assert params.of("summit").rate.item() == 0.25
    assert changed.reach is params.reach


def test_a_world_survives_a_process_boundary() -> None:
    world = small_world(doctrines=["prudent", "restraint", "prudent"])
    again = pickle.loads(pickle.dumps(world))
    assert set(again.params) == set(world.params)
    assert all(again.params[name].tobytes() == world.params[name].tobytes() for name in world.params)
    assert again.params.of("summit").rate.item() == world.params.of("summit").rate.item()
    for name, array in world.opening.items():
        assert getattr(again.opening, name).tobytes() == array.tobytes()
    assert [role.name for role in again.doctrines] == ["prudent", "restraint"]


def test_spheres_are_the_clients_that_each_power_claims() -> None:
    assert [sphere.tolist() for sphere in small_world(3, 6).spheres] == [[0, 4], [1, 5], [2]]


def test_a_state_takes_some_replicates_as_copies() -> None:
    opening = small_world().opening
    two = replace(opening, **{name: np.concatenate([array, array + 1.0]) for name, array in opening.items()})
    last = two.take(np.array([1]))
    assert (last.alignment == opening.alignment + 1.0).all()
    last.alignment[:] = -1.0
    assert (two.alignment[1] == opening.alignment[0] + 1.0).all()


def test_state_and_world_cannot_be_rewritten() -> None:
    world = small_world()
    with pytest.raises(FrozenInstanceError):
        world.opening.norm = np.zeros((1, 1, 1))  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        world.name = "other"  # type: ignore[misc]


def test_an_array_that_all_share_keeps_its_one_row() -> None:
    shared, own = np.ones((1, 2, 3)), np.arange(12.0).reshape(4, 1, 3)
    assert of_rows(shared, np.array([3, 1])) is shared
    assert of_rows(own, np.array([3, 1]))[:, 0, 0].tolist() == [9.0, 3.0]


def test_a_parameter_whose_default_lies_outside_its_range_is_refused() -> None:
    for end in (0.0, 1.0):
        assert Parameter("rate", end, 0.0, 1.0, "share", "a rate").default == end
    with pytest.raises(SpheresError, match=r"parameter rate: default 2.0 lies outside 0.0..1.0"):
        Parameter("rate", 2.0, 0.0, 1.0, "share", "a rate")
