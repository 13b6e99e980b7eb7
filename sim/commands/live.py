"""spheres live [NAME]"""

from __future__ import annotations

import sys

import click

from sim.commands._options import complete_scenario

DEFAULT = "venezuela_for_ukraine"  # as in sim.live.opening, whose import would take a while; a test compares


@click.command()
@click.argument("name", metavar="[NAME]", default=DEFAULT, required=False, shell_complete=complete_scenario)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; the default is this machine alone.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port to listen on; 0 takes any that is free."
)
@click.option("--browser/--no-browser", default=None, help="Open the page in a browser; by default on a terminal only.")
def command(name: str, host: str, port: int, browser: bool | None) -> None:
    """Two worlds under the same luck, in a browser: play, rewind, change, take part.

    Needs the extra `live`. Works without a network and sends nothing anywhere. Ctrl-C ends it.
    """
    from sim.live.opening import open_with
    from sim.live.serve import is_loopback, serve
    from sim.outcomes import known_outcomes
    from sim.scenario import load

    open_with(load(name, outcomes=known_outcomes()))  # a faulty one is told of here, before there is a page
    if not is_loopback(host):
        click.echo(
            f"Warning: on {host} whoever reaches this machine over the network can use the page and its processor. "
            "It has no password. Use it in a network that you trust, or leave out --host.",
            err=True,
        )

    def ready(url: str) -> None:
        click.echo(f"{url}   (Ctrl-C ends it)")

    serve(host, port, show=sys.stdout.isatty() if browser is None else browser, ready=ready)
