"""Numbers that a scenario leaves open: the distributions it may name, and how a uniform draw becomes a value.

Every value is the quantile of one uniform draw, built from exactly rounded operations alone (see
`core.numerics`), so that a replicate holds the same number on every machine, and a higher draw means a higher
value in every distribution: variants that share luck stay comparable when a distribution is widened or
shifted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.core.axes import Array
from sim.core.numerics import exp, log

# Rational approximations of the normal quantile, numerators and denominators from the highest power down:
# Wichura (1988), Algorithm AS 241, PPND16; relative error about 1e-16.
_CENTRAL = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
     4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
     1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
     2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
     4.2313330701600911252e1, 1.0),
)  # fmt: skip
_TAIL = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
     1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
     4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
     1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
     2.05319162663775882187e0, 1.0),
)  # fmt: skip
_FAR_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
     2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
     5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
     7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
     5.99832206555887937690e-1, 1.0),
)  # fmt: skip
_HALF_STEP = 2.0**-54  # uniform draws are multiples of 2**-53; half a step up keeps them off 0
_REACH = 8.2  # standard deviations that a draw in steps of 2**-53 can reach
_NODES = 2049
_FRACTION_TERMS = 120  # enough for a, b <= SHAPE_LIMIT: the fraction settles in O(sqrt(a + b)) terms
SHAPE_LIMIT = 1000.0


class Distribution(NamedTuple):
    """A kind of KINDS with its numbers, as `draw` takes them."""

    kind: str
    numbers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of distribution: the names of its numbers, its quantile function, and a line for the user."""

    numbers: tuple[str, ...]
    quantile: Callable[[tuple[float, ...], Array], Array]
    meaning: str
    cut: bool = False


def draw(distribution: tuple[str, tuple[float, ...]], uniforms: Array) -> Array:
    """Values of a distribution, one for each uniform draw in [0, 1), any shape.

    >>> draw(("uniform", (2.0, 4.0)), np.array([0.0, 0.5])).tolist()
    [2.0, 3.0]
    """
    kind, numbers = distribution
    return KINDS[kind].quantile(numbers, np.asarray(uniforms, dtype=np.float64))


def centre(distribution: tuple[str, tuple[float, ...]]) -> float:
    """The median: what stands for the distribution where one number must."""
    return float(draw(distribution, np.array([0.5]))[0])


def ends(distribution: tuple[str, tuple[float, ...]]) -> tuple[float, float]:
    """The lowest and the highest value that can be drawn."""
    kind, numbers = distribution
    if kind == "beta":
        return 0.0, 1.0
    if KINDS[kind].cut:
        return numbers[-2], numbers[-1]
    return min(numbers), max(numbers)


def kept_share(distribution: tuple[str, tuple[float, ...]]) -> float:
    """Share of an uncut normal or lognormal that lies between its two ends, 0..1; 1 for the other kinds."""
    kind, numbers = distribution
    if not KINDS[kind].cut:
        return 1.0
    low, high = _cut(kind, numbers)
    return high - low


def _uniform(numbers: tuple[float, ...], u: Array) -> Array:
    low, high = numbers
    return low + u * (high - low)


def _triangular(numbers: tuple[float, ...], u: Array) -> Array:
    low, mode, high = numbers
    rising = low + np.sqrt(u * ((high - low) * (mode - low)))
    falling = high - np.sqrt((1.0 - u) * ((high - low) * (high - mode)))
    return np.where(u * (high - low) < mode - low, rising, falling)


def _normal(numbers: tuple[float, ...], u: Array) -> Array:
    mean, sd, low, high = numbers
    start, stop = _cut("normal", numbers)
    return np.clip(mean + sd * normal_quantile(start + u * (stop - start)), low, high)


def _lognormal(numbers: tuple[float, ...], u: Array) -> Array:
    median, sigma, low, high = numbers
    start, stop = _cut("lognormal", numbers)
    return np.clip(median * exp(sigma * normal_quantile(start + u * (stop - start))), low, high)


def _choice(numbers: tuple[float, ...], u: Array) -> Array:
    return np.array(numbers)[np.floor(u * len(numbers)).astype(np.intp)]


def _beta(numbers: tuple[float, ...], u: Array) -> Array:
    shares, values = _beta_table(*numbers)
    return _interpolate(u, shares, values)


def normal_quantile(u: Array) -> Array:
    """The standard normal's quantile of u in [0, 1), relative error about 1e-15, any shape; finite at 0."""
    u = np.maximum(u, _HALF_STEP)
    from_centre = u - 0.5
    central = from_centre * _ratio(_CENTRAL, 0.180625 - from_centre * from_centre)
    smaller = np.minimum(u, 1.0 - u)
    depth = np.sqrt(-log(np.maximum(smaller, _HALF_STEP)))
    tail = np.where(depth <= 5.0, _ratio(_TAIL, depth - 1.6), _ratio(_FAR_TAIL, depth - 5.0))
    return np.where(np.abs(from_centre) <= 0.425, central, np.where(from_centre < 0.0, -tail, tail))


