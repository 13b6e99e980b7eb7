"""Figures for notebooks: each function draws into the axes that it is given, or makes some, and returns them.

Colour says who: a power has its colour in every figure, and variants differ by line and place. Colours are told apart by
everyone (Okabe and Ito 2008).

    fan(found, "alignment", "RUS:UKR")   how a series ran: median, middle half, middle nine tenths of the replicates
    difference(treatment, control)       a paired difference, replicate by replicate, under the same luck
    claim(found, "H01a")                 the same of a claim, against its smallest effect of interest
    ridgeline(found, "falls(USA)")       an outcome's distribution in each variant
    spheres(found), network(found)       who follows whom, on a map or pulled between the powers
    history(world, replicate=17)         one history as a timeline
    deals(found, variant)                who was traded for whom, as a table
    phase(table)                         a sweep over one or two parameters
    bargain(world, "USA", "RUS")         what could be traded: every package, the Pareto chain, the Nash package
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from sim.core.errors import SpheresError
from sim.core.world import State, World
from sim.engine.reasons import Chronicle
from sim.experiments.compare import Comparison, compare, pair_up
from sim.experiments.loading import load
from sim.lab.found import Found, coloured, dated, label, lines, names, picture, several
from sim.lab.histories import Histories
from sim.lab.phases import phase
from sim.lab.results import Results
from sim.lab.tale import chronicle_of
from sim.reports.deals import count_deals
from sim.reports.figures import bargain as bargains
from sim.reports.figures import history as histories
from sim.reports.figures import network as networks
from sim.reports.figures import ridge
from sim.reports.figures.bins import bars, limits
from sim.reports.style import BAND, INK, TREATMENT, TREATMENT_PALE, looks, styled, wrapped
from sim.reports.view import described, described_series
from sim.reports.wording import actor_name, interval, number, percent, with_unit, words
from sim.scenario import Scenario, build

__all__ = [
    "bargain",
    "claim",
    "deals",
    "difference",
    "fan",
    "history",
    "network",
    "phase",
    "ridgeline",
    "spheres",
]


@contextmanager
def _canvas(ax: Axes | None, width: float, height: float) -> Iterator[Axes]:
    """The axes to draw on, in this project's style."""
    with styled():
        if ax is None:
            _, ax = pyplot.subplots(figsize=(width, height), layout="constrained")
        yield ax


