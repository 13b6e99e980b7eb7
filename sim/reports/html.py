"""The report: one HTML file with everything in it, readable without a network, and figures as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from matplotlib.figure import Figure

from sim.experiments.files import write_whole
from sim.experiments.progress import Steps
from sim.experiments.store import RunDirectory
from sim.experiments.verdict import NOT_JUDGED
from sim.reports import wording
from sim.reports.assumptions import assumptions, changes, timeline
from sim.reports.deals import count_deals
from sim.reports.figures.choosing import Chart, charts, claim_chart, moving_series
from sim.reports.figures.claims import claim_card
from sim.reports.figures.events import event_timeline, kinds_of
from sim.reports.figures.forest import forest
from sim.reports.figures.influence import influence_map
from sim.reports.figures.trajectories import draw_chart
from sim.reports.scenes import Told, scenes, told_of
from sim.reports.sentences import expectation, sentence
from sim.reports.style import VERDICT_COLOURS, VERDICT_SIGNS
from sim.reports.svg import inline, save
from sim.reports.view import Claim, View, described_series, read_run

REPORT: Final = "report.html"
FIGURES: Final = "figures"

KINDS: Final = {
    "deal": "two powers signed a bargain",
    "concession": "by a deal one power stands back from a client in favour of the other",
    "mediation": "a power offered to go between two others, or brokered their bargain",
    "breach": "a power broke its bargain",
    "warning": "a power warned over a client in its sphere, the first rung of its exclusion",
    "sanction": "a power put a client under sanctions, the second rung",
    "denial": "a power raised the price of supply to a client, the third rung",
    "force": "a power used force in a client",
    "veto": "a power vetoed the mandate that another asked for",
    "war_end": "an open war ended, by victory or as a frozen conflict",
    "fall": "a client's regime fell",
    "event": "an event of the scenario's timeline",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure in the page: its file name without ending, and the SVG."""

    name: str
    svg: Markup


def write_report(run: RunDirectory | str | Path, *, progress: Steps | None = None) -> Path:
    """Write figures/*.svg, figures/*.png and report.html into the run directory; the path of report.html.

    run        a run directory, or its path
    progress   called before each figure with (its name, how many are done, how many there are)
    """
    run = RunDirectory(run) if isinstance(run, str | Path) else run
    seen = read_run(run)
    told = told_of(run, seen)
    drawn = _figures(run, seen, told, run.path / FIGURES, progress)
    target = run.path / REPORT
    write_whole(target, page(seen, drawn, _shown_path(run.path), told).encode())
    return target


def _shown_path(path: Path) -> str:
    """As one would type it from the folder above the results; not where a reader's home is."""
    whole = path.resolve()
    return f"{whole.parent.name}/{whole.name}"


def _figures(
    run: RunDirectory, seen: View, told: Told | None, folder: Path, progress: Steps | None
) -> dict[str, Drawn]:
    """Draw and save every figure of the report; by key."""
    wanted = [*_wanted(seen), *scenes(run, seen, told)]
    drawn = {}
    for i, (key, label, draw) in enumerate(wanted):
        if progress:
            progress(key, i, len(wanted))
        name = wording.safe_name(key)
        drawn[key] = Drawn(name, Markup(inline(save(draw(), folder, name), name, label)))
    return drawn


def _wanted(seen: View) -> Iterator[tuple[str, str, Callable[[], Figure]]]:
    """(key, what it shows, how to draw it) of every figure."""
    if seen.claims:
        yield "forest", "All claims in units of their smallest effects", partial(forest, seen.claims)
    moving = moving_series(seen.trajectories)
    for i, claim in enumerate(seen.claims):
        label = f"Claim {claim.id}: distributions of {claim.label} and paired differences"
        yield _claim_key(i, claim), label, partial(claim_card, claim)
        if chart := claim_chart(seen, claim, moving):
            label = f"Claim {claim.id}: trajectories of {chart.title} in the variants compared"
            yield f"{_claim_key(i, claim)}-trajectory", label, partial(draw_chart, seen, chart)
    for chart in charts(seen):
        yield _chart_key(chart), f"Trajectories of {chart.title}, by variant", partial(draw_chart, seen, chart)
    yield "influence_map", "Leading power of each client at the opening and at the end", partial(influence_map, seen)
    yield "event_timeline", "How often what happened in each quarter", partial(event_timeline, seen)


