"""Statutory forms as pages: previewed, refused with names, certified only with people's word."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import update

from tests.support import crew, signin
from tests.support.crew import post, words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from tests.web.test_exports import download
from timesheet.core.pay.declared import Declaration, Says
from timesheet.store import declarations
from timesheet.store.base import table_of
from timesheet.store.db import write
from timesheet.store.tables import Project

WEEK, MONTH = date(2026, 11, 8), date(2026, 11, 1)
WH, ES, EFFORT = f"/forms/wh-347/{WEEK}", f"/forms/es-registro-jornada/{MONTH}", (
    f"/forms/us-effort/{MONTH}"
)  # fmt: skip
VALUES = {
    "setting|address": "1 Pier Rd", "setting|signer": "Carla", "setting|signer_title": "Controller",
    "last4|P-001": "1234", "j_ra|P-001": "J", "classification|P-001": "Carpenter",
    "contract|HARBOUR": "W911", "wage_determination|HARBOUR": "CA20260018",
    "payroll_no|HARBOUR": "1",
}  # fmt: skip


def need_words(app, project):
    with app.app_context(), write() as tx:
        table = table_of(Project)
        tx.execute(update(table).where(table.c.id == project).values(attestation_required=True))


def test_a_form_names_what_is_missing_and_is_made_when_it_is_said(app, carla, ids):
    shown = words(carla.get(WH))
    for said in ("Who certifies is not filled in", "Ana Ruiz: Last 4 of the identifying number is",
                 "HARBOUR: Wage Determination no. is not filled in"):  # fmt: skip
        assert said in shown
    assert "Last 4" in words(post(carla, f"{WH}/make", project="HARBOUR"))
    saved = post(carla, "/forms/wh-347/values", **VALUES)
    assert "9 values saved" in words(saved)
    assert "is not filled in" not in words(carla.get(WH))
    assert "Batch 1 is made" in words(post(carla, f"{WH}/make", project="HARBOUR"))
    page = download(carla, 1).decode()
    assert "<td>Ruiz</td>" in page
    assert "Week ending</dt><dd>11/14/2026" in page
    assert download(carla, 1).decode() == page
    assert "Batches" in words(carla.get(WH))
    assert "wh347" not in words(carla.get("/exports/2026-11-09"))


def test_inferred_hours_are_shown_as_such_and_are_not_certified(app, carla, ids):
    need_words(app, ids["harbour"])
    post(carla, "/forms/wh-347/values", **VALUES)
    shown = words(carla.get(EFFORT))
    assert "inferred, not attested Ana Ruiz has not attested 40.17 hours on HARBOUR" in shown
    refused = words(post(carla, f"{EFFORT}/make", project=""))
    assert "has not attested 40.17 hours" in refused
    assert "Batch 1" not in refused
    assert "has not attested" in words(post(carla, f"{WH}/make", project="HARBOUR"))


def test_a_record_of_working_time_has_every_shift_and_who_changed_it(carla, ids):
    said = {"kind": "out", "day": "2026-11-11", "time": "15:25", "reason": "he said so"}
    post(carla, f"/timecard/{ids['ben']}/add", **said)
    people = {f"{kind}|P-00{n}": value for n in (1, 2)
              for kind, value in (("nif", f"0000000{n}T"), ("regime", "completa"))}  # fmt: skip
    post(carla, "/forms/es-registro-jornada/values", **people, **{"setting|cif": "B12345678"})
    assert "is made" in words(post(carla, f"{ES}/make", project=""))
    rows = list(csv.DictReader(io.StringIO(download(carla, 1).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 10
    ana = rows[0]
    assert (ana["hora_inicio"], ana["hora_fin"]) == ("07:58", "16:31")
    assert (ana["pausa_inicio"], ana["pausa_fin"]) == ("12:01", "12:32")
    assert ana["horas_ordinarias"] == "8:02"
    (changed,) = [row for row in rows if row["modificado_por"]]
    assert (changed["fecha"], changed["motivo"]) == ("2026-11-11", "he said so")
    assert changed["modificado_por"] == "Carla Weiss"


@pytest.mark.parametrize(
    "code",
    ["wh-347", "lcptracker", "horizon-europe", "us-effort", "us-aca-hours",
     "es-registro-jornada", "de-arbeitszeitnachweis"],
)  # fmt: skip
def test_each_form_has_a_preview_and_a_page_of_what_people_know(carla, code):
    assert code in carla.get("/forms").text
    first = WEEK if code in {"wh-347", "lcptracker"} else MONTH
    assert carla.get(f"/forms/{code}/{first}").status_code == 200
    assert carla.get(f"/forms/{code}/values").status_code == 200
    assert carla.get(f"/forms/{code}/2026-11-03").status_code == 404


def test_days_without_hours_say_so_and_make_nothing(carla, ids):
    assert "Nobody has hours for this form" in words(carla.get("/forms/us-aca-hours/2026-01-01"))
    made = post(carla, "/forms/us-aca-hours/2026-01-01/make", project="")
    assert "Nobody has hours for this form" in words(made)


def test_workers_and_leads_see_no_forms(app, ana, ids):
    lena = signin.signed_in(app, "lena", "lead")
    assert [client.get(WH).status_code for client in (ana, lena)] == [403, 403]


def test_looking_back_people_are_full_time_by_what_was_measured(app, carla, ids, clock):
    clock.show("2027-03-01 09:00:00")
    crew.sign_in(carla, "carla")
    page = "/forms/us-aca-hours/2027-02-01"
    assert "Nobody has hours for this form" in words(carla.get(page))
    said = {
        "setting|method": "look-back", "setting|measurement_starts": "11-01",
        "setting|measurement_months": "3", "setting|stability_months": "6",
    }  # fmt: skip
    post(carla, "/forms/us-aca-hours/values", **said)
    shown = words(carla.get(page))
    assert "Ana Ruiz look-back, standard 2026-11-01 2027-01-31 2027-02 40.17" not in shown
    assert "13.39 a month from 2026-11-01 to 2027-01-31; full time is 130 a month" in shown
    assert "decides from 2027-02-01 to 2027-07-31" in shown
    assert "hours before 2026-11-09 are not in this program" in shown
    post(carla, "/forms/us-aca-hours/values", **{"setting|measurement_months": "12"})
    assert "at least six months, and as many as are measured" in words(carla.get(page))


def test_who_came_back_after_13_weeks_is_new_and_special_leave_lifts_the_average(
    app, carla, ids, clock
):
    back = date(2027, 3, 1)
    crew.work(app, ids, first=back, days=1)
    clock.show("2027-04-01 09:00:00")
    crew.sign_in(carla, "carla")
    page = "/forms/us-aca-hours/2027-03-01"
    looking = {
        "setting|method": "look-back", "setting|measurement_starts": "11-01",
        "setting|measurement_months": "3", "setting|stability_months": "6",
        "setting|initial_months": "3",
        "type|P-001": "variable", "hired|P-001": "2026-01-12",
    }  # fmt: skip
    post(carla, "/forms/us-aca-hours/values", **looking)
    assert "look-back, standard" in words(carla.get(page))
    assert "as a new employee" not in words(carla.get(page))
    post(carla, "/forms/us-aca-hours/values", **{"setting|breaks": "13 weeks"})
    shown = words(carla.get(page))
    assert "look-back, waiting" in shown
    assert "back on 2027-03-01 after 15 weeks without hours, as a new employee" in shown
    said = {"setting|breaks": "never", "setting|special_leave": "FMLA"}
    post(carla, "/forms/us-aca-hours/values", **said)
    leave = Declaration(
        0, ids["ana"], Says.LEAVE, date(2026, 12, 1), date(2026, 12, 31), ids["carla"], 0, "FMLA"
    )
    with app.app_context(), write() as tx:
        declarations.put(tx, leave)
    assert "without 31 days of special unpaid leave" in words(carla.get(page))
