import json

import pytest
from click.testing import CliRunner

from timesheet.cli.pay_check import pay_check

WEEK = {
    "id": "six-days",
    "policy": {"overtime": {"weekly": [{"over_h": 40, "mult": 1.5}]}},
    "timezone": "America/New_York",
    "rate": 12,
    "punches": [
        {"in": f"2026-06-0{d}T06:00", "out": f"2026-06-0{d}T{14 if d < 6 else 12}:00"}
        for d in range(1, 7)
    ],
    "expected": {"regular_h": 40, "ot_1_5_h": 6, "paid_h": 46, "premiums": [], "gross": 588.0},
}


def run(tmp_path, cases, *options):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(cases))
    return CliRunner().invoke(pay_check, [str(file), *options])


def test_json_has_one_object_per_case_with_the_keys_of_expected(tmp_path):
    result = run(tmp_path, {"cases": [WEEK]}, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [
        {"id": "six-days", "ok": True, "got": WEEK["expected"], "error": None}
    ]


def test_the_first_difference_is_shown_with_expected_and_got(tmp_path):
    wrong = {**WEEK, "expected": {**WEEK["expected"], "ot_1_5_h": 5}}
    result = run(tmp_path, [WEEK, wrong])
    assert result.exit_code == 1
    assert "ot_1_5_h: expected 5, got 6.0" in result.stdout
    assert "1 of 2 examples agree" in result.stdout


@pytest.mark.parametrize(
    ("punch", "code"),
    [
        ({"in": "2026-06-01T09:00"}, "open_punch"),
        ({"out": "2026-06-01T09:00"}, "open_punch"),
        ({"in": "2026-06-01T09:00", "out": "2026-06-01T08:00"}, "reversed"),
        ({"in": "2026-03-08T02:30", "out": "2026-03-08T08:00"}, "nonexistent_time"),
    ],
)
def test_an_expected_error_is_matched_by_its_code(tmp_path, punch, code):
    case = {**WEEK, "punches": [punch], "expected": {"error": code}}
    result = run(tmp_path, [case], "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)[0] == {
        "id": "six-days", "ok": True, "got": {"error": code}, "error": code
    }  # fmt: skip


def test_an_overlap_is_refused_and_touching_is_none(tmp_path):
    punches = [
        {"in": "2026-06-01T09:00", "out": "2026-06-01T12:00"},
        {"in": "2026-06-01T11:59", "out": "2026-06-01T13:00"},
    ]
    case = {**WEEK, "punches": punches, "expected": {"error": "overlap"}}
    assert run(tmp_path, [case]).exit_code == 0
    punches[1]["in"] = "2026-06-01T12:00"
    assert run(tmp_path, [{**case, "expected": {"paid_h": 4}}]).exit_code == 0


def test_unknown_keys_are_refused_by_name(tmp_path):
    case = {**WEEK, "policy": {"overtime": {"weakly": []}}}
    result = run(tmp_path, [case])
    assert result.exit_code == 1
    assert "overtime.weakly: unknown key" in result.stdout
    verdict = json.loads(run(tmp_path, [case], "--json").stdout)[0]
    assert (verdict["ok"], verdict["error"]) == (False, "unknown_policy_key: overtime.weakly")


def test_a_file_that_is_no_json_is_a_message(tmp_path):
    file = tmp_path / "x.json"
    file.write_text("{")
    result = CliRunner().invoke(pay_check, [str(file)])
    assert result.exit_code == 1
    assert "this is no JSON" in result.output
