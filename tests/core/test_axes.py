"""How arrays lie in memory, and that what reads them does not mind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.axes import Array, clients_of, inner, laid_out, nonzero, outer

CUBES = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 5), st.integers(0, 99)).map(
    lambda drawn: np.random.default_rng(drawn[3]).integers(-1, 2, drawn[:3]).astype(np.float64)
)


@pytest.mark.parametrize("shape", [(4,), (4, 3), (4, 3, 5), (4, 3, 3, 5)])
def test_laid_out_is_the_same_with_replicates_innermost(shape: tuple[int, ...]) -> None:
    array = np.arange(float(np.prod(shape))).reshape(shape)
    laid = laid_out(array)
    assert np.array_equal(laid, array)
    assert np.moveaxis(laid, 0, -1).flags.c_contiguous
    assert np.shares_memory(laid_out(laid), laid), "what lies so already is not copied"


@given(CUBES)
def test_a_cube_as_it_lies_in_memory_is_in_one_piece_and_comes_back(cube: Array) -> None:
    lying = inner(laid_out(cube))
    assert lying.shape == (*cube.shape[1:], cube.shape[0])
    assert lying.flags.c_contiguous
    assert np.array_equal(outer(lying), cube)


@given(CUBES)
def test_some_clients_of_a_cube_lie_with_replicates_innermost(cube: Array) -> None:
    chosen = np.arange(cube.shape[2])[::-2]
    found = clients_of(laid_out(cube), chosen)
    assert np.array_equal(found, cube[:, :, chosen])
    assert len(found) == 1 or found.strides[0] == found.itemsize


@given(CUBES)
def test_places_are_those_of_numpy_in_the_same_order_within_each_replicate(cube: Array) -> None:
    for mask in (laid_out(cube), laid_out(cube > 0.0)):
        places = np.stack(nonzero(mask))
        expected = np.stack(np.nonzero(mask))
        assert np.array_equal(places[:, np.argsort(places[0], kind="stable")], expected)
        flat = np.ravel_multi_index((*places[1:], places[0]), (*mask.shape[1:], mask.shape[0]))
        assert (np.diff(flat) > 0).all(), "in the order in which they lie in memory"
