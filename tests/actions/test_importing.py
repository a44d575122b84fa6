"""History files: all or nothing, once, and right to the second."""

import csv
import gzip
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from timesheet.actions import deriving, importing, reporting
from timesheet.errors import Refused
from timesheet.store import audit, bulk, closing
from timesheet.store import facts as facts_of
from timesheet.store.db import read
from timesheet.store.db import write as write_tx

HEAD = "entry_id,person,team,start,end,hours,project,task,clock\n"
GOOD = [
    "1,ann,blue,2026-03-02T07:00:00,2026-03-02T15:30:00,8.0,HARBOUR,framing,real",
    "2,ann,blue,2026-03-02T20:00:00,2026-03-03T02:00:00,6.0,DEPOT,,real",
    "3,bob,red,2026-03-02T07:00:00,2026-03-02T11:00:00,4.0,LATHE,,real",
    "4,bob,red,2026-03-02T09:00:00,2026-03-02T12:00:00,3.0,MILL,,real",
]


def write(folder, rows, name="history.csv"):
    path = folder / name
    text = HEAD + "".join(row + "\n" for row in rows)
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def run(path, zone="UTC", **options):
    return importing.import_history(path, zone, 1_800_000_000, **options)


def hours(**equal):
    request = reporting.Request("labor-distribution", date(2026, 1, 1), date(2026, 12, 31))
    found = Counter()
    with reporting.opened(request) as report:
        for row in report.table.records():
            found[row["person"], row["project"], row["day"].isoformat()] += row["seconds"]
    return {key: seconds / 3600 for key, seconds in found.items()}


def issues():
    with reporting.opened(
        reporting.Request("exceptions", date(2026, 1, 1), date(2026, 12, 31))
    ) as report:
        return Counter(row["exception"] for row in report.table.records())


@pytest.mark.parametrize("name", ["history.csv", "history.csv.gz"])
def test_hours_breaks_midnight_and_two_machines(app, tmp_path, name):
    done = run(write(tmp_path, GOOD, name))
    assert (done.rows, done.punches) == (4, 8)
    assert hours() == {
        ("ann", "HARBOUR", "2026-03-02"): 8,
        ("ann", "DEPOT", "2026-03-02"): 4,
        ("ann", "DEPOT", "2026-03-03"): 2,
        ("bob", "LATHE", "2026-03-02"): 3,
        ("bob", "MILL", "2026-03-02"): 2,
    }
    assert issues()["overlap"] == 1
    assert deriving.check() == []


def test_the_same_file_again_and_the_same_rows_in_another_file(app, tmp_path):
    run(write(tmp_path, GOOD))
    before = hours()
    assert run(write(tmp_path, GOOD)).known
    again = run(write(tmp_path, GOOD[::-1], "copy.csv"))
    assert again.punches == 0
    assert hours() == before


def test_without_codes(app, tmp_path):
    run(write(tmp_path, GOOD), with_codes=False)
    assert {project for _, project, _ in hours()} == {"unallocated"}
    assert sum(hours().values()) == 19
    assert issues()["overlap"] == 1


WRONG = (
    ("9,ann,blue,2026-03-02T07:00:00,2026-03-02T06:00:00,1,H,,real", "end"),
    ("9,ann,blue,2026-03-02T07:00:00,2026-03-05T06:00:00,1,H,,real", "end"),
    ("9,ann,blue,2026-03-02T07:00:00,2026-03-02T08:00:00,1.5,H,,real", "hours"),
    ("9,ann,blue,2026-03-02T07:00:00,2026-03-02T08:00:00,nan,H,,real", "hours"),
    ("9,ann,blue,2026-03-02T07:00:00,2026-03-02T08:00:00,inf,H,,real", "hours"),
    ("9,ann,blue,yesterday,2026-03-02T08:00:00,1,H,,real", "start"),
    ("9,ann,blue,2026-03-29T02:30:00,2026-03-29T08:00:00,1,H,,real", "start"),
    ("9,,blue,2026-03-02T07:00:00,2026-03-02T08:00:00,1,H,,real", "person"),
    ("9,ann,blue", "start"),
    ("9,a\x0bn,blue,2026-03-02T07:00:00,2026-03-02T08:00:00,1,H,,real", "person"),
)


def test_one_wrong_row_and_nothing_is_imported(app, tmp_path):
    for row, column in WRONG:
        done = run(write(tmp_path, [*GOOD, row]), "Europe/Berlin")
        assert [(e.row, e.column) for e in done.errors] == [(6, column)], row
        assert hours() == {}


def test_files_that_are_no_history(app, tmp_path):
    with pytest.raises(Refused, match="unknown time zone"):
        run(write(tmp_path, GOOD), "Mars/Olympus")
    with pytest.raises(Refused, match="no rows"):
        run(write(tmp_path, []))
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")
    with pytest.raises(Refused, match="lacks: entry_id"):
        run(bad)
    bad.write_bytes(b"\x1f\x8bnot gzip")
    with pytest.raises(Refused):
        run(bad)


class Killed(BaseException):
    """What kill -9 looks like from inside."""


def facts():
    with read() as tx:
        rows = tx.execute(select(facts_of.punches).order_by(facts_of.punches.c.client_uuid))
        told = tx.execute(select(func.count()).where(audit.audit.c.event == "imported")).scalar()
        return [(row.person_id, row.client_uuid, row.at, row.project_id) for row in rows], told


