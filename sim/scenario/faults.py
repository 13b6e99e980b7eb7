"""Faults that our own checks of a scenario's values find."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from sim.scenario.nodes import show_value


def fault(message: str, *at: str | int) -> PydanticCustomError:
    """A fault found by our own check; `at`: where it is, below the value that was checked."""
    return PydanticCustomError("fault", "{message}", {"message": message, "at": at})


def expected(what: str, value: object, remedy: str = "") -> PydanticCustomError:
    """A fault of the common form: what was expected, what was found, and the remedy."""
    return fault(f"expected {what}, found {show_value(value)}{'; ' + remedy if remedy else ''}")