def _claim_key(place: int, claim: Claim) -> str:
    """Numbered, since ids may differ in signs alone that no file name holds."""
    return f"claim-{place + 1}-{claim.id}"


def _chart_key(chart: Chart) -> str:
    return f"trajectory-{chart.name}"


def page(seen: View, drawn: dict[str, Drawn], path: str, told: Told | None = None) -> str:
    """The report's HTML."""
    found = Counter(claim.finding for claim in seen.claims)
    kinds = kinds_of(seen.events)
    return _template().render(
        view=seen,
        drawn=drawn,
        claims=[
            (claim, drawn[_claim_key(i, claim)], drawn.get(f"{_claim_key(i, claim)}-trajectory"))
            for i, claim in enumerate(seen.claims)
        ],
        charts=[(chart, described_series(chart.series), drawn[_chart_key(chart)]) for chart in charts(seen)],
        counts=[(finding, found[finding]) for finding in (*VERDICT_COLOURS, NOT_JUDGED) if found[finding]],
        deals=count_deals(seen),
        told=told,
        ridges=[(key.removeprefix("ridgeline-"), one) for key, one in drawn.items() if key.startswith("ridgeline-")],
        labels=seen.labels(),
        names=seen.names,
        kinds=[(kind, KINDS.get(kind, "")) for kind in kinds],
        assumptions=assumptions(seen),
        changes={variant.id: changes(seen, variant.id) for variant in seen.variants},
        timeline=timeline(seen),
        frozen=_frozen(seen),
        provenance=_provenance(seen),
        path=path,
        signs=VERDICT_SIGNS | {NOT_JUDGED: "–"},
        colours=VERDICT_COLOURS | {NOT_JUDGED: "#4A4F5A"},
        sentence=sentence,
        expectation=expectation,
        interval=wording.interval,
        css_class=wording.safe_name,
    )


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("sim.reports", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "number": wording.number, "percent": wording.percent, "words": wording.words, "count": lambda value: f"{value:,}",
    }  # fmt: skip
    return environment.get_template("report.html.j2")


def _frozen(seen: View) -> list[tuple[str, int, str, str]]:
    """(variant, replicates, reason, first and last quarter) of what was stopped."""
    if seen.frozen.empty:
        return []
    labels = seen.labels()
    groups = seen.frozen.groupby(["variant", "reason"], observed=True)
    rows = []
    for key, part in groups:
        variant, reason = (str(one) for one in key)
        quarters = sorted(str(quarter) for quarter in part["quarter"])
        rows.append((labels.get(variant, variant), len(part), reason, f"{quarters[0]} to {quarters[-1]}"))
    return rows


def _replicates(seen: View) -> str:
    sizes = {variant.replicates for variant in seen.variants}
    if len(sizes) == 1:
        return f"{sizes.pop():,} of each variant"
    return ", ".join(f"{variant.label} {variant.replicates:,}" for variant in seen.variants)


def _provenance(seen: View) -> list[tuple[str, str]]:
    """What stands in the manifest about where the numbers come from: (name, value)."""
    manifest = seen.manifest
    scenario, made = manifest["scenario"], manifest.get("environment") or {}
    sessions: list[dict[str, Any]] = manifest.get("sessions") or []
    git = made.get("git") or {}
    rows = [
        ("scenario", seen.name),
        ("hash of the scenario", scenario.get("hash")),
        ("hash of all that the numbers depend on", scenario.get("results_hash")),
        ("seed", manifest.get("seed")),
        ("replicates", _replicates(seen)),
        ("code", made.get("code")),
        (
            "commit",
            f"{git['commit']}{', with changes' if git.get('dirty') else ''}" if git.get("commit") else None,
        ),
        (
            "versions",
            ", ".join(f"{name} {version}" for name, version in (made.get("versions") or {}).items()),
        ),
        ("platform", made.get("platform")),
        ("processor", (made.get("cpu") or {}).get("model")),
    ]
    for session in sessions:
        span = f"{session.get('started')} to {session.get('finished') or 'not finished'}"
        rows.append(("session", f"{session.get('command')} ({span})"))
    return [(name, str(value)) for name, value in rows if value not in (None, "")]
