"""The plain Mesa page is drawn, steps, and starts again with other settings."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("solara", reason="needs the extra `live`")


@pytest.fixture
def example() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Solara looks at Mesa's own component when Mesa is imported
        import sim.face.example

    return sim.face.example


def widgets(widget: Any) -> Iterator[Any]:
    """A widget and all that lie in it."""
    yield widget
    slots = [slot.get("children") for slot in getattr(widget, "v_slots", None) or ()]
    for inner in (*(getattr(widget, "children", None) or ()), *slots):
        for one in inner if isinstance(inner, list) else [inner]:
            if hasattr(one, "model_id"):
                yield from widgets(one)


@pytest.mark.filterwarnings("ignore")  # of Mesa, Solara and Altair among themselves
def test_the_page_is_drawn_and_steps(example: Any) -> None:
    import solara

    box, page = solara.render(solara.AppLayout(children=[example.page]), handle_error=False)
    try:
        found = list(widgets(box))
        buttons = {one.children[0]: one for one in found if type(one).__name__ == "Btn" and one.children}
        assert {"Reset", "Step"} <= buttons.keys()
        labels = {getattr(one, "label", None) for one in found}
        assert {told["label"] for told in example.PARAMETERS.values()} <= labels
        turn = example.model.turn
        buttons["Step"].click()
        assert example.model.turn == turn + 1
        buttons["Reset"].click()
        buttons["Step"].click()
        assert example.model.turn == turn + 1  # it was a new model that stepped
    finally:
        page.close()


@pytest.mark.filterwarnings("ignore")
def test_its_settings_are_those_of_the_scenario(example: Any) -> None:
    model = example.Example(rate=1.0, capability=0.9, variant="separate_opposed")
    assert model.variant == "separate_opposed"
    params, p = model.stepper.given.params, model.world.powers.index("RUS")
    assert params["summit.rate"].item() == 1.0
    assert params.capability[0, p, 0] == 0.9
    assert set(example.PARAMETERS) == {"variant", *example.SETTINGS, "replicate"}
