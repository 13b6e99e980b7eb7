"""spheres sensitivity: the table, data for machines, and faults of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call

OVER = ("--over", "powers.RUS.doctrine.reciprocity=0:2", "--over", "powers.RUS.capability=0.1:0.3")


def test_indices_are_printed_and_the_same_points_serve_machines(call: Call, elsewhere: Path) -> None:
    command = ["sensitivity", "tit_for_tat", "--claim", "H01b", *OVER, "--rows", "8", "--replicates", "4", "--workers", "1"]
    done = call(*command)
    assert done.exit_code == 0, done.stderr
    assert "What decides the effect in tit_for_tat" in done.stdout
    assert "luck leaves" in done.stdout
    rows = json.loads(call(*command, "--json").stdout)
    assert {row["parameter"] for row in rows} == {"powers.RUS.doctrine.reciprocity", "powers.RUS.capability"}
    assert rows[0]["total"] >= rows[1]["total"] >= 0.0


@pytest.mark.parametrize("over", ["", "a", "a=1", "a=1:b", "=0:1"])
def test_what_cannot_be_read_is_a_faulty_command_line(call: Call, elsewhere: Path, over: str) -> None:
    done = call("sensitivity", "tit_for_tat", "--claim", "H01b", "--over", over)
    assert done.exit_code == 2
    assert "expected PATH=LOW:HIGH" in done.stderr
