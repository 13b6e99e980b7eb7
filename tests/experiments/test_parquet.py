"""Columns come back as they were written, as pyarrow itself would have them, and without what takes long to import."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from sim.experiments.parquet import Coded, coded, table_of

COLUMNS = {
    "number": np.array([0.0, -0.0, 1.5, np.nan]),
    "small": np.arange(4, dtype=np.float32)[::-1],
    "whole": np.arange(4, dtype=np.int32),
    "text": Coded(np.array([1, -1, 0, 2]), ("plain", "Ünïcode", "")),
    "one": coded(["same"] * 4),
    "none": Coded(np.full(4, -1), ()),
}


@pytest.mark.parametrize("rows", [4, 1, 0])
def test_a_table_is_what_pyarrow_makes_of_the_same(rows: int) -> None:
    columns = {
        name: Coded(one.codes[:rows], one.names) if isinstance(one, Coded) else one[:rows] for name, one in COLUMNS.items()
    }
    theirs = {
        name: pa.DictionaryArray.from_arrays(
            pa.array([None if code < 0 else int(code) for code in one.codes], type=pa.int32()),
            pa.array(list(one.names), type=pa.string()),
        )
        if isinstance(one, Coded) else pa.array(np.ascontiguousarray(one))
        for name, one in columns.items()
    }  # fmt: skip
    mine = table_of(columns)
    mine.validate(full=True)
    assert mine.schema == pa.table(theirs).schema
    for name, column in theirs.items():
        found = mine.column(name).combine_chunks()
        assert found.null_count == column.null_count
        assert repr(found.to_pylist()) == repr(column.to_pylist())  # 0 and -0, and NaN, told apart


@pytest.mark.parametrize("wrong", [np.array([True]), np.array([1.0]).astype(">f8"), np.ones((2, 3)), np.array(["a"])])
def test_what_would_be_kept_wrongly_is_refused(wrong: np.ndarray) -> None:
    with pytest.raises(TypeError, match="expected numbers"):
        table_of({"wrong": wrong})


def test_a_worker_need_not_import_pandas() -> None:
    code = (
        "import sys, numpy as np\n"
        "import sim.experiments.blocks\n"
        "from sim.experiments.parquet import coded, encode\n"
        "encode({'number': np.arange(3.0), 'text': coded('aba')})\n"
        "sys.exit(' '.join({'pandas', 'scipy.stats', 'matplotlib'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
