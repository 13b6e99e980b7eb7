"""How a model of the vocabulary is made: a name, a meaning, and keys with types and defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Union

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, create_model

from sim.core.symbols import MUCH
from sim.scenario import types as t
from sim.scenario.vocabulary import Quantity

ANY = float(MUCH)
FIELD = "at_"  # before a key, so that no key can hide a method of pydantic's
TAG = "="  # begins a part of an error's location that is no key: which member of a union was chosen


class Model(BaseModel):
    """Unknown keys, other types, NaN: all refused. A field is named after its key, with FIELD before it."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        frozen=True,
        alias_generator=lambda name: name[len(FIELD) :],
    )


Fields = dict[str, tuple[Any, Any]]
REQUIRED: Any = ...


def key(kind: Any, default: Any, meaning: str, *, source: str = "") -> tuple[Any, Any]:
    """One key of a mapping: its type, its default or REQUIRED, and what editors say of it."""
    extra: dict[str, Any] = {"x-source": source} if source else {}
    return kind, Field(default, description=meaning, json_schema_extra=extra or None)


def make(name: str, meaning: str, fields: Fields, base: type[BaseModel] = Model) -> type[BaseModel]:
    """A model whose keys are `fields`."""
    named: dict[str, Any] = {FIELD + alias: field for alias, field in fields.items()}
    return create_model(name, __base__=base, __doc__=meaning, **named)


def optional(kind: Any) -> Any:
    """The type of what may be null."""
    return kind | None if isinstance(kind, type) else Union[kind, None]  # noqa: UP007  (kind may be Annotated)


def number(quantity: Quantity) -> tuple[Any, Any]:
    """A key with a number."""
    return key(t.number(quantity), quantity.default, quantity.meaning, source=quantity.source)


def numbers(quantities: Mapping[str, Quantity]) -> Fields:
    """Keys with a number each, by their names."""
    return {name: number(quantity) for name, quantity in quantities.items()}


def table(quantity: Quantity, over: Any, whose: str) -> tuple[Any, Any]:
    """Numbers by client or by rival, with `default` for the rest."""
    meaning = f"{quantity.meaning}; by {whose}, `default` ({quantity.default:g} when not given) for the rest"
    return key(dict[over, t.number(quantity)], {}, meaning, source=quantity.source)  # type: ignore[misc]


def union(models: Mapping[str, type[BaseModel]], choose: Callable[[Any], str | None]) -> Any:
    """One of several models, chosen by a key."""
    members = tuple(Annotated[model, Tag(TAG + name)] for name, model in models.items())
    return Annotated[Union[members], Discriminator(choose)]  # noqa: UP007


def by_key(name: str, otherwise: str | None = None) -> Callable[[Any], str | None]:
    """The text under a key of a mapping."""

    def choose(value: Any) -> str | None:
        chosen = value.get(name, otherwise) if isinstance(value, dict) else None
        return TAG + chosen if isinstance(chosen, str) else None

    return choose


def section(name: str, meaning: str, fields: Fields) -> tuple[Any, Any]:
    """A mapping that may be left out, and then holds its defaults."""
    model = make(name, meaning, fields)
    return model, Field(default_factory=model, description=meaning)


def by_id(model: type[BaseModel]) -> Any:
    """Models by the ids that the user chose."""
    return dict.__class_getitem__((t.ID, model))


def list_of(model: Any) -> Any:
    """Models one after the other."""
    return list.__class_getitem__(model)
