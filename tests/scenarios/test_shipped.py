"""The first shipped scenarios: they load and build, and their claims have sources and reasons."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import yaml

from sim.core.world import World
from sim.outcomes import OUTCOMES
from sim.scenario import load
from tests.scenarios.shelf import DOCUMENTS, LINES, ROOT, SCENARIOS, loaded, ranges, shingles, world, written

NAMES = ("tit_for_tat", "monroe_exclusion", "venezuela_for_ukraine")
HYPOTHESES = {
    "tit_for_tat": {"H01", "H02", "H03"},
    "monroe_exclusion": {"H09", "H10", "H11"},
    "venezuela_for_ukraine": {"H21", "H22", "H28"},
}
CLAIMS = [(name, claim) for name in NAMES for claim in written(name)["claims"]]
IDS = [claim["id"] for _, claim in CLAIMS]


@cache
def worlds(name: str) -> dict[str, World]:
    return {variant: world(name, variant) for variant in loaded(name).variants}


@pytest.mark.parametrize("name", NAMES)
def test_the_first_line_names_the_schema(name: str) -> None:
    first = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=scenario.schema.json"


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_under_its_own_name(name: str) -> None:
    one = loaded(name)
    assert one.name == name
    assert one.title
    assert one.description
    assert 40 <= one.turns <= 80
    assert 5 <= len(one.knobs) <= 8


@pytest.mark.parametrize("name", NAMES)
def test_its_outcomes_are_registered_and_have_all_that_they_need(name: str) -> None:
    known = {outcome: tuple(OUTCOMES[outcome].arguments) for outcome in OUTCOMES}
    checked = load(SCENARIOS / f"{name}.yaml", outcomes=known)
    for request in {*(claim.outcome for claim in checked.claims), *checked.record}:
        needed = [argument for argument, must in OUTCOMES[request.name].arguments.items() if must]
        assert all(getattr(request, argument) for argument in needed), request.key


@pytest.mark.parametrize("name", NAMES)
def test_its_hypotheses_are_claimed(name: str) -> None:
    assert {claim.id[:3] for claim in loaded(name).claims} == HYPOTHESES[name]


def test_no_two_claims_share_an_id() -> None:
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize(("name", "claim"), CLAIMS, ids=IDS)
def test_a_claim_says_where_it_is_made_and_why_its_size_matters(name: str, claim: dict[str, Any]) -> None:
    spans = ranges(str(claim["source"]["lines"]))
    assert spans
    for first, last in spans:
        assert 1 <= first <= last <= LINES[claim["source"]["document"]]
    for (_, last), (first, _) in pairwise(spans):
        assert last < first
    assert len(claim["paraphrase"].split()) >= 5
    assert claim["reason"]
    assert claim["smallest_effect"] > 0.0


@pytest.mark.parametrize("name", NAMES)
def test_every_variant_is_in_some_claim_and_has_a_label(name: str) -> None:
    used = {side for claim in loaded(name).claims for side in (claim.treatment, claim.control)}
    used |= {side for claim in loaded(name).claims for side in claim.baseline or ()}
    assert used == set(loaded(name).variants)
    labels = [variant.label for variant in loaded(name).variants.values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", NAMES)
def test_every_variant_builds_a_world(name: str) -> None:
    for variant, one in worlds(name).items():
        assert (one.name, one.variant) == (name, variant)
        assert one.turns == loaded(name).turns
        assert {"USA", "RUS"} <= set(one.powers)
        assert np.all(one.opening.alignment.sum(axis=1) <= 1.0 + 1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_events_lie_in_the_run_and_name_their_source_or_say_that_they_are_ours(name: str) -> None:
    for event in written(name)["timeline"]:
        assert event["label"]
        if "source" in event:
            document, *lines = event["source"].replace(",", "").split()
            assert document in LINES
            for first, last in (span for line in lines for span in ranges(line.removeprefix("L"))):
                assert 1 <= first <= last <= LINES[document]
    last = worlds(name)[next(iter(worlds(name)))].turns
    assert all(
        event.at is None or 0 <= event.at < last for w in worlds(name).values() for event in w.timeline
    )


def test_symmetric_salience_is_russias_mean_over_its_claims() -> None:
    cast = yaml.safe_load((SCENARIOS / "casts" / "powers_2008.yaml").read_text(encoding="utf-8"))
    russia, usa = cast["powers"]["RUS"], cast["powers"]["USA"]
    mean = sum(russia["salience"][client] for client in russia["claims"]) / len(russia["claims"])
    variants = written("tit_for_tat")["variants"]
    for variant, level in (("answer_alike", mean), ("answer_unlike", mean / 5)):
        given = variants[variant]["set"]["powers"]["USA"]["salience"]
        assert set(given) == set(usa["claims"])
        assert {round(level, 2)} == set(given.values())


def test_one_big_deal_is_as_large_as_all_its_slices() -> None:
    variants = written("tit_for_tat")["variants"]
    big, slices = (variants[name]["set"]["timeline"][-1] for name in ("large_deal", "sliced_deal"))
    (first, last) = (int(slices[key][:4]) * 4 + int(slices[key][-1]) for key in ("from", "until"))
    assert slices["rate"] == 1.0
    assert big["amount"] == pytest.approx(slices["amount"] * (last - first + 1))
    assert big["at"] == slices["from"]


def test_shingles_see_a_copied_sentence() -> None:
    said = "The Kremlin’s policy, they said, is a challenge to nobody in particular."
    assert shingles("and so: the kremlins policy they said is a challenge, indeed") & shingles(said)
    assert not shingles("they said that the policy of the Kremlin challenges nobody") & shingles(said)


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=f"the source documents are not at {DOCUMENTS}")
def test_no_sentence_of_a_source_is_copied_onto_the_page() -> None:
    files = sorted(DOCUMENTS.glob("*.txt"))
    assert len(files) == len(LINES)
    ours = shingles((ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8"))
    for file in files:
        assert not ours & shingles(file.read_text(encoding="utf-8")), file.name


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=f"the source documents are not at {DOCUMENTS}")
def test_the_documents_have_as_many_lines_as_we_say() -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted(DOCUMENTS.glob("*.txt"))]
    assert {key: len(text.splitlines()) for key, text in zip(LINES, texts, strict=True)} == LINES
