"""The bargaining table drawn: what every package is worth to both, the Pareto chain, and the package that is signed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.core.errors import SpheresError
from sim.core.world import State, World
from sim.engine.bargaining import Meetings, table
from sim.engine.given import Given, Layout
from sim.mechanisms import summit
from sim.reports.style import BAND, GRID, INK, PALE_INK, looks

Values = NDArray[np.float64]

MOST_CORNERS: Final = 12  # issues of which all packages of whole concessions are drawn: 2**12 of them
_WORTH: Final = 1e-9  # an issue that moves neither by more is not on the table


@dataclass(frozen=True, slots=True, eq=False)
class Bargain:
    """What two powers could trade at one moment; gains are utility over having no bargain.

    issues   index: client and who stands back; columns gain (to who gets it), loss (to who gives it), share (0..1, as signed)
    chain    (k, 2) the corners of the Pareto chain, gain of the first and of the second power
    nash     (2,) gains at the Nash bargain, with the bargaining powers of both
    corners  (n, 2) every package of whole concessions; empty where there are too many
    signed   whether both gain at least what they must
    """

    powers: tuple[str, str]
    issues: pd.DataFrame
    chain: Values
    nash: Values
    corners: Values
    signed: bool


def bargain_of(world: World, power: str, rival: str, state: State | None = None) -> Bargain:
    """The table of two powers at the opening of a world, or in a state of one replicate; by the Nash protocol.

    raises  SpheresError for a power that is not there
    """
    for one in (power, rival):
        if one not in world.powers:
            raise SpheresError(f"no power is called '{one}'; there are: {', '.join(world.powers)}")
    p, q = world.powers.index(power), world.powers.index(rival)
    given, state = Given.of(world, world.params, Layout.of(world)), state or world.opening
    meeting = Meetings(np.zeros(1, dtype=np.intp), np.array([p]), np.array([q]))
    stakes = table(meeting, state, given, given.layout.on_agenda)
    known = world.params
    none = np.array([float(known.disagreement[0, one, 0]) for one in (p, q)])
    chain = summit.frontier(stakes, *(np.full((1, 1), value) for value in none))
    powers = [float(known.bargaining_power[0, one, 0]) for one in (p, q)]
    share = summit.nash_share(chain, np.full((1, 1), powers[0] / sum(powers)))
    agreed = summit.package(chain, share)
    issues = _issues(world, (power, rival), stakes, agreed)
    least = known.of("summit").least_gain[:, :, 0]
    starts, steps = np.column_stack([chain.p[0], chain.q[0]]), np.column_stack([chain.rise[0], -chain.fall[0]])
    nash = np.array([float(agreed.gain_p[0, 0]), float(agreed.gain_q[0, 0])])
    signs = bool(summit.signed(agreed, least)[0])
    corners = np.vstack([starts, starts[-1:] + steps[-1:]])
    return Bargain((power, rival), issues, corners, nash, _corners(issues, power) - none, signs)


def _issues(world: World, powers: tuple[str, str], stakes: summit.Table, agreed: summit.Package) -> pd.DataFrame:
    rows = []
    for giver, getter, gain, loss, share in (
        (powers[0], powers[1], stakes.gain_q[0], stakes.loss_p[0], agreed.given_by_p[0]),
        (powers[1], powers[0], stakes.gain_p[0], stakes.loss_q[0], agreed.given_by_q[0]),
    ):
        for c in np.flatnonzero(np.abs(gain) + np.abs(loss) > _WORTH):
            rows.append((world.clients[c], giver, getter, float(gain[c]), float(loss[c]), float(share[c])))
    found = pd.DataFrame(rows, columns=["client", "gives", "gets", "gain", "loss", "share"])
    order = (found["gain"] / found["loss"].clip(lower=1e-12)).sort_values(ascending=False, kind="stable").index
    return found.loc[order].set_index(["client", "gives"])


def _corners(issues: pd.DataFrame, first: str) -> Values:
    """Every package of the most telling issues, in whole concessions."""
    some = issues.iloc[:MOST_CORNERS]
    mine = some.index.get_level_values("gives") == first
    gain, loss = some["gain"].to_numpy(), some["loss"].to_numpy()
    moves = np.column_stack([np.where(mine, -loss, gain), np.where(mine, gain, -loss)])
    chosen = np.array(list(product((0.0, 1.0), repeat=len(some))))
    return np.array((chosen[:, :, None] * moves).sum(axis=1))


def draw(axes: Axes, found: Bargain, names: tuple[str, str]) -> None:
    """Gain of the first power across, of the second up; where both gain is tinted."""
    colours = [look.colour for look in looks(found.powers).values()]
    chain, nash, corners = found.chain, found.nash, found.corners
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.axhline(0, color=INK, linewidth=0.9)
    axes.plot(*corners.T, linestyle="", marker="o", markersize=4, color=GRID, markeredgecolor=PALE_INK, markeredgewidth=0.4,
              label="packages of whole concessions", zorder=2)  # fmt: skip
    corner = np.unique(chain.round(9), axis=0)
    axes.plot(*corner.T, color=INK, linewidth=2.4, marker="o", markersize=5, label="Pareto chain", zorder=3)
    if nash.min() > 0:
        across = np.linspace(max(nash[0] * 0.15, 1e-9), max(float(chain[:, 0].max()), nash[0] * 1.6), 200)
        axes.plot(across, nash[0] * nash[1] / across, color=colours[0], linestyle=(0, (1, 1.4)), linewidth=1.6,
                  label="as good by Nash's product", zorder=2)  # fmt: skip
    name = "Nash package, signed" if found.signed else "Nash package, not worth signing"
    axes.plot(*nash, marker="*", markersize=20, color=colours[1], markeredgecolor="white", linestyle="", label=name, zorder=5)
    reach = np.abs(np.vstack([chain, nash])).max(axis=0) * 1.12 + 1e-6
    axes.fill_between([0, reach[0]], 0, reach[1], color=BAND, linewidth=0, zorder=0, alpha=0.55)
    low = np.minimum(np.vstack([chain, nash]).min(axis=0), 0) * 1.12 - 0.06 * reach
    axes.set_xlim(low[0], reach[0])
    axes.set_ylim(low[1], reach[1])
    axes.set_xlabel(f"gain to {names[0]} (utility)")
    axes.set_ylabel(f"gain to {names[1]} (utility)")
