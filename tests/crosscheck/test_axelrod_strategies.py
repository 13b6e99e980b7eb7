"""`axelrod:<Name>` plays what the library's player plays: told acts, in whole worlds with noise, and in Axelrod's tournament."""

from __future__ import annotations

import random
from itertools import combinations_with_replacement
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sim.core.axes import NOTES, Array
from sim.core.errors import ScenarioError, SpheresError
from sim.core.luck import uniforms
from sim.doctrines import DOCTRINES
from sim.doctrines.axelrod_library import LONGEST
from sim.engine import simulate
from sim.engine.stepper import Stepper
from sim.live.session import Session
from sim.scenario import Scenario, build, load

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "strategies.yaml"
TURNS = 60


class Seats:
    """One power in each of many matches, all playing one strategy; asked turn by turn as the engine asks."""

    def __init__(self, name: str, luck: Array) -> None:
        self._doctrine = DOCTRINES[f"axelrod:{name}"]
        self._told = {p.name: np.full((1, 1, 1), p.default) for p in self._doctrine.parameters}
        self._luck = luck.reshape(-1, 1, 1)
        self._notes: Array | None = np.zeros((len(luck), 1, 1, NOTES))

    def move(self, provocation: Array) -> Array:
        sights = {"provocation": provocation.reshape(-1, 1, 1), "notes": self._notes, "luck": self._luck}
        sights["rivals"] = np.ones((1, 1, 1))
        pressure, self._notes = self._doctrine.decide(sights, self._told)
        return pressure.ravel()


def against_tape(name: str, tape: str, luck: float = 0.0) -> str:
    """Moves against acts that are fixed beforehand."""
    seat = Seats(name, np.array([luck]))
    return "".join("CD"[int(seat.move(np.array([float(act == "D")]))[0])] for act in "C" + tape[:-1])


@pytest.mark.parametrize("seed", range(4))
def test_every_deterministic_strategy_plays_as_in_the_library(axelrod: ModuleType, seed: int) -> None:
    draw = random.Random(seed)
    tape = "".join(draw.choices("CD", weights=(3, 1 + seed), k=TURNS))
    rival = axelrod.MockPlayer([axelrod.Action.from_char(act) for act in tape])
    players = [cls for cls in axelrod.ordinary_strategies if not axelrod.Classifiers["stochastic"](cls())]
    fast = [cls for cls in players if not axelrod.Classifiers["long_run_time"](cls())]
    prying = ("inspects_source", "manipulates_source", "manipulates_state")
    fast = [cls for cls in fast if not any(axelrod.Classifiers[trait](cls()) for trait in prying)]
    chosen = sorted(draw.sample(fast, 25), key=lambda cls: cls.__name__)
    for strategy in chosen:
        plays = axelrod.Match((strategy(), rival.clone()), turns=TURNS).play()
        theirs = "".join(str(play[0]) for play in plays)
        assert against_tape(strategy.__name__, tape) == theirs or _knows_the_length(axelrod, strategy), strategy.__name__


def _knows_the_length(axelrod: ModuleType, strategy: type) -> bool:
    """A match tells its length to those who ask; nobody tells it to a power."""
    return "length" in axelrod.Classifiers["makes_use_of"](strategy())


