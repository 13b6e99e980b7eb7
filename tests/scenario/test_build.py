"""A scenario as arrays: every number in its cell, and variants that differ only where they say so."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.core.axes import shape_of
from sim.core.distributions import centre
from sim.core.errors import SpheresError
from sim.core.symbols import PARAMETERS, STATE
from sim.core.world import Uncertain, World
from sim.doctrines import DOCTRINES
from sim.mechanisms import MECHANISMS
from sim.scenario import build

Read = Callable[..., Any]


def same(a: World, b: World) -> bool:
    """Whether two worlds hold the same bits."""
    arrays = [(a.params[n], b.params[n]) for n in a.params] + [
        (x, y) for (_, x), (_, y) in zip(a.opening.items(), b.opening.items(), strict=True)
    ]
    roles = [(r.name, r.rows.tolist(), {k: v.tolist() for k, v in r.parameters.items()}) for r in a.doctrines]
    others = [(r.name, r.rows.tolist(), {k: v.tolist() for k, v in r.parameters.items()}) for r in b.doctrines]
    rest = ("powers", "clients", "regions", "calendar", "enabled", "options", "timeline", "uncertain", "places")
    return (
        set(a.params) == set(b.params)
        and all(x.tobytes() == y.tobytes() for x, y in arrays)
        and roles == others
        and all(getattr(a, name) == getattr(b, name) for name in rest)
    )


def test_who_is_in_it(read: Read) -> None:
    world = build(read(), "treated")
    assert (world.name, world.variant) == ("small", "treated")
    assert world.powers == ("AAA", "BBB")
    assert world.power_names == ("Alpha", "Beta")
    assert world.clients == ("XXX", "YYY", "ZZZ")
    assert world.client_names == ("Xanadu", "Ys", "Zembla")
    assert world.regions == ("north", "south", "south")
    assert world.places == {"AAA": (10.0, 20.0)}
    assert (world.calendar.start, world.turns) == ("2000-Q1", 8)


def test_every_array_has_its_shape(read: Read) -> None:
    world = build(read())
    declared = {name: symbol.axes for name, symbol in PARAMETERS.items()}
    for mechanism in MECHANISMS.values():
        declared |= {p.name if p.axes else f"{mechanism.name}.{p.name}": p.axes for p in mechanism.parameters}
    assert set(world.params) == set(declared)
    state = {name: (array, STATE[name].axes) for name, array in world.opening.items()}
    for array, axes in [*((world.params[name], axes) for name, axes in declared.items()), *state.values()]:
        assert array.shape == (1, *shape_of(axes, 2, 3))
        assert array.dtype == np.float64
        assert array.flags.c_contiguous
        assert not array.flags.writeable


def test_numbers_are_in_their_cells(read: Read) -> None:
    world = build(read())
    assert world.params.capability[0, :, 0].tolist() == [1.0, pytest.approx(0.3)]
    assert world.params.salience[0].tolist() == [[0.8, 0.1, 0.1], [0.1, 0.1, 0.1]]
    assert world.params.claim[0].tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    assert world.params.economic_need[0].tolist() == [[0.3, 0.5, 0.5]]
    assert world.opening.alignment[0].tolist() == [[0.5, 0.1, 0.1], [0.1, 0.1, 0.1]]
    assert world.opening.trust[0].tolist() == [[0.5, 0.7], [0.5, 0.5]]
    assert world.opening.deal_age.tolist() == [[[-1.0, -1.0], [-1.0, -1.0]]]


def test_what_nobody_says_has_the_declared_default(read: Read) -> None:
    world = build(read())
    for mechanism in MECHANISMS.values():
        assert mechanism.name in world.enabled
        for p in mechanism.parameters:
            found = world.params[p.name if p.axes else f"{mechanism.name}.{p.name}"]
            assert (found == p.default).all()
    for name, symbol in STATE.items():
        if symbol.opens and name not in ("alignment", "trust"):
            assert (getattr(world.opening, name) == symbol.default).all()


def test_ties(read: Read) -> None:
    world = build(read())
    assert world.opening.interdependence[0].tolist() == [[0.0, 0.6], [0.6, 0.0]]
    assert world.params.neighbours[0].tolist() == [[0.0, 1.0, 0.0], [0.25, 0.0, 0.75], [0.0, 1.0, 0.0]]


def test_belief_opens_between_the_truth_and_the_mirror(read: Read, small: str) -> None:
    assert build(read()).opening.belief[0].tolist() == [[0.8, 0.1], [0.8, 0.1]]
    mirrored = build(read(small.replace("    capability: 1.0", "    capability: 1.0\n    mirror_imaging: 0.5")))
    assert mirrored.opening.belief[0] == pytest.approx(np.array([[0.8, 0.45], [0.8, 0.1]]))


def test_doctrines_are_grouped_by_name(read: Read) -> None:
    scenario = read()
    (answer, hold) = build(scenario, "control").doctrines
    assert (answer.name, answer.rows.tolist()) == ("tit_for_tat", [0])
    assert answer.parameters["reciprocity"].tolist() == [[[1.5]]]
    assert (hold.name, hold.rows.tolist(), dict(hold.parameters)) == ("restraint", [1], {})
    (both,) = build(scenario, "treated").doctrines
    default = next(p.default for p in DOCTRINES["tit_for_tat"].parameters if p.name == "reciprocity")
    assert both.parameters["reciprocity"].tolist() == [[[1.5], [default]]]


def test_switches_and_options_become_indices(read: Read, small: str) -> None:
    written = "{pairs: [[BBB, AAA]], agenda: [ZZZ, XXX], first_mover: BBB, linkage: false, protocol: rubinstein}"
    text = small.replace("turns: 8", f"turns: 8\nmechanisms: {{force: {{enabled: false}}, summit: {written}}}")
    world = build(read(text))
    assert world.enabled == set(MECHANISMS) - {"force"}
    options = dict(world.options["summit"])
    assert options | {"delivery": None} == {
        "pairs": ((1, 0),), "agenda": (2, 0), "first_mover": 1, "linkage": False, "protocol": "rubinstein", "delivery": None,
    }  # fmt: skip
    assert build(read()).options["summit"]["pairs"] is None


def test_draws_are_listed_and_their_medians_stand_in(read: Read) -> None:
    world = build(read())
    assert world.uncertain == (
        Uncertain("capability", (1, 0), "powers.BBB.capability", ("uniform", (0.2, 0.4))),
        Uncertain("insecurity", (0, 1), "clients.YYY.insecurity", ("beta", (2.0, 4.0))),
    )
    assert world.params.insecurity[0, 0, 1] == centre(("beta", (2.0, 4.0)))


def test_each_cell_of_a_default_is_drawn_by_itself(read: Read, small: str) -> None:
    text = small.replace("{default: 0.1, XXX: 0.8}", "{default: {uniform: [0, 1]}, XXX: 0.8}")
    drawn = [u for u in build(read(text)).uncertain if u.target == "salience"]
    assert [(u.index, u.path) for u in drawn] == [((0, 1), "powers.AAA.salience.YYY"), ((0, 2), "powers.AAA.salience.ZZZ")]


@pytest.mark.parametrize(
    ("old", "new", "target", "index", "path"),
    [
        ("reciprocity: 1.5", "reciprocity: {uniform: [0, 1]}", "doctrine:tit_for_tat:reciprocity", (0, 0),
         "powers.AAA.doctrine.reciprocity"),
        ("trust: {BBB: 0.7}", "trust: {BBB: {beta: [2, 2]}}", "opening:trust", (0, 1), "powers.AAA.opening.trust.BBB"),
        ("turns: 8", "turns: 8\nopening: {norm: {beta: [2, 2]}}", "opening:norm", (0, 0), "opening.norm"),
        ("turns: 8", "turns: 8\nmechanisms: {summit: {rate: {beta: [2, 2]}}}", "summit.rate", (0, 0),
         "mechanisms.summit.rate"),
        ("    claims: [YYY]", "    claims: [YYY]\n    patience: {uniform: [0.5, 0.9]}", "patience", (1, 0),
         "powers.BBB.patience"),
    ],
)  # fmt: skip
def test_a_draw_names_its_array_and_cell(
    read: Read, small: str, old: str, new: str, target: str, index: tuple[int, ...], path: str
) -> None:
    world = build(read(small.replace(old, new)))
    assert (target, index, path) in [(u.target, u.index, u.path) for u in world.uncertain]


def test_a_drawn_tie_is_one_draw_for_both_sides(read: Read, small: str) -> None:
    drawn = build(read(small.replace("[AAA, BBB, 0.6]", "[BBB, AAA, {uniform: [0.2, 0.4]}]")))
    ties = [u for u in drawn.uncertain if u.target == "opening:interdependence"]
    assert sorted(u.index for u in ties) == [(0, 1), (1, 0)]
    assert {u.path for u in ties} == {"networks.interdependence.AAA.BBB"}
    assert drawn.opening.interdependence[0] == pytest.approx(np.array([[0.0, 0.3], [0.3, 0.0]]))


def test_a_normal_is_cut_at_the_range_of_its_parameter(read: Read, small: str) -> None:
    text = small.replace("insecurity: {beta: [2, 4]}", "insecurity: {normal: [0.5, 0.2]}")
    assert build(read(text)).uncertain[-1].distribution == ("normal", (0.5, 0.2, 0.0, 1.0))


def test_a_variant_that_changes_nothing_is_the_base(read: Read) -> None:
    scenario = read()
    assert same(build(scenario, "control"), build(scenario))
    assert not same(build(scenario, "treated"), build(scenario))


def test_a_variant_with_the_base_written_out_is_the_base(read: Read, small: str) -> None:
    scenario = read(small.replace("control: {}", "control: {set: {powers: {AAA: {capability: 1.0}}}}"))
    assert same(build(scenario, "control"), build(scenario))


def test_an_unknown_variant_has_near_names(read: Read) -> None:
    with pytest.raises(SpheresError, match=r"has no variant 'treatd' \(did you mean 'treated'\?\); it has: treated, control"):
        build(read(), "treatd")


def test_without_variants_there_is_the_base(read: Read, small: str) -> None:
    text = small[: small.index("variants:")]
    scenario = read(text)
    assert list(scenario.variants) == ["base"]
    assert build(scenario, "base").variant == "base"


def test_a_world_travels_to_other_processes(read: Read) -> None:
    world = build(read(), "treated")
    assert same(pickle.loads(pickle.dumps(world)), world)


def test_a_scenario_travels_too(read: Read) -> None:
    scenario = read()
    assert same(build(pickle.loads(pickle.dumps(scenario)), "treated"), build(scenario, "treated"))


def test_titles_and_words_do_not_change_the_hash(read: Read, small: str) -> None:
    told = (
        small.replace("A small world", "Another title").replace("It matters.", "It does.").replace("label: Treated", "label: T")
    )
    assert read("description: More words.\nx-notes: [1]\n" + told).hash == read(small).hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("capability: 1.0", "capability: 1.1"),
        ("seed: 7", "seed: 8"),
        ("amount: 0.1", "amount: 0.2"),
        ("{name: tit_for_tat}", "{name: grim_trigger}"),
        ("smallest_effect: 0.1", "smallest_effect: 0.2"),
    ],
)
def test_what_the_numbers_depend_on_changes_the_hash(read: Read, small: str, old: str, new: str) -> None:
    assert read(small.replace(old, new)).hash != read(small).hash


def test_a_default_written_out_does_not_change_the_hash(read: Read, small: str) -> None:
    assert read(small.replace("turns: 8", "turns: 8\nmechanisms: {summit: {enabled: true}}")).hash == read(small).hash


def test_a_cast_of_thirty_clients_loads_at_once(write: Callable[..., Path], small: str) -> None:
    from sim.scenario import load

    clients = "".join(f"  C{i:02}: {{name: Client {i}, insecurity: 0.3, autonomy: 0.4, arms_need: 0.2}}\n" for i in range(30))
    cells = ", ".join(f"C{i:02}: 0.{i:02}" for i in range(30))
    powers = "".join(
        f"  P{p}:\n    name: Power {p}\n    salience: {{{cells}}}\n    affinity: {{{cells}}}\n    reach: {{{cells}}}\n"
        f"    opening: {{alignment: {{default: 0.2}}, arsenal: {{{cells}}}}}\n    doctrine: {{name: restraint}}\n"
        for p in range(4)
    )
    variants = "".join(f"  v{i}: {{set: {{opening: {{norm: 0.{i}}}}}}}\n" for i in range(1, 6))
    path = write(f"start: 2000-Q1\nturns: 80\npowers:\n{powers}clients:\n{clients}variants:\n{variants}")
    load(path)
    start = time.process_time()
    load(path)
    assert time.process_time() - start < 0.7
