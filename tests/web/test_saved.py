"""Reports saved under a name, and the feeds that other programs read them by."""

import csv
import io
import logging
import re
from datetime import date

from sqlalchemy import text

from tests.support import crew
from tests.support.crew import post, words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from timesheet.actions import feeding
from timesheet.actions.guessing import Limit
from timesheet.store.db import read, write

FIRST = date(2026, 11, 9)
SAVED = "/accounting/saved"
REPORT = {
    "report": "labor-distribution", "first": "2026-11-09", "last": "2026-11-22",
    "query": "by=project&sort=cents&down=1&limit=500", "name": "Jobs", "span": "last-pay-period",
}  # fmt: skip


def make_feed(client):
    """Save a report and make a feed of it; return its token."""
    post(client, SAVED, **REPORT)
    shown = post(client, f"{SAVED}/1/feed")
    return re.search(r"/feed/(tsf_[\w-]+)\.csv", shown.text).group(1)


def get(app, address, **headers):
    """Read a feed as another program does: without a cookie."""
    answer = app.test_client().get(address, headers=headers)
    assert "Set-Cookie" not in answer.headers
    return answer


def test_a_report_is_saved_from_its_page_and_opens_on_the_days_that_it_means(carla, clock):
    page = carla.get(f"/accounting/{FIRST}/labor-distribution?by=project")
    assert 'name="query" value="by=project"' in page.text
    assert "The report is saved" in words(post(carla, SAVED, **REPORT))
    opened = carla.get(f"{SAVED}/1/open")
    assert opened.location.startswith(f"/accounting/{FIRST}/labor-distribution?")
    assert "limit" not in opened.location
    clock.show("2026-12-09 09:00:00")
    crew.sign_in(carla, "carla")
    assert "/accounting/2026-11-23/labor-distribution" in carla.get(f"{SAVED}/1/open").location
    again = words(post(carla, SAVED, **REPORT))
    assert "You have a report called “Jobs” already" in again
    post(carla, SAVED, **REPORT | {"name": "November", "span": "last-month"})
    there = carla.get(f"{SAVED}/2/open").location
    assert there.startswith("/accounting/days/2026-11-01/2026-11-30/labor-distribution?")
    shown = carla.get(there)
    assert "HARBOUR" in shown.text
    with carla.get("/accounting/days/2026-11-01/2026-11-30/labor-distribution.json") as month:
        assert month.json["totals"]["seconds"] > 0


def test_every_report_is_there_for_any_days(carla):
    days = "/accounting/days/2026-11-10/2026-11-12"
    links = set(re.findall(rf"{days}/[\w-]+(?=\")", carla.get(f"{days}/timecards").text))
    assert len(links) >= 13
    for link in links:
        assert carla.get(link).status_code == 200, link
    assert carla.get("/accounting/days/2026-11-12/2026-11-10/timecards").status_code == 400
    assert carla.get("/accounting/days/0001-01-01/9999-12-31/timecards").status_code == 404


def test_a_shared_report_is_seen_by_accounting_and_changed_by_its_owner_alone(carla, dora):
    post(carla, SAVED, **REPORT)
    assert "Jobs" not in dora.get(SAVED).text
    assert dora.get(f"{SAVED}/1/open").status_code == 404
    post(carla, f"{SAVED}/1", name="Jobs of all", shared="1")
    assert "Jobs of all" in dora.get(SAVED).text
    assert dora.get(f"{SAVED}/1/open").status_code == 302
    for address, said in ((f"{SAVED}/1", {"name": "mine"}), (f"{SAVED}/1/delete", {}),
                          (f"{SAVED}/1/feed", {})):  # fmt: skip
        assert post(dora, address, **said).status_code == 404
    assert dora.get(f"{SAVED}/1").status_code == 404
    post(carla, f"{SAVED}/1/delete")
    assert "No report is saved yet" in carla.get(SAVED).text


def test_a_feed_has_the_rows_of_the_page(app, carla):
    token = make_feed(carla)
    with carla.get(
        f"/accounting/{FIRST}/labor-distribution.json?by=project&sort=cents&down=1"
    ) as mine:
        theirs = get(app, f"/feed/{token}.json")
        assert theirs.json["rows"] == mine.json["rows"] != []
        assert theirs.json["data_hash"] == mine.json["data_hash"]
    answer = get(app, "/feed/report.csv", Authorization=f"Bearer {token}")
    assert len(list(csv.reader(io.StringIO(answer.text)))) == len(theirs.json["rows"]) + 1
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "last read" in words(carla.get(f"{SAVED}/1"))


def test_what_has_not_changed_is_not_sent_again(app, ids, carla):
    token = make_feed(carla)
    tag = get(app, f"/feed/{token}.csv").headers["ETag"]
    same = get(app, f"/feed/{token}.csv", **{"If-None-Match": tag})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    assert get(app, f"/feed/{token}.json", **{"If-None-Match": tag}).status_code == 200
    crew.work(app, ids, date(2026, 11, 16), 1)
    assert get(app, f"/feed/{token}.csv", **{"If-None-Match": tag}).status_code == 200


