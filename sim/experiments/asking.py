"""Outcomes asked for as they are written in tables: "encroachment(RUS>USA, from 2010-Q1)"."""

from __future__ import annotations

import re
from typing import Any

from sim.core.errors import SpheresError
from sim.core.request import Request
from sim.core.world import World
from sim.outcomes import OUTCOMES

_FORM = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*")


def request_of(text: str | Request, world: World) -> Request:
    """The request that a column's name means in a world: the reverse of `Request.key`.

    raises  SpheresError for an unknown outcome, or for words that say nothing in this world
    """
    if isinstance(text, Request):
        return text
    form = _FORM.fullmatch(text)
    if form is None:
        raise SpheresError(f"'{text}' is no outcome; write it as in a table, such as influence(USA) or encroachment(RUS>USA)")
    name, inside = form[1], form[2] or ""
    given: dict[str, Any] = {}
    for part in (part.strip() for part in inside.split(",") if part.strip()):
        given |= _argument(text, part, world)
    return Request(OUTCOMES[name].name, **given)


def _argument(text: str, part: str, world: World) -> dict[str, str]:
    if ">" in part:
        power, rival = (one.strip() for one in part.split(">", 1))
        return {"rival": rival} if power == "*" else {"power": power, "rival": rival}
    word, _, quarter = part.partition(" ")
    if word in ("from", "until") and quarter:
        return {"from_" if word == "from" else "until": quarter.strip()}
    for argument, known in (("power", world.powers), ("client", world.clients), ("region", world.regions)):
        if part in known:
            return {argument: part}
    raise SpheresError(f"'{text}': '{part}' is no power, client or region of {world.name}, nor 'from' or 'until' a quarter")
