"""Spheres: a laboratory for claims about spheres of influence.

The public names, imported when they are first used, so that `import sim` costs nothing:

>>> import sim
>>> scenario = sim.load("tit_for_tat")
>>> world = sim.build(scenario, "tit_for_tat")
>>> run = sim.simulate(world, seed=scenario.seed, replicates=range(2))
>>> run.alignment.shape[0]
2
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.core.errors import ScenarioError, SpheresError
    from sim.core.request import Request
    from sim.engine import Run, simulate
    from sim.experiments import RunDirectory, run_scenario
    from sim.experiments.compare import compare
    from sim.experiments.verdict import judge
    from sim.face import SphereModel
    from sim.outcomes import measure
    from sim.reports import write_report
    from sim.scenario import Scenario, build, load

    __version__: str

_HOMES = {
    "Request": "sim.core.request",
    "Run": "sim.engine",
    "RunDirectory": "sim.experiments",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.core.errors",
    "SphereModel": "sim.face",
    "SpheresError": "sim.core.errors",
    "build": "sim.scenario",
    "compare": "sim.experiments.compare",
    "judge": "sim.experiments.verdict",
    "load": "sim.scenario",
    "measure": "sim.outcomes",
    "run_scenario": "sim.experiments",
    "simulate": "sim.engine",
    "write_report": "sim.reports",
}

__all__ = [
    "Request",
    "Run",
    "RunDirectory",
    "Scenario",
    "ScenarioError",
    "SphereModel",
    "SpheresError",
    "__version__",
    "build",
    "compare",
    "judge",
    "load",
    "measure",
    "run_scenario",
    "simulate",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = _version()
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("spheres-lab")
    except PackageNotFoundError:  # run from a bare checkout
        return "0+not-installed"