def many(number=60):
    day = datetime(2026, 3, 2, 8)
    return [
        f"{n},p{n % 7},blue,{day + timedelta(days=n):%Y-%m-%dT%H:%M:%S},"
        f"{day + timedelta(days=n, hours=8):%Y-%m-%dT%H:%M:%S},7.5,P{n % 3},,real"
        for n in range(number)
    ]


@pytest.mark.parametrize("after", [1, 7, 20, 60])
def test_an_import_that_is_killed_goes_on_where_it_was_and_brings_each_row_once(
    app, tmp_path, monkeypatch, after
):
    monkeypatch.setattr(importing, "CHUNK", 5)

    def dies(what, done, _total):
        if what == "importing" and done >= after:
            raise Killed

    path = write(tmp_path, many())
    with pytest.raises(Killed):
        run(path, progress=dies)
    half, told = facts()
    assert told == 1
    assert len(half) == 2 * min(60, -(-after // 5) * 5)
    done = run(path)
    assert done.known if after == 60 else done.punches == 120 - len(half)
    deriving.derive_stale()
    whole, told = facts()
    assert (len(whole), len(set(whole)), told) == (120, 120, 1)
    assert sum(hours().values()) == 60 * 7.5
    assert run(path).known
    assert deriving.check() == []


def test_a_period_that_is_closed_while_a_file_comes_in_stays_as_it_is(app, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 10)
    rows = many()

    def closes(what, done, _total):
        if what == "importing" and done == 20:
            with write_tx() as tx:
                key = bulk.ids(tx, bulk.people, "number")["p6"]
                closing.add_step(
                    tx, person_id=key, period=date(2026, 3, 1), last_day=date(2026, 5, 31),
                    step="lock", state="locked", author_id=key, made_at=0,
                )  # fmt: skip

    with pytest.raises(Refused, match="closed meanwhile"):
        run(write(tmp_path, rows), progress=closes)
    with read() as tx:
        held = bulk.ids(tx, bulk.people, "number")["p6"]
    assert held not in {person for person, *_ in facts()[0]}


def test_no_transaction_of_an_import_holds_more_than_a_few_rows(app, tmp_path, monkeypatch):
    sizes, add = [], bulk.add_punches

    def counting(tx, rows):
        rows = list(rows)
        sizes.append(len(rows))
        return add(tx, rows)

    monkeypatch.setattr(bulk, "add_punches", counting)
    run(write(tmp_path, many(1_200)))
    assert sum(sizes) == 2_400
    assert max(sizes) <= 2 * importing.CHUNK


DIALECTS = {
    "semicolons": lambda text: text.replace(",", ";").replace("8.0", "8,0").encode(),
    "tabs of windows": lambda text: (
        text.replace(",", "\t").replace("blue", "Süd").encode("cp1252")
    ),
    "columns moved": lambda text: "".join(
        ",".join(line.split(",")[::-1]) + "\n" for line in text.splitlines()
    ).encode("utf-8-sig"),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_csv_is_read_however_a_program_left_it(app, tmp_path, dialect):
    path = tmp_path / "history.csv"
    path.write_bytes(DIALECTS[dialect](HEAD + "".join(f"{row}\n" for row in GOOD)))
    assert run(path).errors == ()
    assert sum(hours().values()) == 19
    with read() as tx:
        assert ("Süd" in bulk.ids(tx, bulk.teams, "name")) == ("windows" in dialect)


def test_a_workbook_is_read_like_a_csv(app, tmp_path):
    book = Workbook()
    book.active.append(HEAD.strip().split(","))
    for row in GOOD:
        key, *names, start, end, paid, project, task, _clock = row.split(",")
        times = [datetime.fromisoformat(at) for at in (start, end)]
        book.active.append([int(key), *names, *times, float(paid), project, task])
    book.save(tmp_path / "history.xlsx")
    assert run(tmp_path / "history.xlsx").errors == ()
    found = hours()
    assert run(write(tmp_path, GOOD)).punches == 0
    assert found == hours()
    assert sum(found.values()) == 19


@pytest.mark.slow
def test_real_overlapping_rows_sum_under_the_sharing_rule(app, tmp_path, shared):
    path = shared / "data" / "production.csv.gz"
    run(path)
    got = Counter()
    request = reporting.Request("labor-distribution", date(2011, 12, 1), date(2013, 1, 1))
    with reporting.opened(request) as report:
        for row in report.table.records():
            got[row["person"], row["project"], row["task"]] += row["seconds"]
    wanted, rows = sharing(path)
    assert set(got) == set(wanted)
    for key, seconds in wanted.items():
        assert abs(got[key] - seconds) <= rows[key]


def sharing(path):
    """Seconds by person and code: each instant shared equally among the rows then open."""
    by_person = {}
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            start, end = (datetime.fromisoformat(row[k]).timestamp() for k in ("start", "end"))
            by_person.setdefault(row["person"], []).append(
                (start, end, (row["person"], row["project"], row["task"]))
            )
    wanted, rows = Counter(), Counter()
    for entries in by_person.values():
        edges = sorted({at for start, end, _ in entries for at in (start, end)})
        for _, _, key in entries:
            rows[key] += 1
        for start, end in pairwise(edges):
            now_open = [key for a, b, key in entries if a <= start and b >= end]
            for key in now_open:
                wanted[key] += (end - start) / len(now_open)
    return wanted, rows