def fan(
    found: Found, series: str, actors: str | Sequence[str] = "", *, variants: str | Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """How a series ran: the median over replicates, the middle half, and the middle nine tenths.

    found     Results of `sim.compare`, Histories of `sim.simulate`, or several of these by name
    series    "alignment", "grievance", "norm" ...: as in `Results.trajectories()`
    actors    one, or a list: "" (of the world), "RUS", "RUS>USA" (what Russia holds against the USA), "RUS:UKR" (in Ukraine)
    variants  one, or a list; None: all. Either actors or variants may be several, not both
    raises    SpheresError for a series, an actor or a variant that is not there

    >>> import sim
    >>> pair = {name: sim.simulate("tit_for_tat", name, replicates=9) for name in ("answer_unlike", "restraint_unlike")}
    >>> sim.plot.fan(pair, "grievance", "RUS>USA").get_ylabel()
    'grievance'
    """
    wanted = [actors] if isinstance(actors, str) else list(actors)
    drawn = lines(found, series, wanted, variants)
    if not drawn:
        raise SpheresError(f"nothing of '{series}' is there for {wanted}; see found.trajectories() or histories.array(...)")
    shown = list(dict.fromkeys(variant for variant, _ in drawn))
    if len(wanted) > 1 and len(shown) > 1:
        raise SpheresError(f"draw several actors of one variant, or several variants of one actor; found {wanted} and {shown}")
    with _canvas(ax, 9, 4.8) as axes:
        for (variant, actor), colour, dash in coloured(found, drawn, wanted, shown):
            quantiles = drawn[variant, actor]
            turns = np.arange(len(quantiles[0]))
            for low, high, depth in ((0, 4, 0.14), (1, 3, 0.27)):
                axes.fill_between(turns, quantiles[low], quantiles[high], color=colour, alpha=depth, linewidth=0)
            name = actor if len(wanted) > 1 else label(found, variant)
            axes.plot(turns, quantiles[2], color=colour, linestyle=dash, linewidth=2.5, label=wrapped(name, 40, 1))
        dated(axes, found)
        unit, _ = described_series(series)
        axes.set_ylabel(with_unit(words(series), unit))
        who = actor_name(wanted[0], names(found)) if len(wanted) == 1 and wanted[0] else ""
        axes.set_title(f"{words(series)}{': ' + who if who else ''}")
        axes.legend(loc="best")
    return axes


def difference(
    treatment: ArrayLike, control: ArrayLike, *, smallest_effect: float | None = None, unit: str = "", ax: Axes | None = None
) -> Axes:
    """Paired differences, treatment - control, replicate by replicate; below them the mean with its 95 % interval.

    treatment, control  one number a replicate (n,), replicate r of both under the same luck
    smallest_effect     drawn as a band around 0, in which nothing matters

    >>> import sim
    >>> sim.plot.difference([1.0, 2.0, 4.0], [0.0, 1.0, 2.0]).get_xlabel()
    'difference, treatment − control'
    """
    pairs = pair_up(treatment, control)
    found: Comparison = compare(treatment, control)
    with _canvas(ax, 8, 4.2) as axes:
        shown = bars([pairs.difference], unit=smallest_effect)
        shares = shown.shares(pairs.difference)
        if smallest_effect:
            axes.axvspan(-smallest_effect, smallest_effect, color=BAND, linewidth=0, zorder=0, label="too small to matter")
        axes.axvline(0, color=INK, linewidth=1.1, zorder=1)
        axes.bar(shown.left, shares, shown.width, align="edge", color=TREATMENT_PALE, edgecolor=TREATMENT, linewidth=0.8)
        depth = -0.09 * float(shares.max())
        axes.plot([found.low, found.high], [depth, depth], color=TREATMENT, linewidth=6, solid_capstyle="butt")
        axes.plot([found.difference], [depth], marker="o", color=TREATMENT, markeredgecolor="white", markersize=11)
        low, high = limits(shown)
        axes.set_xlim(min(low, 0.0), max(high, 0.0))
        axes.set_ylim(2 * depth, 1.1 * float(shares.max()))
        axes.set_xlabel(with_unit("difference, treatment − control", unit))
        axes.set_ylabel("share of replicates")
        above = percent(found.superiority)
        axes.set_title(
            f"Mean {number(found.difference, signed=True)} (95 % interval {interval(found.low, found.high)}), "
            f"{found.n:,} pairs;\ntreatment higher in {above} of them",
            fontsize=11,
        )
        if smallest_effect:
            axes.legend(loc="best")
    return axes


def claim(found: Results, claim: str, *, ax: Axes | None = None) -> Axes:
    """The paired differences of a claim against its smallest effect of interest; the title says what was found.

    raises  SpheresError for a claim that is not made, or whose variants were not run
    """
    one = found.claim(claim)
    if one.pairs is None or one.verdict is None:
        raise SpheresError(f"claim '{claim}' has no verdict here: {one.unjudged}")
    axes = difference(one.pairs.treatment, one.pairs.control, smallest_effect=one.smallest_effect, unit=one.effect_axis, ax=ax)
    with styled():
        axes.set_title(f"{one.id}: {one.finding}. {axes.get_title(loc='left') or axes.get_title()}", fontsize=11)
    return axes


def ridgeline(found: Found, outcome: str, *, variants: Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """An outcome's distribution in each variant, one behind the other: histograms, with the median and the mean.

    outcome  as in a table: "influence(USA)", "encroachment(RUS>USA)"

    >>> import sim
    >>> pair = {name: sim.simulate("tit_for_tat", name, replicates=9) for name in ("answer_unlike", "restraint_unlike")}
    >>> len(sim.plot.ridgeline(pair, "encroachment(RUS>USA)").get_yticks())
    2
    """
    if isinstance(found, Results):
        columns = ridge.columns_of(found, found.view, outcome, variants)
    else:
        columns = {name: one.outcomes(outcome).iloc[:, 0].to_numpy() for name, one in several(found).items()}
    with _canvas(ax, 9, 1.3 + 0.62 * (len(columns) + 1)) as axes:
        unit, _ = described(outcome.partition("(")[0])
        ridge.draw(axes, columns, with_unit(words(outcome), unit))
    return axes


def spheres(found: Results | Histories, *, quarter: str | None = None, variant: str | None = None, replicate: int | None = None,
            kind: networks.Kind = "map", ax: Axes | None = None) -> Axes:  # fmt: skip
    """Who follows whom, on a map: a pie a client, a ring for who claims it.

    quarter    its end is shown; None: the last.  variant  of Results; None: the first
    replicate  of Histories: this one; None: the mean over all. Results always show the mean
    """
    shown = picture(found, quarter, variant, replicate)
    with _canvas(ax, 11, 6.2 if kind == "map" else 7.2) as axes:
        networks.draw(axes, shown, kind)
        look = looks(shown.powers)
        handles = [Line2D([], [], color=look[power].colour, linewidth=7, label=shown.names[power]) for power in shown.powers]
        axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 1.08), ncol=8)
    return axes


