"""Pay policies as admins meet them: forms of the blocks, what would change, examples, holidays."""

import json
import re
from datetime import date, timedelta

import pytest
from click import ClickException
from flask import Flask
from flask.testing import FlaskClient

from tests.support.company import World, mondays, worked
from tests.support.forms import fields, send
from tests.support.signin import HASH, sign_in
from timesheet.actions import deriving
from timesheet.actions.setting_up import pay_policies
from timesheet.cli import pay_check
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.store import db, people, policies
from timesheet.store.derived import pay_lines
from timesheet.web.forms import pay_blocks


@pytest.fixture
def paid(app: Flask, world: World) -> World:
    """Four weeks of five days of ten hours at 20.00 are paid by the plain preset."""
    with app.app_context():
        for monday in mondays(4):
            for n in range(5):
                worked(world.worker, monday + timedelta(days=n), hours=10)
        pay_policies.assign("plain", date(2026, 1, 1), None, None, world.author)
        deriving.rebuild()
    return world


def versions(app: Flask) -> list[policies.PayPolicyVersion]:
    with app.app_context(), db.read() as tx:
        return policies.pay_policies(tx)


def pay(app: Flask) -> int:
    with app.app_context(), db.read() as tx:
        return sum(row.cents for row in tx.execute(pay_lines.select()))


def activate(admin: FlaskClient, page: str, **changes: str):
    """Send the form of a page that shows what would change."""
    data = {**fields(page), "do": "activate", **changes}
    return admin.post("/admin/pay-policies/review", data=data)


def test_a_new_policy_holds_only_after_it_was_looked_at(app, admin: FlaskClient, paid: World):
    before = pay(app)
    new = {"name": "Contract", "preset": "us-flsa", "effective_from": "2026-11-02"}
    page = send(admin, "/admin/pay-policies", "/admin/pay-policies", **new)
    assert page.status_code == 200
    assert "Pay of one person changes" in page.text
    assert re.search(r'<th scope="row">OT</th><td class="number">0.00</td>', page.text)
    assert f"/admin/people/{paid.worker}" in page.text
    assert (len(versions(app)), pay(app)) == (1, before)
    # Something else than was looked at is shown, not activated.
    other = json.dumps(PRESETS["us-california"])
    assert activate(admin, page.text, document=other).status_code == 200
    assert len(versions(app)) == 1
    answer = activate(admin, page.text)
    assert answer.status_code == 303
    [_, made] = versions(app)
    assert (made.name, made.version, made.effective_from) == ("Contract", 1, date(2026, 11, 2))
    assert pay(app) > before
    shown = admin.get(answer.headers["Location"]).text
    for part in ("Holds for everybody since", "29 CFR 778", "Not legal advice", "over 40 h x 1.5"):
        assert part in shown, part
    assert activate(admin, page.text).status_code == 422  # there is such a policy meanwhile


def test_a_block_is_changed_and_nothing_typed_is_lost(app, admin: FlaskClient, paid: World):
    [plain] = versions(app)
    form = f"/admin/pay-policies/{plain.id}/overtime"
    given = {"overtime.daily.0.over_min": "480", "overtime.daily.0.mult": "one and a half"}
    answer = send(admin, form, form, **given)
    assert answer.status_code == 422
    assert "a number is needed" in answer.text
    assert 'id="overtime-daily-0-mult-error"' in answer.text
    assert 'value="one and a half"' in answer.text
    assert 'value="480"' in answer.text
    page = send(admin, form, form, **{**given, "overtime.daily.0.mult": "1.5"})
    assert "By the day: over 8 h x 1.5" in page.text
    answer = activate(admin, page.text, effective_from="2026-11-09", periods="1")
    assert answer.status_code == 303
    made = versions(app)[-1]
    assert (made.code, made.version) == ("plain", 2)
    assert Policy.from_dict(json.loads(made.document)).overtime.daily[0].over == 8 * 3600
    # Who still looks at the first version is told so.
    assert activate(admin, page.text).status_code == 422
    states = admin.get(answer.headers["Location"]).text
    assert "past" in states
    assert "holds now" in states


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_each_section_of_each_preset_comes_back_from_its_form_as_it_was(preset: str):
    policy = Policy.from_dict(PRESETS[preset])
    for section in pay_blocks.SECTIONS:
        filled = pay_blocks.shown(policy, section)
        again = Policy.from_dict(pay_blocks.changed(policy, section, filled))
        assert again == policy, section
        assert pay_blocks.tree(section, filled)


def test_every_section_has_a_form(app, admin: FlaskClient, paid: World):
    [plain] = versions(app)
    for section in pay_blocks.SECTIONS:
        page = admin.get(f"/admin/pay-policies/{plain.id}/{section}")
        assert page.status_code == 200, section
    assert admin.get(f"/admin/pay-policies/{plain.id}/nothing").status_code == 404
    assert admin.get("/admin/pay-policies/999").status_code == 404


