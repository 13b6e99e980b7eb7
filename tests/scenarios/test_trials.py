"""What every shipped scenario that puts something on trial keeps to."""

from __future__ import annotations

import pytest

from tests.scenarios.shelf import (
    DOCUMENTS,
    FEW_LEAVES,
    LINES,
    SCENARIOS,
    changed,
    claims,
    contrasts,
    loaded,
    ranges,
    shingles,
    trials,
    world,
    written,
)  # fmt: skip

NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_treatments_change_few_things_and_no_variant_is_idle(name: str) -> None:
    used = {variant for trial in trials(name) for contrast in contrasts(trial) for variant in contrast}
    assert used == set(loaded(name).variants)
    for trial in trials(name):
        for treatment, control in contrasts(trial):
            assert 1 <= len(changed(name, treatment, control)) <= FEW_LEAVES, (treatment, control)


@pytest.mark.parametrize("name", NAMES)
def test_shares_add_up_to_no_more_than_a_client_in_every_variant(name: str) -> None:
    assert all(world(name, variant).opening.alignment.sum(axis=1).max() <= 1.0 + 1e-12 for variant in loaded(name).variants)


@pytest.mark.parametrize("name", NAMES)
def test_sources_lie_in_the_documents(name: str) -> None:
    with_source = [*claims(name), *written(name).get("maps", [])]
    for source in (one for trial in with_source for one in trial.get("sources", [trial.get("source")])):
        spans = ranges(str(source["lines"]))
        assert spans
        assert all(1 <= first <= last <= LINES[source["document"]] for first, last in spans)


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=f"the source documents are not at {DOCUMENTS}")
@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_of_a_source_is_copied(name: str) -> None:
    ours = shingles((SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8"))
    for file in sorted(DOCUMENTS.glob("*.txt")):
        assert not ours & shingles(file.read_text(encoding="utf-8")), file.name
