"""Prudence: presses on what it resents, backs off from what hurts and from those on whom it depends."""

from __future__ import annotations

from sim.core.axes import Dyad, OfPower
from sim.core.declare import Parameter
from sim.core.numerics import logistic
from sim.doctrines import doctrine


@doctrine(
    "prudent",
    parameters=(
        Parameter("ambition", -1.0, -10.0, 10.0, "logit",
                  "wish to press on a rival who has done nothing yet"),
        Parameter("spite", 0.5, 0.0, 10.0, "logit per grievance",
                  "how much a grievance adds to the wish to press"),
        Parameter("caution", 3.0, 0.0, 100.0, "logit per capability",
                  "how much felt encroachment takes off the wish to press", "Jervis1976; size assumed"),
        Parameter("dependence", 1.0, 0.0, 10.0, "logit",
                  "how much full interdependence takes off the wish to press",
                  "KeohaneNye1977; size assumed"),
        Parameter("heed", 3.0, 0.0, 100.0, "logit",
                  "how much the announced loss of all that ties it to the rival takes off the wish to press",
                  "Schelling1960; size assumed"),
    ),
    sources=("Jervis1976", "KeohaneNye1977", "McKelveyPalfrey1995"),
)  # fmt: skip
def prudent(
    grievance: Dyad, felt: Dyad, interdependence: Dyad, threat: Dyad,
    *, ambition: OfPower, spite: OfPower, caution: OfPower, dependence: OfPower, heed: OfPower,
) -> Dyad:  # fmt: skip
    """Weighs what it resents against what hurts: deterred where tit for tat would be drawn into a spiral.

    π = 1 / (1 + exp(-(ambition + spite · h - caution · F - dependence · δ - heed · threat)));  returns (r, k, q), 0..1
    What the mechanism `doctrine` holds back from those on whom one depends comes on top.
    """
    return logistic(ambition + spite * grievance - caution * felt - dependence * interdependence - heed * threat)
