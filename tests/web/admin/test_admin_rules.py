"""Rules without a browser: the form, the preview that comes first, and what is refused."""

from flask import Flask
from flask.testing import FlaskClient

from tests.support.company import World, mondays, worked
from tests.support.forms import fields, send
from timesheet.actions import deriving
from timesheet.store import db, rules


def form(client: FlaskClient, path: str) -> dict:
    given = fields(client.get(path).text, path)
    return {**given, "valid_from": "2026-10-26"}


def test_a_rule_is_seen_before_it_is_saved_and_then_acts(
    app: Flask, admin: FlaskClient, world: World
):
    with app.app_context():
        monday, last = mondays(2)
        worked(world.worker, monday)
        worked(world.worker, last, project=world.depot)
        deriving.rebuild()
    path = "/admin/rules/new"
    rule = form(admin, path) | {
        "name": "Crew", "teams": [str(world.team)], "parts-0-code": "h/frame",
        "weekdays": ["0", "4"],
    }  # fmt: skip
    unseen = admin.post(path, data=rule | {"do": "save"})
    assert unseen.status_code == 200
    assert "What it would do" in unseen.text
    with app.app_context(), db.read() as tx:
        assert rules.versions(tx) == []
    assert "moves 8.00 hours and 160.00 USD of one person" in unseen.text
    assert "contradict one confirmed line" in unseen.text
    seen = fields(unseen.text, path)
    assert admin.post(path, data=seen | {"do": "save", "priority": "3"}).status_code == 200
    answer = admin.post(path, data=seen | {"do": "save"})
    assert answer.status_code == 303
    page = admin.get("/admin/rules").text
    assert "Crew · Monday, Friday" in page
    assert "H / FRAME" in page
    with app.app_context(), db.read() as tx:
        assert [v.rule.then.parts[0][0].task for v in rules.versions(tx)] == [world.framing]
    changed = fields(admin.get("/admin/rules/1").text, "/admin/rules/1")
    assert changed["parts-0-code"] == ["H / FRAME"]
    ending = send(admin, "/admin/rules/1", "/admin/rules/1/end", ends_from="2026-11-23")
    assert "What it would do" in ending.text
    end = fields(ending.text, "/admin/rules/1/end")
    assert admin.post("/admin/rules/1/end", data=end).status_code == 303
    assert "not since" in admin.get("/admin/rules").text


SPLIT = {"parts-0-percent": "60", "parts-1-code": "D"}


RULES = [
    ({"name": ""}, "name-error"),
    ({"parts-0-code": "NOPE"}, "parts-0-code-error"),
    ({"parts-0-code": ""}, "parts-0-code-error"),
    ({"parts-0-code": "D/FRAME"}, "parts-0-code-error"),
    ({**SPLIT, "parts-1-percent": "50"}, "parts-0-percent-error"),
    ({**SPLIT, "parts-1-percent": "x"}, "parts-1-percent-error"),
    (SPLIT, "parts-1-percent-error"),
    ({"persons-0": "P99"}, "persons-0-error"),
    ({"between_start": "22:00"}, "between_end-error"),
    ({"between_start": "22:00", "between_end": "22:00"}, "between_start-error"),
    ({"valid_to": "2026-01-01"}, "valid_to-error"),
    ({"priority": "9999"}, "priority-error"),
    ({"kind": "exec"}, "kind-error"),
    ({"teams": ["99"]}, "teams-error"),
]


def test_what_is_wrong_with_a_rule_is_said_at_its_field(admin: FlaskClient):
    path = "/admin/rules/new"
    rule = form(admin, path) | {"name": "Rule", "parts-0-code": "H"}
    for values, wrong in RULES:
        answer = admin.post(path, data=rule | values | {"do": "preview"})
        assert answer.status_code == 422, values
        assert f'id="{wrong}"' in answer.text, values


def test_more_rows_come_without_javascript_and_keep_what_was_typed(admin: FlaskClient):
    path = "/admin/rules/new"
    answer = admin.post(
        path, data=form(admin, path) | {"name": "Half", "parts-0-code": "H", "do": "more"}
    )
    assert 'name="parts-3-code"' in answer.text
    assert 'value="Half"' in answer.text
    given = fields(answer.text, path) | {
        "parts-0-percent": "50",
        "parts-3-code": "D",
        "parts-3-percent": "50,00",
    }
    answer = admin.post(path, data=given | {"do": "preview"})
    assert answer.status_code == 200
    assert "It moves no hours" in answer.text
