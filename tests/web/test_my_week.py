"""The receipt and the week: what was inferred is a question, what was said is an answer."""

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.support import crew
from tests.web.test_worker import post, punches
from timesheet.actions import deriving, punching
from timesheet.core.model import Source
from timesheet.store import facts, policies
from timesheet.store.db import add, read, write
from timesheet.store.tables import Project

MONDAY = date(2026, 11, 16)


def send(client, path, **form):
    form["csrf_token"] = crew.token_in(client.get("/").text)
    return client.post(path, data=form)


def words(app, person):
    with app.app_context(), read() as tx:
        return facts.answers_between(tx, person)


@pytest.fixture
def worked(app, ana, ids, clock):
    """Let Ana work on Monday with a break; return her client after the clock-out."""
    for time, intent in [
        ("07:58", "in"), ("12:01", "break_start"), ("12:32", "break_end"), ("16:31", "out"),
    ]:  # fmt: skip
        clock.show(f"2026-11-16 {time}:00")
        post(ana, intent)
    return ana


@pytest.fixture
def depot(app, ids):
    with app.app_context(), write() as tx:
        row = {"code": "DEPOT", "name": "Depot yard", "attestation_required": False}
        return add(tx, Project.__table__, row)


def receipt(page):
    found = re.search(r'<div class="receipt".*?</details>\s*</div>\s*</div>', page, re.DOTALL)
    return found.group(0) if found else ""


def start_of(page):
    return re.search(r'name="shift" value="(\d+)"', page).group(1)


def test_the_receipt_says_how_long_for_what_and_why_and_claims_nothing(worked):
    said = receipt(worked.get("/").text)
    assert "8 h 02" in said
    assert "Harbour hall – Raising" in said
    assert "Framing works on the harbour hall" in said
    assert "0 h 31 of breaks" in said
    assert "badge word" not in said
    assert "That’s right" in said


def test_one_tap_makes_it_the_workers_word_and_a_second_adds_nothing(app, worked, ids):
    start = start_of(receipt(worked.get("/").text))
    for _ in range(2):
        assert send(worked, "/shift/confirm", shift=start).location == "/"
    said = receipt(worked.get("/").text)
    assert "badge word" in said
    assert "That’s right" not in said
    (word,) = words(app, ids["ana"])
    assert (word.source, word.author) == (Source.OWN_WORD, ids["ana"])
    with app.app_context():
        assert deriving.check() == []


def test_another_code_is_one_tap_away_and_any_code_two(app, worked, ids, depot):
    start = start_of(receipt(worked.get("/").text))
    page = worked.get(f"/shift/{start}/code").text
    assert f'<option value="{depot}">Depot yard</option>' in page
    assert "Harbour hall – Raising" in page
    send(worked, "/shift/code", shift=start, code=depot)
    said = receipt(worked.get("/").text)
    assert "Depot yard" in said
    assert "badge word" in said
    assert 'value="1.1">Harbour hall – Raising' not in said  # her only code now is the depot
    send(worked, "/shift/code", shift=start, code="1.1")
    assert "Harbour hall – Raising" in receipt(worked.get("/").text)


@pytest.mark.parametrize("code", ["", "x", "999", "1.999", "1.1.1", "-1"])
def test_a_code_that_there_is_not_is_refused(app, worked, ids, code):
    start = start_of(receipt(worked.get("/").text))
    assert send(worked, "/shift/code", shift=start, code=code).status_code == 303
    assert words(app, ids["ana"]) == []


def test_anothers_shift_answers_like_none(app, worked, carla, ids):
    start = start_of(receipt(worked.get("/").text))
    assert send(carla, "/shift/confirm", shift=start).status_code == 404
    assert send(carla, "/shift/code", shift=start, code=1).status_code == 404
    assert carla.get(f"/shift/{start}/code").status_code == 404
    assert words(app, ids["ana"]) == words(app, ids["carla"]) == []


def test_one_tap_confirms_the_week(app, ana, ids, clock):
    crew.work(app, ids, MONDAY)
    clock.show("2026-11-20 17:00:00")
    page = ana.get("/week").text
    assert "what 5 shifts were for" in page
    assert send(ana, "/week/confirm", week=MONDAY).location == "/week/2026-11-16"
    page = ana.get("/week").text
    assert page.count("badge word") == 5
    assert "All of this is right" not in page
    assert {word.source for word in words(app, ids["ana"])} == {Source.OWN_WORD}
    send(ana, "/week/confirm", week=MONDAY)
    assert len(words(app, ids["ana"])) == 5


