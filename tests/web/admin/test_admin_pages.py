"""The admin's pages without a browser: each noun, its refusals, and what stays as it was."""

import re
from html import unescape

from flask import Flask, url_for
from flask.testing import FlaskClient

from tests.support.company import World
from tests.support.forms import fields, send
from tests.support.signin import HASH, PASSWORD, sign_in, token
from timesheet.store import catalog, db, people, rates, rosters
from timesheet.store.codes import Person, Project, Team
from timesheet.web.admin.blueprint import PLACES


def test_every_place_answers_an_admin_and_nobody_else(app: Flask, admin: FlaskClient, world: World):
    with app.test_request_context():
        places = [url_for(endpoint) for _, group in PLACES for endpoint, _, _ in group]
    other = app.test_client()
    sign_in(other, "ben")
    for path in ["/admin/", *places, "/admin/projects/new", f"/admin/people/{world.worker}"]:
        assert admin.get(path).status_code == 200, path
        assert other.get(path).status_code == 403
        assert app.test_client().get(path).status_code == 303


NOUNS = {
    "customers": {"name": "Harbour Ltd"},
    "cost-centers": {"code": "100", "name": "Site"},
    "cost-codes": {"code": "10", "name": "Set-up"},
    "sites": {"name": "Dock", "zone": "Europe/Berlin"},
    "projects": {"code": "N", "name": "New"},
    "tasks": {"code": "T", "name": "Task", "project_id": "1"},
    "teams": {"name": "Night"},
}


def test_a_noun_is_added_found_changed_ended_and_removed(admin: FlaskClient):
    for noun in NOUNS:
        lives(admin, noun)


def lives(admin: FlaskClient, noun: str):
    home = f"/admin/{noun}"
    answer = send(admin, f"{home}/new", **NOUNS[noun])
    assert answer.status_code == 303, answer.text
    label = NOUNS[noun].get("code") or NOUNS[noun]["name"]
    link = re.search(rf'href="({home}/\d+)">{label}</a>', admin.get(f"{home}?q={label}").text)
    assert link
    assert "Nothing matches" in admin.get(f"{home}?q=zzz").text
    assert send(admin, link[1], name="Renamed").status_code == 303
    assert "Renamed" in admin.get(link[1]).text
    assert send(admin, link[1], ended_on="2020-01-01").status_code == 303
    assert "Renamed" not in admin.get(home).text
    assert link[1] in admin.get(f"{home}?ended=1").text
    assert send(admin, link[1], f"{link[1]}/remove").status_code == 303
    assert admin.get(link[1]).status_code == 404


def test_a_refusal_names_the_field_and_keeps_the_input(admin: FlaskClient):
    for noun in NOUNS:
        refuses(admin, noun)


def refuses(admin: FlaskClient, noun: str):
    answer = send(
        admin, f"/admin/{noun}/new", **{**NOUNS[noun], "name": "", "ended_on": "1066-10-14"}
    )
    assert answer.status_code == 422
    assert 'aria-describedby="name-error"' in answer.text
    assert "A day of our time" in answer.text
    if "code" in NOUNS[noun]:
        assert f'value="{NOUNS[noun]["code"]}"' in answer.text


def test_what_is_in_use_is_not_removed(admin: FlaskClient, world: World):
    page = f"/admin/projects/{world.harbour}"
    answer = send(admin, page, f"{page}/remove")
    assert answer.headers["Location"] == page
    assert "in use" in admin.get(page).text


def test_two_tabs_get_the_difference_instead_of_a_silent_overwrite(
    admin: FlaskClient, world: World
):
    page = f"/admin/projects/{world.harbour}"
    first, second = fields(admin.get(page).text), fields(admin.get(page).text)
    assert admin.post(page, data={**first, "name": "East"}).status_code == 303
    answer = admin.post(page, data={**second, "name": "West"})
    assert answer.status_code == 409
    assert "<td>East</td><td>West</td>" in answer.text
    assert admin.post(page, data={**fields(answer.text)}).status_code == 303
    assert 'value="West"' in admin.get(page).text


