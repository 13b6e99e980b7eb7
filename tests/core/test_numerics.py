"""Elementary functions against the decimal module's arithmetic of forty digits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core import numerics

DIGITS = 40
GRID = 2.0**-28


def in_decimal(function: Callable[[Decimal], Decimal], x: np.ndarray) -> list[Decimal]:
    with localcontext() as context:
        context.prec = DIGITS
        return [function(Decimal(float(value))) for value in x]


def errors(found: np.ndarray, true: list[Decimal]) -> np.ndarray:
    return np.array([float(abs(Decimal(float(f)) - t)) for f, t in zip(found, true, strict=True)])


def spread(low: float, high: float, n: int = 1500) -> np.ndarray:
    return np.random.default_rng(3).uniform(low, high, n)


@pytest.mark.parametrize(
    "x", [spread(-700, 700), spread(-1, 1), spread(-1e-9, 1e-9)], ids=["wide", "unit", "tiny"]
)
def test_exp_is_right_to_twelve_digits(x: np.ndarray) -> None:
    true = in_decimal(lambda value: value.exp(), x)
    assert (errors(numerics.exp(x), true) / np.array([float(t) for t in true])).max() < 1e-12


@pytest.mark.parametrize("layout", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_compiled_exp_of_many_numbers_is_that_of_each(layout: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    x = np.concatenate([spread(-750, 750), spread(-1, 1, 494), [0.0, -0.0, np.nan, np.inf, -np.inf, 1e-300]])
    x = x.reshape(10, 10, 20).transpose(layout)
    monkeypatch.setattr(numerics, "at_work", lambda: False)
    with np.errstate(invalid="ignore"):
        plain = numerics.exp(x)
    monkeypatch.setattr(numerics, "at_work", lambda: True)
    compiled = numerics.exp(x)
    assert np.array_equal(compiled, plain, equal_nan=True)
    assert compiled.strides == plain.strides


def test_exp_at_its_ends() -> None:
    assert numerics.exp(np.array([0.0, -0.0])).tolist() == [1.0, 1.0]
    assert numerics.exp(np.array([1e5, np.inf]))[0] == numerics.exp(np.array([700.0]))[0] < np.inf
    assert 0.0 < numerics.exp(np.array([-np.inf]))[0] < 1e-300


@pytest.mark.filterwarnings("ignore:invalid value encountered in cast")
def test_exp_hands_on_what_is_no_number() -> None:
    assert np.isnan(numerics.exp(np.array([np.nan])))[0]


@pytest.mark.parametrize(
    "x",
    [np.exp(spread(-700, 700)), spread(0.5, 2.0), 1.0 + spread(-1e-6, 1e-6)],
    ids=["wide", "middle", "near 1"],
)
def test_log_is_right_to_thirteen_places(x: np.ndarray) -> None:
    true = in_decimal(lambda value: value.ln(), x)
    # From |ln x| = 512 on, one rounding is worth 1.1e-13 by itself.
    allowed = np.where(np.abs([float(t) for t in true]) < 500.0, 1e-13, 3e-13)
    assert (errors(numerics.log(x), true) < allowed).all()


def test_log_of_one_is_nothing() -> None:
    assert numerics.log(np.array([1.0])).tolist() == [0.0]


@pytest.mark.parametrize(
    "x", [spread(-1 + 1e-9, 1.0), 10.0 ** spread(-12, 9)], ids=["down to -1", "up to 1e9"]
)
def test_log1p_is_right_to_thirteen_places(x: np.ndarray) -> None:
    assert errors(numerics.log1p(x), in_decimal(lambda value: (1 + value).ln(), x)).max() < 1e-13


def test_logistic() -> None:
    x = np.concatenate([spread(-40, 40), [0.0]])
    found = numerics.logistic(x)
    assert errors(found, in_decimal(lambda value: 1 / (1 + (-value).exp()), x)).max() < 1e-13
    assert found[-1] == 0.5
    assert numerics.logistic(np.array([-1e6, 1e6])).tolist() == pytest.approx([0.0, 1.0], abs=1e-300)


@given(st.lists(st.floats(-800, 800), min_size=2, max_size=30))
def test_exp_never_falls_by_more_than_its_error(values: list[float]) -> None:
    risen = numerics.exp(np.sort(np.array(values)))
    assert (risen[1:] >= risen[:-1] * (1.0 - 2e-12)).all()


@given(st.floats(-600, 600))
def test_log_undoes_exp(x: float) -> None:
    assert numerics.log(numerics.exp(np.array([x])))[0] == pytest.approx(x, abs=2e-12)


def test_shapes_are_kept_and_arguments_left_alone() -> None:
    x = np.linspace(0.1, 2.0, 24).reshape(2, 3, 4)
    x.flags.writeable = False
    for function in (numerics.exp, numerics.log, numerics.log1p, numerics.logistic, numerics.clip01):
        assert function(x).shape == x.shape
        assert function(x[:, ::2, ::-1]).tolist() == function(x)[:, ::2, ::-1].tolist()


def test_clip01() -> None:
    assert numerics.clip01(np.array([-3.0, 0.0, 0.25, 1.0, 7.0])).tolist() == [0.0, 0.0, 0.25, 1.0, 1.0]


class TestOnGrid:
    """The fast functions, rounded to multiples of 2**-28."""

    X_EXP = np.concatenate([-np.exp(spread(-20, 4)), [0.0, -1e3]])
    X_LOG = np.concatenate([np.exp(spread(-20, 20.7)), [0.0, 1e9]])

    def test_values_are_true_to_half_a_step(self) -> None:
        up = errors(numerics.grid_exp(self.X_EXP), in_decimal(lambda value: value.exp(), self.X_EXP))
        down = errors(numerics.grid_log1p(self.X_LOG), in_decimal(lambda value: (1 + value).ln(), self.X_LOG))
        assert max(up.max(), down.max()) <= 0.5 * GRID * (1 + 1e-4)

    def test_values_are_multiples_of_the_step(self) -> None:
        for found in (numerics.grid_exp(self.X_EXP), numerics.grid_log1p(self.X_LOG)):
            assert (found / GRID == np.rint(found / GRID)).all()

    def test_library_and_own_function_are_far_closer_than_the_zone_of_doubt(self) -> None:
        # A value in the zone is decided by the own function: so both must be off by less than half of it.
        zone = 2.0**-46
        for own, library, x, true in (
            (numerics.exp, np.exp, self.X_EXP, lambda value: value.exp()),
            (numerics.log1p, np.log1p, self.X_LOG, lambda value: (1 + value).ln()),
        ):
            exact = in_decimal(true, x)
            assert errors(own(x), exact).max() < 0.5 * zone
            assert errors(library(x), exact).max() < 0.5 * zone

    def test_another_library_gives_the_same_bits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # e**x and ln(1 + x) lie within a few roundings of half a step, where libraries would differ
        k = np.random.default_rng(5).integers(1, 2**28, 4000)
        x_exp, x_log = np.log((k + 0.5) * GRID), np.expm1((k + 0.5) * GRID * 20.0)
        x_exp = x_exp[x_exp <= 0.0]
        here = numerics.grid_exp(x_exp), numerics.grid_log1p(x_log)
        library_exp, library_log1p = np.exp, np.log1p
        for off in (-3e-15, 3e-15):
            monkeypatch.setattr(np, "exp", lambda x, off=off: library_exp(x) * (1.0 + off))
            monkeypatch.setattr(np, "log1p", lambda x, off=off: library_log1p(x) * (1.0 + 0.1 * off))
            assert numerics.grid_exp(x_exp).tolist() == here[0].tolist()
            assert numerics.grid_log1p(x_log).tolist() == here[1].tolist()

    @pytest.mark.parametrize("function", [numerics.grid_exp, numerics.grid_log1p])
    def test_what_is_no_number_stays_so(self, function: Callable[[np.ndarray], np.ndarray]) -> None:
        assert np.isnan(function(np.array([np.nan, 0.0]))).tolist() == [True, False]
