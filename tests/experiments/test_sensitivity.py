"""Sensitivity indices: functions with known answers, and effects of a scenario."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.experiments.sensitivity import Design, Matrix, Vector, first_order, indices, sensitivity, total
from sim.scenario import Scenario

Load = Callable[..., Scenario]


def ishigami(x: Matrix) -> Vector:
    """sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ on [-π, π]³ (Ishigami and Homma 1990)."""
    x = np.pi * (2.0 * x - 1.0)
    return np.asarray(np.sin(x[..., 0]) + 7.0 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0]))


def ishigami_by_hand(a: float = 7.0, b: float = 0.1) -> tuple[list[float], list[float]]:
    """First-order and total indices from the integrals in closed form."""
    v1 = 0.5 * (1.0 + b * np.pi**4 / 5.0) ** 2
    v2 = a**2 / 8.0
    v13 = b**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    v = v1 + v2 + v13
    return [v1 / v, v2 / v, 0.0], [(v1 + v13) / v, v2 / v, v13 / v]


def g_function(x: Matrix, a: Vector) -> Vector:
    """Π (|4 x_i - 2| + a_i) / (1 + a_i) on the unit cube (Sobol' 1993)."""
    return np.asarray(((np.abs(4.0 * x - 2.0) + a) / (1.0 + a)).prod(axis=-1))


def of(function: Callable[[Matrix], Vector], parameters: int, rows: int, seed: int) -> tuple[Vector, Vector, Matrix]:
    design = Design.of(parameters, rows, seed)
    return function(design.a), function(design.b), function(design.ab)


def test_ishigamis_function_has_its_known_indices() -> None:
    first, whole = ishigami_by_hand()
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=1e-4)  # as printed in the literature
    assert whole == pytest.approx([0.5576, 0.4424, 0.2437], abs=1e-4)
    values = of(ishigami, 3, 2**14, 1)
    assert first_order(*values) == pytest.approx(first, abs=0.01)
    assert total(*values) == pytest.approx(whole, abs=0.01)


def test_sobols_g_function_has_its_known_indices() -> None:
    a = np.array([0.0, 1.0, 4.5, 99.0])
    parts = 1.0 / (3.0 * (1.0 + a) ** 2)
    variance = np.prod(1.0 + parts) - 1.0
    values = of(lambda x: g_function(x, a), 4, 2**14, 2)
    assert first_order(*values) == pytest.approx(parts / variance, abs=0.01)
    whole = parts * np.array([np.prod(np.delete(1.0 + parts, i)) for i in range(4)]) / variance
    assert total(*values) == pytest.approx(whole, abs=0.01)


@pytest.mark.parametrize("slope", [(1.0, 2.0), (3.0, 0.5)])
def test_of_a_sum_each_parameter_decides_the_square_of_its_slope(slope: tuple[float, float]) -> None:
    values = of(lambda x: x @ np.array(slope) + 100.0, 2, 2**12, 3)
    expected = np.square(slope) / np.square(slope).sum()
    assert first_order(*values) == pytest.approx(expected, abs=0.01)
    assert total(*values) == pytest.approx(expected, abs=0.01)


def test_units_and_what_is_added_do_not_matter() -> None:
    f_a, f_b, f_ab = of(ishigami, 3, 64, 4)
    for rule in (first_order, total):
        assert rule(3.0 * f_a - 7.0, 3.0 * f_b - 7.0, 3.0 * f_ab - 7.0) == pytest.approx(rule(f_a, f_b, f_ab))


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    truth = ishigami_by_hand()
    held = np.zeros((2, 3))
    trials = 30
    for seed in range(trials):
        for i, pair in enumerate(indices(*of(ishigami, 3, 256, seed), seed=seed)):
            for kind in range(2):
                held[kind, i] += pair[kind].low <= truth[kind][i] <= pair[kind].high
    assert np.all(held / trials >= 0.85)


def test_a_constant_has_no_indices() -> None:
    assert np.isnan(first_order(*of(lambda x: np.ones(x.shape[:-1]), 2, 8, 1))).all()


def test_what_the_effect_does_not_depend_on_has_no_index(tiny: Load, tmp_path: Path) -> None:
    # patience counts under the protocol of Rubinstein alone
    over = {"powers.USA.salience.VEN": (0.1, 0.9), "powers.RUS.patience": (0.5, 0.9)}
    found = sensitivity(tiny(), over, claim="T1", rows=8, replicates=10, results=tmp_path)
    whole = dict(zip(found["parameter"], found["total"], strict=True))
    assert whole["powers.RUS.patience"] == 0.0
    assert found["parameter"][0] == "powers.USA.salience.VEN"
    assert found.attrs["spread"] > 0.0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"rows": 12}, "rows is 12, expected a power of 2"),
        ({"over": {"powers.USA.salience.VEN": (0.1, 0.9)}}, "name two or more"),
        ({"over": {"powers.USA.salience.VEN": (0.9, 0.1), "powers.USA.capability": (0.5, 1.0)}}, "low < high, found"),
    ],
)
def test_bad_input_is_an_error_with_a_remedy(wrong: dict[str, object], message: str, tiny: Load, tmp_path: Path) -> None:
    given: dict[str, object] = {"over": {"powers.USA.salience.VEN": (0.1, 0.9), "powers.USA.capability": (0.5, 1.0)}} | wrong
    with pytest.raises(SpheresError, match=message):
        sensitivity(tiny(), given.pop("over"), claim="T1", replicates=2, results=tmp_path, **given)  # type: ignore[arg-type]