def test_a_stochastic_strategy_has_its_replicate_s_luck(axelrod: ModuleType) -> None:
    tape = "CD" * (TURNS // 2)
    for luck in (0.1, 0.7):
        player = axelrod.Random()
        player.set_seed(int(luck * 2**31))
        match_up = axelrod.MockPlayer([axelrod.Action.from_char(act) for act in tape])
        theirs = []
        for act in tape:
            move = player.strategy(match_up)
            theirs.append(str(move))
            player.update_history(move, axelrod.Action.from_char(act))
            match_up.update_history(axelrod.Action.from_char(act), move)
        assert against_tape("Random", tape, luck) == "".join(theirs)
    assert against_tape("Random", tape, 0.1) != against_tape("Random", tape, 0.7)


def test_the_same_eight_nice_strategies_fill_the_top_of_the_first_tournament(axelrod: ModuleType) -> None:
    """Axelrod's first tournament [Axelrod1984]: 15 entries, everyone meets everyone and itself, 200 turns, five times."""
    names = [strategy.__name__ for strategy in axelrod.axelrod_first_strategies]
    repeats, turns = 5, 200
    score = dict.fromkeys(names, 0.0)
    for number, (first, second) in enumerate(combinations_with_replacement(names, 2)):
        luck = uniforms("doctrine", seed=number, replicates=range(repeats), turns=2).reshape(repeats, 2)
        seats = Seats(first, luck[:, 0]), Seats(second, luck[:, 1])
        acts = np.zeros(repeats), np.zeros(repeats)
        for _ in range(turns):
            acts = seats[0].move(acts[1]), seats[1].move(acts[0])
            for name, mine, its in ((first, *acts), (second, *acts[::-1])):
                # 3 each for two who hold back, 1 each for two who press, 5 and 0 for who presses alone and the other
                score[name] += float((3.0 - 3.0 * its + 2.0 * mine - mine * its)[0 if first == second else slice(None)].sum())
    top = sorted(names, key=lambda name: -score[name])[:8]
    nice = {"TitForTat", "FirstByTidemanAndChieruzzi", "FirstByNydegger", "FirstByGrofman", "FirstByShubik",
            "FirstBySteinAndRapoport", "Grudger", "FirstByDavis"}  # fmt: skip
    assert set(top) == nice


@pytest.fixture(scope="module")
def example(axelrod: ModuleType) -> Scenario:
    return load(EXAMPLE)


def test_in_a_whole_world_with_noise_our_pavlov_and_the_library_s_make_the_same_history(example: Scenario) -> None:
    ours, theirs = (
        simulate(build(example, variant), seed=3, replicates=range(20)) for variant in ("pavlov_of_ours", "pavlov_of_the_library")
    )
    assert np.array_equal(ours.alignment, theirs.alignment)
    assert np.array_equal(ours.series["pressure"], theirs.series["pressure"])
    assert 0.05 < ours.series["pressure"][:, 1:].mean() < 0.95


def test_a_replicate_is_the_same_history_alone(example: Scenario) -> None:
    world = build(example, "joss")
    many = simulate(world, seed=3, replicates=range(12))
    some = simulate(world, seed=3, replicates=[11, 4])
    assert np.array_equal(some.alignment, many.alignment[[11, 4]])
    assert len(np.unique(many.series["pressure"].sum(axis=(1, 2, 3)))) > 6, "Joss should have luck of its own"


def test_nobody_plays_against_itself(example: Scenario) -> None:
    stepper = Stepper(build(example, "joss"), seed=3, replicates=range(4))
    for _ in range(5):
        stepper.step()
    notes = stepper.state.doctrine_notes[:, 0, :, 0]
    assert (notes[:, 1] > 0.0).all()
    assert not notes[:, 0].any()


def test_a_person_can_take_such_a_power_over(example: Scenario) -> None:
    """What a rule keeps its books by is no sight to be shown."""
    session = Session(example, control="pavlov_of_ours", treatment="joss")
    session.take("ONE")
    assert [sight.name for sight in session.seat("ONE").sights] == ["provocation", "luck"]


def test_faulty_names_are_refused_at_their_place(axelrod: ModuleType, tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("axelrod:FirstByJoss", "axelrod:FirstByJos")
    path = tmp_path / "strategies.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"no strategy called 'FirstByJos' .did you mean 'FirstByJoss'") as caught:
        load(path)
    assert text.splitlines()[caught.value.problems[0].line - 1].find("FirstByJos") >= 0


def test_a_strategy_that_pries_is_refused(axelrod: ModuleType) -> None:
    prying = [s for s in axelrod.all_strategies if axelrod.Classifiers["inspects_source"](s())]
    assert prying
    with pytest.raises(SpheresError, match="looks into the other player's code"):
        DOCTRINES[f"axelrod:{prying[0].__name__}"]


def test_more_turns_than_can_be_written_down_are_refused(axelrod: ModuleType) -> None:
    seat = Seats("TitForTat", np.array([0.5]))
    for _ in range(LONGEST + 1):
        seat.move(np.array([1.0]))
    with pytest.raises(SpheresError, match=f"at most {LONGEST} turns"):
        seat.move(np.array([1.0]))
