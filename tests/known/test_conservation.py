"""What is given is given by somebody, arrives or is stopped, and is counted once: the books of every turn, in random worlds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.core.world import World
from sim.engine import simulate
from sim.engine.stepper import Stepper
from sim.mechanisms import force, upheaval
from tests.closeness import close
from tests.known.test_invariants import random_world
from tests.worlds import lively_world, plain

EXACT = 1e-9
R = range(8)


def turns_of(world: World, seed: int = 1) -> list[tuple[Any, Any]]:
    """(the state before a turn, the turn as it was played) for every turn of a world."""
    stepper = Stepper(world, seed=seed, replicates=R)
    played = []
    for _ in range(world.turns):
        before = stepper.state
        stepper.step()
        played.append((before, stepper.turned))
    assert (stepper.frozen_at == -1).all()
    return played


def without_exclusion(seed: int) -> World:
    """Nothing is stopped on its way, and what there is to give finds somebody who wants it."""
    world = random_world(seed)
    return replace(world, enabled=world.enabled - {"exclusion"})


@pytest.mark.parametrize("seed", range(15))
def test_what_is_spent_arrives_and_no_more(seed: int) -> None:
    """Σ_c (x + m) = home + contest + open <= means = cap [1 - d ΣΩ]₊ (1 - costs) / (1 + (ΣΩ + load) / attention)."""
    world = without_exclusion(seed)
    known = world.params
    for before, turned in turns_of(world):
        spending, after = turned.spending, turned.state
        delivered = (after.support + after.arms).sum(axis=2, keepdims=True)
        close(delivered, spending.home + spending.contest + spending.open, abs=EXACT, what="delivered")
        wars = before.occupation.sum(axis=2, keepdims=True)
        attention = 1.0 / (1.0 + (wars + before.crisis_load) / known.attention)
        close(spending.attention, attention, abs=EXACT, what="attention")
        condemned = 1.0 - np.minimum(known["precedent.embargo"] * before.opprobrium, 1.0)
        most = known.capability * np.maximum(1.0 - known["patronage.war_drain"] * wars, 0.0) * attention
        assert (spending.means <= most + EXACT).all()
        assert (spending.means >= most * condemned - EXACT).all()
        assert (spending.total <= spending.means + EXACT).all()


@pytest.mark.parametrize("seed", range(15))
def test_an_arsenal_is_what_was_kept_and_what_came(seed: int) -> None:
    """M → kept M + m, and no arms but those that were delivered; what is stopped on its way is nobody's."""
    world = random_world(seed)
    for before, turned in turns_of(world):
        after = turned.state
        close(after.arsenal, world.params["patronage.arsenal_kept"] * before.arsenal + after.arms, abs=EXACT, rel=EXACT)
        delivered = (after.support + after.arms).sum(axis=2, keepdims=True)
        assert (delivered <= turned.spending.total + EXACT).all()


def test_spending_by_theatre_adds_up_client_by_client() -> None:
    """Where no client is claimed twice: home is what reached one's own claims, contest others', open what nobody claims."""
    world = lively_world(3, 8, 12, params={"exclusion": 0.0})
    claims = world.params.claim[0]
    for _, turned in turns_of(world):
        given = turned.state.support + turned.state.arms
        spending = turned.spending
        for p in range(3):
            own, free = claims[p] > 0.0, claims.sum(axis=0) == 0.0
            for part, where in ((spending.home, own), (spending.open, free), (spending.contest, ~own & ~free)):
                close(part[:, p, 0], given[:, p, where].sum(axis=1), abs=EXACT)


def test_what_one_power_stands_back_from_is_what_the_other_was_promised() -> None:
    """The concessions on record are the deference in force; a deal is one for both, is paid to both, and ends for both."""
    world = lively_world(4, 9, 15, params={"summit.breach_rate": 0.5})
    signed = 0
    for before, turned in turns_of(world):
        after = turned.state
        close(after.deal_age, after.deal_age.swapaxes(1, 2), what="age")
        told = np.zeros_like(after.deference)
        for happening in turned.happenings:
            if happening.kind == "concession":
                told[happening.rows, happening.power, happening.rival, happening.client] = happening.amount
        new = after.deal_age == 0.0
        signed += int(new.sum()) // 2
        close(np.where(new[..., None], after.deference, 0.0), told, what="concessions")
        assert ((after.deference == before.deference) | new[..., None] | (after.deference == 0.0)).all()
        assert (after.deference[after.deal_age < 0.0] == 0.0).all()
        assert after.deference.min() >= 0.0
        assert after.deference.max() <= 1.0
    assert signed > 50


