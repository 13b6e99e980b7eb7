"""The Mesa face shows the engine's history, and works with Mesa's own tools."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.engine import simulate
from sim.face import ClientState, GreatPower, SphereModel
from sim.scenario import build, load


@pytest.fixture(scope="module")
def played() -> SphereModel:
    model = SphereModel("tit_for_tat", replicate=3)
    for _ in range(12):
        model.step()
    return model


def test_face_and_engine_are_one_history_bit_for_bit(played: SphereModel) -> None:
    scenario = load("tit_for_tat")
    world = build(scenario, next(iter(scenario.variants)))
    run = simulate(world, seed=scenario.seed, replicates=range(5))
    assert played.turn == 12
    assert (run.alignment[3, 12] == played.state.alignment[0]).all()
    assert (run.series["grievance"][3, 12] == played.state.grievance[0]).all()


def test_agents_say_what_the_arrays_say(played: SphereModel) -> None:
    russia = next(power for power in played.powers if power.id == "RUS")
    ukraine = next(client for client in played.clients if client.id == "UKR")
    p, c = played.world.powers.index("RUS"), played.world.clients.index("UKR")
    assert russia.alignment("UKR") == ukraine.shares["RUS"] == played.state.alignment[0, p, c]
    assert russia.influence == pytest.approx(played.state.alignment[0, p].sum())
    assert set(russia.pressure) == set(russia.grievance) == {"USA", "CHN", "EUR"}
    assert sum(ukraine.shares.values()) + ukraine.autonomy == pytest.approx(1.0)
    assert ukraine.leader in {None, max(ukraine.shares, key=lambda power: ukraine.shares[power])}
    assert 0.0 <= ukraine.hedging <= 0.75


def test_mesas_own_tools_work(played: SphereModel) -> None:
    assert len(played.agents) == len(played.powers) + len(played.clients)
    assert set(played.agents_by_type) == {GreatPower, ClientState}
    aligned = played.agents_by_type[ClientState].select(lambda client: client.autonomy < 0.9)
    assert 0 < len(aligned) <= len(played.clients)
    frame = played.datacollector.get_agenttype_vars_dataframe(GreatPower)
    assert np.isfinite(frame["influence"]).all()
    assert len(played.datacollector.get_model_vars_dataframe()) == 13
    assert isinstance(played, mesa.Model)


def test_it_stops_at_the_horizon() -> None:
    model = SphereModel("tit_for_tat", settings={"turns": 40})
    for _ in range(40):
        model.step()
    before = model.state
    assert model.running
    model.step()
    assert not model.running
    assert model.turn == 40
    assert model.state is before


def test_faults_are_named() -> None:
    with pytest.raises(SpheresError, match="no client is called 'XXX'"):
        SphereModel("tit_for_tat").client_index("XXX")
    with pytest.raises(SpheresError, match="settings go with"):
        SphereModel(load("tit_for_tat"), settings={"turns": 40})