def network(found: Results | Histories, *, quarter: str | None = None, variant: str | None = None, replicate: int | None = None,
            ax: Axes | None = None) -> Axes:  # fmt: skip
    """Who follows whom, as a network: each client where its policy pulls it between the powers. As `spheres` otherwise."""
    return spheres(found, quarter=quarter, variant=variant, replicate=replicate, kind="network", ax=ax)


def history(
    world: World | Scenario | str | Path | Chronicle, variant: str | None = None, *, replicate: int = 0, seed: int | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """One history as a timeline: a lane a power, a lane a client, a mark each event, in the colour of who did it.

    The arguments are those of `sim.simulate`; or a Chronicle. `sim.tell` says the same in words.
    """
    told = world if isinstance(world, Chronicle) else chronicle_of(world, variant, replicate=replicate, seed=seed)
    lanes = len(told.world.powers) + len({one.client for one in told.accounts})
    with _canvas(ax, 11, 1.2 + 0.24 * min(lanes, 34)) as axes:
        histories.draw(axes, told)
        axes.legend(handles=histories.key(told), loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncol=10, fontsize=9.5,
                    handletextpad=0.2, columnspacing=0.9)  # fmt: skip
    return axes


def deals(found: Results, variant: str | None = None, *, ax: Axes | None = None) -> Axes:
    """The commonest bargains of a variant as a table: who stands back from whom, gains, how often, when, how many broken."""
    counted = count_deals(found.view)
    chosen = [one for one in counted if variant in (None, one.variant)]
    if not chosen:
        raise SpheresError(f"no bargain was signed in {variant or 'any variant'} of {found.name}")
    one = max(chosen, key=lambda deal: deal.per_replicate) if variant is None else chosen[0]
    named = found.view.names
    rows = []
    for package in one.packages:
        shares = dict(zip([*package.gives_first, *package.gives_second], package.shares, strict=True))
        sides = [
            ", ".join(named[c] + ("" if shares[c] > 0.995 else f" ({percent(shares[c])})") for c in side) or "nothing"
            for side in (package.gives_first, package.gives_second)
        ]
        gains = " / ".join(number(gain, 2) for gain in package.gains)
        rows.append(
            [f"{package.first}, {package.second}", wrapped(sides[0], 30, 3), wrapped(sides[1], 30, 3), gains,
             percent(package.share), package.median, percent(package.broken)]
        )  # fmt: skip
    heads = ["between", "the first stands back from", "the second stands back from", "gains", "of deals", "median", "broken"]
    with _canvas(ax, 11, 1.1 + 0.5 * len(rows)) as axes:
        axes.set_axis_off()
        axes.set_title(f"{label(found, one.variant)}: {number(one.per_replicate, 2)} bargains a history")
        made = axes.table(cellText=rows, colLabels=heads, loc="upper center", cellLoc="left",
                          colWidths=[0.1, 0.26, 0.26, 0.13, 0.08, 0.09, 0.08])  # fmt: skip
        made.auto_set_font_size(False)
        made.set_fontsize(10)
        for (row, _), cell in made.get_celld().items():
            most = max((text.count("\n") for text in (rows[row - 1] if row else heads)), default=0)
            cell.set_height((0.36 + 0.17 * most) / (1.1 + 0.5 * len(rows)))
            cell.set_edgecolor("#DADDE3")
            cell.set_text_props(fontweight="bold" if row == 0 else "normal")
    return axes


def bargain(
    world: World | Scenario | str | Path, power: str, rival: str, variant: str | None = None, *, state: State | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """What two powers could trade: every package of whole concessions, the Pareto chain, and the Nash package.

    Gains are utility over having no bargain: what the other's standing back is worth by trust, salience and its hold, less
    what standing back oneself costs [Nash1950; Kalai1977]. Where both gain is tinted.

    >>> import sim
    >>> sim.plot.bargain("venezuela_for_ukraine", "USA", "RUS", "linked_opposed").get_xlabel()
    'gain to United States (utility)'
    """
    world = world if isinstance(world, World) else build(load(world) if isinstance(world, str | Path) else world, variant)
    found = bargains.bargain_of(world, power, rival, state)
    called = dict(zip(world.powers, world.power_names, strict=True))
    with _canvas(ax, 8.2, 6) as axes:
        bargains.draw(axes, found, (called[power], called[rival]))
        axes.legend(loc="best")
        axes.set_title(f"What {called[power]} and {called[rival]} could trade")
    return axes
