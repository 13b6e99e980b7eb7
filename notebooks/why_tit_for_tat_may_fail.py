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
# # Why tit for tat may fail
#
# Tit for tat works between equals who care alike. Keating's point is that great powers do not: an answer in Latin America
# buys no restraint in Ukraine if Washington cares little about Latin America. How much would it have to care? This notebook
# draws the answer as a phase diagram, over how much the United States cares and how far it is deterred by what it feels.

# %%
import sim

scenario = sim.load("x2_salience_regimes")
for name in ("answer", "restraint"):
    print(f"{name:12} {scenario.variants[name].label}")

# %% [markdown]
# ## What is felt
#
# A power feels a rival's effort in a client as far as it cares about that client:
# $F_{pq} = \sum_c κ_{pc} [s_{pc} E_{qc} ζ − ϑ]_+$. So salience is the gain of the whole loop. Here is what the USA feels
# of the same Russian effort, where it cares 0.1 for its backyard, and where it cares 0.8.

# %%
backyard = ["MEX", "NIC", "CUB", "COL", "VEN", "ECU", "PER", "BRA", "BOL", "CHL", "ARG"]


def caring(salience):
    return {f"powers.USA.salience.{client}": salience for client in backyard}


runs = {
    f"cares {salience}": sim.simulate("x2_salience_regimes", "answer", replicates=60, set=caring(salience))
    for salience in (0.1, 0.8)
}
sim.plot.fan(runs, "felt", "USA>RUS")

# %% [markdown]
# ## The phase diagram
#
# The effect of answering (against restraint) on what the United States does in Russia's sphere. Violet: the answer makes it do
# more. Brown: the answer makes it hold back. Hatched: 40 pairs cannot tell.

# %%
salience, caution = [0.05, 0.25, 0.5, 0.75, 0.95], [0, 3, 6, 12]
together = tuple(f"powers.USA.salience.{client}" for client in backyard)
table = sim.sweep(
    "x2_salience_regimes", {together: salience, "powers.USA.doctrine.caution": caution},
    outcome="encroachment(RUS>USA)", treatment="answer", control="restraint", replicates=40,
)
sim.plot.phase(
    table, labels=("how much the USA cares for Latin America", "how far it is deterred by what it feels"), unit="capability"
)

# %% [markdown]
# Read it by its corners. Where the United States is not deterred at all (bottom row), caring more makes it answer the answer.
# Where it is deterred, the effect needs salience to come through: at the left edge hardly anything is felt, and nothing
# changes. And the scenario's claim has a smallest effect of interest: how much of this map would matter at all?

# %%
smallest = scenario.claims[0].smallest_effect
print(f"smallest effect of interest: {smallest}")
print(f"largest effect on the map:   {table['effect'].abs().max():.4f}")

# %% [markdown]
# The scenario asks the same question as a map of its own; `spheres map x2_salience_regimes` draws it with more points and says
# what is too small to matter.
#
# ## Exercises
#
# **1.** At what salience (of those swept) is the United States made to hold back most, where caution is 6?

# %%
most = ...

row = table[table["powers.USA.doctrine.caution"] == 6]
axis = table.columns[0]
sim.check(most, lambda: row.loc[row["effect"].idxmin(), axis], hint="In `row`, where is the effect lowest?")

# %% [markdown]
# **2.** In how many of the points does the answer make the United States do *more*, with the whole interval above zero?

# %%
points = ...

sim.check(points, lambda: int((table["low"] > 0).sum()), tolerance=0, hint="Count the rows whose `low` lies above zero.")

# %% [markdown]
# **3.** By what factor does what the United States feels of Russia (`felt_end(USA>RUS)`, the mean over replicates) grow when its
# salience goes from 0.1 to 0.8?

# %%
factor = ...


def right_factor():
    little, much = (run.outcomes("felt_end(USA>RUS)").mean().item() for run in runs.values())
    return much / little


sim.check(factor, right_factor, tolerance=0.02, hint="run.outcomes('felt_end(USA>RUS)').mean() of both runs, divided.")
