"""The page as Solara sees it: two templates that show what the desk says and tell it what was asked.

Every browser tab has a desk of its own. A turn is drawn in a thread that waits until the browser has shown the one before,
so that a slow projector, or thirty viewers of one server, slow a page down and do not pile up what it cannot show.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara
from solara.server.kernel_context import get_current_context

from sim.live.desk import Desk
from sim.live.draw_svg import SHEET
from sim.live.opening import opened
from sim.live.player import Player

WEB = Path(__file__).resolve().parent / "web"
STYLE = (WEB / "page.css").read_text(encoding="utf-8") + SHEET


@solara.component_vue("web/stage.vue")
def Stage(definitions: str = "", desk: Any = None, clock: Any = None, notes: Any = None, control: str = "", treatment: str = "",
          strip: str = "", series: str = "", parcel: Any = None, event_ask: Any = None) -> None:  # fmt: skip
    """Clock, maps, strip and series."""


@solara.component_vue("web/panel.vue")
def Panel(tab: str = "", tabs: Any = None, feed: Any = None, table: Any = None, futures: Any = None, change: Any = None,
          seat: Any = None, yaml: Any = None, saving: Any = None, event_ask: Any = None) -> None:  # fmt: skip
    """What is asked and answered beside them."""


@solara.component
def Page() -> None:
    """A session of its own for each tab."""
    shown, show = solara.use_state({})

    def begin() -> Player:
        return Player(Desk(opened()))

    player = solara.use_memo(begin, [])

    def attend() -> Any:
        here = get_current_context()

        def show_here(page: Any) -> None:
            with here:  # turns and futures come from threads that know no tab
                show(page)

        player.attend(show_here)
        return player.close

    solara.use_effect(attend, [])
    solara.Style(STYLE)
    page = shown or player.shown
    Stage(**page["stage"], event_ask=player.ask)
    Panel(**page["panel"], event_ask=player.ask)


@solara.component
def Layout(children: Any = ()) -> None:
    """The page alone, without Solara's own bars."""
    solara.Div(children=list(children))
