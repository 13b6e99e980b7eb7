"""What a doctrine writes down of its rival comes back as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.core.axes import NOTES
from sim.core.errors import SpheresError
from sim.doctrines import DOCTRINES, axelrod_library
from sim.doctrines.axelrod_library import LONGEST, with_act, written


@given(st.lists(st.booleans(), max_size=LONGEST))
@example([False] * LONGEST)
@example([True] * LONGEST)
def test_acts_come_back_in_their_order(acts: list[bool]) -> None:
    words = np.zeros(NOTES - 1)
    for act in acts:
        words = with_act(words, act)
    assert written(words) == tuple(acts)
    assert np.all(words < 2.0**52)


def test_without_the_library_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import_module = axelrod_library.importlib.import_module

    def without(name: str) -> Any:
        if name == "axelrod":
            raise ImportError(name)
        return import_module(name)

    monkeypatch.setattr(axelrod_library.importlib, "import_module", without)
    axelrod_library._library.cache_clear()
    with pytest.raises(SpheresError, match=r"pip install 'spheres-lab\[crosscheck\]'"):
        DOCTRINES["axelrod:AppeaserOfNobody"]
    axelrod_library._library.cache_clear()


def test_the_family_is_not_listed() -> None:
    assert not any(name.startswith("axelrod") for name in DOCTRINES)
