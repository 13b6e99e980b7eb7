"""The stages in one pass give the bits of the plain ones, and are used where they can be and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.core import kernels
from sim.core.world import World
from sim.engine import simulate, swift
from sim.engine.given import Given, Layout
from sim.engine.turn import PLAIN, Stages
from sim.mechanisms import alignment
from sim.scenario import build, find, load
from tests.engine.same import differences
from tests.engine.test_blocks import UNSURE
from tests.engine.test_past import leaves_the_past
from tests.worlds import lively_world, small_world

pytest.importorskip("numba", reason="the extra `fast` is not installed")

WORLDS = {
    "lively": lambda: lively_world(turns=10),
    "quiet": lambda: small_world(turns=6),
    "nobody excludes": lambda: lively_world(turns=6, params={"exclusion": 0.0}),
    "many powers": lambda: lively_world(11, 14, 6),
    "one power, one client": lambda: small_world(1, 1, 4),
    "shared claims": lambda: lively_world(3, 7, 8, params={"claim": np.array([[1.0] * 7, [1.0, 1, 0, 0, 0, 1, 0], [0.0] * 7])}),
    "focus and counterbids": lambda: lively_world(params={"focus": 2.0, "counterbid": 0.5, "motive": 0.5}),
    "wars take more than there is": lambda: lively_world(
        turns=4, params={"patronage.war_drain": 1.0}, opening={"occupation": np.ones((3, 6))}
    ),
    "fear": lambda: lively_world(params={"regime_fear": 2.0}),
}  # fmt: skip


@pytest.fixture
def anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels for worlds of any size."""
    monkeypatch.setattr(kernels, "LEAST_CELLS", 0)


def chosen(world: World, replicates: int = 1000) -> Stages:
    return swift.stages_for(Given.of(world, world.params, Layout.of(world)), replicates)


@pytest.mark.parametrize("name", WORLDS)
def test_the_kernels_give_the_same_bits(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = WORLDS[name]()
    plain = simulate(world, seed=5, replicates=range(7))
    monkeypatch.setattr(kernels, "LEAST_CELLS", 0)
    assert chosen(world) != PLAIN
    assert not differences(simulate(world, seed=5, replicates=range(7)), plain, range(7))


@pytest.mark.parametrize("name", ["tit_for_tat", "monroe_exclusion", "venezuela_for_ukraine", "norm_erosion"])
def test_the_kernels_give_the_same_bits_in_shipped_scenarios(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load(find(name))
    world = build(scenario, next(iter(scenario.variants)))
    plain = simulate(world, seed=5, replicates=range(3))
    monkeypatch.setattr(kernels, "LEAST_CELLS", 0)
    assert not differences(simulate(world, seed=5, replicates=range(3)), plain, range(3))


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize("off", [(), ("summit",), ("memory", "precedent")])
def test_the_kernels_leave_the_states_before_a_turn_as_they_were(off: tuple[str, ...]) -> None:
    stepper = leaves_the_past(off)
    assert stepper._stages != PLAIN


def test_a_difference_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    world = lively_world(turns=3)
    plain = simulate(world, seed=5, replicates=range(3))
    monkeypatch.setattr(kernels, "LEAST_CELLS", 0)
    court = swift.Court.__call__

    def off(self: Any, *rest: Any, **named: Any) -> Any:
        done = court(self, *rest, **named)
        return replace(done, state=replace(done.state, arms=np.nextafter(done.state.arms, 1.0)))

    monkeypatch.setattr(swift.Court, "__call__", off)
    assert differences(simulate(world, seed=5, replicates=range(3)), plain, range(3))


@pytest.mark.usefixtures("anywhere")
def test_rare_rules_and_unsure_parameters_are_left_to_the_plain_stages() -> None:
    assert chosen(lively_world()) != PLAIN
    for name in swift.RARE:
        assert chosen(lively_world(params={name: 0.5})) == PLAIN
    for name in swift.NEEDED:
        assert chosen(lively_world(off=[name])) == PLAIN
    world = lively_world(uncertain=UNSURE)
    params = world.params.replaced({"salience": np.repeat(world.params.salience, 4, axis=0)})
    assert swift.stages_for(Given.of(world, params, Layout.of(world)), 1000) == PLAIN


def test_few_cells_are_left_to_the_plain_stages() -> None:
    world = lively_world(3, 6)
    assert chosen(world, kernels.LEAST_CELLS // 18) == PLAIN
    assert chosen(world, kernels.LEAST_CELLS // 18 + 1) != PLAIN


@pytest.mark.usefixtures("anywhere")
def test_without_numba_or_where_it_is_not_wanted_all_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels.compiles.cache_clear()
    with monkeypatch.context() as patch:
        patch.setenv("SPHERES_COMPILE", "0")
        assert chosen(lively_world()) == PLAIN
    kernels.compiles.cache_clear()
    assert chosen(lively_world()) != PLAIN


def numbers() -> Iterator[float]:
    yield from (0.0, -0.0, 1e-300, 1e300, np.inf, -np.inf, np.nan, -3.25, 0.1)


def test_what_numpy_does_to_one_number_is_what_it_does_to_many() -> None:
    from sim.core import compiled

    for x in numbers():
        for y in numbers():
            many = np.full(33, x), np.full(33, y)
            for name in ("maximum", "minimum"):
                mine = getattr(compiled._NUMPY, name)(x, y)
                theirs = getattr(np, name)(*many)
                assert np.isnan(mine) == np.isnan(theirs).all()
                assert np.isnan(mine) or ((mine == theirs).all() and (np.signbit(mine) == np.signbit(theirs)).all())
            assert compiled._NUMPY.where(x > y, x, y) is (x if x > y else y)


def test_a_kernel_of_other_lines_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = kernels.stamp()
    kernels.stamp.cache_clear()
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"other" if str(path) == alignment.__file__ else real(path))
    assert kernels.stamp() != before
    kernels.stamp.cache_clear()


def halved(x: float) -> float:
    return 0.5 * x


def test_a_kernel_runs_where_it_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from numba.core import caching, config

    from sim.core.compiled import compiled

    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "kept"))
    assert compiled(halved)(3.0) == 1.5
    (code,) = tmp_path.rglob("*.nbc")
    code.write_bytes(code.read_bytes()[:100])  # as a power cut leaves it
    assert compiled(halved)(3.0) == 1.5

    placed = compiled(halved)
    folder = code.parent
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("no folder")
    assert placed(3.0) == 1.5

    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    assert compiled(halved)(3.0) == 1.5