def _ratio(pair: tuple[tuple[float, ...], tuple[float, ...]], x: Array) -> Array:
    above, below = (np.full_like(x, row[0]) for row in pair)
    for top, bottom in zip(pair[0][1:], pair[1][1:], strict=True):
        above = above * x + top
        below = below * x + bottom
    return above / below


@lru_cache(maxsize=4096)
def _cut(kind: str, numbers: tuple[float, ...]) -> tuple[float, float]:
    """Shares of the uncut distribution below its two ends, found by halving the quantile function."""
    place, spread, low, high = numbers
    shares = []
    for end in (low, high):
        if kind == "normal":
            depth = (end - place) / spread
        else:
            depth = float(log(np.array([end / place]))[0]) / spread if end > 0.0 else -40.0
        shares.append(_share_below(depth))
    return shares[0], shares[1]


def _share_below(depth: float) -> float:
    """The standard normal's share below `depth`; 0 and 1 beyond what a draw can reach."""
    if abs(depth) > _REACH:
        return 0.0 if depth < 0.0 else 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if float(normal_quantile(np.array([middle]))[0]) < depth:
            low = middle
        else:
            high = middle
    return low


@lru_cache(maxsize=256)
def _beta_table(a: float, b: float) -> tuple[Array, Array]:
    """Shares and values of the beta distribution, dense where a draw falls; draws are met to 1e-5."""
    grid = np.linspace(0.0, 1.0, _NODES)
    cube, rest = grid * grid * grid, (1.0 - grid) * (1.0 - grid) * (1.0 - grid)
    spaced = cube / (cube + rest)  # dense at both ends
    values = spaced
    for _ in range(2):
        shares = _beta_share(a, b, values)
        values = np.sort(np.concatenate([spaced, _interpolate(grid, shares, values), _interpolate(spaced, shares, values)]))
    return np.maximum.accumulate(_beta_share(a, b, values)), values


def _beta_share(a: float, b: float, x: Array) -> Array:
    """The regularised incomplete beta function by its continued fraction.

    It needs no gamma function: I_x(a, b) + I_{1-x}(b, a) = 1 at the fraction's turning point gives the
    constant.
    """
    turn = np.array([(a + 1.0) / (a + b + 2.0)])

    def height(y: Array) -> Array:
        return a * log(np.maximum(y, 1e-300)) + b * log(np.maximum(1.0 - y, 1e-300))

    whole = _fraction(a, b, turn) / a + _fraction(b, a, 1.0 - turn) / b
    front = exp(height(x) - height(turn)) / whole
    left = front * _fraction(a, b, np.minimum(x, turn)) / a
    right = 1.0 - front * _fraction(b, a, np.minimum(1.0 - x, 1.0 - turn)) / b
    share = np.where(x <= turn, left, right)
    return np.where(x <= 0.0, 0.0, np.where(x >= 1.0, 1.0, np.clip(share, 0.0, 1.0)))


def _fraction(a: float, b: float, x: Array) -> Array:
    """The continued fraction of the incomplete beta function, evaluated from its far end."""
    tail = np.ones_like(x)
    for m in range(_FRACTION_TERMS, 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        tail = 1.0 + even / (1.0 + odd / tail)
    first = -(a + b) * x / (a + 1.0)
    return 1.0 / (1.0 + first / tail)


def _interpolate(u: Array, shares: Array, values: Array) -> Array:
    """Values at shares u, along straight lines between the nodes; u in 0..1, shares rising from 0 to 1."""
    right = np.clip(np.searchsorted(shares, u, side="right"), 1, len(shares) - 1)
    left = right - 1
    width = shares[right] - shares[left]
    along = np.where(width > 0.0, (u - shares[left]) / np.where(width > 0.0, width, 1.0), 0.0)
    return values[left] + np.clip(along, 0.0, 1.0) * (values[right] - values[left])


KINDS: Mapping[str, Kind] = {
    "uniform": Kind(("low", "high"), _uniform, "every value between low and high alike"),
    "triangular": Kind(("low", "mode", "high"), _triangular, "most often near the mode"),
    "normal": Kind(("mean", "sd"), _normal,
                   "the normal curve, cut at `within` or at the range of the parameter", cut=True),
    "beta": Kind(("a", "b"), _beta, "between 0 and 1, mean a / (a + b)"),
    "lognormal": Kind(("median", "sigma"), _lognormal,
                      "the logarithm is normal, cut at `within` or at the range of the parameter", cut=True),
    "choice": Kind((), _choice, "one of the numbers, each as likely"),
}  # fmt: skip