def test_what_nobody_knows_is_not_confirmed_but_asked(app, ids, clock):
    crew.work(app, ids, MONDAY)
    clock.show("2026-11-20 17:00:00")
    ben = app.test_client()
    crew.sign_in(ben, "ben")
    page = ben.get("/week").text
    assert "Not known yet" in page
    assert "What was it for?" in page
    send(ben, "/week/confirm", week=MONDAY)
    assert words(app, ids["ben"]) == []


def test_a_correction_needs_a_reason_and_keeps_the_punch(app, worked, ids):
    punch = punches(app, ids)[-1].id
    send(worked, "/week/correct", punch=punch, day=MONDAY, time="16:00", reason=" ")
    assert "Say why" in worked.get("/week").text
    send(worked, "/week/correct", punch=punch, day=MONDAY, time="16:00", reason="left earlier")
    page = worked.get("/week").text
    assert "7 h 31" in page
    assert "left earlier" in page
    assert "by you" in page
    assert len(punches(app, ids)) == 4
    send(worked, "/week/correct", punch=punch, day=MONDAY, remove=1, reason="never pressed that")
    assert "Out: doesn’t count" in worked.get("/week").text
    with app.app_context():
        assert deriving.check() == []


def test_what_was_forgotten_is_added_and_can_be_corrected_again(app, ana, ids, clock):
    clock.show("2026-11-16 18:00:00")
    for kind, time in (("in", "08:00"), ("out", "16:00")):
        send(ana, "/week/add", kind=kind, day=MONDAY, time=time, reason="no phone that day")
    page = ana.get("/week").text
    assert "8 h 00" in page
    added = re.findall(r'name="punch" value="(-\d+)"', page)
    assert len(added) == 2
    send(ana, "/week/correct", punch=added[1], day=MONDAY, time="15:30", reason="looked it up")
    assert "7 h 30" in ana.get("/week").text
    with app.app_context():
        assert deriving.check() == []


@pytest.mark.parametrize(
    "wrong",
    [{"time": "25:00"}, {"day": "soon"}, {"kind": "toggle"}, {"day": "2026-11-17"}, {"reason": ""}],
)
def test_nothing_is_added_ahead_of_time_or_without_sense(app, ana, ids, wrong):
    good = {"kind": "in", "day": MONDAY, "time": "07:00", "reason": "forgot it"}
    assert send(ana, "/week/add", **{**good, **wrong}).status_code in {303, 400}
    with app.app_context(), read() as tx:
        assert facts.corrections_of(tx, ids["ana"]) == []


def test_nobody_corrects_the_punch_of_another(app, worked, carla, ids):
    punch = punches(app, ids)[-1].id
    form = {"punch": punch, "day": MONDAY, "time": "16:00", "reason": "because I say so"}
    assert send(carla, "/week/correct", **form).status_code == 404


def test_what_accounting_changed_is_marked_and_disputed_and_accounting_sees_it(
    app, worked, carla, ids, clock
):
    with app.app_context():
        out = punches(app, ids)[-1]
        with write() as tx:
            facts.add_correction(
                tx, person_id=ids["ana"], punch_id=out.id, at=out.at - 3600, kind="out",
                reason="gate log", author_id=ids["carla"], made_at=clock.at,
            )  # fmt: skip
        punching.derive_after(ids["ana"], out.at)
    page = worked.get("/week").text
    assert "by Carla Weiss" in page
    assert "gate log" in page
    fact = re.search(r'name="fact" value="([^"]+)"', page).group(1)
    send(worked, "/week/dispute", week=MONDAY, fact=fact, words="I was there until half past four")
    assert "until half past four" in worked.get("/week").text
    report = carla.get("/accounting/2026-11-09/exceptions").text
    assert "The worker disputes" in report or "disputed" in report
    send(carla, "/week/dispute", week=MONDAY, fact=fact, words="not mine to dispute")
    assert "not mine" not in worked.get("/week").text


def test_pay_is_shown_where_the_company_shows_it(app, worked):
    assert "Pay before taxes" not in worked.get("/").text + worked.get("/week").text
    with app.app_context(), write() as tx:
        policies.set_company(tx, replace(policies.company(tx), show_pay=True))
    for path in ("/", "/week"):
        assert re.search(r"Pay before taxes</dt><dd>192\.\d\d", worked.get(path).text)
