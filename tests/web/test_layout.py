"""The frame of every page: links by role, addresses of files, language, and the macros."""

import re

import pytest
from flask import Blueprint, Flask, flash, g, render_template, render_template_string
from wtforms import BooleanField, Form, StringField
from wtforms.validators import InputRequired

from timesheet import paths
from timesheet.web import filters, i18n, layout
from timesheet.web.access import TABLE


class Somebody:
    name = "Ana Ruiz"
    locale = "en"

    def __init__(self, *roles):
        self.roles = frozenset(roles)

    def has(self, *roles):
        return not self.roles.isdisjoint(roles)


@pytest.fixture
def app():
    app = Flask(
        "timesheet",
        template_folder=str(paths.resource("templates")),
        static_folder=str(paths.resource("static")),
    )
    app.secret_key = "only for the messages of these tests"
    i18n.attach(app)
    filters.attach(app)
    layout.attach(app)
    for name, endpoint, rule in [
        ("worker", "home", "/"), ("accounting", "all_periods", "/accounting"),
        ("auth", "account", "/account"),
    ]:  # fmt: skip
        pages = Blueprint(name, __name__)
        pages.add_url_rule(rule, endpoint, lambda: render_template("base.html"))
        app.register_blueprint(pages)
    return app


def test_links_are_those_of_the_roles_and_of_pages_that_exist(app):
    with app.test_request_context("/accounting"):
        found = layout.places(["accounting", "worker", "admin"])
        assert [(link.href, link.label, link.current) for link in found] == [
            ("/", "Clock", False), ("/accounting", "Accounting", True),
        ]  # fmt: skip
        assert layout.places([]) == []


def test_a_page_behind_a_link_of_another_room_marks_that_link(app):
    app.add_url_rule("/week", "mine.this_week", lambda: "")
    app.add_url_rule("/budgets", "budgets.home", lambda: "")
    with app.test_request_context("/week"):
        assert [link.current for link in layout.places(["accounting", "worker"])] == [True, False]
    with app.test_request_context("/budgets"):
        assert [link.current for link in layout.places(["accounting", "worker"])] == [False, True]
        assert [link.current for link in layout.places(["worker"])] == [False]


def test_rooms_behind_a_link_are_rooms_of_the_house():
    rooms = {row.endpoint.split(".")[0] for row in TABLE}
    linked = {endpoint.split(".")[0] for _role, endpoint, _words in layout.PLACES}
    assert set(layout.BEHIND) <= rooms
    assert {room for shown in layout.BEHIND.values() for room in shown} <= linked


def test_a_page_has_one_heading_place_a_language_and_a_way_to_its_content(app):
    with app.test_request_context("/accounting", headers={"Accept-Language": "xx, en;q=.5"}):
        g.actor = Somebody("worker", "accounting")
        page = render_template("base.html")
    assert '<html lang="en" dir="ltr">' in page
    assert '<a class="skip" href="#main">' in page
    assert page.count("<main") == 1
    assert 'aria-current="page"' in page
    assert "Ana Ruiz" in page
    assert "css/office.css" in page
    with app.test_request_context("/"):
        g.actor = Somebody("worker")
        assert "css/office.css" not in render_template("base.html")


def test_no_page_has_inline_style_or_script(app):
    with app.test_request_context("/"):
        page = render_template("base.html")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", page)


def test_files_may_be_kept_for_a_year_because_their_address_changes(app):
    client = app.test_client()
    with app.test_request_context("/"):
        address = app.jinja_env.globals["asset"]("css/site.css")
    with client.get(address) as answer:
        assert answer.status_code == 200
        assert answer.cache_control.immutable
        assert answer.cache_control.max_age == layout.YEAR
    assert client.get(address.replace("css/site.css", "../pyproject.toml")).status_code == 404


def test_the_address_changes_with_any_file(tmp_path):
    (tmp_path / "a.css").write_text("a {}")
    before = layout.digest(tmp_path)
    (tmp_path / "a.css").write_text("b {}")
    assert layout.digest(tmp_path) != before


def test_the_style_sheet_stays_small():
    assert (paths.resource("static") / "css" / "site.css").stat().st_size < 20_000


def test_a_field_is_tied_to_its_label_hint_and_error(app):
    class Rate(Form):
        amount = StringField("Amount", [InputRequired("Give an amount.")], description="Per hour")
        ended = BooleanField("Ended")

    form = Rate()
    form.validate()
    with app.test_request_context("/"):
        shown = render_template_string(
            '{% from "_macros.html" import field with context %}'
            "{{ field(f.amount) }}{{ field(f.ended) }}",
            f=form,
        )
    assert '<label for="amount">Amount</label>' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="amount-hint amount-error"' in shown
    assert 'id="amount-error"' in shown
    assert "Give an amount." in shown
    assert 'type="checkbox"' in shown


def test_a_word_looks_unlike_anything_inferred(app):
    with app.test_request_context("/"):
        shown = render_template_string(
            '{% from "_macros.html" import badge with context %}'
            "{{ badge('own_word', 1.0) }}|{{ badge('learned', 0.97) }}|{{ badge('nothing', 0.2) }}"
        )
    word, learned, nothing = shown.split("|")
    assert 'class="badge word"' in word
    assert 'class="badge learned"' in learned
    assert "almost certain" in learned
    assert "almost certain" not in word
    assert "unallocated" in nothing


def test_what_was_said_is_a_status_and_is_escaped(app):
    with app.test_request_context("/"):
        flash("Clocked in <08:02>", "good")
        page = render_template("base.html")
    assert '<div id="status" role="status"><div class="note good">' in page
    assert "Clocked in &lt;08:02&gt;" in page
