"""Spheres: a laboratory for claims about spheres of influence.

    load(name)                      a checked scenario
    simulate(name, variant)         histories of one variant, in memory: named arrays and frames
    compare(name)                   all variants under the same luck, stored; claims judged
    sweep(name, {path: values})     how an effect depends on one or two parameters
    sensitivity(name, {path: range})   which parameters decide how large an effect is
    tell(name, variant)             one history in sentences, with the reasons that the model had
    plot.fan(found, "norm")         figures, each a function that returns matplotlib axes

Names are imported when they are first used, so that `import sim` costs nothing:

>>> import sim
>>> histories = sim.simulate("tit_for_tat", "answer_unlike", replicates=2)
>>> histories
<2 histories of tit_for_tat, answer_unlike: 2008-Q1 to 2017-Q4, seed 2008>
>>> histories.array("alignment").dims
('replicate', 'quarter', 'power', 'client')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.core.errors import ScenarioError, SpheresError
    from sim.core.request import Request
    from sim.engine import Run
    from sim.experiments import RunDirectory, run_scenario
    from sim.experiments.loading import load
    from sim.experiments.sensitivity import sensitivity
    from sim.experiments.sweep import sweep
    from sim.experiments.verdict import judge
    from sim.face import SphereModel
    from sim.lab import plot
    from sim.lab.histories import Histories, simulate
    from sim.lab.named import Named
    from sim.lab.results import Results, compare
    from sim.lab.tale import Tale, bargain, tell
    from sim.lab.teaching import check
    from sim.outcomes import measure
    from sim.reports import write_report
    from sim.scenario import Scenario, build

    __version__: str

_HOMES = {
    "Histories": "sim.lab.histories",
    "Named": "sim.lab.named",
    "Request": "sim.core.request",
    "Results": "sim.lab.results",
    "Run": "sim.engine",
    "RunDirectory": "sim.experiments",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.core.errors",
    "SphereModel": "sim.face",
    "SpheresError": "sim.core.errors",
    "Tale": "sim.lab.tale",
    "bargain": "sim.lab.tale",
    "build": "sim.scenario",
    "check": "sim.lab.teaching",
    "compare": "sim.lab.results",
    "judge": "sim.experiments.verdict",
    "load": "sim.experiments.loading",
    "measure": "sim.outcomes",
    "run_scenario": "sim.experiments",
    "sensitivity": "sim.experiments.sensitivity",
    "simulate": "sim.lab.histories",
    "sweep": "sim.experiments.sweep",
    "tell": "sim.lab.tale",
    "write_report": "sim.reports",
}
_MODULES = {"plot": "sim.lab.plot"}

__all__ = [
    "Histories",
    "Named",
    "Request",
    "Results",
    "Run",
    "RunDirectory",
    "Scenario",
    "ScenarioError",
    "SphereModel",
    "SpheresError",
    "Tale",
    "__version__",
    "bargain",
    "build",
    "check",
    "compare",
    "judge",
    "load",
    "measure",
    "plot",
    "run_scenario",
    "sensitivity",
    "simulate",
    "sweep",
    "tell",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = _version()
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    elif name in _MODULES:
        value = import_module(_MODULES[name])
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
