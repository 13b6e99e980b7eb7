"""One small registry for everything that is found by name: mechanisms, doctrines, events, series, outcomes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Generic, TypeVar

from sim.core.errors import SpheresError, near_name

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """Names to things, in the order of their names; refuses a second thing under one name.

    A registry fills itself: on first use it imports every module of its `package`, so that a new plug-in is a
    new file and no list is edited. A family stands for all names `prefix:...`, made when asked for and never listed.
    """

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self._package = package
        self._things: dict[str, T] = {}
        self._filled = False
        self._families: dict[str, Callable[[str], T]] = {}
        self._made: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        if name in self._things:
            raise SpheresError(f"{self.kind} '{name}' is registered twice; give one of them another name")
        self._things[name] = thing
        return thing

    def family(self, prefix: str, make: Callable[[str], T]) -> None:
        """Let `make` answer for every name `prefix:rest`, given the rest; it raises SpheresError for one that it cannot make."""
        self._families[prefix] = make

    def of_family(self, name: str) -> bool:
        """Whether a family answers for the name, whatever it answers."""
        self._fill()
        prefix, colon, _ = name.partition(":")
        return bool(colon) and prefix in self._families

    def _fill(self) -> None:
        if not self._filled:
            self._filled = True  # before the import: a plug-in may ask for another
            try:
                _import_all(importlib.import_module(self._package))
            except BaseException:
                self._filled = False
                raise
            self._things = dict(sorted(self._things.items()))

    def __getitem__(self, name: str) -> T:
        if self.of_family(name):
            if name not in self._made:
                prefix, _, rest = name.partition(":")
                self._made[name] = self._families[prefix](rest)
            return self._made[name]
        try:
            return self._things[name]
        except KeyError:
            raise SpheresError(self.unknown(name)) from None

    def unknown(self, name: str) -> str:
        """What to say of a name that is not here."""
        self._fill()
        return f"no {self.kind} is called '{name}'{near_name(name, list(self._things))}; known: {', '.join(self._things)}"

    def __contains__(self, name: object) -> bool:
        self._fill()
        return name in self._things or name in self._made

    def __iter__(self) -> Iterator[str]:
        self._fill()
        return iter(self._things)

    def __len__(self) -> int:
        self._fill()
        return len(self._things)


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