def test_fields_that_a_form_does_not_have_are_ignored(app: Flask, admin: FlaskClient, world: World):
    page = f"/admin/people/{world.worker}"
    extra = {
        "role": "admin", "is_admin": "1", "hourly_rate": "1", "id": str(world.admin),
        "auth_version": "99", "password_hash": "x", "confidence": "1", "demo": "1",
    }  # fmt: skip
    assert send(admin, page, page, name="Benno", **extra).status_code == 303
    with app.app_context(), db.read() as tx:
        assert catalog.find(tx, Person, world.worker).name == "Benno"
        assert people.roles_of(tx, world.worker) == {"worker"}
        found = people.credentials_of(tx, world.worker)
        assert (found.auth_version, found.password_hash) == (2, HASH)


def test_a_person_is_added_with_team_rate_and_password_and_signs_in(
    app: Flask, admin: FlaskClient, world: World
):
    answer = send(
        admin, "/admin/people/new", name="Dee", number="P9", login="Dee", zone="Europe/Berlin",
        roles=["worker", "lead"],
    )  # fmt: skip
    page = answer.headers["Location"]
    key = int(page.rsplit("/", 1)[1])
    assert (
        send(admin, page, f"{page}/team", team_id=str(world.team), first="2026-11-02").status_code
        == 303
    )
    rate = {"rate": "21,3725", "valid_from": "2026-11-02", "reason": "hired"}
    assert send(admin, page, f"{page}/rate", **rate).status_code == 303
    assert send(admin, page, f"{page}/password", new=PASSWORD).status_code == 303
    shown = admin.get(page).text
    assert "21.3725" in shown
    assert "Crew" in shown
    assert sign_in(app.test_client(), "dee").status_code == 303
    with app.app_context(), db.read() as tx:
        assert people.roles_of(tx, key) == {"worker", "lead"}
        assert [r.rate for r in rates.of_people(tx, [key])] == [213_725]
    assert "Dee" in admin.get("/admin/people?q=p9").text
    team = f"/admin/teams/{world.team}"
    assert send(admin, team, f"{team}/leads", number="P9").status_code == 303
    assert send(admin, team, f"{team}/leads", remove=str(key)).status_code == 303
    assert send(admin, team, f"{team}/leads", number="P2").status_code == 303
    assert "role of a lead first" in admin.get(team).text


PARTS = [
    ("rate", {"rate": "1e5", "reason": "more"}, "rate-error"),
    ("rate", {"rate": "NaN", "reason": "more"}, "rate-error"),
    ("rate", {"rate": "20000", "reason": "more"}, "rate-error"),
    ("rate", {"rate": "20", "reason": "x"}, "reason-error"),
    ("rate", {"rate": "20", "reason": "more", "valid_from": "soon"}, "valid_from-error"),
    ("team", {"team_id": "99"}, "team_id-error"),
    ("password", {"new": "short"}, "new-error"),
    ("", {"zone": "Mars/Olympus"}, "zone-error"),
    ("", {"login": "ada"}, "login-error"),
    ("", {"roles": ["root"]}, "roles-error"),
]


def test_each_part_of_a_person_says_what_is_wrong(admin: FlaskClient, world: World):
    page = f"/admin/people/{world.worker}"
    for part, values, wrong in PARTS:
        answer = send(admin, page, f"{page}/{part}" if part else page, **values)
        assert answer.status_code == 422, values
        assert f'id="{wrong}"' in answer.text, values


def test_the_last_admin_stays_one(admin: FlaskClient, world: World):
    page = f"/admin/people/{world.admin}"
    answer = send(admin, page, page, roles=["worker"])
    assert answer.status_code == 422
    assert "Nobody else is an admin" in answer.text


def test_the_company_is_changed_in_hours(admin: FlaskClient):
    assert (
        send(admin, "/admin/company", max_shift_hours="16", pay_calendar="monthly").status_code
        == 303
    )
    page = admin.get("/admin/company").text
    assert re.search(r'name="max_shift_hours"[^>]*value="16"', page)
    assert send(admin, "/admin/company", currency="us").status_code == 422
    stale = fields(page)
    send(admin, "/admin/company", confidence_floor="70")
    assert admin.post("/admin/company", data=stale).status_code == 422


