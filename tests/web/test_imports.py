"""Past shifts sent as a file: checked, looked at, brought in by a job, taken back."""

import gzip
import io

import pytest
from sqlalchemy import func, select

from tests.support import crew, signin
from tests.support.crew import post, words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from tests.web.test_exports import lock
from timesheet import jobs, now
from timesheet.actions import deriving, import_undo, importing, importing_later
from timesheet.store import audit, facts, imports, staff
from timesheet.store import jobs as rows
from timesheet.store.db import read, write

PAGE = "/imports"
HEAD = "entry_id,person,team,start,end,hours,project,task\n"
ROW = "{0},{1},,2026-11-{2:02}T18:00:00,2026-11-{2:02}T20:00:00,2,{3},\n"


@pytest.fixture
def dora(app, ids):
    return signin.signed_in(app, "dora", "admin")


def file(number=12, person="P-001", code="HARBOUR", key="k"):
    return HEAD + "".join(ROW.format(f"{key}{n}", person, n + 1, code) for n in range(number))


def send(client, content, name="past.csv", **said):
    content = content if isinstance(content, bytes) else content.encode()
    said = {"zone": crew.ZONE, "codes": "1"} | said
    return post(client, f"{PAGE}/upload", file=(io.BytesIO(content), name), **said)


def run(app, settings):
    with app.app_context():
        return jobs.run_all(settings)


def checked(app, client, settings, content, **said):
    waits = send(client, content, **said)
    assert "is checked" in words(waits)
    run(app, settings)
    assert "See what it would bring" in words(client.get(waits.request.path))
    return words(client.get(PAGE))


def brought(app, client, settings, content):
    checked(app, client, settings, content)
    waits = post(client, f"{PAGE}/bring")
    assert "is brought in" in words(waits), words(waits)
    run(app, settings)
    assert "Back to past shifts" in words(client.get(waits.request.path))


def hours(app):
    with app.app_context(), read() as tx:
        table = deriving.derived.labor_lines
        return tx.execute(select(func.sum(table.c.seconds))).scalar() / 3600


def told(app, event):
    with app.app_context(), read() as tx:
        table = audit.audit
        return tx.execute(select(func.count()).where(table.c.event == event)).scalar()


def test_a_file_is_checked_looked_at_brought_in_and_taken_back(app, dora, ids, settings):
    before = hours(app)
    shown = checked(app, dora, settings, file() + ROW.format("n", "NEW-1", 3, "NEW"))
    assert "Shifts 13 People 2 Days 13 Hours 26.00 Projects 2" in shown
    assert "1 person isn’t here yet and is added: NEW-1" in shown
    assert "1 project isn’t here yet and is added" in shown
    assert "No row lies in a pay period that is closed" in shown
    assert hours(app) == before
    post(dora, f"{PAGE}/bring")
    run(app, settings)
    assert hours(app) == before + 26
    assert told(app, "imported") == 1
    shown = words(dora.get(PAGE))
    assert "past.csv · Nov 1 – Nov 12, 2026 · 13 shifts" in shown
    assert "Why it is taken back" in shown
    assert "Say why" in words(post(dora, f"{PAGE}/1/undo", reason="  "))
    waits = post(dora, f"{PAGE}/1/undo", reason="the wrong file")
    assert "is taken back" in words(waits)
    run(app, settings)
    assert hours(app) == before
    assert told(app, "import_taken_back") == 1
    assert "taken back" in words(dora.get(PAGE))
    assert "taken back already" in words(post(dora, f"{PAGE}/1/undo", reason="once more"))
    with app.app_context():
        assert deriving.check() == []
        with read() as tx:
            assert tx.execute(select(func.count()).select_from(facts.corrections)).scalar() == 26


