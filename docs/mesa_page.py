"""A page of Mesa's own around SphereModel, for those who know Mesa and want to build on it. With the extra `live`:

    SOLARA_TELEMETRY_MIXPANEL_ENABLE=False solara run docs/mesa_page.py

The laboratory's own page is `spheres live`. Mesa's command console evaluates whatever is typed into it, and is left off.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import solara
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from sim.face import SphereModel


@solara.component
def Leaders(model: Any) -> None:
    """Whom the clients lean to most, as Mesa's AgentSet tells it."""
    update_counter.get()  # drawn again at every step
    led = Counter(client.leader or "nobody" for client in model.agents.select(lambda agent: agent in model.clients))
    rows = "".join(f"<tr><td>{power}</td><td>{count}</td></tr>" for power, count in led.most_common())
    # Not Markdown, for which Solara would load its mathematics from the net.
    solara.HTML(
        unsafe_innerHTML=f"<b>{model.quarter}</b><table><tr><th>most of its policy</th><th>clients</th></tr>{rows}</table>"
    )


MODEL_PARAMS = {
    "scenario": {"type": "Select", "value": "tit_for_tat", "values": ["tit_for_tat", "monroe_exclusion"], "label": "Scenario"},
    "replicate": {"type": "SliderInt", "value": 0, "label": "Replicate", "min": 0, "max": 99, "step": 1},
}

Page = SolaraViz(
    SphereModel("tit_for_tat"),
    components=[Leaders, make_plot_component("norm")],
    model_params=MODEL_PARAMS,
    name="Spheres in Mesa",
)
