"""The pages of a pay period: totals, reports, what is behind each number, and files."""

import csv
import io
import json
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.support import crew
from tests.threats import walking
from timesheet import jobs
from timesheet.actions import deriving, making, punching
from timesheet.actions.punching import Press
from timesheet.actions.setting_up import pay_policies
from timesheet.actions.setting_up.changes import Author
from timesheet.store import derived
from timesheet.store.db import write

FIRST = "/accounting/2026-11-09"
REPORTS = ("labor-distribution", "timecards", "exceptions", "labor-lines")


@pytest.fixture
def ids(app, ids):
    crew.work(app, ids)
    return ids


def texts(page):
    """Return the visible text, spaces joined."""
    body = re.sub(r"<(script|style|title).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_every_pay_period_is_listed_the_newest_first_with_how_far_it_is(app, carla, ids, clock):
    crew.work(app, ids, date(2026, 10, 28), days=2)
    shown = texts(carla.get("/accounting").text)
    assert shown.index("Nov 9 – Nov 22, 2026 running") < shown.index("Oct 26 – Nov 8, 2026 open")
    clock.show("2026-11-08 12:00:00")
    shown = texts(carla.get("/accounting").text)
    assert "Nov 9 – Nov 22, 2026 to come" in shown
    assert "Oct 26 – Nov 8, 2026 running" in shown
    assert "Nov 9 – Nov 22, 2026 to come" in texts(carla.get(FIRST).text)


def test_the_oldest_period_that_nobody_began_to_close_comes_first(app, carla, ids, clock):
    crew.work(app, ids, date(2026, 10, 28), days=2)
    page = carla.get("/accounting").text
    expected = r"Next to close: Oct 26 – Nov 8, 2026 \d (person|people) open"
    assert re.search(expected, texts(page))
    assert 'class="button primary" href="/accounting/2026-10-26"' in page
    clock.show("2026-11-08 12:00:00")
    assert "Next to close" not in texts(carla.get("/accounting").text)


def test_accounting_finds_the_policies_that_it_may_read(carla):
    page = carla.get("/accounting").text
    for address in re.findall(r'href="(/admin/[^"]+)"', page):
        assert carla.get(address).status_code == 200
    assert 'href="/admin/pay-policies"' in page


def test_the_control_totals_tie_and_say_so(carla):
    shown = texts(carla.get(FIRST).text)
    # Ana: 5 days of 8:02; Ben: 4 days of 8:30, and the third has no out.
    assert "Hours 74.17" in shown
    assert "Gross $1,780.00" in shown
    assert "Unallocated hours 34.00 46 %" in shown
    assert "clock = allocated" in shown
    assert "allocated = payroll" in shown
    assert "1 must be settled" in shown


def test_each_report_is_a_page_with_its_rows(carla):
    for report, said in [
        ("payroll-summary", "Ana Ruiz"),
        ("labor-distribution", "HARBOUR"),
        ("timecards", "07:58"),
        ("exceptions", "missing out"),
        ("labor-lines", "unallocated"),
    ]:
        page = carla.get(f"{FIRST}/{report}")
        assert page.status_code == 200
        assert said in page.text
        assert 'aria-current="page"' in page.text


def test_the_page_says_which_work_bears_the_premium_of_overtime(app, carla, ids):
    said = "us-flsa: Hours stay where they were worked; the premium is charged"
    assert said not in texts(carla.get(f"{FIRST}/labor-distribution").text)
    with app.app_context():
        carla_herself = Author(ids["carla"], 1)
        pay_policies.assign("us-flsa", date(2026, 1, 1), None, None, carla_herself)
    for report, there in [("labor-distribution", True), ("payroll-summary", False)]:
        assert (said in texts(carla.get(f"{FIRST}/{report}").text)) is there


def test_sorting_filtering_and_grouping_are_addresses(carla):
    grouped = carla.get(f"{FIRST}/labor-distribution?by=project&sort=seconds&down=1").text
    found = re.findall(r"<td>(HARBOUR|unallocated)</td>", grouped)
    assert found == ["HARBOUR", "unallocated"]
    turned = carla.get(f"{FIRST}/labor-distribution?by=project&sort=seconds").text
    assert re.findall(r"<td>(HARBOUR|unallocated)</td>", turned) == ["unallocated", "HARBOUR"]
    assert 'aria-sort="ascending"' in turned
    narrowed = carla.get(f"{FIRST}/payroll-summary?q=ruiz").text
    assert "Total of 1" in narrowed
    assert "Ben O" not in re.search(r"<table>.*</table>", narrowed, re.DOTALL).group(0)
    nothing = carla.get(f"{FIRST}/payroll-summary?q=nobody").text
    assert "No row matches" in nothing


def test_a_number_opens_its_lines_and_a_line_its_story(carla):
    page = carla.get(f"{FIRST}/payroll-summary?q=ruiz").text
    href = re.search(r'href="(/accounting/[^"]+labor-lines[^"]+)"', page[page.index("<tbody") :])
    lines = carla.get(href.group(1).replace("&amp;", "&")).text
    assert "Total of 10" in lines
    assert "40.17" in lines
    story = re.search(r'href="(/accounting/line/\d+/2026[^"]+)"', lines).group(1)
    told = texts(carla.get(story).text)
    for said in (
        "Ana Ruiz", "HARBOUR / 10", "rule", "almost certain", "REG", "24.00",
        "07:58 In", "12:01 Break starts", "12:32 Break ends", "16:31 Out",
    ):  # fmt: skip
        assert said in told


def test_a_storys_address_outlives_the_derivation_of_its_week(app, carla, ids):
    page = carla.get(f"{FIRST}/labor-lines?q=ruiz").text
    address = re.search(r'href="(/accounting/line/\d+/2026[^"]+)"', page).group(1)
    with app.app_context():
        deriving.rebuild()
    told = texts(carla.get(address).text)
    assert "HARBOUR / 10" in told
    assert "worked out anew" not in told
    # The morning's line is another one once it ends earlier.
    crew.press(app, ids["ana"], "break_start", crew.MONDAY, "11:00")
    with app.app_context():
        deriving.rebuild()
    told = texts(carla.get(address).text)
    assert "worked out anew" in told
    assert "Ana Ruiz" in told


def test_a_device_whose_clock_is_wrong_is_an_exception_and_moves_no_time(app, carla, ids):
    day = date(2026, 11, 16)
    at = crew.instant(day, "08:02")
    with app.app_context():
        for n, (intent, claimed) in enumerate([("in", at + 7260), ("out", at + 3600 + 119)]):
            punching.punch(
                Press(
                    person=ids["ana"], uuid=f"clock-{n}-0000", intent=intent, zone=crew.ZONE,
                    received_us=(at + n * 3600) * 1_000_000, actor=ids["ana"], claimed_at=claimed,
                )
            )  # fmt: skip
        assert deriving.check() == []
    said = "device clock: 2 h 01 ahead; device said: 2026-11-16 10:03:00; received: 2026-11-16"
    assert said in texts(carla.get(f"{FIRST}/exceptions").text)
    told = json.loads(carla.get(f"{FIRST}/timecards.json", buffered=True).data)
    (card,) = [row for row in told["rows"] if row["day"] == "2026-11-16"]
    assert (card["clock_in"], card["clock_out"]) == ("08:02:00", "09:02:00")
    assert card["exceptions"].startswith("clock off (device clock: 2 h 01 ahead")


@pytest.fixture
def exported(carla):
    def rows(report):
        return json.loads(carla.get(f"{FIRST}/{report}.json", buffered=True).data)["rows"]

    return rows


def test_a_shift_nobody_ends_is_an_exception_as_soon_as_the_clock_says_so(
    app, carla, clock, ids, exported
):
    crew.press(app, ids["ana"], "in", date(2026, 11, 16), "08:02")
    with app.app_context():
        deriving.rebuild()
    for wall, number in (("2026-11-17 02:01:59", 1), ("2026-11-17 02:02:01", 2)):
        clock.show(wall)
        crew.sign_in(carla, "carla")
        shown = texts(carla.get(f"{FIRST}/exceptions").text)
        assert f"{number} must be settled" in shown
        assert f"Total of {number}" in shown
        rows = exported("exceptions")
        assert [row["exception"] for row in rows] == ["missing_out"] * number
        cards = exported("timecards")
        assert sum("missing out" in row["exceptions"] for row in cards) == number
        sheet = carla.get(f"{FIRST}/exceptions.csv", buffered=True).data.decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(sheet)))) == number
        book = load_workbook(io.BytesIO(carla.get(f"{FIRST}/timecards.xlsx", buffered=True).data))
        assert book["Exceptions"].max_row == number + 1


