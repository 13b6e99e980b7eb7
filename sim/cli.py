"""The `spheres` command: finds its commands, and turns errors into messages and exit codes."""

from __future__ import annotations

import errno
import os
import pkgutil
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NoReturn

import click

import sim.commands
from sim.commands import BAD_SCENARIO, FAILED, INTERRUPTED
from sim.core.errors import ScenarioError, SpheresError

EPILOG = """
\b
Begin here:
  spheres list                        what there is to run
  spheres compare tit_for_tat         run it, compare its variants, judge its claims
  spheres new my_world                a scenario of your own, with comments

\b
Exit codes: 0 done, 1 failed, 2 faulty command line, 3 faulty scenario,
4 reproduced results differ or a verdict has flipped, 130 stopped by Ctrl-C.
"""


_NO_PLACE = dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "a file could not be written; make room, and try again")


class Commands(click.Group):
    """Every module of sim.commands is a command of that name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = [module.name for module in pkgutil.iter_modules(sim.commands.__path__)]
        return sorted(name for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"sim.commands.{name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            near = get_close_matches(args[0], known, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" There are: {', '.join(known)}."
            raise click.UsageError(f"No command is called '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ScenarioError as error:
            message, code = str(error), BAD_SCENARIO
        except SpheresError as error:
            message, code = f"Error: {error}", FAILED
        except KeyboardInterrupt:
            message, code = "Stopped.", INTERRUPTED
        except OSError as error:
            where = error.filename or _NO_PLACE.get(error.errno or 0)
            if where is None:
                raise
            message, code = f"Error: {where}: {error.strerror}", FAILED
        click.echo(message, err=True)
        raise click.exceptions.Exit(code)


@click.command(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def spheres() -> None:
    """A laboratory for claims about spheres of influence.

    A scenario is a YAML file: a world, variants of it, and claims about how their outcomes differ. The
    variants are run many times under the same luck, and the claims are judged by what comes out.
    """


def main() -> NoReturn:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the model's matrices are small: threads would only wait for each other
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a file or pipe on Windows is cp1252, which lacks our signs
    spheres.main(prog_name="spheres")
    raise AssertionError("click ends the process")
