"""The canonical name of what is asked of a run."""

from __future__ import annotations

from itertools import product

import pytest

from sim.core.request import Request


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        (Request("norm"), "norm"),
        (Request("influence", power="USA"), "influence(USA)"),
        (Request("encroachment", power="USA", rival="RUS"), "encroachment(USA>RUS)"),
        (Request("encroachment", rival="RUS"), "encroachment(*>RUS)"),
        (Request("alignment", power="USA", client="VEN"), "alignment(USA, VEN)"),
        (Request("welfare", client="VEN"), "welfare(VEN)"),
        (Request("welfare", region="balkans"), "welfare(balkans)"),
        (Request("norm", from_="2009-Q1"), "norm(from 2009-Q1)"),
        (Request("norm", until="2012-Q4"), "norm(until 2012-Q4)"),
        (Request("alignment", "USA", "RUS", "VEN", "america", "2009-Q1", "2012-Q4"),
         "alignment(USA>RUS, VEN, america, from 2009-Q1, until 2012-Q4)"),
    ],
)  # fmt: skip
def test_keys(request_: Request, key: str) -> None:
    assert request_.key == key


def test_what_differs_has_another_key() -> None:
    powers, quarters = (None, "USA", "RUS"), (None, "2009-Q1")
    parts = (powers, powers, (None, "VEN"), (None, "balkans"), quarters, quarters)
    asked = [Request("o", *chosen) for chosen in product(*parts)]
    assert len({one.key for one in asked}) == len(asked)


def test_requests_can_be_kept_in_sets_and_order() -> None:
    assert len({Request("a", "USA"), Request("a", "USA")}) == 1
    assert sorted([Request("b"), Request("a")])[0].name == "a"