def test_the_worker_is_told_of_the_shift_he_never_ended(app, ana, clock, ids):
    crew.press(app, ids["ana"], "in", date(2026, 11, 16), "08:02")
    with app.app_context():
        deriving.rebuild()
    asked = "When did you leave yesterday?"
    clock.show("2026-11-16 17:00:00")
    assert asked not in texts(ana.get("/").text)
    clock.show("2026-11-17 06:00:00")
    page = texts(ana.get("/").text)
    assert asked in page
    assert "Nothing was clocked after Mon, Nov 16, 08:02." in page
    assert "no clock-out followed" not in page  # it is asked once, not told a second time


def test_the_lines_behind_a_number_sum_to_it(carla):
    page = carla.get(f"{FIRST}/labor-distribution").text
    rows = re.findall(r'<td class="number"><a href="([^"]+)">([^<]+)</a></td>', page)
    assert rows
    for href, shown in rows[::3]:
        lines = carla.get(href.replace("&amp;", "&")).text
        total = re.search(r'<tr class="total">(.*?)</tr>', lines, re.DOTALL).group(1)
        assert f'<td class="number">{shown}</td>' in total


def test_page_csv_and_json_say_the_same(carla):
    sheet = carla.get(f"{FIRST}/labor-distribution.csv", buffered=True)
    assert sheet.headers["Content-Disposition"].startswith("attachment; filename=labor_dist")
    rows = list(csv.DictReader(io.StringIO(sheet.data.decode("utf-8-sig"))))
    told = json.loads(carla.get(f"{FIRST}/labor-distribution.json", buffered=True).data)
    assert len(rows) == len(told["rows"])
    assert told["totals"]["seconds"] == 74 * 3600 + 600
    assert told["totals"]["cents"] == 178_000
    assert "74.17" in carla.get(f"{FIRST}/labor-distribution").text


