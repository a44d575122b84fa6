"""Every worked case of the project's collection, where it stands beside the repository."""

import json
import os
from pathlib import Path

import pytest

from timesheet.core.examples.check import check

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("TIMESHEET_SHARED", ROOT.parent / "shared"))
FILE = SHARED / "pay" / "cases.json"


@pytest.mark.skipif(not FILE.exists(), reason=f"the collection of cases isn't at {FILE}")
def test_every_case_of_the_collection_agrees():
    cases = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    assert len(cases) >= 142
    found = [check(case) for case in cases]
    assert [f"{c.id}: {c.difference}" for c in found if not c.ok] == []


@pytest.mark.skipif(not FILE.exists(), reason=f"the collection of cases isn't at {FILE}")
def test_nothing_is_read_from_what_names_a_case():
    cases = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    names = {"id", "topic", "jurisdiction", "citation", "seen", "status", "hard", "note"}
    for case in cases:
        bare = {key: value for key, value in case.items() if key not in names}
        bare["policy"] = dict(case["policy"])
        if len(bare["policy"]) > 1:
            del bare["policy"]["preset"]
        assert check(bare).ok, case["id"]
