"""Luck: every replicate owns its streams, and they are the generator's own numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.axes import Array, shape_of
from sim.core.errors import SpheresError
from sim.core.luck import SEED_LIMIT, Channel, Luck, normal_table, stream, uniforms

CHANNELS = {
    "force": Channel("uniform", "pc"), "drift": Channel("normal", "pc"), "summit": Channel("uniform", "pq"),
    "perception": Channel("normal", "pq"), "upheaval": Channel("uniform", "c"), "mood": Channel("normal", ""),
}  # fmt: skip
P, C = 3, 5


def luck(
    seed: int = 7, replicates: list[int] | range = range(4), turns: int = 6, **channels: Channel
) -> dict[str, Array]:
    """Channel -> (t, r, ...)."""
    drawn = Luck(channels or CHANNELS, seed=seed, replicates=replicates, turns=turns, powers=P, clients=C)
    by_turn = [drawn.turn(t) for t in range(turns)]
    return {name: np.stack([one[name] for one in by_turn]) for name in channels or CHANNELS}


def test_shapes_and_ranges() -> None:
    for name, drawn in luck().items():
        assert drawn.shape == (6, 4, *shape_of(CHANNELS[name].axes, P, C))
        assert drawn.dtype == np.float64
        if CHANNELS[name].kind == "uniform":
            assert drawn.min() >= 0.0
            assert drawn.max() < 1.0
        else:
            assert np.abs(drawn).max() < 4.5
            assert (drawn < 0.0).any()


def test_a_replicate_has_the_same_luck_alone_in_a_block_and_in_any_order() -> None:
    together = luck(replicates=[3, 17, 0, 9])
    for place, replicate in enumerate([3, 17, 0, 9]):
        alone = luck(replicates=[replicate])
        for name in CHANNELS:
            assert alone[name][:, 0].tobytes() == together[name][:, place].tobytes()


def test_a_longer_horizon_leaves_earlier_turns() -> None:
    short, long = luck(turns=3), luck(turns=40)
    for name in CHANNELS:
        assert long[name][:3].tobytes() == short[name].tobytes()


def test_other_channels_leave_a_channel_alone() -> None:
    everything = luck()
    for name, channel in CHANNELS.items():
        assert luck(**{name: channel})[name].tobytes() == everything[name].tobytes()


@pytest.mark.parametrize("axis", ["turn", "replicate", "cell"])
def test_nothing_is_drawn_twice(axis: str) -> None:
    drawn = luck(turns=50, replicates=range(60))["force"]
    along = {"turn": 0, "replicate": 1, "cell": 3}[axis]
    neighbours = np.diff(drawn, axis=along)
    assert (neighbours != 0.0).mean() > 0.9999


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((7, 0, "force"), (8, 0, "force")),
        ((7, 0, "force"), (7, 1, "force")),
        ((7, 0, "force"), (7, 0, "strike")),
        ((0, 1, "force"), (1, 0, "force")),
        ((0, 0, "force"), (2**64 - 1, 0, "force")),
    ],
)
def test_streams_differ_by_seed_replicate_and_channel(
    one: tuple[int, int, str], other: tuple[int, int, str]
) -> None:
    a, b = stream(*one).random_raw(4096), stream(*other).random_raw(4096)
    assert len(np.intersect1d(a, b)) == 0
    # Their bits agree as those of strangers do: half of them, give or take five standard errors.
    same = np.unpackbits((a ^ b).view(np.uint8)).mean()
    assert abs(same - 0.5) < 5 * 0.5 / np.sqrt(4096 * 64)


@pytest.mark.parametrize(("seed", "replicate"), [(-1, 0), (SEED_LIMIT, 0), (0, -1), (0, SEED_LIMIT)])
def test_a_seed_or_replicate_out_of_range_is_refused(seed: int, replicate: int) -> None:
    with pytest.raises(SpheresError, match=r"whole numbers from 0 to 2\*\*64 - 1"):
        stream(seed, replicate, "force")
    with pytest.raises(SpheresError, match=r"whole numbers from 0 to 2\*\*64 - 1"):
        uniforms("force", seed=seed, replicates=[replicate])


@pytest.mark.parametrize("seed", [0, SEED_LIMIT - 1])
def test_the_ends_of_the_range_have_luck_too(seed: int) -> None:
    assert len(np.unique(uniforms("force", seed=seed, replicates=[0, SEED_LIMIT - 1], turns=5))) == 10


def test_uniforms_have_the_moments_of_the_uniform() -> None:
    x = luck(seed=3, replicates=range(400), turns=40)["force"].ravel()  # 240,000 draws
    error = 5.0 / np.sqrt(x.size)
    assert abs(x.mean() - 1 / 2) < error * np.sqrt(1 / 12)
    assert abs(x.var() - 1 / 12) < error * np.sqrt(1 / 180)
    counts = np.histogram(x, bins=64, range=(0, 1))[0]
    chi_squared = ((counts - x.size / 64) ** 2 / (x.size / 64)).sum()
    assert abs(chi_squared - 63) < 5 * np.sqrt(2 * 63)


def test_normals_have_the_moments_of_the_normal() -> None:
    x = luck(seed=3, replicates=range(400), turns=40)["drift"].ravel()
    error = 5.0 / np.sqrt(x.size)
    assert abs(x.mean()) < error
    assert abs(x.var() - 1) < error * np.sqrt(2)
    assert abs((x**3).mean()) < error * np.sqrt(15)
    assert abs((x**4).mean() - 3) < error * np.sqrt(96) + 0.01  # the tails beyond 4.2 are cut


def test_the_luck_of_neighbouring_replicates_and_turns_is_unrelated() -> None:
    x = luck(seed=3, replicates=range(300), turns=60)["drift"]
    for along in (0, 1):
        last = x.shape[along]
        before, after = np.take(x, range(last - 1), along), np.take(x, range(1, last), along)
        assert abs((before * after).mean()) < 5.0 / np.sqrt(before.size)


def test_the_table_of_normals() -> None:
    table = normal_table()
    assert len(table) == 2**16
    assert (np.diff(table) > 0.0).all()
    assert (table == -table[::-1]).all()
    assert (table * table).mean() == pytest.approx(1.0, abs=1e-12)
    # quantiles of the standard normal from its tables: 0.975, 0.99, 0.9999
    for share, z in ((0.975, 1.959964), (0.99, 2.326348), (0.9999, 3.719016)):
        assert table[int(share * 2**16)] == pytest.approx(z, abs=5e-3)


def test_a_channel_reads_its_stream_word_by_word() -> None:
    # 3 x 5 uniforms of 32 bits fill seven and a half words of 64; the half that is left over is not used
    words = stream(7, 2, "force").random_raw(16).astype("<u8")
    low, high = words & 0xFFFFFFFF, words >> 32
    halves = np.stack([low, high], axis=1).reshape(2, 16)[:, :15]
    drawn = luck(replicates=[2], turns=2)["force"][:, 0].reshape(2, 15)
    assert drawn.tolist() == (halves / 2.0**32).tolist()


@pytest.mark.parametrize("replicates", [[2], [3, 17, 0, 2**64 - 1]])
def test_compiled_luck_is_the_same_luck(monkeypatch: pytest.MonkeyPatch, replicates: list[int]) -> None:
    """Replicates side by side, each turn on its own: the numbers that each stream gives when it is read to the end."""
    channels = {**CHANNELS, "odd": Channel("normal", "c")}  # 5 of 16 bits: a turn ends within a word
    plain = luck(seed=2**64 - 1, replicates=replicates, turns=9, **channels)
    monkeypatch.setattr("sim.core.luck.pay", lambda cells: True)
    swift = luck(seed=2**64 - 1, replicates=replicates, turns=9, **channels)
    for name, drawn in plain.items():
        assert swift[name].tobytes() == drawn.tobytes(), name


def test_what_nobody_asks_for_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(channel: str, *_: object, **__: object) -> Array:
        asked.append(channel)
        return np.zeros((6, 4, P, C), dtype=np.uint32)

    monkeypatch.setattr("sim.core.luck.draw", noted)
    now = Luck(CHANNELS, seed=7, replicates=range(4), turns=6, powers=P, clients=C).turn(3)
    assert set(now) == set(CHANNELS)
    assert asked == []
    assert not now["force"].any()
    assert not now["force"].any()
    assert asked == ["force"]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, SEED_LIMIT - 1), st.integers(0, SEED_LIMIT - 1), st.integers(1, 9))
def test_uniforms_of_any_seed_are_the_streams_own(seed: int, replicate: int, turns: int) -> None:
    assert uniforms("event:x", seed=seed, replicates=[replicate, 3]).shape == (1, 2)
    words = stream(seed, replicate, "event:x").random_raw(turns)
    drawn = uniforms("event:x", seed=seed, replicates=[replicate], turns=turns)
    assert drawn[:, 0].tolist() == ((words & 0xFFFFFFFF) / 2.0**32).tolist()


PINNED = {
    "force": [0.8545377480331808, 0.5456983540207148],
    "force, last": [0.5943439155817032, 0.4473788838367909],
    "drift": [-0.5608027147852643, 1.2193065785625903],
    "drift, last": [-2.765071094036976, -1.2324419725219025],
}


def test_pinned_draws() -> None:
    """Changing these numbers changes every published result: say so in the changelog."""
    drawn = luck(seed=2008, replicates=[0, 17], turns=80)
    assert drawn["force"][0, 0, 0, :2].tolist() == PINNED["force"]
    assert drawn["force"][79, 1, 2, 3:].tolist() == PINNED["force, last"]
    assert drawn["drift"][0, 0, 0, :2] == pytest.approx(PINNED["drift"], abs=1e-12)
    assert drawn["drift"][79, 1, 2, 3:] == pytest.approx(PINNED["drift, last"], abs=1e-12)
