"""What is asked of a run: an outcome by name, with the actors and the span that it is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Request:
    """One outcome, asked for by name.

    power, rival, client   ids; None means: all of them, as the outcome says
    region                 region of the clients that count; None means all
    from_, until           first and last turn that count, as quarters ("2009-Q1"); None means the whole run
    """

    name: str
    power: str | None = None
    rival: str | None = None
    client: str | None = None
    region: str | None = None
    from_: str | None = None
    until: str | None = None

    @property
    def key(self) -> str:
        """The canonical column name.

        >>> Request("encroachment", power="USA", rival="RUS").key
        'encroachment(USA>RUS)'
        >>> Request("alignment", power="USA", client="VEN", from_="2009-Q1").key
        'alignment(USA, VEN, from 2009-Q1)'
        """
        actors = f"{self.power or '*'}>{self.rival}" if self.rival else self.power
        parts = [actors, self.client, self.region]
        parts += [f"from {self.from_}" if self.from_ else None, f"until {self.until}" if self.until else None]
        given = [part for part in parts if part]
        return f"{self.name}({', '.join(given)})" if given else self.name
