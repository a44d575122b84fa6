"""Leave: asked for, decided by others, entered, taken back; balances; earnings."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from tests.support import crew
from tests.threats import walking
from timesheet.actions import deriving, leave
from timesheet.store import holidays, staff
from timesheet.store.db import add, read, write
from timesheet.store.derived import labor_lines
from timesheet.store.leave import LeaveKind, add_kind
from timesheet.store.tables import TeamLead

MONTHLY = '{"pay_code":"VAC","every":"month","grant_h":16,"cap_h":160}'


@pytest.fixture
def ids(app, ids):
    with app.app_context(), write() as tx:
        staff.set_roles(tx, ids["ben"], {"worker", "lead"})
        add(tx, TeamLead.__table__, {"team_id": ids["framing"], "person_id": ids["ben"]})
        for code, name, paid, rule in (
            ("VAC", "Vacation", True, MONTHLY), ("UNP", "Unpaid leave", False, "{}"),
        ):  # fmt: skip
            kind = LeaveKind(code, 0, name, paid, date(2026, 1, 1), rule)
            add_kind(tx, kind, 0, None)
    crew.work(app, ids)
    return ids


@pytest.fixture
def ben(app, ids):
    client = app.test_client()
    crew.sign_in(client, "ben")
    return client


def texts(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def send(client, path, **values):
    token = crew.token_in(client.get("/leave").text)
    return client.post(f"/leave/{path}", data={"csrf_token": token, **values})


def shown(client):
    return texts(client.get("/leave").text)


def key_in(client, verb):
    return re.search(rf'action="/leave/(\d+)/{verb}"', client.get("/leave").text).group(1)


def lines(app, person):
    columns = (labor_lines.c.pay_code, labor_lines.c.day, labor_lines.c.seconds,
               labor_lines.c.cents, labor_lines.c.ref)  # fmt: skip
    with app.app_context(), read() as tx:
        assert deriving.check() == []
        found = tx.execute(
            select(*columns)
            .where(labor_lines.c.person_id == person)
            .order_by(labor_lines.c.day, labor_lines.c.id)
        )
        return [tuple(row)[1:] for row in found if row.pay_code in {"VAC", "UNP", "BONUS"}]


ASKED = {"code": "VAC", "first": "2026-11-19", "last": "2026-11-23", "hours": "8"}


def test_a_request_is_paid_once_the_lead_approved_it(app, ana, ben, carla, ids):
    assert send(ana, "ask", **ASKED, reason="sea").status_code == 303
    assert "waiting" in shown(ana)
    assert lines(app, ids["ana"]) == []
    key = key_in(ben, "decide")
    assert send(ana, f"{key}/decide", verdict="approve").status_code == 403
    send(ben, f"{key}/decide", verdict="approve")
    assert "approved" in shown(ana)
    # Thursday, Friday and Monday at 24.00 an hour.
    assert [(day.day, s, c) for day, s, c, _ in lines(app, ids["ana"])] == [
        (19, 28800, 19200), (20, 28800, 19200), (23, 28800, 19200),
    ]  # fmt: skip
    assert lines(app, ids["ana"])[0][3] == "leave 1"
    send(ben, f"{key}/decide", verdict="refuse", reason="late")
    assert "That was decided already." in shown(ben)
    report = carla.get("/accounting/2026-11-09/payroll-summary").text
    assert "Ana Ruiz" in report
    totals = texts(carla.get("/accounting/2026-11-09").text)
    assert "allocated = payroll" in totals


def test_public_holidays_of_several_days_of_leave_are_not_used_up(app, ana, carla, ids):
    with app.app_context(), write() as tx:
        holidays.put(tx, "", [(date(2026, 11, 20), "Founders’ Day")], 1, None)
        holidays.put(tx, "", [(date(2026, 11, 24), "Second Day")], 1, None)
    send(ana, "ask", **ASKED)
    assert "waiting 16 h 00" in shown(ana)
    send(carla, f"{key_in(carla, 'decide')}/decide", verdict="approve")
    assert [(day.day, s) for day, s, _, _ in lines(app, ids["ana"])] == [(19, 28800), (23, 28800)]
    send(ana, "ask", **(ASKED | {"first": "2026-11-21", "last": "2026-11-22"}))
    assert "There is no working day between these." in shown(ana)


def test_an_absence_opens_the_form_of_leave_filled_in(ana, carla):
    page = carla.get("/leave?person=P-001&day=2026-11-18").text
    assert 'name="person" list="people" value="P-001"' in page
    assert 'id="enter-first" name="first" type="date" value="2026-11-18"' in page


def test_nobody_decides_his_own_or_a_strangers(app, ana, ben, carla, ids):
    send(ben, "ask", **ASKED)
    key = key_in(carla, "decide")
    assert send(ben, f"{key}/decide", verdict="approve").status_code == 404
    send(carla, "ask", **(ASKED | {"code": "UNP"}))
    assert "UNP" not in shown(ben).split("Waiting for a decision")[-1].split("Ask for leave")[0]
    assert send(ben, "2/decide", verdict="approve").status_code == 404
    assert send(ana, "2/take-back").status_code == 404


def test_a_refusal_says_why_and_pays_nothing(app, ana, carla, ids):
    send(ana, "ask", **ASKED)
    key = key_in(carla, "decide")
    send(carla, f"{key}/decide", verdict="refuse", reason="")
    assert "Say why" in shown(carla)
    send(carla, f"{key}/decide", verdict="refuse", reason="the harbour opens")
    assert "the harbour opens" in shown(ana)
    assert lines(app, ids["ana"]) == []


def test_one_takes_his_own_request_back_until_it_begins(app, ana, carla, ids):
    send(ana, "ask", **ASKED)
    key = key_in(carla, "decide")
    send(carla, f"{key}/decide", verdict="approve")
    assert send(ana, f"{key}/take-back").status_code == 303
    assert lines(app, ids["ana"]) == []
    send(ana, "ask", **(ASKED | {"first": "2026-11-16", "last": ""}))
    send(carla, f"{key_in(carla, 'decide')}/decide", verdict="approve")
    send(ana, f"{key_in(ana, 'take-back')}/take-back")
    assert "It has begun" in shown(ana)


def test_accounting_enters_half_a_day_and_a_bonus(app, carla, ids):
    half = {"code": "VAC", "first": "2026-11-13", "hours": "4", "reason": "dentist"}
    send(carla, "enter", person="P-001", **half)
    send(carla, "earn", person="P-001", name="BONUS", amount="125.50", day="2026-11-12",
         reason="finished early")  # fmt: skip
    assert [(s, c) for _, s, c, _ in lines(app, ids["ana"]) if s] == [(14400, 9600)]
    bonus = [c for _, s, c, _ in lines(app, ids["ana"]) if not s]
    assert sum(bonus) == 12550
    assert "Leave and work" in texts(carla.get("/exceptions/2026-11-09").text)
    send(carla, "enter", person="P-001", **(half | {"hours": "6"}))
    assert "There is leave on one of these days already." in shown(carla)
    send(carla, "enter", person="P-003", **half)
    assert carla.get("/leave").status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hours": "25"}, "24 hours a day"),
        ({"hours": "a"}, "Say a number"),
        ({"first": "x"}, "Choose a day."),
        ({"last": "2026-11-01"}, "The last day comes after the first."),
        ({"last": "2099-11-01"}, "At most a year"),
        ({"code": "ZZZ"}, "Choose a kind of leave."),
    ],
)
def test_what_cannot_be_asked_for_is_said(ana, change, said):
    send(ana, "ask", **(ASKED | change))
    assert said in shown(ana)


def test_what_leads_enter_about_a_day_stands_until_taken_back(app, ben, ana, ids):
    fact = {"person": "P-001", "kind": "callout", "first": "2026-11-12", "reason": "a burst pipe"}
    send(ben, "day-fact", **fact)
    assert "Say from when to when." in shown(ben)
    send(ben, "day-fact", **fact, start="22:00", end="01:00")
    send(ben, "day-fact", **(fact | {"kind": "meal_1", "last": "2026-12-12"}))
    assert "called out" in shown(ben)
    assert "meal waived" in shown(ben)
    send(ben, f"{key_in(ben, 'take-back')}/take-back", reason="it was me")
    assert "called out" not in shown(ben).split("Entered and decided")[-1]
    assert send(ben, "day-fact", **(fact | {"person": "P-002"})).status_code == 404
    assert send(ana, "day-fact", **fact).status_code == 403
    assert lines(app, ids["ana"]) == []


def test_balances_accrue_are_used_and_booked(app, ana, carla, ids):
    # Hired on January 1st: eleven months of 16 h.
    assert "Vacation 176 h 00" not in shown(ana)
    assert "Vacation 160 h 00" in shown(ana)
    send(carla, "enter", person="P-001", code="VAC", first="2026-11-16", last="2026-11-19",
         hours="8", reason="vacation")  # fmt: skip
    assert "Vacation 152 h 00 24 h 00 booked" in shown(ana)
    with app.app_context():
        assert leave.balances(ids["ben"], date(2026, 11, 16))[0].left == 160 * 3600


def test_a_kind_by_hours_worked(app, carla, ana, ids):
    send(carla, "kind", code="sick", name="Sick leave", paid="yes", first="2026-01-01",
         every="worked", grant="1", per="30", cap="40", expires="12")  # fmt: skip
    assert "Sick leave 1 h 20" in shown(ana)  # 40 h 10 of work
    send(carla, "kind", code="REG", name="Regular", paid="yes", first="2026-01-01")
    assert "that no other pay code has" in shown(carla)
    assert send(ana, "kind", code="X").status_code == 403


def test_balances_ask_the_database_as_often_for_many_leaves_as_for_one(app, ana, ben, carla, ids):
    def asked():
        with walking.statements(app) as sent, app.app_context():
            (one,) = leave.balances(ids["ana"], date(2026, 12, 31))
        assert one.left > 0
        return len(sent)

    def off(day, month):
        span = {"first": f"2026-{month}-{day:02}", "last": f"2026-{month}-{day + 1:02}"}
        said = {"person": ids["ana"], "code": "VAC", "hours": "2", "reason": "at home", **span}
        assert send(carla, "enter", **said).status_code == 303

    off(1, "12")
    few = asked()
    for day in (8, 15, 22):
        off(day, "12")
    assert asked() == few
