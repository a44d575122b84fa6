"""A pattern that accounting corrected, suggested as a rule to those who may make rules."""

import re

from tests.support import signin
from tests.web.test_corrections import (
    FIRST,
    apply,
    downloaded,
    edited,
    post,
    recode,
    upload,
    words,
)
from tests.web.test_corrections import ids as ids  # noqa: PLC0414  (a fixture)
from timesheet.store import audit
from timesheet.store.db import read


def idea(ids, **more):
    return {"project": ids["depot"], "person": ids["ben"], "first": FIRST, **more}


def test_a_pattern_is_suggested_with_its_back_test_and_an_admin_makes_a_rule_of_it(app, carla, ids):
    page = upload(carla, edited(downloaded(carla), recode()))
    form = page.text[page.text.index("/suggestions/look") :]
    said = dict(re.findall(r'name="(project|task|person|first)" value="([^"]*)"', form)[:4])
    assert said == {name: str(value) for name, value in idea(ids, task="").items()}
    apply(carla, page)
    shown = words(post(carla, "/suggestions/look", **said))
    assert "Ben O’Dea → DEPOT" in shown
    assert "Of 4 confirmed lines since Mon, Oct 26 the rule alone would have had 4 right" in shown
    for _again in range(2):
        assert "beside their rules" in words(post(carla, "/suggestions", **said))
    root = signin.signed_in(app, "root", "admin")
    page = root.get("/admin/rules")
    assert "Ben O’Dea DEPOT 4 of 4 confirmed lines right Carla Weiss" in words(page)
    assert page.text.count("Open as a rule") == 1
    address = re.search(r'href="(/admin/rules/new[^"]+)"', page.text)[1].replace("&amp;", "&")
    form = root.get(address).text
    assert 'value="DEPOT"' in form
    assert 'value="P-002"' in form
    key = re.search(r"/rules/suggested/(\d+)", page.text)[1]
    assert "Suggested by accounting" not in words(post(root, f"/admin/rules/suggested/{key}"))
    assert post(root, f"/admin/rules/suggested/{key}").status_code == 404
    with app.app_context(), read() as tx:
        recorded = tx.execute(audit.audit.select().order_by(audit.audit.c.id))
        events = [one.event for one in recorded if one.subject == "rule"]
    assert events[-3:] == ["suggested", "suggested", "settled"]


def test_what_is_no_rule_is_refused(carla, ids):
    for wrong in ({"project": ""}, {"person": ""}, {"team": ids["framing"]}, {"project": 999}):
        assert post(carla, "/suggestions/look", **idea(ids, **wrong)).status_code == 400


def test_suggestions_are_accountings_and_rules_the_admins(app, ana, carla, ids):
    assert post(ana, "/suggestions/look", **idea(ids)).status_code == 403
    assert post(carla, "/admin/rules/suggested/1").status_code == 403