def test_pages_follow_each_other_and_are_of_one_state(app, ids, carla):
    token = make_feed(carla)
    whole = get(app, f"/feed/{token}.json").json["rows"]
    first = get(app, f"/feed/{token}.json?limit=1")
    following = re.fullmatch(r'<(.+)>; rel="next"', first.headers["Link"]).group(1)
    second = get(app, following)
    assert first.json["rows"] + second.json["rows"] == whole
    assert "Link" not in second.headers
    crew.work(app, ids, date(2026, 11, 16), 1)
    assert get(app, following).status_code == 409
    assert get(app, f"/feed/{token}.json?limit=0").status_code == 400
    assert get(app, f"/feed/{token}.json?after=x").status_code == 400


def test_formulas_are_harmless_in_a_feed(app, ids, carla):
    with app.app_context(), write() as tx:
        tx.execute(text("UPDATE project SET code = '=1+1'"))
    token = make_feed(carla)
    rows = list(csv.reader(io.StringIO(get(app, f"/feed/{token}.csv").text)))
    assert any(cell.startswith("'=1+1") for row in rows for cell in row)
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_p15_a_feed_ends_with_its_token_its_owners_role_and_its_owner(app, ids, carla):
    """Each of them answers like a token that never was."""
    token = make_feed(carla)
    nothing = get(app, "/feed/tsf_nobody.csv")
    assert nothing.status_code == 404

    def refused():
        answer = get(app, f"/feed/{token}.csv")
        return (answer.status_code, answer.data, dict(answer.headers)) == (
            404, nothing.data, dict(nothing.headers),
        )  # fmt: skip

    def change(statement):
        with app.app_context(), write() as tx:
            tx.execute(text(statement), {"carla": ids["carla"]})

    assert not refused()
    change("UPDATE person SET ended_on = '2020-01-01' WHERE id = :carla")
    assert refused()
    change("UPDATE person SET ended_on = NULL WHERE id = :carla")
    assert not refused()
    change("UPDATE role_grant SET role = 'lead' WHERE person_id = :carla AND role = 'accounting'")
    assert refused()
    change("UPDATE role_grant SET role = 'accounting' WHERE person_id = :carla AND role = 'lead'")
    assert "The feed has ended" in words(post(carla, f"{SAVED}/1/feed/1/revoke"))
    assert refused()
    assert post(carla, f"{SAVED}/1/feed/1/revoke").status_code == 404


def test_p07_tokens_are_not_guessed_fast_and_a_feed_is_not_asked_without_end(
    app, carla, monkeypatch
):
    token = make_feed(carla)
    monkeypatch.setattr(feeding, "SERVED", Limit(2, 60))
    answers = [get(app, f"/feed/{token}.csv").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    monkeypatch.setattr(feeding, "WRONG", Limit(3, 60))
    tried = [get(app, f"/feed/tsf_{n}.csv") for n in range(4)]
    assert [answer.status_code for answer in tried] == [404, 404, 404, 429]
    assert int(tried[-1].headers["Retry-After"]) > 0


def test_p15_a_token_is_shown_once_kept_as_a_hash_and_never_logged(app, carla, monkeypatch, caplog):
    token = make_feed(carla)
    assert token not in carla.get(f"{SAVED}/1").text
    with app.app_context(), read() as tx:
        kept = [str(row) for name in ("feed_token", "saved_report", "audit", "login_attempt")
                for row in tx.execute(text(f"SELECT * FROM {name}"))]  # fmt: skip
        events = list(tx.execute(text("SELECT event FROM audit ORDER BY id")).scalars())
    assert not any(token in row for row in kept)
    assert events[-2:] == ["report_saved", "feed_made"]

    def broken(*_anything):
        raise RuntimeError

    monkeypatch.setattr(feeding, "paged", broken)
    with caplog.at_level(logging.DEBUG):
        assert app.test_client().get(f"/feed/{token}.csv").status_code == 500
    assert "request failed" in caplog.text
    assert token not in caplog.text


def test_p22_parameters_that_somebody_planted_are_only_texts(app, carla):
    token = make_feed(carla)
    for planted in (
        '{"by": ["x"], "sort": "\'; DROP TABLE person", "is.x": {}}',
        "[1]",
        "{",
        '"x"',
    ):
        with app.app_context(), write() as tx:
            tx.execute(text("UPDATE saved_report SET parameters = :p"), {"p": planted})
        assert carla.get(SAVED).status_code == 200
        assert carla.get(f"{SAVED}/1/open").status_code in {302, 404}
        assert get(app, f"/feed/{token}.json").status_code in {200, 404}