def test_what_was_taken_back_may_be_brought_again_and_once(app, dora, ids, settings):
    before = hours(app)
    for turn in range(1, 3):
        brought(app, dora, settings, file(3))
        assert hours(app) == before + 6
        assert "here already, to its last row" in checked(app, dora, settings, file(3))
        post(dora, f"{PAGE}/{turn}/undo", reason="wrong hours")
        run(app, settings)
        assert hours(app) == before
    brought(app, dora, settings, file(3))
    assert "3 rows came with an earlier file" in checked(app, dora, settings, file(5))
    post(dora, f"{PAGE}/bring")
    run(app, settings)
    assert hours(app) == before + 10


def test_each_row_that_cannot_be_used_is_named_with_what_to_do_and_nothing_is_lost(
    app, dora, ids, settings
):
    bad = file(2) + "x,P-001,,2026-11-03T20:00:00,2026-11-03T18:00:00,2,=cmd,\n"
    shown = checked(app, dora, settings, bad)
    assert "1 row can’t be used. Nothing was brought in" in shown
    assert "4 end 2026-11-03T18:00:00 The end is not after the start" in shown
    assert "Bring them in" not in shown
    assert "There is nothing to do" in words(post(dora, f"{PAGE}/bring"))
    with dora.get(f"{PAGE}/rows-to-mend.csv") as sheet:
        assert "4,end,2026-11-03T18:00:00," in sheet.data.decode("utf-8-sig")
    post(dora, f"{PAGE}/drop")
    assert "Throw it away" not in words(dora.get(PAGE))
    assert dora.get(f"{PAGE}/rows-to-mend.csv").status_code == 404


def test_accounting_brings_hours_and_adds_neither_people_nor_codes(app, carla, ids, settings):
    strange = file(1) + ROW.format(2, "NEW-1", 2, "HARBOUR") + ROW.format(3, "P-001", 3, "NEW")
    shown = checked(app, carla, settings, strange)
    assert "3 person NEW-1 Nobody here has this number" in shown
    assert "4 project NEW There is no project with this code" in shown
    before = hours(app)
    brought(app, carla, settings, file(4))
    assert hours(app) == before + 8


def test_workers_and_leads_bring_nothing_and_who_may_no_more_neither(app, ana, dora, ids, settings):
    lena = signin.signed_in(app, "lena", "lead")
    assert [client.get(PAGE).status_code for client in (ana, lena)] == [403, 403]
    checked(app, dora, settings, file())
    post(dora, f"{PAGE}/bring")
    latest = rows.jobs.c.id.desc()
    with app.app_context(), write() as tx:
        who = tx.execute(select(rows.jobs.c.asked_by).order_by(latest)).scalar()
        staff.set_roles(tx, who, {"accounting"})
    run(app, settings)
    with app.app_context(), read() as tx:
        job = rows.of_person(tx, who)[0]
    assert (job.state, importing_later.NOT_ANY_MORE in job.failure) == ("failed", True)
    assert told(app, "imported") == 0


def test_p37_nothing_comes_into_a_closed_period_and_nothing_of_it_is_taken_back(
    app, carla, dora, ids, settings
):
    brought(app, dora, settings, file(12))
    lock(carla, ids["ana"])
    before = hours(app)
    shown = checked(app, dora, settings, file(12, key="other"))
    assert "10 start 2026-11-09T18:00:00 The pay period of this day isn’t open any more" in shown
    waits = post(dora, f"{PAGE}/1/undo", reason="too late")
    run(app, settings)
    assert "isn’t open any more: they stay" in words(dora.get(waits.request.path))
    assert hours(app) == before
    with app.app_context(), read() as tx:
        assert imports.find(tx, 1).undo_by is None


class Killed(BaseException):
    """What kill -9 looks like from inside."""


def dies(*_said, **_more):
    raise Killed


def silent():
    with write() as tx:
        tx.execute(rows.jobs.update().values(beat_at=now.utc() - rows.SILENCE - 1))


