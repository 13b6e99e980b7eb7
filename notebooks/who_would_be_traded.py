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
# # Who would be traded
#
# Two great powers meet. On the table lies, for each client that either claims, that the other stands back from it. What each
# gains and loses follows from how much it cares, from who holds the client now, and from trust. Which package do they sign,
# and who is in it?

# %%
import sim

scenario = sim.load("venezuela_for_ukraine")
world = sim.build(scenario, "linked_opposed")
print(scenario.variants["linked_opposed"].label)

# %% [markdown]
# ## The table
#
# A line for each thing that could be conceded, the best exchange first: what it is worth to who gets it, what it costs who
# gives it. *gain* = trust × salience × what the other holds there; *loss* = salience × what one holds oneself, and what it
# costs to concede. `share` is how far it is conceded in the package of the Nash bargain.

# %%
found = sim.bargain(world, "USA", "RUS")
found.issues.round(4)

# %% [markdown]
# ## The Pareto chain
#
# Every package is a point: gain of the one across, gain of the other up. Taking the issues in the order of the table walks
# along the upper right edge, the Pareto chain. The Nash bargain is where the product of both gains is largest.

# %%
sim.plot.bargain(world, "USA", "RUS")

# %% [markdown]
# ## Region by region
#
# The swap needs one table. Where each region is bargained over by itself, neither side has anything to give there, and no
# deal is signed. The scenario has both worlds, under the same luck.

# %%
results = sim.compare("venezuela_for_ukraine", replicates=60, variants=["linked_opposed", "separate_opposed"])
results.outcomes(["deal_reached(USA>RUS)"]).groupby("variant", observed=True)["deal_reached(USA>RUS)"].mean()

# %%
sim.plot.deals(results, "linked_opposed")

# %% [markdown]
# ## One bargain, told

# %%
tale = sim.tell("venezuela_for_ukraine", "linked_opposed", replicate=17, seed=7)
deal = tale.frame().query("kind == 'deal'").iloc[0]
print(deal["quarter"], deal["text"], deal["why"], sep="\n")

# %% [markdown]
# ## Exercises
#
# **1.** What is the joint gain (the sum of both) of the Nash package?

# %%
joint = ...

sim.check(joint, lambda: found.nash.sum(), hint="found.nash holds both gains.")

# %% [markdown]
# **2.** Suppose both trusted each other fully: every gain on the table would double (trust is 0.5). What would the joint gain of
# conceding Ukraine and Venezuela whole then be?

# %%
trusting = ...


def right_trusting():
    signed = found.issues[found.issues["share"] > 0.5]
    return (2 * signed["gain"] - signed["loss"]).sum()


sim.check(trusting, right_trusting, hint="Of the rows with share 1: twice the gain, less the loss, added up.")

# %% [markdown]
# **3.** Who stands back from Ukraine in this package? Give the id.

# %%
who = ...

sim.check(
    who,
    lambda: found.issues.query("client == 'UKR' and share > 0.5").reset_index()["gives"].item(),
    hint="The row of Ukraine with share 1, column `gives`.",
)
