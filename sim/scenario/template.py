"""The scenario that a user begins with."""

from __future__ import annotations

_TEXT = """\
# yaml-language-server: $schema=scenario.schema.json
# Indent with spaces. `spheres validate {file}` says what is wrong and where.
# With the schema beside this file, an editor completes and explains every key.
scenario: {name}
title: One line that says what is asked
description: >-
  A paragraph: who believes what, and under what conditions it might hold.

# Build on a cast or on another scenario: mappings merge, lists and numbers replace, `timeline+:` adds to a
# list, and `key: null` takes away what is inherited. `spheres show {name}` prints the result, and where each
# value came from.
extends: casts/powers_2008
seed: 1  # of all luck; variants share it
start: 2008-Q1
turns: 40  # quarters

# What differs from the cast, for every variant. Any number of the world may be a distribution, drawn once in
# each replicate: {{uniform: [low, high]}}, {{triangular: [low, mode, high]}},
# {{normal: [mean, sd], within: [low, high]}}, {{lognormal: [median, sigma]}}, {{beta: [a, b]}},
# {{choice: [a, b, c]}}.
powers:
  RUS:
    doctrine: {{name: tit_for_tat, reciprocity: 1.0}}
    salience: {{UKR: {{triangular: [0.7, 0.9, 1.0]}}}}

# What happens: at a date, by chance in each turn (rate), or when something is true (when).
timeline:
  - {{event: arms_deal, at: 2008-Q3, power: RUS, client: VEN, amount: 0.05, label: Arms for Venezuela}}
  # - {{event: regime_change, client: GEO, rate: 0.01, from: 2009-Q1, until: 2012-Q4}}
  # - event: crisis_load
  #   power: USA
  #   amount: 1.0
  #   when: {{symbol: grievance, power: RUS, rival: USA, above: 2.0}}
  #   once: true

# The worlds that are compared, under the same luck. `set` is laid over everything above.
variants:
  answer:
    label: Russia answers in kind
    set: {{}}
  restraint:
    label: Russia holds back
    set: {{powers: {{RUS: {{doctrine: {{name: restraint}}}}}}}}

# What is claimed: treatment minus control raises, lowers or does not move the outcome.
claims:
  - id: C1
    source: {{document: "a document's key", lines: "1-3"}}
    paraphrase: The claim in our own words.
    outcome: {{name: encroachment, power: USA, rival: RUS}}
    treatment: answer
    control: restraint
    expected: decrease  # increase, decrease or no_difference
    smallest_effect: 0.05  # in the outcome's unit: what would be too small to matter
    reason: Why a smaller effect would not matter.

# Numbers to play with on the live page; on the command line: --set powers.RUS.doctrine.reciprocity=2
knobs: [powers.RUS.doctrine.reciprocity]
"""


def starter(name: str = "my_scenario") -> str:
    """The text of a commented scenario that loads as it stands; write it to `scenarios/<name>.yaml`."""
    return _TEXT.format(name=name, file=f"scenarios/{name}.yaml")
