import json

import pytest
from click.testing import CliRunner

from timesheet.cli.pay_check import pay_check
from timesheet.core.examples.check import check

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


def agrees(expected, **facts):
    case = {"id": "x", "policy": {"preset": "us-flsa"}, "timezone": "America/New_York", **facts}
    checked = check({**case, "expected": expected})
    return checked.difference


def test_the_repeated_hour_is_told_apart_by_its_fold():
    punch = {"in": "2026-11-01T01:15", "in_fold": 0, "out": "2026-11-01T01:45", "out_fold": 1}
    assert agrees({"paid_h": 1.5}, punches=[punch]) == ""
    assert agrees({"paid_h": 0.5}, punches=[{**punch, "out_fold": 0}]) == ""


def test_an_in_and_an_out_in_different_zones():
    punch = {"in": "2026-06-01T08:00", "out": "2026-06-01T13:00", "out_tz": "America/Los_Angeles"}
    assert agrees({"paid_h": 8}, punches=[punch]) == ""


def test_a_change_of_workweek_pays_the_greater_of_both_ways():
    days = [("03-01", 8), ("03-02", 8), ("03-03", 8), ("03-04", 8), ("03-05", 8), ("03-07", 5)]
    days += [("03-08", 7), ("03-09", 7), ("03-10", 7), ("03-11", 7), ("03-12", 7)]
    case = {
        "workweek_start": {"day": "mon", "time": "07:00"},
        "workweek_change": {
            "effective": "1965-03-07T07:00",
            "new_start": {"day": "sun", "time": "07:00"},
        },
        "rate": 5,
        "punches": [
            {"in": f"1965-{d}T07:00", "out": f"1965-{d}T{7 + h:02}:00"} for d, h in days
        ],
    }  # fmt: skip
    assert agrees({"gross_by_week": {"1": 237.5, "2": 175.0}, "ot_1_5_h": 5}, **case) == ""


def jobs(method, punches):
    return {
        "policy": {"overtime": {"weekly": [{"over_h": 40, "mult": 1.5}]}},
        "allocation": method,
        "punches": [
            {"in": f"2026-06-0{d}T06:00", "out": f"2026-06-0{d}T16:00", "rate": 20, "job": job}
            for d, job in enumerate(punches, 1)
        ],
    }


@pytest.mark.parametrize(
    ("method", "cost", "overhead"),
    [
        ("proportional_hours", {"A": 660.0, "B": 440.0}, 0),
        ("when_worked", {"A": 600.0, "B": 500.0}, 0),
        ("overhead", {"A": 600.0, "B": 400.0}, 100),
        ("designated:A", {"A": 700.0, "B": 400.0}, 0),
    ],
)
def test_the_premium_goes_where_the_method_says(method, cost, overhead):
    expected = {"job_cost": cost, "overhead_premium": overhead, "gross": 1100}
    assert agrees(expected, **jobs(method, "AAABB")) == ""


def test_periods_and_jobs_by_their_hours():
    case = jobs("proportional_hours", "AB")
    case["pay_periods"] = [["2026-05-16", "2026-06-01"], ["2026-06-02", "2026-06-15"]]
    expected = {
        "by_period": {
            "2026-05-16/2026-06-01": {"regular_h": 10},
            "2026-06-02/2026-06-15": {"regular_h": 10},
        },
        "by_job_h": {"A": 10, "B": 10},
        "by_day": {"2026-06-01": {"regular_h": 10}, "2026-06-02": {"regular_h": 10}},
    }
    assert agrees(expected, **case) == ""


def test_keys_that_nothing_reads_are_named():
    assert check({**WEEK, "holydays": []}).ignored == ("holydays",)


@pytest.mark.parametrize(
    "facts",
    [
        {"punches": "none"},
        {"punches": [{"in": 5, "out": 6}]},
        {"punches": [{"in": "2026-06-01T08:00", "out": "2026-06-01T09:00", "kind": "nap"}]},
        {"punches": [{"in": "2026-06-01T08:00", "out": "2026-06-01T09:00", "rate": "much"}]},
        {"timezone": "Mars/Olympus"},
        {"holidays": ["Christmas"]},
        {"pay": {"method": "luck"}},
        {"policy": {"preset": "us-flas"}},
    ],
)
def test_what_is_no_example_is_refused_with_words(facts):
    checked = check({**WEEK, **facts})
    assert not checked.ok
    assert checked.error in {"example", "policy"}
    assert checked.difference
