"""THE symbol table: every quantity of the world, with its letter, axes, unit, range, meaning and source.

Parameters say what the world is; state is all that changes from turn to turn. Equations, docstrings, YAML keys,
table headings and axis labels use these names and letters and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["parameter", "state"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One quantity. `default` is what an unnamed cell holds; `low`..`high` is the range that a scenario may give.

    A state symbol with `opens` may be given by a scenario under `opening`.
    """

    name: str
    letter: str
    axes: str
    kind: Kind
    low: float
    high: float
    default: float
    unit: str
    meaning: str
    source: str = "assumed"
    opens: bool = False


def _parameter(name: str, letter: str, axes: str, low: float, high: float, default: float, unit: str, meaning: str,
               source: str = "assumed") -> Symbol:  # fmt: skip
    return Symbol(name, letter, axes, "parameter", low, high, default, unit, meaning, source)


def _state(name: str, letter: str, axes: str, low: float, high: float, default: float, unit: str, meaning: str,
           *, opens: bool = False) -> Symbol:  # fmt: skip
    return Symbol(name, letter, axes, "state", low, high, default, unit, meaning, opens=opens)


MUCH = 1e6  # the upper end of a range that has none by nature

_TABLE = (
    _parameter("capability", "cap", "p", 0.0, MUCH, 1.0, "capability",
               "resources a turn; the strongest power has 1"),
    _parameter("salience", "s", "pc", 0.0, 1.0, 0.1, "share", "how much p cares who leads c"),
    _parameter("claim", "κ", "pc", 0.0, 1.0, 0.0, "0 or 1", "p claims c for its sphere"),
    _parameter("affinity", "f", "pc", -1.0, 1.0, 0.0, "utility",
               "lasting pull of p on c: language, history, ideology"),
    _parameter("reach", "ρ", "pc", 0.0, 1.0, 0.5, "share",
               "share of p's strength that is left at c's distance", "Boulding1962"),
    _parameter("economic_need", "e", "c", 0.0, 1.0, 0.5, "share", "how much c wants support"),
    _parameter("arms_need", "n", "c", 0.0, 1.0, 0.5, "share", "how much c wants arms"),
    _parameter("insecurity", "g", "c", 0.0, 1.0, 0.5, "share", "how easily c's regime falls"),
    _parameter("autonomy", "a", "c", 0.0, 1.0, 0.5, "utility", "how much c prizes standing alone"),
    _parameter("neighbours", "W", "cd", 0.0, 1.0, 0.0, "share",
               "weight of d among c's neighbours; rows sum to 1, or to 0 for an island"),
    _state("alignment", "A", "pc", 0.0, 1.0, 0.1, "share",
           "share of c's foreign policy that follows p; what no power has is non-aligned", opens=True),
    _state("support", "x", "pc", 0.0, MUCH, 0.0, "capability", "support from p that reached c this turn"),
    _state("arms", "m", "pc", 0.0, MUCH, 0.0, "capability", "arms from p that reached c this turn"),
    _state("arsenal", "M", "pc", 0.0, MUCH, 0.0, "capability", "arms from p that c still has", opens=True),
    _state("recognition", "k", "pc", 0.0, 1.0, 1.0, "share", "how far p recognises c's regime", opens=True),
    _state("endorsement", "j", "pc", 0.0, 1.0, 0.0, "share", "how far c endorses p's claims", opens=True),
    _state("leaning", "l", "pc", -MUCH, MUCH, 0.0, "utility", "what c's present regime adds to p's pull"),
    _state("residual", "u", "pc", -MUCH, MUCH, 0.0, "utility",
           "lasting pull that the opening alignment shows and the rule does not explain"),
    _state("occupation", "Ω", "pc", 0.0, 1.0, 0.0, "share",
           "weight of p's unsettled war in c: 1 open war, below 1/2 a frozen conflict", opens=True),
    _state("breach_clock", "b", "pc", 0.0, MUCH, 0.0, "turns", "how long p's exclusion has been breached in c"),
    _state("deference", "y", "pqc", 0.0, 1.0, 0.0, "share", "p stands back from c in favour of q, by agreement"),
    _state("deal_age", "d", "pq", -1.0, MUCH, -1.0, "turns", "age of the deal between p and q; -1 without one"),
    _state("pressure", "π", "pq", 0.0, 1.0, 0.0, "share", "share of its contest means that p turns on q's sphere"),
    _state("encroachment", "Z", "pq", 0.0, MUCH, 0.0, "capability", "effort of q in the clients that p claims"),
    _state("felt", "F", "pq", 0.0, MUCH, 0.0, "capability", "encroachment of q as p feels it"),
    _state("breach", "B", "pq", 0.0, MUCH, 0.0, "capability", "effort of q beyond what p's exclusion tolerates"),
    _state("grievance", "h", "pq", 0.0, MUCH, 0.0, "grievance", "what p holds against q", opens=True),
    _state("trust", "τ", "pq", 0.0, 1.0, 0.5, "probability", "p's belief that q keeps a bargain", opens=True),
    _state("belief", "ŝ", "pq", 0.0, 1.0, 0.0, "share", "p's belief of how much q cares about q's own sphere"),
    _state("interdependence", "χ", "pq", 0.0, 1.0, 0.0, "share", "what p and q would lose by hostility"),
    _state("condemned", "C", "pq", 0.0, MUCH, 0.0, "condemnations", "how much p has condemned q's use of force",
           opens=True),
    _state("conceded", "t", "pq", 0.0, 1.0, 0.0, "0 or 1", "q has had a token concession from p"),
    _state("acquiesced", "i", "pq", 0.0, 1.0, 0.0, "0 or 1", "p let the mandate pass that q last asked for"),
    _state("doctrine_memory", "z", "pq", 0.0, MUCH, 0.0, "as the doctrine says", "what p's doctrine remembers of q"),
    _state("doctrine_notes", "ν", "pqn", 0.0, 2.0**52, 0.0, "as the doctrine says",
           "what p's doctrine wrote down of q, turn by turn, in whole numbers of 52 bits"),
    _state("governance", "G", "c", 0.0, 1.0, 0.5, "share", "how sound c's institutions are: how little of it can be bought",
           opens=True),
    _state("reward", "û", "p", -MUCH, MUCH, 0.0, "utility", "what the last turn promised p beyond what it counted on"),
    _state("aspiration", "ā", "p", -MUCH, MUCH, 0.0, "utility", "what p has come to count on"),
    _state("order", "o", "pq", -1.0, 1.0, -1.0, "share",
           "pressure that is ordered of p against q, in the place of what its doctrine asks; below 0 where none is"),
    _state("norm", "N", "", 0.0, 1.0, 0.8, "share", "strength of the norm against using force", opens=True),
    _state("bargains", "H", "", 0.0, MUCH, 0.0, "bargains", "bargains on record: struck by anybody, and fading", opens=True),
    _state("legitimacy", "ℓ", "p", 0.0, 1.0, 0.6, "share", "p's standing at home", opens=True),
    _state("crisis_load", "L", "p", 0.0, MUCH, 0.0, "wars",
           "what else claims p's attention, as so many open wars", opens=True),
    _state("successes", "T", "p", 0.0, MUCH, 0.0, "uses", "p's uses of force on record that removed a regime at once",
           opens=True),
    _state("failures", "Y", "p", 0.0, MUCH, 0.0, "uses", "p's uses of force on record that became wars", opens=True),
    _state("opprobrium", "O", "p", 0.0, MUCH, 0.0, "condemnations",
           "condemnation of p's uses of force that third parties heed", opens=True),
    _state("unrest", "v", "c", 0.0, MUCH, 0.0, "falls", "memory of c's last fall, which spreads to neighbours"),
    _state("reliability", "R", "p", 0.0, 1.0, 1.0, "share", "how far p is taken to stand by its clients", opens=True),
    _state("unanswered", "U", "pq", 0.0, MUCH, 0.0, "clients", "what p's clients have lost to q and p has not answered"),
)  # fmt: skip

SYMBOLS: dict[str, Symbol] = {symbol.name: symbol for symbol in _TABLE}
PARAMETERS: dict[str, Symbol] = {name: symbol for name, symbol in SYMBOLS.items() if symbol.kind == "parameter"}
STATE: dict[str, Symbol] = {name: symbol for name, symbol in SYMBOLS.items() if symbol.kind == "state"}
