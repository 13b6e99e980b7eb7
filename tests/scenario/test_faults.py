"""Each rule of the vocabulary, broken once: where the error points, and what it tells the user to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Faults = Callable[..., Any]
OUTCOMES = {"encroachment": ("power", "rival"), "alignment": ("power", "client")}


def swap(small: str, old: str, new: str) -> str:
    assert old in small
    return small.replace(old, new, 1)


WORLD = [
    ("    capability: 1.0", "    capabilty: 1.0", 10, 5, "powers.AAA.capabilty",
     "unknown key 'capabilty' (did you mean 'capability'?)"),
    ("turns: 8", "turns: 8\nhorizn: 9", 5, 1, "horizn", "unknown key 'horizn'; known: scenario, title"),
    ("start: 2000-Q1\n", "", 1, 1, "start", "the required key 'start' is missing"),
    ("start: 2000-Q1", "start: 2000-01-01", 3, 8, "start", "expected a quarter such as 2009-Q4, found '2000-01-01'"),
    ("start: 2000-Q1", "start: 2000-Q5", 3, 8, "start", "expected a quarter such as 2009-Q4, found '2000-Q5'"),
    ("turns: 8", "turns: 0", 4, 8, "turns", "expected a whole number from 1 to 10000 (quarters), found 0"),
    ("turns: 8", "turns: 1_000", 4, 8, "turns", "found '1_000'"),
    ("turns: 8", "turns: 8.0", 4, 8, "turns", "expected a whole number"),
    ("seed: 7", "seed: -1", 5, 7, "seed", "expected a whole number of at least 0, found -1"),
    ("title: A small world", "title: 2008", 2, 8, "title", 'expected text, found 2008; put it in quotes: "2008"'),
    ("capability: 1.0", "capability: -3", 10, 17, "powers.AAA.capability",
     "expected a number of at least 0 (capability), found -3"),
    ("capability: 1.0", "contest_share: 0.9", 10, 20, "powers.AAA.contest_share",
     "hold_share + contest_share is 1.3, expected at most 1: they are shares of one purse"),
    ("capability: 1.0", "capability: strong", 10, 17, "powers.AAA.capability", "found 'strong'"),
    ("capability: 1.0", "capability: true", 10, 17, "powers.AAA.capability", "found true"),
    ("capability: 1.0", "capability: nan", 10, 17, "powers.AAA.capability", "found 'nan'"),
    ("XXX: 0.8", "XXX: 1.8", 12, 35, "powers.AAA.salience.XXX", "expected a number from 0 to 1 (share), found 1.8"),
    ("XXX: 0.8", "XXY: 0.8", 12, 30, "powers.AAA.salience.XXY", "no client is called 'XXY' (did you mean 'XXX'?)"),
    ("{default: 0.1, XXX: 0.8}", "0.8", 12, 15, "powers.AAA.salience", "expected a mapping, found 0.8"),
    ("claims: [XXX]", "claims: [XXX, QQQ]", 11, 19, "powers.AAA.claims[1]",
     "no client is called 'QQQ'; known: XXX, YYY, ZZZ"),
    ("claims: [XXX]", "claims: XXX", 11, 13, "powers.AAA.claims", "expected a list, found 'XXX'"),
    ("claims: [XXX]", "claims: [XXX, XXX]", 11, 19, "powers.AAA.claims[1]", "XXX stands twice"),
    ("latitude: 10", "latitude: 100", 9, 23, "powers.AAA.place.latitude", "from -90 to 90 (degrees), found 100"),
    ("trust: {BBB: 0.7}", "trust: {BBC: 0.7}", 15, 15, "powers.AAA.opening.trust.BBC", "(did you mean 'BBB'?)"),
    ("trust: {BBB: 0.7}", "trust: {AAA: 0.7}", 15, 20, "powers.AAA.opening.trust.AAA", "AAA is no rival of its own"),
    ("alignment: {default: 0.1, XXX: 0.5}", "alignment: {default: 0.1, XXX: 0.95}", 14, 38,
     "powers.AAA.opening.alignment",
     "the opening alignments of XXX sum to 1.05 (AAA 0.95, BBB 0.1), expected at most 1"),
    ("alignment: {default: 0.1, XXX: 0.5}", "alignment: {default: 0.92}", 14, 28, "powers.AAA.opening.alignment",
     "XXX sum to 1.02 (AAA 0.92, BBB 0.1), expected at most 1; the same for YYY, ZZZ"),
    ("alignment: {default: 0.1, XXX: 0.5}", "alignment: {XXX: {uniform: [0.1, 0.95]}}", 14, 24,
     "powers.AAA.opening.alignment", "XXX sum to 1.05"),
    ("name: tit_for_tat, rec", "name: tit_for_tatt, rec", 16, 22, "powers.AAA.doctrine.name",
     "no doctrine is called 'tit_for_tatt' (did you mean 'tit_for_tat'?); known: "),
    ("reciprocity: 1.5", "reciprocty: 1.5", 16, 35, "powers.AAA.doctrine.reciprocty", "(did you mean 'reciprocity'?)"),
    ("name: tit_for_tat, rec", "rec", 16, 15, "powers.AAA.doctrine", "the required key 'name' is missing"),
    ("    doctrine: {name: restraint}\n", "", 18, 5, "powers.BBB.doctrine", "the required key 'doctrine' is missing"),
    ("{name: restraint}", "restraint", 21, 15, "powers.BBB.doctrine",
     "expected a mapping such as {name: ...}, found 'restraint'"),
    ("    name: Beta\n", "", 18, 5, "powers.BBB.name",
     "the required key 'name' is missing; it makes 'BBB' a new one"),
    ("  ZZZ: {name", "  YYZ: {insecurity: 0.9}\n  ZZZ: {name", 25, 8, "clients.YYZ.name",
     "the required key 'name' is missing; it makes 'YYZ' a new one (did you mean 'YYY'?)"),
]  # fmt: skip

DISTRIBUTIONS = [
    ("{unifrom: [0.2, 0.4]}", 17, "", "found a mapping with unifrom (did you mean 'uniform'?)"),
    ("{uniform: [0.4, 0.2]}", 27, ".uniform", "expected low < high, found [0.4, 0.2]"),
    ("{uniform: [0.2]}", 27, ".uniform", "expected 2 numbers [low, high], found 1"),
    ("{uniform: [a, 1]}", 27, ".uniform", "expected [low, high], found ['a', 1]"),
    ("{uniform: [-1, 1]}", 27, ".uniform", "draws from -1 to 1, expected numbers of at least 0 (capability)"),
    ("{uniform: [0, 1], within: [0, 1]}", 43, ".within", "the distribution uniform has no key 'within'"),
    ("{uniform: [0, 1], beta: [1, 1]}", 17, "", "found uniform and beta"),
    ("{triangular: [0, 2, 1]}", 30, ".triangular", "expected low <= mode <= high, low < high, found [0, 2, 1]"),
    ("{normal: [1, 0]}", 26, ".normal", "expected [mean, sd] with sd above 0, found [1, 0]"),
    ("{normal: [-99, 1]}", 26, ".normal", "hardly a draw is a number of at least 0 (capability); move"),
    ("{normal: [1, 1], within: [2, 1]}", 42, ".within", "expected low < high, found 2 and 1"),
    ("{normal: [1, 1], within: [-1, 1]}", 42, ".within", "draws from -1 to 1, expected numbers of at least 0"),
    ("{beta: [0, 4]}", 24, ".beta", "expected a and b above 0 and at most 1000, found [0, 4]"),
    ("{lognormal: [0, 1]}", 29, ".lognormal", "expected median and sigma above 0, found [0, 1]"),
    ("{choice: []}", 26, ".choice", "expected a list of numbers, found []"),
]

NETWORKS = [
    ("[XXX, YYY]", "[XXX, YYX]", 27, 30, "neighbours.edges[0][1]", "no client is called 'YYX' (did you mean 'YYY'?)"),
    ("[XXX, YYY]", "[ZZZ, YYY]", 27, 36, "neighbours.edges[1]", "the tie of YYY and ZZZ stands twice; keep one"),
    ("[XXX, YYY]", "[XXX, XXX]", 27, 24, "neighbours.edges[0]", "a tie of XXX to itself"),
    ("[XXX, YYY]", "[XXX]", 27, 24, "neighbours.edges[0]", "expected a tie [a, b] or [a, b, weight], found ['XXX']"),
    ("[AAA, BBB, 0.6]", "[AAA, BBB, 6]", 28, 29, "interdependence.edges[0]", "from 0 to 1 (share), found 6"),
    ("[AAA, BBB, 0.6]", "[AAA, XXX]", 28, 35, "interdependence.edges[0][1]", "no power is called 'XXX'"),
    ("edges: [[XXX, YYY], [YYY, ZZZ, 3]]", "generator: watts_strogats", 27, 27, "neighbours.generator",
     "no generator is called 'watts_strogats' (did you mean 'watts_strogatz'?)"),
    ("edges: [[XXX, YYY], [YYY, ZZZ, 3]]", "generator: watts_strogatz, k: 4, rewiring: 0.1", 27, 27,
     "neighbours.generator", "watts_strogatz: k 4, expected at most the number of nodes, 3"),
    ("edges: [[XXX, YYY], [YYY, ZZZ, 3]]", "generator: barabasi_albert, links: 3", 27, 27, "neighbours.generator",
     "links 3, expected less than the number of nodes, 3"),
    ("edges: [[XXX, YYY], [YYY, ZZZ, 3]]", "generator: nearest, k: 1", 27, 27, "neighbours.generator",
     "nearest: needs the place of every node; without one: XXX, YYY, ZZZ"),
    ("edges: [[XXX, YYY], [YYY, ZZZ, 3]]", "generator: ring, columns: 1", 27, 33, "neighbours.columns",
     "unknown key 'columns'; known: generator, weight"),
]  # fmt: skip

MECHANISMS = [
    ("{sumit: {enabled: true}}", 14, "sumit", "unknown key 'sumit' (did you mean 'summit'?)"),
    ("{summit: {ratee: 1}}", 23, "summit.ratee", "unknown key 'ratee' (did you mean 'rate'?)"),
    ("{summit: {enabled: no}}", 32, "summit.enabled", "expected true or false, found 'no'; YAML 1.2 knows no other"),
    ("{summit: {protocol: nsh}}", 33, "summit.protocol", "no protocol is called 'nsh' (did you mean 'nash'?)"),
    ("{summit: {pairs: [[AAA, CCC]]}}", 31, "summit.pairs[0]", "no power is called 'CCC'; known: AAA, BBB"),
    ("{summit: {pairs: [[AAA, AAA]]}}", 31, "summit.pairs[0]", "a pair is of two powers, found AAA twice"),
    ("{summit: {pairs: [AAA]}}", 31, "summit.pairs[0]", "expected a pair of powers such as [USA, RUS], found 'AAA'"),
    ("{summit: {agenda: [XXX, QQQ]}}", 37, "summit.agenda[1]", "no client is called 'QQQ'; known: XXX, YYY, ZZZ"),
    ("{summit: {first_mover: AAB}}", 36, "summit.first_mover", "no power is called 'AAB' (did you mean 'AAA'?)"),
    ("{summit: 3}", 22, "summit", "expected a mapping, found 3"),
]

TIMELINE = [
    ("event: arms_deal", "event: arm_deal", 13, ".event", "no event is called 'arm_deal' (did you mean 'arms_deal'?)"),
    ("event: arms_deal, ", "", 5, "", "the required key 'event' is missing"),
    ("amount: 0.1, ", "", 5, ".amount", "the required key 'amount' is missing"),
    ("amount: 0.1", "amount: 0.1, size: 2", 75, ".size", "unknown key 'size'; known: event, power, client, amount, at"),
    ("amount: 0.1", "amount: -0.1", 70, ".amount", "expected a number of at least 0 (capability), found -0.1"),
    ("amount: 0.1", "amount: {uniform: [0, 1]}", 70, ".amount", "found a mapping; a distribution cannot stand here"),
    ("client: XXX", "client: XYX", 57, ".client", "no client is called 'XYX' (did you mean 'XXX'?)"),
    ("power: AAA", "power: XXX", 44, ".power", "no power is called 'XXX'; known: AAA, BBB"),
    ("at: 2000-Q3", "at: 1999-Q3", 28, ".at", "1999-Q3 lies before the start 2000-Q1"),
    ("at: 2000-Q3", "at: 2002-Q1", 28, ".at", "2002-Q1 lies after the end: the run has 8 turns from 2000-Q1 on"),
    ("at: 2000-Q3, ", "", 5, "", "expected one of 'at', 'rate' and 'when', found none"),
    ("at: 2000-Q3", "at: 2000-Q3, rate: 0.1", 43, ".rate", "expected one of 'at', 'rate' and 'when', found at and rate"),
    ("at: 2000-Q3", "at: 2000-Q3, once: true", 43, ".once", "'once' goes with 'rate' or 'when'"),
    ("at: 2000-Q3", "rate: 1.5", 30, ".rate", "expected a number from 0 to 1 (chance a turn), found 1.5"),
    ("at: 2000-Q3", "rate: 0.1, from: 2001-Q1, until: 2000-Q2", 57, ".until", "until 2000-Q2 lies before from 2001-Q1"),
    ("at: 2000-Q3", "when: {symbol: grievence, above: 1}", 39, ".when.symbol", "(did you mean 'grievance'?)"),
    ("at: 2000-Q3", "when: {symbol: grievance, power: AAA, above: 1}", 30, ".when",
     "'grievance' is held by each rival; name the rival"),
    ("at: 2000-Q3", "when: {symbol: norm, power: AAA, above: 1}", 52, ".when.power",
     "'norm' is not a matter of a power; leave it out"),
    ("at: 2000-Q3", "when: {symbol: norm, above: 1, below: 2}", 30, ".when", "expected one of 'above' and 'below'"),
    ("at: 2000-Q3", "when: {symbol: trust, power: AAA, rival: AAA, below: 1}", 65, ".when.rival", "name two powers"),
    ("arms_deal, at: 2000-Q3, power: AAA, client: XXX, amount: 0.1",
     "trust, at: 2000-Q3, power: AAA, rival: AAA, level: 0", 52, ".rival", "power and rival are the same"),
    ("arms_deal, at: 2000-Q3, power: AAA, client: XXX, amount: 0.1",
     "set, at: 2000-Q3, path: powers.AAA.saliense.XXX, value: 0", 37, ".path",
     "no parameter of a power is called 'saliense' (did you mean 'salience'?)"),
    ("arms_deal, at: 2000-Q3, power: AAA, client: XXX, amount: 0.1",
     "set, at: 2000-Q3, path: powers.AAA.doctrine.reciprocty, value: 0", 37, ".path",
     "no parameter of the doctrine 'tit_for_tat' is called 'reciprocty' (did you mean 'reciprocity'?)"),
    ("arms_deal, at: 2000-Q3, power: AAA, client: XXX, amount: 0.1",
     "set, at: 2000-Q3, path: powers.AAA.doctrine.reciprocity, value: -1", 77, ".value", "as powers.AAA.doctrine.reciprocity"),
    ("arms_deal, at: 2000-Q3, power: AAA, client: XXX, amount: 0.1",
     "accord, at: 2000-Q3, power: AAA, rival: BBB, gives: [], gets: []", 65, ".gives", "nobody stands back from anything"),
    ("arms_deal, at: 2000-Q3, power: AAA, client: XXX, amount: 0.1",
     "set, at: 2000-Q3, path: opening.norm, value: 0", 37, ".path", "an event cannot change the opening"),
    ("arms_deal, at: 2000-Q3, power: AAA, client: XXX, amount: 0.1",
     "set, at: 2000-Q3, path: powers.AAA.salience.XXX, value: 2", 69, ".value",
     "expected a number from 0 to 1 (share), as powers.AAA.salience.XXX has it, found 2"),
]  # fmt: skip

VARIANTS = [
    ("BBB: {doctrine", "BBC: {doctrine", 44, "treated.set.powers.BBC",
     "no power is called 'BBC' (did you mean 'BBB'?); a variant cannot add one"),
    ("name: tit_for_tat}}}", "name: tit_for_tat, forgiveness: 1}}}", 80, "treated.set.powers.BBB.doctrine.forgiveness",
     "unknown key 'forgiveness'; known: name, reciprocity"),
    ("{BBB: {doctrine: {name: tit_for_tat}}}", "{BBB: {capability: -1}}", 62, "treated.set.powers.BBB.capability",
     "expected a number of at least 0 (capability), found -1"),
    ("{powers: {BBB: {doctrine: {name: tit_for_tat}}}}", "{clients: {YYY: null}}", 45, "treated.set.clients.YYY",
     "a variant cannot take a client away: variants share luck; make it weightless"),
    ("{powers: {BBB: {doctrine: {name: tit_for_tat}}}}", "{seed: 3}", 35, "treated.set.seed",
     "a variant cannot set 'seed'; it can set: powers, clients"),
    ("{powers: {BBB: {doctrine: {name: tit_for_tat}}}}", "{opening: {norm: null}}", 45, "treated.set.opening.norm",
     "nothing called 'norm' is inherited here, so null takes nothing away"),
    ("{powers: {BBB: {doctrine: {name: tit_for_tat}}}}", "3", 34, "treated.set", "expected a mapping of what differs"),
    ("set: {", "sett: {", 29, "treated.sett", "unknown key 'sett' (did you mean 'set'?)"),
]  # fmt: skip

CLAIMS = [
    ("treatment: treated", "treatment: treatedd", 39, 16, ".treatment", "no variant is called 'treatedd' (did you mean"),
    ("treatment: treated", "treatment: control", 40, 14, ".control", "treatment and control are the same variant"),
    ("expected: increase", "expected: increased", 41, 15, ".expected", "(did you mean 'increase'?); known: increase,"),
    ("    reason: Less would go unseen.\n", "", 35, 5, ".reason", "the required key 'reason' is missing"),
    ("smallest_effect: 0.1", "smallest_effect: 0", 42, 22, ".smallest_effect", "expected a number above 0"),
    ("name: encroachment", "name: encroachmant", 38, 21, ".outcome.name", "no outcome is called 'encroachmant' (did you"),
    ("rival: BBB}", "client: XXX}", 38, 55, ".outcome.client", "'encroachment' takes no client; it takes: power, rival"),
    ("rival: BBB}", "rival: AAA}", 38, 54, ".outcome.rival", "power and rival are the same; name two powers"),
    ("rival: BBB}", "region: nort}", 38, 55, ".outcome.region", "no region is called 'nort' (did you mean 'north'?)"),
    ("rival: BBB}", "from: 2012-Q1}", 38, 53, ".outcome.from", "2012-Q1 lies after the end"),
    ("rival: BBB}", "from: 2001-Q1, until: 2000-Q1}", 38, 69, ".outcome.until", "until 2000-Q1 lies before from"),
    ("control: control\n    e", "control: control\n    baseline: {treatment: treated, control: x}\n    e",
     41, 45, ".baseline.control", "no variant is called 'x'; known: treated, control"),
    ("control: control\n    e", "control: control\n    check: {treatment: treated, control: treated, why: It is off.}\n    e",
     41, 42, ".check.control", "treatment and control are the same variant"),
    ("control: control\n    e", "control: control\n    check: {treatment: treated, control: control}\n    e",
     41, 12, ".check.why", "the required key 'why' is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "column", "path", "says"), WORLD)
def test_the_world(fault: Faults, small: str, old: str, new: str, line: int, column: int, path: str, says: str) -> None:
    found = fault(swap(small, old, new))
    assert found[:3] == (line, column, path)
    assert says in found.message


@pytest.mark.parametrize(("written", "column", "path", "says"), DISTRIBUTIONS)
def test_distributions(fault: Faults, small: str, written: str, column: int, path: str, says: str) -> None:
    found = fault(swap(small, "{uniform: [0.2, 0.4]}", written))
    assert found[:3] == (19, column, "powers.BBB.capability" + path)
    assert says in found.message


@pytest.mark.parametrize(("old", "new", "line", "column", "path", "says"), NETWORKS)
def test_networks(fault: Faults, small: str, old: str, new: str, line: int, column: int, path: str, says: str) -> None:
    found = fault(swap(small, old, new))
    assert found[:3] == (line, column, "networks." + path)
    assert says in found.message


@pytest.mark.parametrize(("written", "column", "path", "says"), MECHANISMS)
def test_mechanisms(fault: Faults, small: str, written: str, column: int, path: str, says: str) -> None:
    found = fault(swap(small, "turns: 8", f"turns: 8\nmechanisms: {written}"))
    assert found[:3] == (5, column, "mechanisms." + path)
    assert says in found.message


@pytest.mark.parametrize(("old", "new", "column", "path", "says"), TIMELINE)
def test_the_timeline(fault: Faults, small: str, old: str, new: str, column: int, path: str, says: str) -> None:
    found = fault(swap(small, old, new))
    assert found[:3] == (30, column, "timeline[0]" + path)
    assert says in found.message


@pytest.mark.parametrize(("old", "new", "column", "path", "says"), VARIANTS)
def test_variants(fault: Faults, small: str, old: str, new: str, column: int, path: str, says: str) -> None:
    found = fault(swap(small, old, new))
    assert found[:3] == (32, column, "variants." + path)
    assert says in found.message


@pytest.mark.parametrize(("old", "new", "line", "column", "path", "says"), CLAIMS)
def test_claims(fault: Faults, small: str, old: str, new: str, line: int, column: int, path: str, says: str) -> None:
    found = fault(swap(small, old, new), outcomes=OUTCOMES)
    assert found[:3] == (line, column, "claims[0]" + path)
    assert says in found.message


def test_claim_ids_are_unique(fault: Faults, small: str) -> None:
    claim = small[small.index("  - id: H1") : small.index("knobs:")]
    found = fault(small.replace("knobs:", claim + "knobs:"))
    assert found[:3] == (44, 9, "claims[1].id")
    assert found.message == "the id H1 stands twice; choose another"


def test_outcome_names_are_free_where_none_are_known(read: Faults, small: str) -> None:
    assert read(swap(small, "name: encroachment", "name: anything")).claims[0].outcome.name == "anything"


def test_knobs_name_settings(faults: Faults, small: str) -> None:
    knobs = "[powers.AAA.doctrine.reciprocty, powers.AAC.capability, mechanisms.summit.enabled, foo.bar]"
    found = faults(swap(small, "[powers.AAA.doctrine.reciprocity]", knobs))
    assert [(f.column, f.path) for f in found] == [(9, "knobs[0]"), (41, "knobs[1]"), (91, "knobs[3]")]
    assert "(did you mean 'reciprocity'?)" in found[0].message
    assert found[1].message == "no power is called 'AAC' (did you mean 'AAA'?)"


def test_a_knob_may_be_a_parameter_of_one_variants_doctrine(read: Faults, small: str) -> None:
    scenario = read(swap(small, "powers.AAA.doctrine.reciprocity", "powers.BBB.doctrine.reciprocity"))
    assert scenario.knob("powers.BBB.doctrine.reciprocity", "treated").quantity.low == 0.0


@pytest.mark.parametrize(
    ("id_", "says"),
    [
        ("1ZZ", "expected an id of letters, digits and _ that begins with a letter, found '1ZZ'"),
        ("Z-Z", "found 'Z-Z'"),
        ("beta", "'beta' has a meaning of its own here; choose another id"),
        ("default", "'default' has a meaning of its own here"),
    ],
)
def test_ids(fault: Faults, small: str, id_: str, says: str) -> None:
    found = fault(small.replace("ZZZ", id_))
    assert found[:3] == (25, 3, f"clients.{id_}")
    assert says in found.message


def test_an_id_is_a_power_or_a_client(faults: Faults, small: str) -> None:
    found = faults(swap(small, "  ZZZ: {name", "  BBB: {name"))
    assert (25, 3, "clients.BBB") in [f[:3] for f in found]
    assert "'BBB' is the id of a power too" in next(f.message for f in found if f.path == "clients.BBB")


def test_a_world_needs_a_power_and_a_client(faults: Faults) -> None:
    found = faults("start: 2000-Q1\nturns: 3\npowers: {}\nclients: {}\n")
    assert [f[:3] for f in found] == [(3, 9, "powers"), (4, 10, "clients")]


def test_all_faults_come_at_once_in_the_order_of_the_file(faults: Faults, small: str) -> None:
    text = small
    for old, new in [("turns: 8", "turns: 0.5"), ("XXX: 0.8", "XXX: 8"), ("reciprocity: 1.5", "recip: 1"),
                     ("insecurity", "insecurty"), ("amount", "amont"), ("label: Treated", "label: 3"),
                     ("expected: increase", "expected: more")]:  # fmt: skip
        text = swap(text, old, new)
    found = faults(text)
    assert [f.line for f in found] == sorted(f.line for f in found)
    assert {f.line for f in found} == {4, 12, 16, 24, 30, 32, 41}


def test_a_fault_of_the_base_is_told_once(faults: Faults, small: str) -> None:
    assert len(faults(swap(small, "capability: 1.0", "capability: -1"))) == 1
