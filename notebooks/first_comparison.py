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
# # First comparison
#
# For students. You load a scenario, run two variants of it under the same luck, and read what came out: a difference, how
# sure one can be of it, and a verdict on a claim.
#
# The question here is Keating's (*Foreign Policy*): Russia feels crowded in its near abroad and answers in Latin America.
# Does that make the United States hold back?

# %%
import sim

scenario = sim.load("tit_for_tat")
print(scenario.title)
print(scenario.description)
for name, variant in scenario.variants.items():
    print(f"  {name:24} {variant.label}")

# %% [markdown]
# ## Run
#
# `answer_alike`: Russia returns act for act. `restraint_alike`: it does not. In both, Washington cares as much about Latin
# America as Moscow does about its neighbours. Everything else is the same, luck included: replicate 7 of the one has the
# same coups and the same misjudgements as replicate 7 of the other.

# %%
pair = {name: sim.simulate(scenario, name, replicates=150) for name in ("answer_alike", "restraint_alike")}
answer, restraint = pair.values()
answer

# %% [markdown]
# What the United States does in what Russia claims, quarter by quarter. The thick line is the median over the replicates, the
# darker band holds the middle half of them, the paler one nine tenths.

# %%
sim.plot.fan(pair, "encroachment", "RUS>USA")

# %% [markdown]
# ## Compare
#
# One number a replicate: the mean effort of the United States in what Russia claims, `encroachment(RUS>USA)`.

# %%
outcome = "encroachment(RUS>USA)"
treatment, control = (run.outcomes(outcome)[outcome] for run in (answer, restraint))
found = sim.compare(treatment, control)
print(f"mean with the answer    {found.treatment.mean:.4f}")
print(f"mean with restraint     {found.control.mean:.4f}")
print(f"difference              {found.difference:+.4f}   (95 % interval {found.low:+.4f} to {found.high:+.4f})")

# %% [markdown]
# The interval says how far the mean could be off because there are only 150 replicates. It says nothing about the world: the
# difference is a statement about the model under this scenario's assumptions.
#
# Is the difference *large enough to matter*? That was decided before anything was run: the scenario gives each claim a
# smallest effect of interest, with a reason. It is the tinted band.

# %%
claim = next(claim for claim in scenario.claims if claim.id == "H01a")
print(claim.paraphrase)
print(f"expected: {claim.expected}; smallest effect of interest: {claim.smallest_effect} ({claim.reason})")
sim.plot.difference(treatment, control, smallest_effect=claim.smallest_effect, unit="capability")

# %% [markdown]
# ## The verdict
#
# `sim.compare` with the name of a scenario does all this for every claim, and corrects for their number. The results are
# kept in a folder, so the same line again takes no time.

# %%
results = sim.compare("tit_for_tat", replicates=150, variants=["answer_alike", "restraint_alike"])
print(results.say("H01a"))

# %% [markdown]
# ## Exercises
#
# Replace the dots, and run the cell.
#
# **1.** In what share of the replicates is the American effort *lower* where Russia answers?

# %%
share = ...

sim.check(share, lambda: (treatment < control).mean(), hint="Compare the two columns: treatment < control gives True or False.")

# %% [markdown]
# **2.** By how much does the answer change Russia's own utility, `utility(RUS)`, on average? (A positive number: it gains.)

# %%
gain = ...


def right_gain():
    return (answer.outcomes("utility(RUS)") - restraint.outcomes("utility(RUS)")).iloc[:, 0].mean()


sim.check(gain, right_gain, hint="run.outcomes('utility(RUS)') of both; the mean of the differences, replicate by replicate.")

# %% [markdown]
# **3.** Is the effect on the American effort large enough to matter? `True` if the whole interval lies beyond the smallest
# effect of interest, else `False`.

# %%
matters = ...

sim.check(
    matters,
    lambda: found.low > claim.smallest_effect or found.high < -claim.smallest_effect,
    hint="Is the end of the interval that lies nearer to zero outside the tinted band?",
)
