"""The provider's payroll register: sent as it is, held against ours, a light of its own."""

import io
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from tests.support import crew, signin
from tests.support.crew import post, words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from tests.web.test_exports import lock
from timesheet import jobs, now
from timesheet.actions import registering_later
from timesheet.exchange import foreign
from timesheet.store import jobs as rows
from timesheet.store.db import write
from timesheet.web import registers

FIRST = date(2026, 11, 9)
PAGE = f"/registers/{FIRST}"
RIGHT = "Employee ID,Name,Total Hours,Gross Pay\nP-001,Ana Ruiz,40.17,964.00\n"


def send(client, content, name="register.csv"):
    said = {"csrf_token": crew.token_in(client.get("/account").text)}
    content = content.encode() if isinstance(content, str) else content
    said["file"] = (io.BytesIO(content), name)
    return client.post(f"{PAGE}/upload", data=said, follow_redirects=True)


def test_a_register_that_agrees_lights_the_period_and_the_same_file_does_nothing(carla, ids):
    lock(carla, ids["ana"])
    assert "payroll = provider" not in words(carla.get(f"/accounting/{FIRST}"))
    assert "Everybody agrees within the tolerance" in words(send(carla, RIGHT))
    assert "payroll = provider" in words(carla.get(f"/accounting/{FIRST}"))
    assert "there is nothing to do" in words(send(carla, RIGHT))


def test_each_difference_is_shown_and_names_that_do_not_match_with_the_nearest(carla, ids):
    lock(carla, ids["ana"])
    wrong = "File #;Employee Name;Stunden;Brutto\n;Anna Ruis;41,50;1.004,00\n9;Zoe;1;x\n"
    shown = words(send(carla, wrong))
    assert "Ana Ruiz P-001 not in the register 40.17" in shown
    assert "2 Anna Ruis – 41.50 $1,004.00 Ana Ruiz (P-001)" in shown
    assert "3 Zoe 9 1.00" in shown
    assert "Row 3, Brutto: “x”" in shown
    assert "payroll ≠ provider" in words(carla.get(f"/accounting/{FIRST}"))
    differs = words(send(carla, RIGHT.replace("40.17", "41.00")))
    assert "differs 40.17 41.00 +0.83 $964.00 $964.00 –" in differs
    assert "Everybody agrees" in words(carla.get(f"{PAGE}?hours=1"))


def test_columns_that_are_not_known_are_chosen_on_the_page(carla, ids):
    lock(carla, ids["ana"])
    shown = words(send(carla, "Wer,Was,Geld\nAna Ruiz,40.17,964.00\n"))
    assert "Say below which column names the person" in shown
    token = crew.token_in(carla.get("/account").text)
    chosen = {"csrf_token": token, "means": ["", "hours", "gross"]}
    refused = carla.post(f"{PAGE}/columns", data=chosen, follow_redirects=True)
    assert "Choose a column that names the person" in words(refused)
    chosen["means"] = ["name", "hours", "gross"]
    shown = carla.post(f"{PAGE}/columns", data=chosen, follow_redirects=True)
    assert "Everybody agrees" in words(shown)