def test_who_stands_back_wholly_sends_nothing_there() -> None:
    """Deference 1 takes a client off the books of who gave it up: Σ_q y_pqc held to 1, and 1 - y is what is left."""
    world = lively_world(4, 9, 15, params={"exclusion": 0.0, "summit.breach_rate": 0.0})
    wholly = 0
    for _, turned in turns_of(world):
        given_up = turned.state.deference.sum(axis=2) >= 1.0
        wholly += int(given_up.sum())
        close((turned.state.support + turned.state.arms)[given_up], 0.0)
    assert wholly > 50


@pytest.mark.parametrize("seed", range(20))
def test_a_fall_and_an_invasion_move_alignment_and_make_none(seed: int) -> None:
    """A fall: what the patron loses, the others and standing alone gain, as they stood to one another. A regime that is
    installed: the victor gains of all others and of standing alone the same share. What resentment turns away stands alone."""
    random = np.random.default_rng(seed)
    powers, n = int(random.integers(2, 6)), 50
    shares = random.dirichlet(np.full(powers + 1, 0.7), n)
    held, alone = shares[:, :powers], shares[:, powers]
    rows, who = np.arange(n), random.integers(0, powers, n)
    rate = random.uniform(0.0, 1.0, (n, 1))

    fallen = upheaval.swung(held, who, rate)
    close(held[rows, who] - fallen[rows, who], rate[:, 0] * held[rows, who], abs=EXACT)
    lost, rest = rate[:, 0] * held[rows, who], 1.0 - held[rows, who]
    close(1.0 - fallen.sum(axis=1), alone + lost * alone / rest, abs=EXACT)

    won = force.installed(held, who, rate)
    close(won.sum(axis=1), held.sum(axis=1) + rate[:, 0] * alone, abs=EXACT)
    close(1.0 - won.sum(axis=1), (1.0 - rate[:, 0]) * alone, abs=EXACT)

    turned = force.resented(held, who, rate)
    close(held.sum(axis=1) - turned.sum(axis=1), rate[:, 0] * held[rows, who], abs=EXACT)


def test_a_new_regime_leans_to_the_one_what_it_takes_off_the_other() -> None:
    random = np.random.default_rng(1)
    alignment, leaning = random.dirichlet(np.ones(5), 180)[:, :4], random.normal(size=(180, 4))
    _, leaned, _, patrons = upheaval.toppled(alignment, leaning, alignment, plain("upheaval"))
    close(leaned.sum(axis=1), leaning.sum(axis=1), abs=1e-12)
    assert (patrons == alignment.argmax(axis=1)).all()


def test_accounts_are_opened_for_what_was_lost_and_for_nothing_else() -> None:
    """What a power agrees to stand back from is held against it, client for client: Σ_c y_pqc A_pc, beside what force took."""
    world = lively_world(4, 9, 6, off=["force", "reputation"], params={"summit.breach_rate": 0.0})
    sold = 0
    for before, turned in turns_of(world):
        new = (turned.state.deal_age == 0.0)[..., None] * turned.state.deference
        lost = (new * before.alignment[:, :, None, :]).sum(axis=3)
        close(turned.state.unanswered - before.unanswered, lost, abs=EXACT)
        sold += int((lost > 0.0).sum())
    assert sold > 20


def test_ties_are_the_same_from_both_sides_and_trust_is_each_ones_own() -> None:
    world = lively_world(4, 9, 20, params={"linkage": 0.4, "vulnerability": [[0.5], [1.0], [2.0], [4.0]]})
    run = simulate(world, seed=2, replicates=R)
    ties = run.series["interdependence"]
    close(ties, ties.swapaxes(2, 3), abs=EXACT)
    assert np.ptp(ties) > 0.01
    trust = run.series["trust"]
    assert np.abs(trust - trust.swapaxes(2, 3)).max() > 0.01
