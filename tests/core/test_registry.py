"""The registry: fills itself from its package, refuses duplicates, suggests near names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sim.core.errors import SpheresError
from sim.core.registry import Registry

PLUG_IN = "from plugs import REGISTRY\nREGISTRY.add({name!r}, {thing})\n"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry[int]:
    """A registry over a package of two plug-ins, `zebra` and `aardvark`."""
    package = tmp_path / "plugs"
    package.mkdir()
    (package / "__init__.py").write_text(
        "from sim.core.registry import Registry\nREGISTRY = Registry('animal', 'plugs')\n"
    )
    (package / "one.py").write_text(PLUG_IN.format(name="zebra", thing=1))
    (package / "two.py").write_text(PLUG_IN.format(name="aardvark", thing=2))
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("plugs", "plugs.one", "plugs.two"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import plugs

    yield plugs.REGISTRY
    for name in ("plugs", "plugs.one", "plugs.two"):
        sys.modules.pop(name, None)


def test_it_finds_its_plug_ins_by_itself_in_the_order_of_their_names(registry: Registry[int]) -> None:
    assert dict(registry) == {"aardvark": 2, "zebra": 1}
    assert list(registry) == ["aardvark", "zebra"]
    assert len(registry) == 2


def test_it_fills_itself_whatever_is_asked_first(registry: Registry[int]) -> None:
    assert "zebra" in registry
    assert "horse" not in registry
    assert registry["aardvark"] == 2


def test_it_is_not_filled_before_it_is_used(registry: Registry[int]) -> None:
    assert "plugs.one" not in sys.modules
    assert registry["zebra"] == 1
    assert "plugs.one" in sys.modules


def test_a_plug_in_that_could_not_be_imported_is_tried_again(registry: Registry[int], tmp_path: Path) -> None:
    broken = tmp_path / "plugs" / "zzz.py"
    broken.write_text("raise RuntimeError('half a plug-in')\n")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="half a plug-in"):
            len(registry)
    broken.unlink()
    assert dict(registry) == {"aardvark": 2, "zebra": 1}


def test_a_second_thing_under_one_name_is_refused(registry: Registry[int]) -> None:
    assert registry.add("ibis", 3) == 3
    with pytest.raises(SpheresError, match="'ibis' is registered twice; give one of them another name"):
        registry.add("ibis", 4)
    assert registry["ibis"] == 3


def test_an_unknown_name_is_answered_with_a_near_one_and_with_all(registry: Registry[int]) -> None:
    with pytest.raises(SpheresError) as refused:
        registry["zebro"]
    assert str(refused.value) == "no animal is called 'zebro' (did you mean 'zebra'?); known: aardvark, zebra"
    assert registry.unknown("qqq") == "no animal is called 'qqq'; known: aardvark, zebra"
