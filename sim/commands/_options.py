"""Options that several commands share, so that they look and behave the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])
AUTO: Final = "auto"


class Count(click.ParamType):  # type: ignore[type-arg]  # not generic in click 8.1
    """A whole number of at least 1, or the word auto."""

    name = "N|auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        if value == AUTO:
            return AUTO
        try:
            number = int(str(value).replace("_", "").replace(",", ""))
        except ValueError:
            self.fail(f"{value!r} is neither a whole number nor 'auto'.", param, ctx)
        if number < 1:
            self.fail(f"{value} is less than 1.", param, ctx)
        return number


class Names(click.ParamType):  # type: ignore[type-arg]  # not generic in click 8.1
    """Names with commas between."""

    name = "A,B"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip() for name in str(value).split(","))
        if not all(names):
            self.fail(f"{value!r} has an empty name in it.", param, ctx)
        return names


def complete_scenario(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Scenario names for the shell."""
    from click.shell_completion import CompletionItem

    from sim.scenario.files import available

    return [CompletionItem(entry.name, help=entry.title) for entry in available() if entry.name.startswith(incomplete)]


scenario_argument = click.argument("name", metavar="NAME", shell_complete=complete_scenario)
set_option = click.option(
    "--set",
    "overrides",
    metavar="PATH=VALUE",
    multiple=True,
    help="Change a value, such as powers.RUS.doctrine.reciprocity=2; may be given several times.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print data for machines, not tables.")
workers_option = click.option(
    "--workers", type=Count(), default=AUTO, show_default=True, help="Processes; results do not depend on it."
)
results_option = click.option(
    "--results",
    type=click.Path(file_okay=False),
    default="results",
    show_default=True,
    help="Folder of the run directories.",
)


def run_options(command: F) -> F:
    """--variants, --replicates, --cap, --seed, --workers, --block, --set, --results, --json."""
    options = [
        click.option("--variants", type=Names(), help="Only these variants."),
        click.option(
            "--replicates",
            type=Count(),
            default="1000",
            show_default=True,
            help="Histories of each variant; auto: until every claim is decided, or a cap is met.",
        ),
        click.option(
            "--cap",
            type=click.IntRange(min=2),
            default=12_800,  # as in sim.experiments.sequential, whose import would take a while; a test compares
            show_default=True,
            metavar="N",
            help="Where --replicates auto ends.",
        ),
        click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Instead of the scenario's seed."),
        workers_option,
        click.option(
            "--block",
            type=click.IntRange(min=1),
            default=500,
            show_default=True,
            metavar="N",
            help="Replicates computed together; results do not depend on it.",
        ),
        set_option,
        results_option,
        json_option,
    ]
    for option in reversed(options):
        command = option(command)
    return command


def grid_options(command: F) -> F:
    """What the commands share that measure a contrast at many points of a scenario's parameters."""
    for option in reversed((
        click.option("--outcome", metavar="OUTCOME",
                     help="What to measure where no claim is named, such as 'encroachment(RUS>USA)'."),
        click.option("--treatment", metavar="VARIANT", help="With --outcome."),
        click.option("--control", metavar="VARIANT", help="With --outcome."),
        click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Instead of the scenario's seed."),
        workers_option, set_option, results_option, json_option,
    )):  # fmt: skip
        command = option(command)
    return command


def axis_of(text: str, read: Callable[[str], tuple[float, ...]], expected: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Key paths and values of an --over; `read` raises ValueError where it cannot."""
    paths, equals, values = text.partition("=")
    try:
        if not (paths.strip() and equals):
            raise ValueError
        return tuple(path.strip() for path in paths.split(",")), read(values)
    except ValueError:
        raise click.BadParameter(f"'{text}'; expected {expected}", param_hint="--over") from None