def test_a_new_pay_policy_says_for_whom_it_is(admin: FlaskClient, world: World):
    new = "/admin/pay-policies"
    given = {"name": "Crew", "preset": "us-flsa", "effective_from": "2026-11-02"}
    team = {"team_id": str(world.team)}
    assert "What would change" in send(admin, new, new, **given, **team).text
    answer = send(admin, new, new, **given, **team, person="P2")
    assert "not both" in answer.text
    assert "person-error" in send(admin, new, new, **given, person="P99").text


def test_shifts_are_planned_pasted_and_cancelled(app: Flask, admin: FlaskClient, world: World):
    shift = {
        "person": "P2",
        "day": "2026-11-24",
        "start": "22:00",
        "end": "06:00",
        "site": "Pier",
        "project": "h",
    }
    add = "/admin/roster?day=2026-11-23"
    answer = send(admin, add, add, **shift)
    assert answer.status_code == 303, answer.text
    page = admin.get(answer.headers["Location"]).text
    assert "22:00–06:00" in page
    assert "Pier" in page
    assert "start-error" in send(admin, add, add, **shift).text
    assert "person-error" in send(admin, add, add, **{**shift, "person": "P99"}).text
    paste = "/admin/roster/paste?day=2026-11-23"
    sheet = "P3\t2026-11-24\t8:00\t16:00\nP3\t2026-11-25\t8:00\t99:00\nP98\t2026-11-25\t8:00\t9:00"
    answer = send(admin, add, paste, sheet=sheet)
    assert answer.status_code == 422
    assert "A time is written like 06:30" in answer.text
    assert "99:00" in answer.text
    assert send(admin, add, paste, sheet=sheet.splitlines()[0]).status_code == 303
    with app.app_context(), db.read() as tx:
        planned = rosters.planned(tx, 0, 1 << 40)
    assert [s.person for s in planned] == [world.mate, world.worker]
    cancel = f"/admin/roster/{planned[0].id}/cancel?day=2026-11-23"
    assert send(admin, add, cancel).status_code == 303
    # Tokens stand in attributes, and may hold any letters.
    shown = re.sub(r"<datalist.*?</datalist>|<[^>]*>", " ", admin.get(add).text, flags=re.DOTALL)
    assert "P3" not in shown


HOSTILE = [
    "__import__('os').system('x')", "{{7*7}}", "<script>alert(1)</script>", "x\x00y",
    "' OR 1=1 --", "%(name)s %s {0}", "a" * 5000, "\N{GRINNING FACE}",
]  # fmt: skip


def test_hostile_text_is_shown_as_text_or_refused(admin: FlaskClient):
    for text in HOSTILE:
        survives(admin, text)


def survives(admin: FlaskClient, text: str):
    for path, names in (
        ("/admin/customers/new", ["name"]),
        ("/admin/people/new", ["name", "number", "login", "zone"]),
        ("/admin/rules/new", ["name", "parts-0-code", "persons-0", "priority", "between_start"]),
    ):
        answer = send(
            admin, path, path if "rules" in path else None, path, **dict.fromkeys(names, text)
        )
        assert answer.status_code in {200, 303, 422}
        assert "<script>alert" not in answer.text
    for path in ("/admin/people", "/admin/projects", "/admin/roster"):
        answer = admin.get(path, query_string={"q": text, "after": text, "day": text})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_impossible_ids_are_missing(admin: FlaskClient):
    for path in ("/admin/projects/99", "/admin/people/99999999999999999999", "/admin/rules/7"):
        assert admin.get(path).status_code == 404
    page = admin.get("/admin/").text
    for path in (
        "/admin/people/99/rate",
        "/admin/rules/7/end",
        "/admin/roster/99/cancel",
        "/admin/teams/99/remove",
    ):
        assert admin.post(path, data={"csrf_token": token(page)}).status_code == 404


def test_lists_go_on_after_fifty(app: Flask, admin: FlaskClient):
    with app.app_context(), db.write() as tx:
        for n in range(60):
            catalog.add(tx, Project(code=f"X{n:02}", name="Many"))
            catalog.add(tx, Team(name=f"Team {n:02}"))
    first = admin.get("/admin/projects?q=many").text
    link = re.search(r'href="([^"]*after=\d+)"', first)
    assert "X49" in first
    assert "X50" not in first
    second = admin.get(unescape(link[1])).text
    assert "X59" in second
    assert "X49" not in second