def test_a_night_over_the_end_of_a_period_keeps_the_lights_green(app, carla, ids):
    crew.press(app, ids["ben"], "in", date(2026, 11, 22), "21:00")
    crew.press(app, ids["ben"], "out", date(2026, 11, 23), "05:30")
    with app.app_context():
        deriving.rebuild()
    for first, hours in ((FIRST, "77.17"), ("/accounting/2026-11-23", "5.50")):
        shown = texts(carla.get(first).text)
        assert f"Hours {hours}" in shown
        assert "clock = allocated" in shown
        assert "allocated = payroll" in shown


@pytest.mark.parametrize("report", ["labor-distribution", "timecards"])
def test_the_workbook_opens_and_ties(carla, report):
    answer = carla.get(f"{FIRST}/{report}.xlsx", buffered=True)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.data), data_only=True)
    checks = [row[4] for row in book["Reconciliation"].iter_rows(min_row=2, values_only=True)]
    assert "OK" in checks
    assert "CHECK" not in checks
    data = list(book["Data"].iter_rows(values_only=True))
    hours = data[0].index("hours")
    assert round(sum(row[hours] for row in data[1:]), 2) == 74.17


def test_what_is_not_there_is_not_there(carla):
    for address in (
        "/accounting/2026-11-10",
        "/accounting/2026-13-99",
        f"{FIRST}/made-up",
        f"{FIRST}/payroll-summary.exe",
        "/accounting/line/1/2026-10-01/x",
        "/accounting/line/999999/2026-11-09/x",
    ):
        assert carla.get(address).status_code == 404


def test_a_wild_query_is_read_as_far_as_it_makes_sense(carla):
    query = "?sort=zzz&down=7&limit=99999999&by=person_id&is.nothing=1&is.day=never&q=%00%27"
    assert carla.get(f"{FIRST}/labor-distribution{query}").status_code == 200


def test_workers_see_none_of_it(ana):
    for address in (
        "/accounting",
        FIRST,
        f"{FIRST}/payroll-summary.csv",
        "/accounting/line/1/2026-11-09/x",
    ):
        assert ana.get(address).status_code == 403


def test_a_period_without_hours_says_so(carla):
    shown = carla.get("/accounting/2026-10-12").text
    assert "Nobody has hours in these days." in shown


QUESTIONS = (
    "",
    "is.project=HARBOUR",
    "is.project=unallocated&sort=day&down=1",
    "q=ruiz&sort=cents",
    "by=project&sort=seconds&down=1",
    "by=person&is.project=HARBOUR",
    "by=day&q=ruiz",
    "is.day=2026-11-10&is.person=Ana+Ruiz",
    "is.customer=&is.pay_code=REG",
    "is.attested=False",
)


