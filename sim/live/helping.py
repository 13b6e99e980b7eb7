"""What the page says of its keys and signs."""

from __future__ import annotations

from typing import Final

_KEYS = (
    ("space", "play, pause"), ("→  ←", "a turn on, a turn back"), ("Home  End", "the opening, the latest turn"),
    ("↑  ↓", "faster, slower"), ("1 … 6", "alignment, influence, pressure, grievance, trust, norm"),
    ("F", "what happens from here?"), ("N", "map or network"), ("D", "light or dark"),
)  # fmt: skip
_SIGNS = (
    ("disc", "a client in the colour of the power with the largest share of its policy; the deeper, the larger"),
    ("stripes", "it hedges: a second power, in that colour, comes near"),
    ("plain line", "support; its width is the flow"),
    ("dashed line", "arms"),
    ("dotted line", "recognition"),
    ("small cross", "recognition withheld, in the colour of who withholds it"),
    ("bracket on the left", "that power stands back from it by a bargain"),
    ("burst", "open war; a broken ring: a frozen conflict; in the colour of who wages it"),
    ("ring", "its regime fell this turn"),
    ("strip", "where the worlds differ, a row a client, in the colour of the power that has more of it in the treatment"),
    ("▼ ▲ on the strip", "what happened in the treatment alone, and in the control alone"),
)
HELP: Final = (
    "<h2><b>Keys</b></h2><table>"
    + "".join(f"<tr><td><kbd>{key}</kbd></td><td>{does}</td></tr>" for key, does in _KEYS)
    + "</table><h2><b>Signs</b></h2><table>"
    + "".join(f"<tr><td>{sign}</td><td>{means}</td></tr>" for sign, means in _SIGNS)
    + "</table>"
)
