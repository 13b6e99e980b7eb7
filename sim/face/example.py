"""A plain Mesa page of one world: Mesa's own SolaraViz around SphereModel, with sliders, play, step and reset.

    SOLARA_TELEMETRY_MIXPANEL_ENABLE=False solara run sim.face.example

It shows that the model is an ordinary Mesa model. The page for a class, with two worlds, is `spheres live`.
Needs the extra `live`.
"""

from __future__ import annotations

from typing import Any

import solara
from mesa.visualization import SolaraViz, make_plot_component

from sim.face import ClientState, GreatPower, SphereModel

VARIANTS = ("linked_opposed", "separate_opposed")
SETTINGS = {"rate": "mechanisms.summit.rate", "capability": "powers.RUS.capability"}


class Example(SphereModel):
    """Venezuela for Ukraine, with two of its settings as arguments, which is how Mesa's sliders know them."""

    def __init__(self, variant: str = "linked_opposed", rate: float = 0.1, capability: float = 0.2, replicate: int = 0,
                 rng: Any = None) -> None:  # fmt: skip
        settings = {SETTINGS["rate"]: rate, SETTINGS["capability"]: capability}
        super().__init__("venezuela_for_ukraine", variant=variant, replicate=replicate, settings=settings, rng=rng)


@solara.component
def Standing(model: SphereModel) -> None:
    """Who leads whom, by Mesa's own selections."""
    from mesa.visualization.utils import update_counter

    update_counter.get()  # Mesa's way of having a component drawn again after a step
    # Not as Markdown: for that, Solara would load its mathematics from the net.
    solara.HTML(tag="b", unsafe_innerHTML=model.quarter)
    powers = model.agents_by_type[GreatPower].sort("influence", ascending=False)
    for power in powers:
        led = model.agents_by_type[ClientState].select(lambda client, id_=power.id: client.leader == id_)
        solara.Text(f"{power.name}: influence {power.influence:.1f}, leads {len(led)} clients")


PARAMETERS: dict[str, Any] = {
    "variant": {"type": "Select", "value": "linked_opposed", "values": list(VARIANTS), "label": "Variant"},
    "rate": {"type": "SliderFloat", "value": 0.1, "min": 0.0, "max": 1.0, "step": 0.05, "label": "Chance of a summit a quarter"},
    "capability": {"type": "SliderFloat", "value": 0.2, "min": 0.05, "max": 1.0, "step": 0.05, "label": "Russia's capability"},
    "replicate": {"type": "SliderInt", "value": 0, "min": 0, "max": 99, "step": 1, "label": "History"},
}

model = Example()
page = SolaraViz(model, components=[Standing, make_plot_component("norm")], model_params=PARAMETERS, name="Spheres, by Mesa")
