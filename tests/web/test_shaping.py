"""Grouping with subtotals, columns shown or hidden, comparison: on the page and in every file."""

import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from tests.support import crew
from timesheet.actions import deriving
from timesheet.core.reports.weekdays import DAYS
from timesheet.store.base import table_of
from timesheet.store.db import add, write
from timesheet.store.tables import Site

FIRST = crew.MONDAY + timedelta(days=14)
PAGE = f"/accounting/{FIRST}"


@pytest.fixture
def ids(app, ids, clock):
    """Five days of work in one pay period, two in the next."""
    crew.work(app, ids)
    crew.work(app, ids, FIRST, 2)
    clock.show("2026-12-10 09:00:00")
    return ids


def table(client, report, query, kind="json"):
    with client.get(f"{PAGE}/{report}.{kind}?{query}") as answer:
        assert answer.status_code == 200
        return answer.json if kind == "json" else answer.data


def test_the_period_before_stands_beside_each_person_s_pay(carla):
    now = table(carla, "payroll-summary", "against=previous")
    with carla.get(f"/accounting/{crew.MONDAY}/payroll-summary.json") as answer:
        before = {(r["person"], r["pay_code"]): r["cents"] for r in answer.json["rows"]}
    for row in now["rows"]:
        key = (row["person"], row["pay_code"])
        assert row["previous_cents"] == before[key]
        assert row["previous_change_cents"] == row["cents"] - before[key]
    assert now["totals"]["previous_cents"] == sum(before.values()) > 0


@pytest.mark.parametrize(
    ("report", "query"),
    [
        ("labor-distribution", "against=previous"),
        ("labor-distribution", "by=project&against=budget"),
        ("labor-distribution", "by=nothing-such&against=previous"),
        ("overtime", "against=previous"),
        ("utilisation", "by=team&against=previous"),
        ("job-cost-summary", "against=previous&columns=project,cents,previous_cents"),
        ("exceptions", "against=previous"),
        ("utilisation", "against=previous&by=week"),
        ("labor-lines", "by=seconds&columns=day"),
        ("labor-lines", "is.project=HARBOUR&columns=day,cents"),
        ("payroll-summary", "against=previous&columns=cents"),
    ],
)
def test_page_and_files_answer_alike(carla, report, query):
    rows = table(carla, report, query)["rows"]
    assert carla.get(f"{PAGE}/{report}?{query}").status_code == 200
    book = load_workbook(
        io.BytesIO(table(carla, report, query, "xlsx")), read_only=True, data_only=True
    )
    assert book["Reconciliation"]["E2"].value == "OK"
    book.close()
    text = table(carla, report, query, "csv").decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == len(rows) + 1


def test_only_the_columns_chosen_are_in_page_and_file_and_say_the_same(carla):
    query = "show.person=1&show.cents=1"
    found = table(carla, "payroll-summary", query)
    assert [column["name"] for column in found["columns"]] == ["person", "cents"]
    whole = table(carla, "payroll-summary", "")
    assert found["totals"]["cents"] == whole["totals"]["cents"]
    page = carla.get(f"{PAGE}/payroll-summary?{query}").text
    assert ">Amount</a></th>" in page
    assert ">Average rate</a></th>" not in page
    assert f"{PAGE}/payroll-summary.xlsx?columns=person%2Ccents" in page


def test_the_subtotals_of_two_groups_are_the_same_on_the_page_and_in_every_file(carla):
    query = "by=person&then=project"
    found = table(carla, "labor-distribution", query)
    rows, subtotals = found["rows"], found["subtotals"]
    page = carla.get(f"{PAGE}/labor-distribution?{query}").text
    assert page.count('class="subtotal"') == len(subtotals) == 2
    assert {row["person"] for row in rows} == {row["person"] for row in subtotals}
    assert f"{len(rows)} of {len(rows)} rows" in page
    assert "is.person=Ana+Ruiz" in page
    text = table(carla, "labor-distribution", query, "csv").decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    marked = {level: [one for one in lines if one["subtotal"] == level] for level in "01"}
    assert [int(one["seconds"]) for one in marked["0"]] == [row["seconds"] for row in rows]
    assert [int(one["seconds"]) for one in marked["1"]] == [row["seconds"] for row in subtotals]
    out = io.BytesIO(table(carla, "labor-distribution", query, "xlsx"))
    book = load_workbook(out, data_only=True)
    heading, *summed = book["Subtotals"].values
    at = heading.index("seconds")
    assert [line[at] for line in summed] == [row["seconds"] for row in subtotals]
    assert sum(line[at] for line in summed) == found["totals"]["seconds"]
    assert len(list(book["Data"].values)) == len(rows) + 1
    assert {line[4] for line in list(book["Reconciliation"].values)[1:]} == {"OK"}


