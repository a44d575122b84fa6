"""Files made in the background: asked for, watched, cancelled, fetched by their owner only."""

import io
import re
import zipfile

import openpyxl
import pytest

from tests.support import crew, signin
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from timesheet import jobs
from timesheet.actions import making
from timesheet.store import jobs as rows
from timesheet.store import staff
from timesheet.store.db import read, write

FIRST = "/accounting/2026-11-09"
REPORT = f"{FIRST}/labor-lines"


@pytest.fixture
def small(monkeypatch):
    """Let three lines be many."""
    monkeypatch.setattr(making, "LARGE", 3)


def post(client, address, **said):
    said["csrf_token"] = crew.token_in(client.get("/account").text)
    return client.post(address, data=said, buffered=True)


def run(app, settings):
    with app.app_context():
        return jobs.run_all(settings)


def asked(client, address=f"{REPORT}.xlsx", **said):
    answer = post(client, address, **said)
    assert answer.status_code == 303
    return answer.headers["Location"]


def results(settings):
    folder = settings.data_folder / making.FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_what_is_small_comes_at_once_and_a_dialect_is_seen_before_and_remembered(carla):
    page = carla.get(f"{REPORT}?sort=day").text
    assert f'href="{REPORT}/files?sort=day#csv"' in page.replace("&amp;", "&")
    shown = carla.get(f"{REPORT}/files?sort=day").text
    previews = re.findall(r"<pre[^>]*>(.*?)</pre>", shown, re.DOTALL)
    assert [text.count("\n") for text in previews] == [3, 3, 3]
    assert "11/09/2026" in previews[0]
    assert "09.11.2026;" in previews[1]
    assert "2026-11-09," in previews[2]
    answer = post(carla, f"{REPORT}.csv?sort=day", dialect="de")
    assert answer.status_code == 200
    heading, first = answer.data.decode("utf-8-sig").splitlines()[:2]
    shown = dict(zip(*(line.split(";") for line in previews[1].splitlines()[:2]), strict=True))
    assert shown.items() <= dict(zip(heading.split(";"), first.split(";"), strict=True)).items()
    assert f'href="{REPORT}.csv"' in carla.get(REPORT).text
    with carla.get(f"{REPORT}.csv") as again:
        assert "09.11.2026" in again.text


def test_a_large_file_is_a_job_that_its_owner_watches_and_fetches(
    app, carla, ids, settings, small, clock
):
    with carla.get(f"{REPORT}.xlsx?is.person=Ana+Ruiz") as answer:
        assert answer.headers["Location"] == f"{REPORT}/files?is.person=Ana+Ruiz"
    address = asked(carla, f"{REPORT}.xlsx?is.person=Ana+Ruiz")
    page = carla.get(address).text
    assert "labor_lines_2026-11-09_2026-11-22_only_Ana-Ruiz.xlsx" in page
    assert "waits for its turn" in page.lower()
    assert 'hx-trigger="every 1s"' in page
    assert carla.get(f"{address}/file").status_code == 404
    assert run(app, settings) == 1
    page = carla.get(address).text
    assert f"{address}/file" in page
    assert "hx-trigger" not in page
    with carla.get(f"{address}/file") as answer:
        name = "labor_lines_2026-11-09_2026-11-22_only_Ana-Ruiz.xlsx"
        assert name in answer.headers["Content-Disposition"]
        data = openpyxl.load_workbook(io.BytesIO(answer.data))["Data"]
    column = next(column for column in data.columns if column[0].value == "person")
    assert {cell.value for cell in column[1:]} == {"Ana Ruiz"}
    assert "Ana-Ruiz.xlsx" in carla.get("/files").text
    clock.at += making.KEPT + 1
    crew.sign_in(carla, "carla")
    asked(carla)
    run(app, settings)
    assert carla.get(address).status_code == 404
    assert len(results(settings)) == 1


def test_the_file_is_what_would_have_come_at_once(app, carla, ids, settings, monkeypatch):
    with carla.get(f"{REPORT}.xlsx") as answer:
        at_once = answer.data
    monkeypatch.setattr(making, "LARGE", 3)
    address = asked(carla)
    run(app, settings)
    with carla.get(f"{address}/file") as answer:
        assert answer.data == at_once


def test_p04_a_file_is_its_owners_only_while_he_may_see_reports(app, carla, ids, settings, small):
    other = signin.signed_in(app, "dora", "accounting")
    address = asked(carla)
    second = asked(other)
    run(app, settings)
    assert other.get(address).status_code == 404
    assert other.get(f"{address}/file").status_code == 404
    assert post(other, f"{address}/cancel").status_code == 404
    third = asked(carla)
    with app.app_context(), write() as tx:
        staff.set_roles(tx, ids["carla"], {"worker"})
    run(app, settings)
    assert carla.get(f"{address}/file").status_code == 403
    with app.app_context(), read() as tx:
        job = rows.one(tx, int(third.rsplit("/", 1)[1]), ids["carla"])
    assert (job.state, job.result) == ("failed", "")
    assert "may not see reports" in job.failure
    with other.get(f"{second}/file") as answer:
        assert zipfile.is_zipfile(io.BytesIO(answer.data))


def test_p41_of_a_person_one_large_file_at_a_time(app, carla, ids, settings, small):
    address = asked(carla)
    assert asked(carla, f"{FIRST}/labor-distribution.csv") == address
    assert "One at a time" in carla.get(address).text
    assert run(app, settings) == 1
    assert asked(carla) != address


def test_cancelled_nothing_is_left(app, carla, ids, settings, small, monkeypatch):
    address = asked(carla)
    post(carla, f"{address}/cancel")
    assert "Cancelled" in carla.get(address).text
    assert run(app, settings) == 0
    address = asked(carla)
    beat = jobs.Work.beat

    def cancels(work, done, total):
        post(carla, f"{address}/cancel")
        assert "being cancelled" in carla.get(address).text.lower()
        beat(work, done, total)

    monkeypatch.setattr(jobs.Work, "beat", cancels)
    assert run(app, settings) == 1
    assert "Cancelled" in carla.get(address).text
    assert results(settings) == []
    assert "done already" in post_and_follow(carla, f"{address}/cancel")


def post_and_follow(client, address):
    return client.get(post(client, address).headers["Location"]).text


def test_a_job_says_how_far_it_is(app, carla, ids, settings, small, monkeypatch):
    address, seen = asked(carla), []
    monkeypatch.setattr(making, "_PAUSE", -1)
    beat = jobs.Work.beat

    def looks(work, done, total):
        beat(work, done, total)
        seen.append(re.search(r'max="100" value="(\d+)"', carla.get(address).text)[1])

    monkeypatch.setattr(jobs.Work, "beat", looks)
    run(app, settings)
    assert len(seen) > 3
    assert seen == sorted(seen, key=int)


def test_what_failed_says_so_and_leaves_nothing(app, carla, ids, settings, small, monkeypatch):
    address = asked(carla)
    monkeypatch.setattr(making, "write_report", lambda *_: 1 / 0)
    run(app, settings)
    assert "Failed" in carla.get(address).text
    assert results(settings) == []


def test_files_are_accountings(ana, ids):
    assert ana.get("/files").status_code == 403
    assert ana.get("/files/1").status_code == 403
