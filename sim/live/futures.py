"""What happens from here? Some hundreds of futures of both worlds from the turn at hand, worked out in the background.

All futures go on from the present that is shown: the state, the parameters (also those that were drawn at the opening) and
what has happened so far are this history's. What differs is the luck to come: future i meets from this turn on the luck of
replicate r + i of the same seed, r being the session's own, in both worlds alike, so that they can be compared pair by pair.
They are worked out in small blocks by one thread for all sessions, which take turns, so that nobody waits for another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.core.axes import Array
from sim.core.errors import SpheresError
from sim.core.request import Request
from sim.core.world import World
from sim.engine.given import Layout
from sim.engine.happenings import Happening, tabled
from sim.engine.record import Pages, Recorder, Run
from sim.engine.series import SERIES
from sim.engine.stepper import Moment, Stepper
from sim.experiments.compare import Comparison, compare
from sim.outcomes import OUTCOMES, measure
from sim.reports.wording import interval, number

BLOCK = 50  # futures worked out in one go: some tenths of a second for each world
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FANNED = ("alignment", "influence", "sphere_alignment", "pressure", "grievance", "trust", "legitimacy", "norm", "hedging")
JUDGED = (100,)  # numbers of futures at which outcomes are compared on the way
_WORKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="futures")


@dataclass(frozen=True, slots=True)
class Start:
    """Where a world's futures begin: the world, where it stands, its numbers and happenings so far."""

    world: World
    moment: Moment
    pages: Pages
    happened: Sequence[tuple[int, Happening]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome over the futures: its values in both worlds, pair by pair, and the paired difference with its interval."""

    request: Request
    unit: str
    meaning: str
    treatment: Array
    control: Array
    comparison: Comparison

    @property
    def sentence(self) -> str:
        """What the treatment does to it, in a sentence."""
        c = self.comparison
        unit = "of the futures" if self.unit == "0 or 1" else self.unit
        ends = f"{100 * c.confidence:.4g} % interval {interval(c.low, c.high)}, {c.n} pairs"
        if c.low <= 0.0 <= c.high:
            return f"No difference can be told: {number(c.difference, signed=True)} {unit} ({ends})."
        word = "higher" if c.difference > 0 else "lower"
        return f"It is {word} by {number(abs(c.difference))} {unit} in the treatment ({ends})."


class Futures:
    """Futures of two worlds under the same luck, as far as they have come.

    first    turns played when they were asked for;  edition  of the session then;  wanted  how many were asked for
    n        how many there are so far;  error  why they stopped early, "" where they did not
    """

    def __init__(
        self, starts: Mapping[str, Start], *, seed: int, replicate: int, wanted: int, edition: int,
        requests: Sequence[Request], told: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        if not 2 <= wanted <= 2000:
            raise SpheresError(f"{wanted} futures were asked for, expected 2 to 2000")
        self._starts, self._seed, self._replicate, self.wanted, self.edition = dict(starts), seed, replicate, wanted, edition
        self.first = next(iter(starts.values())).moment.turn
        self._requests, self._tell = tuple(requests), told
        self._layouts = {side: Layout.of(start.world) for side, start in starts.items()}
        self._lock = threading.Lock()
        self._lines: dict[tuple[str, str], list[Array]] = {(side, name): [] for side in starts for name in FANNED}
        self._quantiles: dict[tuple[str, str], Array] = {}
        self._values: dict[tuple[str, str], list[Array]] = {(side, one.key): [] for side in starts for one in self._requests}
        self.n, self.error, self._cancelled = 0, "", False
        self.outcomes: tuple[Outcome, ...] = ()

    def begin(self) -> Futures:
        """Let them be worked out in the background."""
        _WORKER.submit(self._block)
        return self

    def cancel(self) -> None:
        """No more of them; what there is stays."""
        self._cancelled = True

    @property
    def done(self) -> bool:
        """Whether no more are to come."""
        return self._cancelled or bool(self.error) or self.n >= self.wanted

    @property
    def progress(self) -> float:
        """0..1."""
        return 1.0 if self.done else self.n / self.wanted

    def fan(self, series: str, actor: str, side: str) -> Array | None:
        """Quantiles (5, turns - first + 1) at 5, 25, 50, 75, 95 % of one line, from the state at hand to the horizon.

        actor as in `view.Line`; None where there is no future yet.  SpheresError for a series that is not kept.
        """
        if series not in FANNED:
            raise SpheresError(f"no futures are kept of '{series}'; they are of: {', '.join(FANNED)}")
        place: tuple[Any, ...] = (slice(None), slice(None), *_place(series, actor, self._starts[side].world))
        with self._lock:
            if (side, series) in self._quantiles:
                return self._quantiles[side, series][place]
            parts = [part[place] for part in self._lines[side, series]]
        return _quantiles(np.concatenate(parts)) if parts else None

    def _block(self) -> None:
        """One block, then the next has to wait for its turn."""
        if self.done:
            return
        try:
            count = min(BLOCK, self.wanted - self.n)
            numbers = [self._replicate + 1 + self.n + i for i in range(count)]
            for side, start in self._starts.items():
                self._play(side, start, numbers)
            if self.n + count in JUDGED or self.n + count >= self.wanted:
                self.outcomes = self._judged()
            if self.n + count >= self.wanted:
                self._settle()
            self.n += count
        except Exception as error:  # whatever went wrong must reach the page, and not die with the thread
            self.error = str(error) or type(error).__name__
        if not self.done:
            _WORKER.submit(self._block)
        if self._tell is not None and not self._cancelled:
            self._tell()

    def _play(self, side: str, start: Start, numbers: list[int]) -> None:
        """One world's futures under some luck."""
        run = future(start, self._seed, numbers, self._layouts[side])
        lines = {name: run.alignment if name == "alignment" else run.series[name] for name in FANNED}
        measured = measure(run, self._requests)
        with self._lock:
            for name, array in lines.items():
                small = np.float16 if SERIES.get(name) is None or SERIES[name].high <= 1.0 else np.float32
                self._lines[side, name].append(array[:, self.first :].astype(small))
            for key, values in measured.items():
                self._values[side, key].append(values)

    def _judged(self) -> tuple[Outcome, ...]:
        """Every outcome compared."""
        found = []
        for request in self._requests:
            treatment, control = (np.concatenate(self._values[side, request.key]) for side in ("treatment", "control"))
            if (np.isfinite(treatment) & np.isfinite(control)).sum() >= 2:
                one = OUTCOMES[request.name]
                found.append(Outcome(request, one.unit, one.meaning, treatment, control, compare(treatment, control)))
        return tuple(found)

    def _settle(self) -> None:
        """Keep quantiles alone: they are a hundredth of the lines."""
        for key, parts in self._lines.items():
            quantiles = _quantiles(np.concatenate(parts))
            with self._lock:
                self._quantiles[key] = quantiles
                parts.clear()


def future(start: Start, seed: int, numbers: Sequence[int], layout: Layout) -> Run:
    """Histories that share the past of `start`, and from there on meet the luck of the replicates `numbers`."""
    world, first = start.world, start.moment.turn
    stepper = Stepper(world, seed=seed, replicates=numbers, layout=layout)
    stepper.resume(start.moment)
    n = len(numbers)
    pages = Pages.blank(world, n, cubes=tuple(start.pages.cubes))
    recorder = Recorder(pages, slice(0, n))
    happened = [(t, _for_all(one, n)) for t, one in start.happened if t < first]
    with np.errstate(all="ignore"):  # what is frozen is no number, and is noted as such
        for t in range(first, world.turns):
            happened += [(t, one) for one in stepper.step()]
            recorder.note(t + 1, stepper.now)
    for whole, past in zip(pages.arrays(), start.pages.arrays(), strict=True):
        whole[:, : first + 1] = past[:, : first + 1]
    replicates = np.array(numbers, dtype=np.int64)
    return Run(
        world=world, seed=seed, replicates=replicates, alignment=pages.alignment, series=pages.series, cubes=pages.cubes,
        happenings=tabled(happened, replicates), final=stepper.state, frozen_at=stepper.frozen_at[:n],
        frozen_reason=stepper.reasons[:n],
    )  # fmt: skip


def _for_all(one: Happening, n: int) -> Happening:
    """What happened in the one past, for each of n futures."""
    columns = {name: getattr(one, name) for name in ("power", "rival", "client", "amount")}
    repeated: dict[str, Any] = {k: np.repeat(v, n) if isinstance(v, np.ndarray) else v for k, v in columns.items()}
    return replace(one, rows=np.tile(np.arange(n), len(one.rows)), **repeated)


def _quantiles(lines: Array) -> Array:
    """Quantiles over the futures, (5, t, ...) of (n, t, ...)."""
    return np.asarray(np.quantile(lines.astype(np.float32), QUANTILES, axis=0))


def _place(series: str, actor: str, world: World) -> tuple[int, ...]:
    """Indices of a line's actor among the axes of its series."""
    axes = "pc" if series == "alignment" else SERIES[series].axes
    ids = actor.replace(">", ":").split(":") if actor else []
    known = {"p": world.powers, "q": world.powers, "c": world.clients}
    if len(ids) != len(axes) or any(id_ not in known[axis] for id_, axis in zip(ids, axes, strict=True)):
        raise SpheresError(f"'{series}' has no line of '{actor}'")
    return tuple(known[axis].index(id_) for id_, axis in zip(ids, axes, strict=True))