@pytest.mark.parametrize("at", ["importing", "following", "undoing", "undone"])
def test_an_import_or_its_undoing_that_is_killed_is_gone_on_with(
    app, dora, ids, settings, monkeypatch, at
):
    monkeypatch.setattr(importing, "CHUNK", 5)
    monkeypatch.setattr(import_undo, "CHUNK", 5)
    before = hours(app)
    undoing = at.startswith("und")
    if undoing:
        brought(app, dora, settings, file())
        post(dora, f"{PAGE}/1/undo", reason="the wrong file")
    else:
        checked(app, dora, settings, file())
        post(dora, f"{PAGE}/bring")
    where = {
        "importing": (importing.time, "sleep"), "following": (importing.deriving, "derive_stale"),
        "undoing": (import_undo.time, "sleep"), "undone": (importing.deriving, "derive_stale"),
    }[at]  # fmt: skip
    with app.app_context():
        with monkeypatch.context() as broken:
            broken.setattr(*where, dies)
            with pytest.raises(Killed):
                jobs.run_next(settings)
        silent()
        assert jobs.run_next(settings)
    assert hours(app) == before + (0 if undoing else 24)
    assert (told(app, "imported"), told(app, "import_taken_back")) == (1, int(undoing))
    with app.app_context():
        assert deriving.check() == []


def test_cancelled_half_way_what_is_in_stays_and_is_gone_on_with(
    app, dora, ids, settings, monkeypatch
):
    monkeypatch.setattr(importing, "CHUNK", 5)
    checked(app, dora, settings, file())
    waits = post(dora, f"{PAGE}/bring")
    beat = jobs.Work.beat

    def cancels(work, done, total):
        if done == 5:
            post(dora, f"{waits.request.path}/cancel")
        beat(work, done, total)

    with monkeypatch.context() as broken:
        broken.setattr(jobs.Work, "beat", cancels)
        run(app, settings)
    assert "What was done by then stays" in words(dora.get(waits.request.path))
    shown = words(dora.get(PAGE))
    assert "5 of 12 rows are in already; it goes on there" in shown
    run(app, settings)
    before = hours(app)
    post(dora, f"{PAGE}/bring")
    run(app, settings)
    assert hours(app) == before + 14
    assert told(app, "imported") == 1


def test_a_job_that_is_killed_while_it_checks_checks_anew(app, dora, ids, settings, monkeypatch):
    send(dora, file())
    with app.app_context():
        with monkeypatch.context() as broken:
            broken.setattr(importing.import_check, "compare", dies)
            with pytest.raises(Killed):
                jobs.run_next(settings)
        silent()
        jobs.run_next(settings)
    assert "Bring them in" in words(dora.get(PAGE))
    left = sorted(path.suffix for path in (settings.data_folder / "uploads").iterdir())
    assert left == [".rows"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a,b\n1,2\n", "the heading, lacks"), (b"PK\x03\x04broken", "neither a workbook"),
        (b"", "the heading, lacks"), (HEAD.encode(), "There are no rows"),
        (b"\x1f\x8bbroken", "it may be damaged"),
        (gzip.compress(HEAD.encode() + b"\n" * 1_000_100), "more than 1,000,000 rows"),
    ],
)  # fmt: skip
def test_p26_what_is_no_such_file_is_refused_by_its_job(app, dora, ids, settings, content, text):
    waits = send(dora, content)
    run(app, settings)
    assert text in words(dora.get(waits.request.path))
    assert "Throw it away" not in words(dora.get(PAGE))


def test_a_zone_that_there_is_none_of_and_a_second_file_at_once(app, dora, ids, settings):
    assert "unknown time zone" in words(send(dora, file(), zone="Mars/Olympus"))
    send(dora, file())
    assert "One at a time" in words(send(dora, file(2)))
    run(app, settings)
    assert "Shifts 12" in words(dora.get(PAGE))


def test_rows_over_hours_that_are_here_and_rows_that_stand_twice_are_told(app, dora, ids, settings):
    over = "1,P-001,,2026-11-09T09:00:00,2026-11-09T11:00:00,2,,\n"
    shown = checked(app, dora, settings, HEAD + over + over.replace("1,", "2,", 1))
    assert "1 row has the person and hours of another row" in shown
    assert "2 rows lie over hours that are here already" in shown
