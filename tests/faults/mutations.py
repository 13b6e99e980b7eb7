"""Mutations of scenario files: small faults such as people make, and large ones such as nobody does."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutation = Callable[[random.Random, str], str]

# What a value may be replaced by: wrong kinds, traps of YAML, numbers out of any range, and things far too large.
HOSTILE = (
    "", "~", "NO", "yes", "-1", "0", "1e308", "1e999", ".nan", "-.inf", "012", "0x10", "1_000", "9" * 400, "[]", "{}",
    "[[]]", "[1, 2]", "{uniform: [1, 0]}", "{uniform: [0, 1]}", "{normal: [0, -1]}", "{choice: []}", "{beta: [0, 0]}",
    "'text'", '"\\u0000"', "2008-Q1", "2008-Q9", "0000-Q1", "9999-Q4", "12:30", "*none", "&a 1",
    "!!python/name:os.system x", "!!binary aGk=", "|", ">-", "? x", "- x", "{a: 1, a: 2}", "[" * 60, "{" * 60, "a: b: c",
    "@", "`", "%", "\x07", "\u2028", "\U0001f600", "x" * 5000, "default", "USA", "RUS", "UKR", "nobody", "nash", "prudent",
    "{name: prudent}", "{name: nobody}", "1000000000", "-1e-300", "true",
)  # fmt: skip


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True) or [""]


def _at(draw: random.Random, text: str) -> int:
    return draw.randrange(len(text) + 1)


def drop_line(draw: random.Random, text: str) -> str:
    lines = _lines(text)
    del lines[draw.randrange(len(lines))]
    return "".join(lines)


def repeat_lines(draw: random.Random, text: str) -> str:
    lines = _lines(text)
    first = draw.randrange(len(lines))
    last = min(len(lines), first + draw.choice((1, 1, 2, 5, 20)))
    return "".join(lines[:last] + lines[first:last] * draw.choice((1, 1, 3)) + lines[last:])


def swap_lines(draw: random.Random, text: str) -> str:
    lines = _lines(text)
    i, j = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return "".join(lines)


def shift_line(draw: random.Random, text: str) -> str:
    """One line deeper or shallower, or by a tab."""
    lines = _lines(text)
    i = draw.randrange(len(lines))
    lines[i] = draw.choice(("  ", " ", "\t", "")) + (lines[i] if draw.random() < 0.5 else lines[i].lstrip(" "))
    return "".join(lines)


def cut_short(draw: random.Random, text: str) -> str:
    return text[: _at(draw, text)]


def type_over(draw: random.Random, text: str) -> str:
    """A character struck out, struck twice, or struck wrong."""
    at = _at(draw, text)
    typed = draw.choice("abcXYZ019.,:;-_#'\"[]{}&*!|>%@`? \t\n\r\x00\x85é中")
    return text[:at] + draw.choice((typed, "", typed * 2)) + text[at + draw.choice((0, 1)) :]


def move_piece(draw: random.Random, text: str) -> str:
    """A piece of the text cut out and pasted elsewhere."""
    first = _at(draw, text)
    last = min(len(text), first + draw.randrange(1, 200))
    piece, rest = text[first:last], text[:first] + text[last:]
    at = _at(draw, rest)
    return rest[:at] + piece + rest[at:]


_KEY = re.compile(r"(?<![\w.'\"])[A-Za-z_]\w*(?=:)")
_VALUE = re.compile(r"(?<=: )[^\s,\[\]{}#][^,\]}#\n]*|(?<=[\[,] )[^\s,\[\]{}]+")


def misspell_key(draw: random.Random, text: str) -> str:
    found = list(_KEY.finditer(text))
    if not found:
        return text
    key = draw.choice(found)
    name = key.group()
    i = draw.randrange(len(name))
    wrong = draw.choice((name[:i] + name[i + 1 :], name + "s", name.upper(), name[::-1], draw.choice(found).group()))
    return text[: key.start()] + wrong + text[key.end() :]


def replace_value(draw: random.Random, text: str) -> str:
    found = list(_VALUE.finditer(text))
    if not found:
        return text
    value = draw.choice(found)
    by = draw.choice(HOSTILE) if draw.random() < 0.7 else draw.choice(found).group()
    return text[: value.start()] + by + text[value.end() :]


def scale_number(draw: random.Random, text: str) -> str:
    found = list(re.finditer(r"(?<=[\s\[])-?\d+\.?\d*(?=[\s,\]}])", text))
    if not found:
        return text
    number = draw.choice(found)
    by = draw.choice((-1.0, 0.0, 10.0, 1e3, 1e6, 1e-9, 1e300))
    return text[: number.start()] + f"{float(number.group()) * by:g}" + text[number.end() :]


MUTATIONS: tuple[Mutation, ...] = (
    drop_line, repeat_lines, swap_lines, shift_line, cut_short, type_over, move_piece, misspell_key, misspell_key,
    replace_value, replace_value, replace_value, scale_number, scale_number,
)  # fmt: skip


def mutated(text: str, number: int) -> str:
    """Mutation number so-and-so of a text: one fault mostly, sometimes several."""
    draw = random.Random(f"{number}/{len(text)}")
    for _ in range(draw.choice((1, 1, 1, 2, 3, 8))):
        text = draw.choice(MUTATIONS)(draw, text)
    return text
