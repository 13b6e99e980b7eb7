"""Faulty and hostile files: each refused at its place, with the remedy, and at once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import Scenario, load
from sim.scenario.composing import resolve
from sim.scenario.reading import MAX_BYTES

BOMB = "x-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"x-{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def swap(small: str, old: str, new: str) -> str:
    assert old in small
    return small.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("on", "on"), ("yes", "yes"), ("y", "y"), ("true", True), ("False", False), ("~", None),
        ("null", None), ("012", 12), ("-7", -7), ("0x1F", 31), ("0o17", 15), ("1e-3", 0.001), (".5", 0.5), ("1.", 1.0),
        ("1_000", "1_000"), ("12:30", "12:30"), ("2020-01-01", "2020-01-01"), ("1e", "1e"), ("", ""),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".inf", "-.inf", "+.INF", "1e999", "-1e400", "9" * 5000])
def test_numbers_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected"):
        resolve(text)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "says"),
    [
        ("    capability: 1.0", "    capability: 1.0\n    capability: 2", 11, 5, "stands twice, first in line 10; keep one"),
        ("turns: 8", "turns: 8\nturns: 9", 5, 1, "the key 'turns' stands twice, first in line 4"),
        ("    capability: 1.0", "\tcapability: 1.0", 10, 1, "a tab in the indentation; use spaces"),
        ("    capability: 1.0", "  \t  capability: 1.0", 10, 3, "a tab in the indentation; use spaces"),
        ("capability: 1.0", "capability:\t1.0", 10, 16, "a tab between two values; use spaces"),
        ("1.0", "!!python/object/apply:os.system [ls]", 10, 17, "the tag '!!python/object/apply:os.system'"),
        ("1.0", "!!float 1.0", 10, 17, "the tag '!!float'; write the value without a tag"),
        ("1.0", ".nan", 10, 17, "expected a finite number"),
        ("1.0", "-.inf", 10, 17, "expected a finite number"),
        ("1.0", "9" * 5000, 10, 17, "a whole number of 5000 characters"),
        ("1.0", "", 10, 5, "the key 'capability' has no value"),
        ("capability: 1.0", "<<: {capability: 1.0}", 10, 5, "merge keys ('<<') are not read; use `extends`"),
        ("capability: 1.0", "? [a]\n    : 1.0", 10, 7, "expected a plain key"),
        ("[XXX]", "[XXX", 12, 13, "expected ',' or ']'"),
        ("    capability: 1.0", f"    {'k' * 201}: 1.0", 10, 5, "has 201 characters, expected at most 200; shorten it"),
        ("Alpha", '"\\ud800"', 8, 11, "half a character"),
        ("Alpha", '"\\UFFFFFFFF"', 8, 14, "stands for no character"),
        ("Alpha", "Al\x07pha", 8, 13, "character U+0007 is not allowed in YAML; remove it"),
        ("1.0", "*one", 10, 17, "no anchor is called 'one'; anchors so far: none"),
        ("1.0", "&one [*one]", 10, 23, "the alias '*one' stands inside its own anchor"),
    ],
)  # fmt: skip
def test_a_trap_is_refused_at_its_place(
    fault: Callable[..., Any], small: str, old: str, new: str, line: int, column: int, says: str
) -> None:
    found = fault(swap(small, old, new))
    assert (found.line, found.column) == (line, column)
    assert says in found.message


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("", 1, 1, "the file is empty; `spheres new NAME` writes a scenario"),
        ("# only a comment\n", 1, 1, "the file is empty"),
        ("- a\n- b\n", 1, 1, "expected a mapping such as `turns: 80`, found a list"),
        ("abc\n", 1, 1, "found 'abc'"),
        ("---\n", 2, 1, "found nothing"),
        ("turns: 8\n---\nturns: 9\n", 2, 1, "a second document begins here; write one scenario a file"),
        ("a: " + "[" * 5000, 1, 43, "nested more than 40 levels deep"),
        ("".join(" " * i + "a:\n" for i in range(60)), 41, 41, "nested more than 40 levels deep"),
        (BOMB, 6, 10, "more than 120,000 values, counting every alias in full"),
        ("x-a: [" + "1," * 130_000 + "1]\n", 1, 240_001, "more than 120,000 values"),
        ("turns: 8\nname: Älpha\n".encode("latin-1"), 2, 7, "byte 0xc4 is not UTF-8; save the file"),
        ("turns: 8\n".encode("utf-16"), 1, 1, "is not UTF-8"),
    ],
)
def test_a_hostile_text_is_refused_at_its_place(
    fault: Callable[..., Any], text: str | bytes, line: int, column: int, says: str
) -> None:
    found = fault(text)
    assert (found.line, found.column) == (line, column)
    assert says in found.message


def test_an_alias_bomb_is_refused_before_it_grows(faults: Callable[..., Any]) -> None:
    start = time.perf_counter()
    faults(BOMB)
    assert time.perf_counter() - start < 1.0


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with open(path, "wb") as stream:
        stream.truncate(100_000_000)
    start = time.perf_counter()
    with pytest.raises(ScenarioError, match=r"the file has 100.0 MB, expected at most 1 MB"):
        load(path)
    assert time.perf_counter() - start < 0.5


def test_the_size_limit_is_inclusive(read: Callable[..., Scenario], small: str) -> None:
    assert read(small + "#" * (MAX_BYTES - len(small))).turns == 8


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(ScenarioError, match=r"no ordinary file"):
        load(tmp_path / "pipe.yaml")


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ScenarioError, match=r"no ordinary file"):
        load(tmp_path / "folder.yaml")


@pytest.mark.parametrize("spoil", [lambda t: b"\xef\xbb\xbf" + t.encode(), lambda t: t.replace("\n", "\r\n").encode()])
def test_byte_order_marks_and_other_line_ends_are_welcome(
    read: Callable[..., Scenario], small: str, spoil: Callable[[str], bytes]
) -> None:
    assert read(spoil(small)).hash == read(small).hash


def test_an_anchor_may_live_under_an_x_key(read: Callable[..., Scenario], small: str) -> None:
    scenario = read("x-shares: &shares {default: 0.1, XXX: 0.8}\n" + swap(small, "{default: 0.1, XXX: 0.8}", "*shares"))
    assert scenario.hash == read(small).hash
    assert "x-shares" not in scenario.merged


def test_words_that_old_yaml_took_for_truth_values_stay_words(read: Callable[..., Scenario], small: str) -> None:
    scenario = read(swap(small.replace("XXX", "NO"), "label: Treated", "label: on"))
    assert next(iter(scenario.worlds["base"]["clients"])) == "NO"
    assert scenario.variants["treated"].label == "on"


def test_an_unreadable_value_has_that_fault_alone(faults: Callable[..., Any], small: str) -> None:
    text = swap(swap(small, "capability: 1.0", "capability: -.inf"), "turns: 8", "turns: 0")
    assert [(f.line, f.path) for f in faults(text)] == [(4, "turns"), (10, "")]


def test_the_error_shows_the_line(read: Callable[..., Scenario], small: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(swap(small, "capability: 1.0", "capabilty: 1.0"))
    head, line, caret = str(caught.value).split("\n")
    assert head.endswith("small.yaml:10:5: powers.AAA.capabilty: unknown key 'capabilty' (did you mean 'capability'?)")
    assert line == "        capabilty: 1.0"
    assert caret.index("^") == line.index("capabilty")
