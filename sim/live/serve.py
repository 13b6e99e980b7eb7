"""The server of the page: Solara's, told to keep to itself. Nothing is sent anywhere and nothing is fetched.

Solara reports its use to a third party, and loads its front end from a network of servers, unless told otherwise before it is
imported; hence all imports of it stand inside functions, behind `hushed`.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import secrets
import socket
import threading
import warnings
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NoReturn

from sim.core.errors import SpheresError

REMEDY = "the live page needs the extra `live`: python3 do.py live, or pip install 'spheres-lab[live]'"
LARGEST_MESSAGE = 4_000_000  # bytes that a page may send at once: a picture of a frame, or a scenario
APP = "sim.live.app"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on this host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def hushed(page: str) -> None:
    """Settings that Solara reads when it is imported: no telemetry, a front end from the disk, sessions that end soon."""
    os.environ.update(
        SOLARA_APP=page,
        SOLARA_TELEMETRY_MIXPANEL_ENABLE="False",
        SOLARA_ASSETS_PROXY="True",  # its front end is read from solara-assets' folder, never linked to
        SOLARA_ASSETS_FONTAWESOME_ENABLED="False",
        SOLARA_MODE="production",
        SOLARA_THEME_LOADER="plain",
        SOLARA_THEME_SHOW_BANNER="False",
        SOLARA_THEME_TITLE="Spheres live",
        SOLARA_KERNEL_CULL_TIMEOUT="5m",  # a page that has gone for so long is forgotten
        SOLARA_SESSION_SECRET_KEY=secrets.token_hex(16),
    )
    # It speaks of pages inside other pages, over https; ours is neither.
    warnings.filterwarnings("ignore", message="Cookies with samesite", category=UserWarning)


def application(page: str = APP) -> Any:
    """A page, a module or a file, as an ASGI application."""
    hushed(page)
    try:
        import solara.server.cdn_helper as cdn
        import solara_assets  # noqa: F401  # the front end, as files
        from solara.server.starlette import app
    except ImportError as error:
        raise SpheresError(f"{error.name or error} is not installed; {REMEDY}") from error
    cdn.fetch_from_cdn = refused
    return SameOrigin(app)


def refused(url: str) -> NoReturn:
    """What Solara calls for a file that it does not have."""
    raise SpheresError(f"{url} is not on this machine, and nothing is fetched")


class SameOrigin:
    """Refuses what another page in the same browser asks of this server, and names that it does not have.

    Without it any page that is open in a browser could drive a session on the loopback address.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not allowed(dict(scope["headers"])):
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            else:
                await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
                await send({"type": "http.response.body", "body": b"This page answers to its own address only."})
            return
        await self.app(scope, receive, send)


def allowed(headers: MutableMapping[bytes, bytes]) -> bool:
    """Whether a request comes from no page or from one of this server's own."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    host = headers.get(b"host", b"").decode("latin-1")
    return not origin or origin.partition("://")[2] == host


def serve(host: str, port: int, *, show: bool, ready: Callable[[str], None], page: str = APP) -> None:
    """Serve the page until Ctrl-C; `ready` is told the address, and a browser opens it if `show`."""
    app = application(page)
    import uvicorn

    with listening(host, port) as heard:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{heard.getsockname()[1]}"

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                ready(url)
                if show:
                    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

        config = uvicorn.Config(
            app, log_level="warning", access_log=False, ws_max_size=LARGEST_MESSAGE, timeout_graceful_shutdown=1, lifespan="on"
        )
        Server(config).run(sockets=[heard])


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; SpheresError where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    heard = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":  # on Windows this would let two servers share a port
        heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        heard.bind((host, port))
    except OSError as error:
        heard.close()
        if error.errno == errno.EADDRINUSE:
            raise SpheresError(f"port {port} is taken, perhaps by another page of ours; choose one with --port") from error
        raise SpheresError(f"{host} port {port} cannot be listened on: {error.strerror or error}") from error
    return heard
