"""The measuring adapter on real timesheets, where the folder with them is at hand."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("TIMESHEET_SHARED", ROOT.parent / "shared")) / "data"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (FOLDER / "eval.py").exists(), reason="the folder with real timesheets isn't here"
    ),
]


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "unit", "asking", "limit", "reached"),
    [
        ("production", "interval", {"k": 2, "init": 14}, None, 0.82),
        ("sip", "shift", {"k": 2, "init": 28}, None, 0.86),
        ("bpd", "interval", {"rate": 0.1, "init": 0}, 5000, 0.89),
    ],
)
def test_hours_right_when_the_books_close(name, unit, asking, limit, reached):
    stick = load("measuring_stick", FOLDER / "eval.py")
    adapter = load("inference_adapter", ROOT / "benchmarks" / "inference.py").Adapter()
    since = "2016-01-01" if name == "bpd" else None
    units = stick.load(str(FOLDER / f"{name}.csv.gz"), "project", unit, since=since)
    _, found = stick.run(units, adapter, regime="ask", maxn=limit, **asking)
    assert found["settled"] >= reached
    assert found["asks_per_person_week"] <= 2