def test_json_is_checked_as_the_forms_are(app, admin: FlaskClient, paid: World):
    [plain] = versions(app)
    path = f"/admin/pay-policies/{plain.id}/json"
    for wrong, message in (
        ('{"overtime": {"dayly": []}}', "overtime.dayly: there is no such key."),
        ('{"overtime": {"daily": [{"over_h": 8}]}}', "overtime.daily[0].mult: is needed."),
        ("{", "This is no JSON"),
        ("[]", "an object is needed"),
        ('{"holiday": {"calendar_id": "ZZ"}}', "holiday.calendar_id: there is no such calendar"),
    ):
        answer = send(admin, path, path, document=wrong)
        assert answer.status_code == 422
        assert message in answer.text
    good = {"overtime": {"weekly": [{"over_h": 40, "mult": "1.5"}]}}
    assert "What would change" in send(admin, path, path, document=json.dumps(good)).text


def test_examples_are_kept_and_run_on_every_change(app, admin: FlaskClient, paid: World):
    [plain] = versions(app)
    home = f"/admin/pay-policies/{plain.id}"
    week = {"person": "P2", "day": mondays(1)[0].isoformat()}
    answer = send(admin, home, f"{home}/examples/timecard", **week)
    assert answer.status_code == 303, answer.text
    case = {
        "id": "one day",
        "rate": 10,
        "punches": [{"in": "2026-06-01T08:00", "out": "2026-06-01T20:00"}],
        "expected": {"regular_h": 12, "gross": 120},
    }
    sent = f"{home}/examples"
    assert send(admin, home, sent, examples=json.dumps([case])).status_code == 303
    assert send(admin, home, sent, examples="nonsense").status_code == 422
    assert "nothing that is expected" in send(admin, home, sent, examples="[{}]").text
    page = admin.get(home).text
    assert page.count("as expected") >= 2
    with app.app_context():
        assert [run.ok for run in pay_check.kept.__wrapped__("plain")] == [True, True]
        with pytest.raises(ClickException):
            pay_check.kept.__wrapped__("gone")
    form = f"{home}/overtime"
    page = send(
        admin, form, form, **{"overtime.daily.0.over_min": "480", "overtime.daily.0.mult": "1.5"}
    ).text
    assert "2 examples no longer come out as expected" in page
    assert "expected 12, got 8" in page
    assert activate(admin, page).status_code == 422
    assert len(versions(app)) == 1
    assert activate(admin, page, accept="y").status_code == 303
    newest = versions(app)[-1].id
    page = admin.get(f"/admin/pay-policies/{newest}").text
    remove = re.search(r'action="([^"]*/examples/\d+/remove)"', page)
    assert remove
    assert send(admin, home, remove[1]).status_code == 303
    now_at = f"/admin/pay-policies/{newest}"
    assert send(admin, now_at, f"{now_at}/examples", remove[1]).status_code == 404


def test_a_policy_is_ended_and_never_deleted(app, admin: FlaskClient, paid: World):
    with app.app_context():
        made = pay_policies.assign("us-flsa", date(2026, 2, 1), paid.team, None, paid.author)
    more = pay(app)
    home = f"/admin/pay-policies/{made.id}"
    assert send(admin, home, f"{home}/end", ends_from="").status_code == 422
    assert send(admin, home, f"{home}/end", ends_from="2026-03-01").status_code == 303
    assert pay(app) < more
    assert len(versions(app)) == 3
    assert "Has not held" in admin.get(home).text


def test_holidays_are_taken_over_and_changed(app, admin: FlaskClient, paid: World):
    here = "/admin/holidays?calendar=US-CA&year=2027"
    take = {"calendar": "US-CA", "year": "2027"}
    assert send(admin, here, "/admin/holidays/take", **take).status_code == 303
    assert "Thanksgiving" in admin.get(here).text
    wrong = {"calendar": "ZZ", "year": "2027"}
    assert send(admin, here, "/admin/holidays/take", **wrong).status_code == 422
    target = here.replace("&", "&amp;")
    assert send(admin, here, target, here, day="2027-03-31", name="Founders").status_code == 303
    assert "Founders" in admin.get(here).text
    gone = "/admin/holidays/remove?calendar=US-CA&year=2027"
    assert send(admin, here, target, gone, day="2027-03-31").status_code == 303
    assert "Founders" not in admin.get(here).text
    send(admin, here, "/admin/holidays/take", **take)
    assert "Founders" not in admin.get(here).text
    assert send(admin, here, target, gone, day="2027-03-31").status_code == 404


def test_accounting_reads_and_changes_nothing(app, admin: FlaskClient, paid: World):
    with app.app_context(), db.write() as tx:
        people.add_person(
            tx,
            number="P9",
            name="Cleo",
            login="cleo",
            zone="UTC",
            roles=frozenset({"accounting"}),
            password_hash=HASH,
        )
    other = app.test_client()
    sign_in(other, "cleo")
    [plain] = versions(app)
    home = f"/admin/pay-policies/{plain.id}"
    for path in ("/admin/pay-policies", home, "/admin/holidays"):
        page = other.get(path)
        assert page.status_code == 200
        assert 'method="post"' not in page.text.partition("<main")[2]
    for path in (f"{home}/overtime", f"{home}/json", "/admin/projects", "/admin/"):
        assert other.get(path).status_code == 403
    assert other.post(f"{home}/end").status_code in {400, 403}
