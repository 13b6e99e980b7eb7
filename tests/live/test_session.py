"""Two worlds under one clock: the past is had again, and a branch is the world that its YAML describes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.core.errors import ScenarioError, SpheresError
from sim.core.world import State
from sim.engine import simulate
from sim.face import SphereModel
from sim.live.saving import csv_of, yaml_of
from sim.live.session import Session
from sim.scenario import build, load

SIDES = ("control", "treatment")


@pytest.fixture
def session() -> Session:
    return Session("venezuela_for_ukraine", replicate=3)


def states(session: Session) -> dict[str, State]:
    return {side: session.track(side).model.state.take(np.array([0])) for side in SIDES}


def alike(one: State, other: State) -> bool:
    return all(np.array_equal(array, getattr(other, name)) for name, array in one.items())


def test_both_sides_are_the_engines_histories_bit_for_bit(session: Session) -> None:
    session.go(session.turns)
    assert session.at_end
    assert not session.step()
    for side in SIDES:
        run = simulate(build(session.scenario, session.variant(side)), seed=session.seed, replicates=range(4))
        track = session.track(side)
        assert np.array_equal(run.alignment[3], track.series("alignment"))
        for name, series in run.series.items():
            assert np.array_equal(series[3].ravel(), track.series(name).ravel()), name


def test_every_turn_of_the_past_is_as_it_was(session: Session) -> None:
    seen, kept = {}, {}
    for turn in range(13):
        session.go(turn)
        seen[turn], kept[turn] = session.view(), states(session)
    for turn in (0, 7, 12, 3, 4, 11):
        session.go(turn)
        assert all(alike(states(session)[side], kept[turn][side]) for side in SIDES)
        now = session.view()
        assert (now.control, now.treatment) == (seen[turn].control, seen[turn].treatment)
        assert now.played == 12


def test_the_clock_is_one(session: Session) -> None:
    session.play_to("2026-Q1")
    view = session.view()
    assert (view.turn, view.quarter, view.next_quarter) == (5, "2026-Q1", "2026-Q2")
    assert view.control.turn == view.treatment.turn == 5
    assert len(session.lines("norm", "control")[0].values) == 6
    session.go(-3)
    assert session.turn == 0
    session.go(10_000)
    assert session.turn == session.turns


def test_the_difference_is_none_where_nothing_differs() -> None:
    session = Session("tit_for_tat", control="no_deal", treatment="no_deal")
    session.go(6)
    view = session.view()
    assert view.difference.since is None
    assert not view.difference.turned
    assert view.difference.track[:7].max() == 0.0
    assert np.isnan(view.difference.track[7:]).all()
    session.insert({"event": "regime_change", "client": "VEN"}, ["treatment"])
    session.go(10)
    view = session.view()
    assert view.difference.since == 7
    assert view.difference.moved["VEN"] > 0.05
    assert session.labels["treatment"].endswith("changed")


@pytest.fixture
def busy(session: Session) -> Session:
    """A session with a bit of everything."""
    session.go(4)
    session.change("powers.RUS.patience", 0.5)
    session.insert({"event": "arms_deal", "power": "RUS", "client": "VEN", "amount": 0.05}, ["treatment"])
    session.insert({"event": "recognition", "at": "2027-Q1", "power": "USA", "client": "VEN", "level": 0.0}, ["control"])
    session.go(9)
    session.change("powers.USA.doctrine.name", "restraint", ["treatment"])
    session.change("powers.RUS.doctrine.ambition", 0.4, ["control"])
    session.insert({"event": "use_of_force", "power": "RUS", "client": "GEO"})
    session.insert({"event": "accord", "power": "USA", "rival": "CHN", "gives": ["IND"], "gets": ["VEN"]}, ["control"])
    session.go(14)
    return session


@pytest.fixture
def saved(busy: Session, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "saved.yaml"
    path.write_text(yaml_of(busy), encoding="utf-8")
    return path


def test_a_branch_is_the_world_that_its_yaml_describes_bit_for_bit(busy: Session, saved: Path) -> None:
    busy.go(busy.turns)
    again = load(saved)
    for side in SIDES:
        track, variant = busy.track(side), busy.variant(side)
        run = simulate(build(again, variant), seed=again.seed, replicates=range(4))
        assert np.array_equal(run.alignment[3], track.series("alignment"))
        for name, series in run.series.items():
            assert np.array_equal(series[3].ravel(), track.series(name).ravel()), name
        model = SphereModel(saved, variant=variant, replicate=3)
        for _ in range(busy.turns):
            model.step()
        assert alike(model.state.take(np.array([0])), track.model.state.take(np.array([0])))
    assert not np.array_equal(busy.track("control").series("alignment"), busy.track("treatment").series("alignment"))


def test_what_is_saved_builds_on_the_scenario_and_keeps_the_seed(tmp_path: Path) -> None:
    session = Session("tit_for_tat", control="true_belief", treatment="true_belief", seed=99, replicate=1)
    session.go(3)
    session.insert({"event": "regime_change", "client": "VEN"}, ["treatment"])
    text = yaml_of(session)
    assert "extends: tit_for_tat" in text
    path = tmp_path / "saved.yaml"
    path.write_text(text, encoding="utf-8")
    again = load(path)
    assert again.seed == 99
    session.go(session.turns)
    for side in SIDES:
        run = simulate(build(again, session.variant(side)), seed=99, replicates=[1])
        assert np.array_equal(run.alignment[0], session.track(side).series("alignment"))


def test_a_pasted_scenario_is_saved_whole(busy: Session, tmp_path: Path) -> None:
    text = "scenario: mine\nextends: venezuela_for_ukraine\nmechanisms: {summit: {rate: 0.4}}\n"
    session = Session.from_yaml(text)
    session.go(5)
    session.insert({"event": "regime_change", "client": "VEN"})
    path = tmp_path / "saved.yaml"
    path.write_text(yaml_of(session), encoding="utf-8")
    assert "extends" not in path.read_text(encoding="utf-8")
    session.go(session.turns)
    again = load(path)
    run = simulate(build(again, session.variant("treatment")), seed=again.seed, replicates=[0])
    assert np.array_equal(run.alignment[0], session.track("treatment").series("alignment"))


def test_a_branch_forgets_the_future_and_keeps_the_past(session: Session) -> None:
    session.go(12)
    before = {side: session.track(side).series("alignment").copy() for side in SIDES}
    events = session.feed("control", least=0)
    session.go(6)
    session.insert({"event": "regime_change", "client": "VEN"})
    view = session.view()
    assert (view.turn, view.played) == (6, 6)
    assert view.edition == 1
    session.go(12)
    for side in SIDES:
        after = session.track(side).series("alignment")
        assert np.array_equal(after[:7], before[side][:7])
        assert not np.array_equal(after[7], before[side][7])
    kept = [event for event in session.feed("control", least=0) if event.turn < 6]
    assert kept == [event for event in events if event.turn < 6]


def test_what_was_changed_later_is_left_behind_and_what_was_changed_earlier_stays(session: Session) -> None:
    session.go(2)
    session.change("powers.RUS.capability", 0.5)
    session.go(8)
    session.change("powers.RUS.capability", 0.9)
    session.go(5)
    session.change("powers.USA.capability", 0.7)
    paths = [change.entry["path"] for change in session.changes if change.entry]
    assert paths == ["powers.RUS.capability", "powers.USA.capability"]


def test_a_slider_that_is_moved_twice_in_a_turn_is_one_change(session: Session) -> None:
    for value in (0.3, 0.4, 0.5):
        session.change("powers.RUS.capability", value)
    assert [change.entry["value"] for change in session.changes if change.entry] == [0.5]


def test_taking_back_brings_the_world_back(session: Session) -> None:
    session.go(10)
    plain = states(session)
    session.go(4)
    session.insert({"event": "regime_change", "client": "VEN"})
    session.change("powers.USA.doctrine.name", "restraint")
    session.undo()
    assert (session.turn, session.played) == (4, 4)  # the future that was is none any more
    session.undo()
    session.go(10)
    assert all(alike(states(session)[side], plain[side]) for side in SIDES)
    with pytest.raises(SpheresError, match="nothing to take back"):
        session.undo()
    session.insert({"event": "regime_change", "client": "VEN"})
    session.reset()
    assert (session.turn, session.changes) == (0, ())
    session.go(10)
    assert all(alike(states(session)[side], plain[side]) for side in SIDES)


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("powers.RUS.patienc", 0.5, "did you mean 'patience'"),
        ("powers.RUS.patience", 3, "expected a number from 0 to 0.999999"),
        ("powers.RUS.patience", "much", "found 'much'"),
        ("powers.RUS.doctrine.name", "restrain", "did you mean 'restraint'"),
        ("powers.RSU.patience", 0.5, "did you mean 'RUS'"),
        ("mechanisms.summit.protocol", "dice", "nash"),
        ("variants.talks.label", "x", "key path"),
    ],
)
def test_a_bad_value_is_refused_in_a_sentence_and_leaves_the_session_as_it_was(
    session: Session, path: str, value: object, says: str
) -> None:
    session.go(3)
    before = states(session)
    with pytest.raises(SpheresError, match=says):
        session.change(path, value)
    assert (session.turn, session.changes, session.edition) == (3, (), 0)
    assert all(alike(states(session)[side], before[side]) for side in SIDES)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"event": "arms_dael", "power": "RUS"}, "did you mean 'arms_deal'"),
        ({"event": "arms_deal", "power": "RUS", "client": "UKX", "amount": 0.1}, "did you mean 'UKR'"),
        ({"event": "arms_deal", "power": "RUS", "client": "VEN", "amount": -1}, "found -1"),
        ({"event": "norm_shock", "at": "2024-Q1", "amount": 0.1}, "lies in the past"),
        ({"event": "norm_shock", "at": "soon", "amount": 0.1}, "is no quarter"),
        ({}, "event"),
    ],
)
def test_a_bad_event_is_refused(session: Session, event: dict[str, object], says: str) -> None:
    with pytest.raises(SpheresError, match=says):
        session.insert(event)
    assert session.changes == ()


def test_nothing_happens_beyond_the_horizon(session: Session) -> None:
    session.go(session.turns)
    for ask in (lambda: session.insert({"event": "norm_shock", "amount": 0.1}), session.look_ahead):
        with pytest.raises(SpheresError, match="horizon"):
            ask()


def test_an_unknown_side_is_refused(session: Session) -> None:
    with pytest.raises(SpheresError, match="did you mean 'control'"):
        session.feed("contrl")
    with pytest.raises(SpheresError, match="no side is called"):
        session.insert({"event": "norm_shock", "amount": 0.1}, ["both"])


def test_knobs_are_those_of_the_scenario_with_range_and_value(session: Session) -> None:
    rate = next(knob for knob in session.knobs if knob.path == "mechanisms.summit.rate")
    assert (rate.value, rate.quantity.low, rate.quantity.high) == (0.1, 0.0, 1.0)  # type: ignore[union-attr]
    assert session.knob("powers.USA.doctrine.name").kind == "choice"


def test_the_table_has_a_row_for_each_world_and_state(session: Session) -> None:
    session.go(3)
    head, *rows = [line.split(",") for line in csv_of(session).splitlines()]
    assert len(rows) == 8
    assert [row[0] for row in rows] == ["control"] * 4 + ["treatment"] * 4
    place = head.index("grievance(RUS>USA)")
    assert float(rows[-1][place]) == session.view().treatment.power("RUS").grievance["USA"]


def test_the_deal_table_says_what_was_on_it_and_why(session: Session) -> None:
    session.go(session.turns)
    tables = [table for told in session.track("treatment").told_before(session.turn) for table in told.tables]
    signed = [table for table in tables if table.signed]
    assert signed
    for table in signed:
        assert {issue.client for issue in table.issues} == {"UKR", "VEN"}
        gains = sum(issue.gain_first * issue.by_second - issue.loss_first * issue.by_first for issue in table.issues)
        assert gains == pytest.approx(table.total_first, abs=1e-9)
        assert "sign" in table.why
    refused = [table for told in session.track("control").told_before(session.turn) for table in told.tables]
    assert refused
    assert not any(table.signed for table in refused)


def test_what_is_pasted_reaches_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("scenario: secret\n", encoding="utf-8")
    outside = (str(secret), "../../etc/passwd", "/etc/passwd", "casts/../casts/powers_2025", "~/secret", "tit_for_tat.yaml")
    for name in outside:
        with pytest.raises(ScenarioError, match="no listed scenario is called") as error:
            Session.from_yaml(f"scenario: x\nextends: '{name}'\n")
        assert "secret\n" not in str(error.value)
    for name in ("/etc/passwd", str(secret), "casts/powers_2025", "nothing"):
        with pytest.raises(SpheresError, match="no scenario is called"):
            Session.listed(name)
    assert Session.listed("tit_for_tat").name == "tit_for_tat"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("scenario: x\nextends: tit_for_tat\npowers: {RUS: {capabilty: 1}}\n", "did you mean 'capability'"),
        ("scenario: x\n  bad: [1\n", "no YAML"),
        ("&a [*a, *a]", "alias"),
        ("x: " + "[" * 500, "levels deep|no YAML"),
        ("# " + "x" * 1_100_000, "expected at most 1 MB"),
        ("!!python/object/apply:os.system ['true']", "tag|mapping"),
        ("", "empty"),
    ],
)
def test_faults_of_a_pasted_text_are_told_with_their_place(text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says) as error:
        Session.from_yaml(text)
    assert error.value.problems[0].file == "your scenario"


def test_the_words_in_the_docs_run(capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "live.md"
    code = page.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    exec(compile(code, str(page), "exec"), {})
    assert "Russia" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"event": "set", "path": "powers.RUS.salience.UKR", "value": 0.25}, "Salience of Ukraine for Russia becomes 0.25"),
        ({"event": "set", "path": "mechanisms.summit.rate", "value": 1}, "Rate (summit) becomes 1"),
        ({"event": "arms_deal", "power": "USA", "client": "UKR", "amount": 0.05}, "Arms deal: the United States and Ukraine"),
        ({"event": "accord", "power": "USA", "rival": "RUS", "gives": ["UKR"], "gets": []}, "(gives Ukraine)"),
        ({"event": "norm_shock", "amount": 0.2, "label": "As I say"}, "As I say"),
    ],
)
def test_what_is_inserted_is_told_in_plain_words(session: Session, event: dict[str, object], says: str) -> None:
    session.go(2)
    session.insert(event, ["treatment"])
    session.step()
    assert any(says in one.sentence for one in session.feed("treatment"))
    assert says in str(session.changes[-1])
