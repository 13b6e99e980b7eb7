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
# # Change a parameter
#
# For researchers. A scenario is a YAML file; any number in it has a key path. You change one, sweep over one and over two,
# draw uncertain ones from distributions, and read how much a result owes to them.

# %%
import sim

scenario = sim.load("tit_for_tat")
path = "powers.RUS.doctrine.reciprocity"
knob = scenario.knob(path, "answer_alike")
knob

# %% [markdown]
# ## One other value
#
# Three ways to say the same. On the command line:
#
# ```
# spheres compare tit_for_tat --set powers.RUS.doctrine.reciprocity=2
# ```
#
# In YAML, in a file of your own:
#
# ```yaml
# extends: tit_for_tat
# powers: {RUS: {doctrine: {reciprocity: 2}}}
# ```
#
# And from Python. `--set` and `set=` reach every variant that does not itself set the same thing.

# %%
outcome = "encroachment(RUS>USA)"
usual = sim.simulate("tit_for_tat", "answer_alike", replicates=100)
fierce = sim.simulate("tit_for_tat", "answer_alike", replicates=100, set={path: 2})
found = sim.compare(fierce.outcomes(outcome)[outcome], usual.outcomes(outcome)[outcome])
print(f"answering twice as hard: {found.difference:+.5f} (95 % interval {found.low:+.5f} to {found.high:+.5f})")

# %% [markdown]
# A mistake is answered with its place, and with what was meant:

# %%
try:
    sim.load("tit_for_tat", {"powers.RUS.doctrine.reciprocty": 2})
except sim.ScenarioError as error:
    print(error)

# %% [markdown]
# ## A sweep over one parameter
#
# The effect of *answering* against *restraint*, at several values. Every point has the same luck, so the line is smooth where
# the model is. Each interval holds for its point alone: of twenty, one misleads. Read the pattern.

# %%
reciprocity = [0.0, 0.25, 0.5, 1.0, 1.5, 2.0]
table = sim.sweep("tit_for_tat", {path: reciprocity}, claim="H01a", replicates=60)
table[[path, "effect", "low", "high", "direction"]]

# %%
sim.plot.phase(table, smallest_effect=scenario.claims[0].smallest_effect, labels=("reciprocity of Russia",), unit="capability")

# %% [markdown]
# ## A sweep over two
#
# Does it matter how strong Russia is?

# %%
over = {path: [0.0, 0.5, 1.0, 2.0], "powers.RUS.capability": [0.1, 0.2, 0.4, 0.8]}
plane = sim.sweep("tit_for_tat", over, claim="H01a", replicates=30)
sim.plot.phase(plane, labels=("reciprocity of Russia", "capability of Russia"), unit="capability")

# %% [markdown]
# ## What you do not know
#
# A number that you are unsure of can be a distribution. It is drawn once a history, by the same luck in every variant, so the
# spread of the outcome now holds both: luck, and what you do not know.

# %%
unsure = {"powers.RUS.capability": {"uniform": [0.1, 0.4]}}
known = sim.simulate("tit_for_tat", "answer_alike", replicates=200).outcomes("influence(RUS)")
spread = sim.simulate("tit_for_tat", "answer_alike", replicates=200, set=unsure).outcomes("influence(RUS)")
print(f"sd by luck alone {known.std().item():.3f}, with an uncertain capability {spread.std().item():.3f}")

# %% [markdown]
# ## Exercises
#
# **1.** What is `influence(RUS)` on average in `answer_alike` where Russia's capability is 0.3? (100 replicates)

# %%
influence = ...


def right_influence():
    return sim.simulate(
        "tit_for_tat", "answer_alike", replicates=100, set={"powers.RUS.capability": 0.3}
    ).outcomes("influence(RUS)").mean().item()


sim.check(influence, right_influence, hint="sim.simulate(..., set={'powers.RUS.capability': 0.3}), then .outcomes(...).mean()")

# %% [markdown]
# **2.** At which of the swept values of `reciprocity` is the effect on the American effort smallest in size?

# %%
value = ...

smallest = table["effect"].abs().idxmin
sim.check(value, lambda: table.loc[smallest(), path], hint="table['effect'].abs(), and the row where it is least.")

# %% [markdown]
# **3.** How large a share of the *variance* of `influence(RUS)` in the last run is owed to the uncertain capability, if luck
# adds the variance that it has alone?

# %%
share = ...

sim.check(
    share, lambda: 1 - known.var().item() / spread.var().item(), tolerance=0.05,
    hint="One minus the variance with known capability over the variance with an uncertain one.",
)
