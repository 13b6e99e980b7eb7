"""Write golden.json anew, and say which numbers moved:

    python tests/golden/regenerate.py

Run it only when a rule, a default, the luck, a cast or a shipped scenario was meant to change. Look at each number that
moved and be able to say why; then name the change and its reason under "Numbers moved" in CHANGELOG.md, and commit
golden.json together with what moved it.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE / "golden.json"


def moved(before: dict[str, float], after: dict[str, float]) -> list[str]:
    """A line for each number that is new, gone or another by more than a millionth."""
    lines = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or not math.isclose(old, new, rel_tol=1e-6):
            lines.append(f"{name}: {old} -> {new}")
    return lines


def main() -> None:
    sys.path.insert(0, str(HERE.parents[1]))
    from tests.golden.measured import numbers

    before = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    after = numbers()
    KEPT.write_text(json.dumps(after, indent=2) + "\n", encoding="utf-8")
    lines = moved(before, after)
    sys.stdout.write("\n".join(lines) + f"\n{len(lines)} of {len(after)} numbers moved\n")


if __name__ == "__main__":
    main()
