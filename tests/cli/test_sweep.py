"""spheres sweep: values as they are typed, the table, and its faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call

RECIPROCITY = "powers.RUS.doctrine.reciprocity"


def test_a_sweep_prints_a_row_a_point(call: Call, elsewhere: Path) -> None:
    done = call(
        "sweep", "tit_for_tat", "--claim", "H01b", "--over", f"{RECIPROCITY}=0:1:3", "--replicates", "10", "--workers", "1"
    )
    assert done.exit_code == 0
    assert f"Over {RECIPROCITY}" in done.stdout
    assert [line.split()[0] for line in done.stdout.splitlines() if " 10 " in line] == ["0", "0.5", "1"]
    assert (elsewhere / "results").is_dir()


def test_a_sweep_for_machines(call: Call, elsewhere: Path) -> None:
    options = ["--outcome", "encroachment(RUS>USA)", "--treatment", "answer_alike", "--control", "restraint_alike"]
    done = call(
        "sweep", "tit_for_tat", *options, "--over", f"{RECIPROCITY}=0,2", "--replicates", "10", "--workers", "1", "--json"
    )
    rows = json.loads(done.stdout)
    assert [row[RECIPROCITY] for row in rows] == [0, 2]
    assert rows[0]["effect"] == 0  # an answer of strength 0 is restraint
    assert rows[1]["effect"] != 0


@pytest.mark.parametrize(
    "over", ["", RECIPROCITY, f"{RECIPROCITY}=", f"{RECIPROCITY}=a,b", f"{RECIPROCITY}=0:1", f"{RECIPROCITY}=0:1:1"]
)
def test_what_cannot_be_read_is_a_faulty_command_line(call: Call, elsewhere: Path, over: str) -> None:
    done = call("sweep", "tit_for_tat", "--claim", "H01b", "--over", over)
    assert done.exit_code == 2
    assert "expected PATH=VALUES" in done.stderr


def test_a_cap_below_the_replicates_is_refused(call: Call, elsewhere: Path) -> None:
    done = call("sweep", "tit_for_tat", "--claim", "H01b", "--over", f"{RECIPROCITY}=0,1", "--cap", "10")
    assert done.exit_code == 2
    assert "--cap 10 lies below --replicates 200" in done.stderr


def test_a_value_out_of_range_is_a_faulty_scenario(call: Call, elsewhere: Path) -> None:
    done = call("sweep", "tit_for_tat", "--claim", "H01b", "--over", f"{RECIPROCITY}=-3,1")
    assert done.exit_code == 3
    assert "expected a number from 0 to 10" in done.stderr
