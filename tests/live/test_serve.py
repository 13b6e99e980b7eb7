"""The server keeps to itself: loopback, no telemetry, no other page's requests, errors in a sentence."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import spheres
from sim.commands import live
from sim.core.errors import SpheresError
from sim.live import opening
from sim.live.serve import SameOrigin, allowed, hushed, is_loopback, listening, refused


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.8.8.8", True), ("0.0.0.0", False), ("192.168.1.5", False),
     ("::", False), ("example.org", False)],
)  # fmt: skip
def test_which_hosts_are_this_machine_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


@pytest.mark.parametrize(
    ("origin", "answered"),
    [
        (b"", True),
        (b"http://127.0.0.1:8765", True),
        (b"http://evil.example", False),
        (b"http://127.0.0.1:1", False),
        (b"null", False),
    ],
)
def test_only_its_own_page_may_ask(origin: bytes, answered: bool) -> None:
    headers = [(b"host", b"127.0.0.1:8765"), *([(b"origin", origin)] if origin else [])]
    assert allowed(dict(headers)) is answered
    reached, sent = [], []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["type"])

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    for kind in ("http", "websocket"):
        asyncio.run(SameOrigin(app)({"type": kind, "headers": headers}, receive, send))
    assert reached == (["http", "websocket"] if answered else [])
    if not answered:
        assert sent[0]["status"] == 403
        assert sent[-1] == {"type": "websocket.close", "code": 1008}


def test_telemetry_is_off_before_solara_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {})
    hushed("sim.live.app")
    assert os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"
    assert os.environ["SOLARA_ASSETS_PROXY"] == "True"


def test_what_is_missing_is_never_fetched() -> None:
    with pytest.raises(SpheresError, match="nothing is fetched"):
        refused("https://cdn.example/file.js")


def test_a_taken_port_is_said_to_be_taken() -> None:
    with listening("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(SpheresError, match=f"port {port} is taken.*--port"):
            listening("127.0.0.1", port)


def test_a_host_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises((SpheresError, socket.gaierror)):
        listening("203.0.113.7", 0)


def served(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[Any, list[tuple[str, int]]]:
    """What the command says, and where it would serve."""
    calls: list[tuple[str, int]] = []
    monkeypatch.setattr("sim.live.serve.serve", lambda host, port, **how: calls.append((host, port)))
    return CliRunner().invoke(spheres, ["live", *arguments]), calls


def test_it_listens_to_this_machine_alone_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    said, calls = served(monkeypatch)
    assert said.exit_code == 0
    assert said.output == ""
    assert calls == [("127.0.0.1", 8765)]


def test_another_host_comes_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    said, calls = served(monkeypatch, "--host", "0.0.0.0", "--port", "9000")
    assert "Warning: on 0.0.0.0 whoever reaches this machine" in said.output
    assert calls == [("0.0.0.0", 9000)]


def test_an_unknown_scenario_is_told_of_before_there_is_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    said, calls = served(monkeypatch, "tit_for_tatt")
    assert said.exit_code != 0
    assert "tit_for_tat" in said.output
    assert calls == []


def test_the_command_and_the_page_begin_with_the_same_scenario() -> None:
    assert live.DEFAULT == opening.DEFAULT


def test_without_the_extra_it_says_how_to_get_it() -> None:
    code = (
        "import sys; sys.modules['solara'] = None\n"
        "from sim.core.errors import SpheresError\nfrom sim.live.serve import application\n"
        "try: application()\nexcept SpheresError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "is not installed" in said.stdout
    assert "python3 do.py live" in said.stdout
