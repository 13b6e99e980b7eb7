"""Numbers and names as a reader sees them: the same in the terminal, in figures and in the report."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

MISSING = "–"
MINUS = "−"  # the typographic minus sign, as wide as a plus
LEAST_SHARE: Final = 0.05  # a smaller concession is not named (assumed)
EXPECTED_WORDS: Final = {"increase": "increase", "decrease": "decrease", "no_difference": "no difference"}
EXPECTED_SIGNS: Final = {"increase": "↑", "decrease": "↓", "no_difference": "="}


def number(value: float | None, digits: int = 3, *, signed: bool = False) -> str:
    """A number to `digits` significant digits, without an exponent from 1e-4 up to a million.

    >>> number(0.123456), number(-2.5, signed=True), number(1234567.0), number(float("nan"))
    ('0.123', '−2.5', '1.23e6', '–')
    """
    if value is None or math.isnan(value):
        return MISSING
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    size = abs(value)
    if math.isinf(size):
        return f"{sign}∞"
    if size == 0:
        return "0"
    if 1e-4 <= size < 1e6:
        decimals = max(0, digits - 1 - math.floor(math.log10(size)))
        text = f"{size:.{decimals}f}"
        return sign + (text.rstrip("0").rstrip(".") if "." in text else text)
    mantissa, exponent = f"{size:.{digits - 1}e}".split("e")
    return f"{sign}{mantissa}e{int(exponent)}"


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage; a small one that is not zero is not called zero.

    >>> percent(0.5), percent(0.002), percent(0.0), percent(0.9995)
    ('50 %', '< 1 %', '0 %', '> 99 %')
    """
    if math.isnan(share):
        return MISSING
    least = 10.0**-digits
    value = 100 * share
    if 0 < value < least:
        return f"< {least:.{digits}f} %"
    if 100 - least < value < 100:
        return f"> {100 - least:.{digits}f} %"
    return f"{value:.{digits}f} %"


def interval(low: float, high: float, digits: int = 3) -> str:
    """Both ends of an interval with equally many decimals.

    >>> interval(-0.00123, 0.456)
    '−0.001 to 0.456'
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{number(low)} to {number(high)}"
    size = max(abs(low), abs(high))
    if size == 0 or not 1e-4 <= size < 1e6:
        return f"{number(low, digits)} to {number(high, digits)}"
    decimals = max(0, digits - 1 - math.floor(math.log10(size)))
    return f"{fixed(low, decimals)} to {fixed(high, decimals)}"


def fixed(value: float, decimals: int) -> str:
    """A number with so many decimals, the true minus sign, and no minus zero."""
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        return text.removeprefix("-")
    return text.replace("-", MINUS)


def words(name: str) -> str:
    """A name of the code or of the YAML as words: the same words, with spaces."""
    return name.replace("_", " ")


def the(name: str) -> str:
    """A name as it stands in a sentence.

    >>> the("United States"), the("Russia")
    ('the United States', 'Russia')
    """
    return f"the {name}" if name.startswith(("United ", "European Union")) else name


def capital(text: str) -> str:
    """A sentence with its first letter large."""
    return text[:1].upper() + text[1:]


def joined(parts: Sequence[str]) -> str:
    """Parts with commas, and an "and" before the last.

    >>> joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def with_unit(label: str, unit: str) -> str:
    """A label with its unit, as on an axis."""
    return f"{label} ({unit})" if unit and unit != label else label


def actor_name(actor: str, names: Mapping[str, str], joint: str = " → ") -> str:
    """An actor of a series in words: "USA" -> United States, "RUS>USA" and "USA:VEN" both names.

    >>> actor_name("RUS>USA", {"RUS": "Russia", "USA": "United States"})
    'Russia → United States'
    """
    return joint.join(names.get(part, part) for part in re.split("[>:]", actor))


def safe_name(text: str) -> str:
    """A name that may stand in a file name or an id on every system: letters, digits, hyphen and underscore.

    >>> safe_name("../H01 (b)")
    'H01_b'
    """
    return re.sub(r"[^A-Za-z0-9-]+", "_", text).strip("_") or "unnamed"
