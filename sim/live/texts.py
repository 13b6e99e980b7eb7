"""The panel with the scenario's text: shown, checked, used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.core.errors import Problem, ScenarioError
from sim.live.saving import yaml_of
from sim.live.session import Session
from sim.outcomes import known_outcomes
from sim.scenario import from_text

LARGEST = 400_000  # letters
NAME = "your scenario"


class Texts:
    """The text in the editor of one page; it is the page's own, and reaches no file."""

    def __init__(self, session: Session, text: str | None = None) -> None:
        self.session = session
        self.text = text_of(session) if text is None else text
        self.edition = 1
        self.faults: tuple[Problem, ...] = ()
        self.words, self.good = "The scenario as it stands in its file; change it here and use it.", False

    def panel(self) -> dict[str, Any]:
        """What the panel shows."""
        faults = [{"line": one.line, "column": one.column, "text": self._told(one)} for one in self.faults]
        return {"text": self.text, "edition": self.edition, "faults": faults, "words": self.words, "good": self.good}

    def _told(self, problem: Problem) -> str:
        where = f"{problem.path}: " if problem.path else ""
        elsewhere = f" (in {problem.file})" if problem.file != NAME else ""
        return f"{where}{problem.message}{elsewhere}"

    def checked(self, text: str) -> bool:
        """Read a text as a scenario; every fault is kept, with its place."""
        self.text = text[:LARGEST]
        try:
            from_text(self.text, name=NAME, outcomes=known_outcomes())
        except ScenarioError as error:
            self.faults, self.good = error.problems, False
            count = len(error.problems)
            self.words = f"{count} fault{'' if count == 1 else 's'}; the worlds stay as they are"
            return False
        self.faults, self.good, self.words = (), True, "no faults"
        return True

    def with_changes(self) -> None:
        """Show the scenario with all that was changed here."""
        self.text, self.faults, self.good = yaml_of(self.session), (), False
        self.words = "The scenario with all that was changed here."
        self.edition += 1

    def do_check(self, asked: Mapping[str, Any]) -> None:
        self.checked(str(asked["text"]))

    def do_changes(self, asked: Mapping[str, Any]) -> None:
        self.with_changes()


def text_of(session: Session) -> str:
    """The scenario's own file, or the scenario as data where it has none."""
    files = session.scenario.files
    return files[0].read_text(encoding="utf-8") if files else yaml_of(session)
