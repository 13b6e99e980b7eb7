# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Write your own doctrine, outcome and mechanism
#
# A doctrine, an event and an outcome are one function each, with a decorator. In a notebook they are registered as soon as
# their cell has run; in the package each is a file (docs/how_to_add.md), and the YAML knows it from then on.

# %%
import numpy as np

import sim

# %% [markdown]
# ## A doctrine
#
# Osgood's proposal to unwind a conflict by small steps: step back while the rival holds back, step forward while it provokes.
# What a doctrine sees, it names in its signature, and it is handed nothing else. `spheres doctrines` lists the others.
# %%
from sim.core.declare import Parameter
from sim.doctrines import DOCTRINES, doctrine

if "small_steps" not in DOCTRINES:  # so that the cell can be run again

    @doctrine(
        "small_steps",
        parameters=(
            Parameter("step", 0.1, 0.0, 1.0, "share of contest means", "how far pressure moves in a turn"),
            Parameter("tolerance", 0.1, 0.0, 10.0, "share of contest means", "provocation that counts as holding back"),
        ),
        sources=("Osgood1962",),
    )
    def small_steps(provocation, own_pressure, *, step, tolerance):
        """Steps back while the rival holds back, and forward while it provokes."""
        return np.clip(own_pressure + np.where(provocation > tolerance, step, -step), 0.0, 1.0)


sight = {"provocation": np.array([[[0.0, 0.3]]]), "own_pressure": np.array([[[0.5, 0.5]]])}
told = {"step": np.array([[[0.1]]]), "tolerance": np.array([[[0.1]]])}
DOCTRINES["small_steps"].decide(sight, told)[0]

# %% [markdown]
# The scenario takes it like any other, and says so if a parameter is misspelt.

# %%
steps = sim.simulate("tit_for_tat", replicates=60, set={"powers.RUS.doctrine": {"name": "small_steps", "step": 0.05}})
usual = sim.simulate("tit_for_tat", replicates=60)
sim.plot.fan({"tit for tat": usual, "small steps": steps}, "pressure", "RUS>USA")

# %% [markdown]
# ## An outcome
#
# One number a history, made from a reading of the run: here the worst grievance that ever was.

# %%
from sim.core.symbols import MUCH
from sim.outcomes import OUTCOMES, outcome

if "worst_grievance" not in OUTCOMES:

    @outcome(
        "worst_grievance", requires=("power", "rival"), unit="grievance", low=0.0, high=MUCH,
        meaning="largest grievance of the power against the rival at the end of any turn of the span",
    )
    def worst_grievance(reading, asked):
        return reading.states("grievance")[:, asked.span.states, asked.power, asked.rival].max(axis=1)


name = "worst_grievance(RUS>USA)"
sim.plot.ridgeline({"tit for tat": usual, "small steps": steps}, name)

# %% [markdown]
# ## A mechanism
#
# A mechanism is a stage of the turn, so it has to stand in the order of the stages: that takes a file and one line in
# `sim/engine/turn.py` (docs/how_to_add.md has it whole, with tests). What it *does* is a pure function, and can be tried here
# on the arrays of a run. Healing: who needs the other forgives sooner.

# %%
def healed(grievance, interdependence, rate):
    """h (1 - η χ): what is left of a grievance after a turn of healing."""
    return grievance * (1.0 - rate * interdependence)


grievance, need = usual.series["grievance"][:, -1], usual.series["interdependence"][:, -1]
after = healed(grievance, need, rate=0.5)
print(f"mean grievance {grievance.mean():.4f}, after one turn of healing {after.mean():.4f}")
assert (after <= grievance).all()

# %% [markdown]
# ## Exercises
#
# **1.** By how much is the mean of `worst_grievance(RUS>USA)` lower with small steps than with tit for tat? (A positive number
# where it is lower.)

# %%
lower = ...

sim.check(lower, lambda: (usual.outcomes(name) - steps.outcomes(name)).mean().item(), hint="The mean of the paired differences.")

# %% [markdown]
# **2.** Write a doctrine's rule that presses at `level` on each rival against whom it holds a grievance above
# `limit`, and on nobody else. Complete the function.

# %%
def resentful(grievance, *, level, limit):
    return ...


def tried(rule):
    answer = rule(np.array([[[0.1, 0.5]]]), level=np.array([[[0.4]]]), limit=np.array([[[0.3]]]))
    return None if answer is ... else np.round(np.asarray(answer, dtype=float), 6).ravel().tolist()


sim.check(tried(resentful), lambda: [0.0, 0.4], hint="np.where(grievance > limit, level, 0.0)")

# %% [markdown]
# **3.** What share of a grievance of 2 is left after three turns of healing, if interdependence is 0.5 and the rate 0.1?

# %%
left = ...

sim.check(left, lambda: healed(healed(healed(1.0, 0.5, 0.1), 0.5, 0.1), 0.5, 0.1), hint="(1 - 0.1 × 0.5) to the third power.")