@pytest.mark.parametrize("report", ["labor-distribution", "payroll-summary", "timecards"])
def test_files_have_the_rows_on_screen(app, carla, ids, report):
    with app.app_context():
        making.remember_dialect(ids["carla"], "iso")
    for query in QUESTIONS:
        assert_same_rows(carla, report, query)


def assert_same_rows(carla, report, query):
    page = carla.get(f"{FIRST}/{report}?{query}&columns=all").text
    hrefs = {
        kind: re.search(rf'href="([^"]+{report}\.{kind}[^"]*)"', page).group(1)
        for kind in ("json", "csv", "xlsx")
    }
    files = {
        kind: carla.get(href.replace("&amp;", "&"), buffered=True).data
        for kind, href in hrefs.items()
    }
    told = json.loads(files["json"])
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))[1:]
    shown = re.search(r"data-rows>.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    number = shown.group(1).count("<tr>") if shown else 0
    assert number == len(told["rows"]) == len(rows), query
    hours = f"{told['totals']['seconds'] / 3600:,.2f}"
    if number:
        grid = page[page.index("data-rows") :]
        total = re.search(r'<tr class="total">(.*?)</tr>', grid, re.DOTALL).group(1)
        assert f">{hours}<" in total, query
    book = load_workbook(io.BytesIO(files["xlsx"]), data_only=True)
    assert book["Data"].max_row == max(len(rows), 1) + 1
    checks = [row[4] for row in book["Reconciliation"].iter_rows(min_row=2, values_only=True)]
    assert "CHECK" not in checks
    said = [row[1:] for row in book["Read me"].iter_rows(values_only=True) if row[0] == "Parameter"]
    assert ("Only", "project = HARBOUR") in said or "HARBOUR" not in query
    assert ("With the text", "ruiz") in said or "ruiz" not in query


def test_a_file_is_named_after_what_is_in_it_and_the_dialect_is_kept_with_the_person(app, carla):
    address = f"{FIRST}/labor-distribution.csv?is.project=HARBOUR&by=day"
    assert b"2026-11-09,28920" in carla.get(address, buffered=True).data
    assert "CSV</a>" in carla.get(f"{FIRST}/labor-distribution").text
    said = {"csrf_token": crew.token_in(carla.get("/account").text), "dialect": "de"}
    sent = carla.post(address, data=said, buffered=True)
    name = "labor_distribution_by_day_2026-11-09_2026-11-22_only_HARBOUR.csv"
    assert name in sent.headers["Content-Disposition"]
    assert b"09.11.2026;28920;8,0333" in sent.data
    elsewhere = app.test_client()
    crew.sign_in(elsewhere, "carla")
    page = elsewhere.get(f"{FIRST}/labor-distribution").text
    assert "CSV (German)</a>" in page
    again = elsewhere.get(f"{FIRST}/payroll-summary.csv", buffered=True)
    assert b"240" in again.data
    assert b";" in again.data


def test_pages_ask_the_database_as_often_for_many_as_for_few(app, carla, ana, ids):
    pages = [(carla, f"{FIRST}/{report}") for report in ("payroll-summary", *REPORTS)]
    pages += [(carla, f"{FIRST}/labor-distribution?by=project"), (carla, "/accounting"), (ana, "/")]

    def asked():
        counts = []
        for client, address in pages:
            with walking.statements(app) as sent:
                assert client.get(address).status_code == 200
            counts.append(len(sent))
        return counts

    crew.work(app, ids, date(2026, 11, 16), days=2)
    few = asked()
    crew.work(app, ids, date(2026, 11, 18), days=4)
    crew.work(app, ids | {"ana": ids["carla"]}, date(2026, 11, 14), days=2)
    assert asked() == few


def test_numbers_that_are_being_recomputed_say_so_everywhere(app, carla, settings):
    with app.app_context(), write() as tx:
        derived.mark_all_stale(tx)
    said = "2 workweeks are being recomputed"
    assert said in texts(carla.get(FIRST).text)
    assert "being recomputed" in texts(carla.get("/accounting").text)
    told = json.loads(carla.get(f"{FIRST}/payroll-summary.json", buffered=True).data)
    assert told["parameters"]["Still being derived"] == "2 workweeks"
    with app.app_context():
        assert jobs.run_all(settings) == 1
    assert "recomputed" not in texts(carla.get(FIRST).text)