def test_rows_in_another_order_have_no_subtotals(carla):
    query = "by=person,project&sort=seconds"
    assert 'class="subtotal"' not in carla.get(f"{PAGE}/labor-distribution?{query}").text
    assert "subtotals" not in table(carla, "labor-distribution", query)
    text = table(carla, "labor-distribution", query, "csv").decode("utf-8-sig")
    assert text.startswith("person,")


def test_what_was_chosen_is_saved(carla):
    said = {
        "csrf_token": crew.token_in(carla.get("/accounting/saved").text), "name": "Mine",
        "report": "payroll-summary", "first": FIRST, "last": date(2026, 12, 6), "span": "fixed",
        "query": "against=previous&columns=person,cents&by=",
    }  # fmt: skip
    assert carla.post("/accounting/saved", data=said).status_code == 303
    answer = carla.get("/accounting/saved/1/open")
    assert "columns=person%2Ccents" in answer.headers["Location"]
    assert "against=previous" in answer.headers["Location"]


@pytest.fixture
def places(app, ids):
    """Ana works at two sites within one shift, Ben all day at one of them."""
    day = FIRST + timedelta(days=2)
    with app.app_context():
        with write() as tx:
            quay, yard = (add(tx, table_of(Site), {"name": n, "zone": crew.ZONE}) for n in SITES)
        harbour = ids["harbour"]
        crew.press(app, ids["ana"], "in", day, "08:00", site=quay)
        crew.press(app, ids["ana"], "transfer", day, "11:00", site=yard, project=harbour)
        crew.press(app, ids["ana"], "out", day, "16:00")
        crew.press(app, ids["ben"], "in", day, "08:00", site=yard)
        crew.press(app, ids["ben"], "out", day, "10:00")
        deriving.rebuild()


SITES = ("Quay", "Yard")


def test_hours_are_summed_up_by_the_site_of_their_part_of_the_shift(carla, places):
    for report in ("labor-distribution", "labor-lines"):
        found = table(carla, report, "by=site")
        hours = {row["site"]: row["seconds"] / 3600 for row in found["rows"]}
        assert {name: hours[name] for name in SITES} == {"Quay": 3, "Yard": 7}
        whole = table(carla, report, "")["totals"]
        assert (found["totals"]["seconds"], found["totals"]["cents"]) == (
            whole["seconds"], whole["cents"],
        )  # fmt: skip
        assert sum(row["seconds"] for row in table(carla, report, "is.site=Yard")["rows"]) == 25_200


@pytest.mark.parametrize(
    ("report", "more"),
    [
        ("labor-distribution", "site,task"),
        ("labor-lines", "task"),
        ("timecards", "site"),
        ("job-cost-detail", "task"),
        ("exceptions", "exception"),
        ("rounding-effect", "site"),
        ("doubtful-hours", "person"),
    ],
)
def test_rows_of_days_are_summed_up_by_their_weekday(carla, places, report, more):
    whole = table(carla, report, "")["totals"]
    found = table(carla, report, f"by=weekday,{more}")
    assert found["totals"].keys() <= whole.keys() | {"rows"}
    for name, value in found["totals"].items():
        assert name == "rows" or value == whole[name], name
    days = [row["weekday"] for row in found["rows"]]
    assert days == sorted(days, key=DAYS.index)
    assert len(set(days)) > 1 or report == "exceptions"
    for day in set(days):
        rows = table(carla, report, f"is.weekday={day}")["rows"]
        assert all(date.fromisoformat(row["day"]).weekday() == DAYS.index(day) for row in rows)
        sums = [row["seconds"] for row in found["rows"] if row["weekday"] == day]
        assert sum(row["seconds"] for row in rows) == sum(sums)


def test_weekdays_are_offered_said_in_the_reader_s_language_and_beside_the_period_before(carla):
    query = "by=weekday&against=previous"
    assert '<option value="weekday"' in carla.get(f"{PAGE}/labor-distribution").text
    assert '<option value="weekday"' not in carla.get(f"{PAGE}/payroll-summary").text
    german = carla.get(f"{PAGE}/labor-distribution?{query}", headers={"Accept-Language": "de"})
    assert german.text.index("Montag") < german.text.index("Dienstag")
    found = table(carla, "labor-distribution", query)
    before = {row["weekday"]: row["previous_seconds"] for row in found["rows"]}
    with carla.get(f"/accounting/{crew.MONDAY}/labor-distribution.json?by=weekday") as answer:
        assert before == {row["weekday"]: row["seconds"] for row in answer.json["rows"]}
    down = table(carla, "labor-distribution", "by=weekday&sort=weekday&down=1")["rows"]
    assert [row["weekday"] for row in down] == ["Tuesday", "Monday"]
