"""Budgets, prices and invoices: what admins and accounting say, and the reports against them."""

from datetime import date

import pytest

from tests.support import crew
from timesheet.store import people
from timesheet.store.db import write

FIRST = date(2026, 11, 9)
PAGE = f"/accounting/{FIRST}"
HOUR = 3600


@pytest.fixture
def ids(app, ids, clock):
    crew.work(app, ids)
    with app.app_context(), write() as tx:
        ids["oscar"] = people.add_person(
            tx, number="P-9", name="Oscar Todd", login="oscar", zone=crew.ZONE,
            roles=frozenset({"admin"}), started_on=date(2026, 1, 1),
        )  # fmt: skip
    clock.show("2026-11-23 09:00:00")
    return ids


@pytest.fixture
def oscar(app, ids):
    with app.app_context(), write() as tx:
        held = people.credentials_of(tx, ids["ana"])
        people.set_password(tx, ids["oscar"], held.password_hash)
    client = app.test_client()
    crew.sign_in(client, "oscar")
    return client


def say(client, ids, form, **said):
    address = f"/budgets/{ids['harbour']}"
    token = crew.token_in(client.get(address).text)
    return client.post(f"{address}/{form}", data={"csrf_token": token, **said})


def budget(client, ids, hours="100", amount="2500.00", **said):
    usual = {"valid_from": "2026-11-01", "reason": "estimate", "task": ""}
    return say(client, ids, "budget", hours=hours, amount=amount, **usual | said)


def rows(client, report):
    with client.get(f"{PAGE}/{report}.json") as answer:
        return {row["project"]: row for row in answer.json["rows"]}


def test_a_job_against_its_budget_ties_to_the_payroll(oscar, carla, ids):
    assert budget(oscar, ids).status_code == 303
    assert budget(oscar, ids, hours="120", valid_from="2026-11-20").status_code == 303
    found = rows(carla, "job-cost-summary")
    harbour = found["HARBOUR"]
    with carla.get(f"{PAGE}/payroll-summary.json") as answer:
        paid = answer.json["totals"]
    for column in ("seconds", "cents", "lines"):
        assert sum(row[column] for row in found.values()) == paid[column] > 0
    assert (harbour["original_seconds"], harbour["budget_seconds"]) == (100 * HOUR, 120 * HOUR)
    assert harbour["committed_cents"] == harbour["to_date_cents"] == harbour["cents"]
    left = 120 * HOUR - harbour["to_date_seconds"]
    assert harbour["to_complete_cents"] == round(left / HOUR * 2400)
    assert harbour["variance_cents"] == 250_000 - harbour["eac_cents"]
    page = carla.get(f"{PAGE}/job-cost-summary").text
    assert f"/accounting/days/{FIRST}/2026-11-22/labor-lines?is.project=HARBOUR" in page


def test_hours_at_a_price_are_earned_and_invoices_taken_off(oscar, carla, ids):
    say(oscar, ids, "terms", basis="hourly", price="80", valid_from="2026-01-01", reason="contract")
    say(carla, ids, "billed", day="2026-11-15", amount="300", number="R-1")
    say(carla, ids, "billed", day="2026-11-16", amount="-20.5", reason="discount")
    row = rows(carla, "wip")["HARBOUR"]
    assert row["earned_cents"] == row["earned_to_date_cents"] == row["seconds"] * 8000 // HOUR
    assert row["billed_to_date_cents"] == 27_950
    assert row["unbilled_cents"] == row["earned_to_date_cents"] - 27_950
    assert "R-1" in carla.get(f"/budgets/{ids['harbour']}").text
    assert "80.00 an hour" in carla.get("/budgets").text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("hours", "many", "Say a number"),
        ("hours", "99999999999", "Hours from 0"),
        ("reason", "x", "Say why"),
        ("valid_from", "soon", "Choose a day"),
        ("task", "99", "a task of this project"),
    ],
)
def test_what_can_t_be_is_said_at_its_field_and_nothing_typed_is_lost(
    oscar, ids, field, typed, said
):
    usual = {"hours": "100", "amount": "777"}
    answer = budget(oscar, ids, **usual | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="777"' in answer.text
    assert "No budget yet" in answer.text


def test_only_an_admin_sets_budgets_and_only_accounting_bills(oscar, carla, ana, ids):
    assert budget(carla, ids).status_code == 403
    assert say(oscar, ids, "billed", day="2026-11-15", amount="300").status_code == 403
    assert ana.get("/budgets").status_code == 403
    assert carla.get("/budgets/999").status_code == 404


@pytest.mark.parametrize(
    "report", ["payroll-summary", "labor-distribution", "overtime", "utilisation"]
)
def test_the_budget_stands_beside_hours_and_money_with_what_is_used_and_left(
    oscar, carla, ids, report
):
    budget(oscar, ids, hours="100", amount="2500.00")
    job = rows(carla, "job-cost-summary")["HARBOUR"]
    with carla.get(f"{PAGE}/{report}.json?against=budget") as answer:
        found, totals = answer.json["rows"], answer.json["totals"]
    with carla.get(f"{PAGE}/{report}.json") as answer:
        assert totals["seconds"] == answer.json["totals"]["seconds"]
    row = next(one for one in found if one["project"] == "HARBOUR")
    spent = job["to_date_seconds"], job["to_date_cents"]
    assert (row["spent_seconds"], row["spent_cents"]) == spent
    assert (row["budget_seconds"], row["budget_cents"]) == (100 * HOUR, 250_000)
    assert (row["left_seconds"], row["left_cents"]) == (100 * HOUR - spent[0], 250_000 - spent[1])
    assert (row["used_share"], row["used_cents_share"]) == (
        spent[0] / (100 * HOUR), spent[1] / 250_000,
    )  # fmt: skip
    none = [one for one in found if one["project"] == "unallocated"]
    assert all(one["budget_seconds"] is one["used_share"] is None for one in none)
    assert totals["left_cents"] == totals["budget_cents"] - totals["spent_cents"]
    page = carla.get(f"{PAGE}/{report}?against=budget").text
    assert ">Hours used</a></th>" in page


def test_where_rows_are_picked_no_other_budget_stands_beside_them(oscar, carla, ids):
    budget(oscar, ids, task=str(ids["raising"]))
    budget(oscar, ids)
    query = "is.person=Ana+Ruiz&by=project,task&against=budget"
    with carla.get(f"{PAGE}/labor-distribution.json?{query}") as answer:
        (row,) = [one for one in answer.json["rows"] if one["project"] == "HARBOUR"]
    assert (row["task"], row["budget_seconds"]) == ("10", 100 * HOUR)
    with carla.get(f"{PAGE}/labor-distribution.json?{query.partition('&')[2]}") as answer:
        assert [one["task"] for one in answer.json["rows"]] == ["", "10", ""]
