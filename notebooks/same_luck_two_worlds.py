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
# # Same luck, two worlds
#
# Why do all comparisons here come in pairs? Because luck is large and effects are small. Two worlds that differ by one
# decision are run under the *same* luck: the same coups, the same misjudgements, wherever the worlds are still alike. Then
# luck cancels in the difference. This notebook makes that visible, and measures what it saves.

# %%
import numpy as np

import sim

outcome = "influence(RUS)"
runs = {name: sim.simulate("tit_for_tat", name, replicates=150) for name in ("answer_alike", "restraint_alike")}
treatment, control = (run.outcomes(outcome)[outcome].to_numpy() for run in runs.values())

# %% [markdown]
# ## One history, twice
#
# Russia's influence in replicate 3, in both worlds. The jumps come at the same times: the same regimes fall in both.

# %%
from matplotlib import pyplot

figure, axes = pyplot.subplots(figsize=(9, 4))
for name, run in runs.items():
    run.array("influence").at(power="RUS", replicate=3).series().plot(ax=axes, label=name)
axes.set_ylabel("influence of Russia (clients)")
axes.legend()

# %%
falls = [set(map(tuple, run.events("fall").query("replicate == 3")[["quarter", "client"]].to_numpy())) for run in runs.values()]
print(f"falls in both worlds: {len(falls[0] & falls[1])}; in one alone: {len(falls[0] ^ falls[1])}")

# %% [markdown]
# ## Pairs
#
# Each dot is a replicate: its influence without the answer across, with it up. The dots lie along the diagonal, because a
# lucky replicate is lucky in both worlds. How far they lie *off* the diagonal is what the answer did.

# %%
figure, axes = pyplot.subplots(figsize=(5, 5))
axes.plot(control, treatment, ".")
axes.axline((control.mean(), control.mean()), slope=1, linewidth=1)
axes.set_xlabel("influence of Russia, restraint")
axes.set_ylabel("influence of Russia, answer")

# %% [markdown]
# ## What it saves
#
# The same two columns, once paired as they are and once with the luck of the one shuffled. The mean difference is the same,
# the interval is not.

# %%
paired = sim.compare(treatment, control)
shuffled = sim.compare(treatment, np.random.default_rng(1).permutation(control))
for name, found in (("same luck", paired), ("other luck", shuffled)):
    print(f"{name:11} {found.difference:+.4f}   interval {found.low:+.4f} to {found.high:+.4f}")
print(f"independent luck would need {paired.variance_reduction:.0f} times as many replicates")

# %% [markdown]
# ## A sham treatment
#
# A variant that changes nothing gives a difference of exactly zero, in every replicate: bit for bit the same history. That is
# how one knows that luck is really the same.

# %%
again = sim.simulate("tit_for_tat", "answer_alike", replicates=20)
first = sim.simulate("tit_for_tat", "answer_alike", replicates=20, set={"title": "Another title"})
print("the same bits:", np.array_equal(again.alignment, first.alignment))

# %% [markdown]
# ## Exercises
#
# **1.** What is the correlation of the two columns, replicate by replicate?

# %%
correlation = ...

sim.check(correlation, lambda: np.corrcoef(treatment, control)[0, 1], hint="np.corrcoef, or a field of `paired`.")

# %% [markdown]
# **2.** How many times as wide is the interval with other luck?

# %%
times = ...

sim.check(
    times, lambda: (shuffled.high - shuffled.low) / (paired.high - paired.low), tolerance=0.02,
    hint="high - low of the one, divided by that of the other.",
)

# %% [markdown]
# **3.** Does luck still cancel where worlds drift apart? Give the correlation of `influence_end(RUS)`, the last quarter alone,
# and compare it with the one above.

# %%
at_the_end = ...


def right_end():
    columns = [run.outcomes("influence_end(RUS)").iloc[:, 0] for run in runs.values()]
    return np.corrcoef(*columns)[0, 1]


sim.check(at_the_end, right_end, hint="As in 1, of run.outcomes('influence_end(RUS)').")