def test_a_workbook_is_read_like_a_csv(carla, ids):
    lock(carla, ids["ana"])
    book = Workbook()
    for row in (["Employee", "Hours", "Gross"], ["Ruiz, Ana", 40.17, 964]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert "Everybody agrees" in words(send(carla, out.getvalue(), "r.xlsx"))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "This file is empty"), (b"\0\1\2", "neither a CSV nor a workbook"),
        (b"PK\x03\x04broken", "neither a CSV nor a workbook"),
        (b"a,b\n" * (foreign.SMALL.rows + 1), "send a smaller one"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_and_keeps_nothing(carla, ids, content, text):
    assert text in words(send(carla, content))
    assert "No register of this pay period yet" in words(carla.get(PAGE))


def test_a_workbook_that_unpacks_to_much_is_refused_at_once(carla, ids):
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    assert "send a smaller one" in words(send(carla, out.getvalue(), "bomb.xlsx"))


def test_who_is_not_locked_yet_is_told_from_a_stranger(carla, ids):
    shown = words(send(carla, RIGHT))
    assert "Ana Ruiz (P-001) not locked yet" in shown


def test_what_is_not_exported_is_not_expected_of_the_provider(carla, ids):
    lock(carla, ids["ana"])
    said = {"csrf_token": crew.token_in(carla.get("/account").text), "pay_code:REG": "-"}
    carla.post("/exports/names/adp-wfn", data=said)
    shown = words(send(carla, RIGHT))
    assert "none of ours" in shown or "differs" in shown


def test_workers_and_leads_see_no_register(app, ana, ids):
    lena = signin.signed_in(app, "lena", "lead")
    assert [client.get(PAGE).status_code for client in (ana, lena)] == [403, 403]


def test_a_pay_code_that_differs_is_shown_though_the_sums_agree(carla, ids):
    lock(carla, ids["ana"])
    split = "Employee ID,Regular Hours,Overtime Hours,Total Hours,Gross\nP-001,38.17,2,40.17,964\n"
    shown = words(send(carla, split))
    assert "1 person differs" in shown
    assert "Ana Ruiz P-001 Overtime 0.00 2.00 +2.00" in shown
    assert "Ana Ruiz P-001 Regular 40.17 38.17" in shown


def test_where_many_agree_they_are_folded_away_and_who_differs_stands_open(carla, ids, monkeypatch):
    monkeypatch.setattr(registers, "FEW", 0)
    lock(carla, ids["ana"])
    shown = send(carla, RIGHT)
    assert "<summary>1 person agrees</summary>" in shown.text
    shown = send(carla, RIGHT.replace("40.17", "41.00"))
    assert "<summary>0 people agree</summary>" not in shown.text
    assert "Ana Ruiz P-001 differs 40.17 41.00" in words(shown)


@pytest.fixture
def many(monkeypatch):
    """Let any register be a large one."""
    monkeypatch.setattr(registering_later, "AT_ONCE_BYTES", 10)


def run(app, settings):
    with app.app_context():
        return jobs.run_all(settings)


def uploads(settings):
    return [path.name for path in (settings.data_folder / "uploads").iterdir()]


def test_a_large_register_is_read_by_a_job_and_leads_back(app, carla, ids, settings, many):
    lock(carla, ids["ana"])
    waiting = send(carla, RIGHT)
    assert "register.csv is read" in words(waiting)
    assert "No register of this pay period yet" in words(carla.get(PAGE))
    run(app, settings)
    assert "See it beside ours" in words(carla.get(waiting.request.path))
    assert "Everybody agrees" in words(carla.get(PAGE))
    assert uploads(settings) == []
    token = crew.token_in(carla.get("/account").text)
    means = {"csrf_token": token, "means": ["person", "name", "", "gross"]}
    assert "is read" in words(carla.post(f"{PAGE}/columns", data=means, follow_redirects=True))
    run(app, settings)
    assert "Ana Ruiz P-001 agrees 40.17 – – $964.00" in words(carla.get(PAGE))


def test_a_job_that_was_killed_while_it_read_keeps_the_register_once(
    app, carla, ids, settings, many, monkeypatch
):
    class Killed(BaseException):
        """What kill -9 looks like from inside."""

    def killed(*_said):
        raise Killed

    lock(carla, ids["ana"])
    send(carla, RIGHT)
    sent = (settings.data_folder / "uploads").iterdir().__next__()
    content = sent.read_bytes()
    with app.app_context():
        whole = registering_later.registering.opened
        monkeypatch.setattr(registering_later.registering, "opened", killed)
        with pytest.raises(Killed):
            jobs.run_next(settings)
        monkeypatch.setattr(registering_later.registering, "opened", whole)
        sent.write_bytes(content)  # a process that is killed removes nothing
        with write() as tx:
            tx.execute(rows.jobs.update().values(beat_at=now.utc() - rows.SILENCE - 1))
        assert jobs.run_next(settings)
    assert "Everybody agrees" in words(carla.get(PAGE))


def test_a_job_that_is_cancelled_or_refused_keeps_nothing(app, carla, ids, settings, many):
    waiting = send(carla, RIGHT)
    post(carla, f"{waiting.request.path}/cancel")
    run(app, settings)
    assert "No register of this pay period yet" in words(carla.get(PAGE))
    waiting = send(carla, b"PK\x03\x04 this is no workbook", "broken.xlsx")
    run(app, settings)
    assert "neither a CSV nor a workbook" in words(carla.get(waiting.request.path))
    assert "No register of this pay period yet" in words(carla.get(PAGE))
