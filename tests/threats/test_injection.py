"""Hostile texts in every column of the database and in every parameter of every page."""

import json
import os
import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import Text, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.support import company
from tests.support.signin import HASH, add_person, sign_in, token
from tests.threats.walking import (
    EVERY_ROLE,
    FILES,
    calls,
    crawl,
    get,
    names_read,
    read,
    statements,
)
from timesheet.actions import deriving
from timesheet.store import facts
from timesheet.store.db import write
from timesheet.store.tables import Person

MARK = "xq7"
EVERYTHING = os.environ.get("TIMESHEET_WALKS") == "all"
PAYLOADS = [
    '"><img src=x onerror=xq7()>', "'><svg onload=xq7()>", "<script>xq7()</script>",
    "</title><script>xq7()</script>", "</textarea><script>xq7()</script>",
    "</script><script>xq7()</script>", "</style><script>xq7()</script>",
    "--><script>xq7()</script>",
    '" onmouseover=xq7() x="', "' onfocus=xq7() autofocus '", "javascript:xq7()",
    " javascript:xq7()", "java\tscript:xq7()", "JaVaScRiPt:xq7()", "data:text/html,<script>xq7()",
    "vbscript:xq7()", "<iframe src=javascript:xq7()>", "<a href=javascript:xq7()>x</a>",
    "<xq7 onclick=xq7()>", "<math><mi href=javascript:xq7()>", "<object data=javascript:xq7()>",
    "<form action=javascript:xq7()><button>", "<base href=//xq7>",
    "<link rel=stylesheet href=//xq7>",
    "<meta http-equiv=refresh content='0;url=javascript:xq7()'>", "<style>@import '//xq7'</style>",
    "{{ 7*7 }}xq7", "{% print 'xq7' %}", "${xq7}", "#{xq7}", "<%= xq7 %>", "[[xq7]]",
    "<details open ontoggle=xq7()>", "<body onload=xq7()>", "<input autofocus onfocus=xq7()>",
    "&lt;script&gt;xq7()&lt;/script&gt;", "&#60;img src=x onerror=xq7()&#62;", "\\u003cimg xq7",
    "<svg><animate onbegin=xq7() attributeName=x>", "`-xq7()-`",
]  # fmt: skip
SQL = [
    "' OR 'xq7'='xq7", "xq7'; DROP TABLE person; --", '" OR "xq7"="xq7', "1; SELECT 'xq7'",
    "xq7)) UNION SELECT password_hash FROM person --", "' || (SELECT 'xq7') || '", "xq7`", "xq7]",
    "id; xq7", "person desc, (select xq7)", "(CASE WHEN 1=1 THEN xq7 END)", "xq7--", "/*xq7*/",
    "%xq7%", "_xq7_", "\\xq7", "xq7\\' OR 1=1", "0x787137", "1e9999xq7", "-1 OR xq7=1", "NULLxq7",
    "xq7' AND SLEEP(5)", "xq7'::text", "${xq7}", "9" * 30 + "xq7",
]  # fmt: skip
# Not written by anybody: codes, keys, hashes, zones, and JSON whose strings are tried elsewhere.
CODED = re.compile(
    r"zone|locale|hash|password|login|uuid|kind|state|channel|source|severity|part|parts|document"
    r"|pay_code|multiplier|punches|segments|spans|pair|previous|payload|key|currency|pay_calendar"
    r"|outcome|ref|likely|week|period|day|code$"
)
RUNS = re.compile(r"\W*(java\s*script|vbscript|data\s*:)", re.IGNORECASE)
ELSEWHERE = re.compile(r"\s*([a-z+.-]+:)?[/\\]{2}", re.IGNORECASE)  # not a path of this server
URLS = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data", "xlink:href"}
ALWAYS = [
    "sort", "dir", "down", "by", "group", "columns", "q", "search", "page", "after", "limit", "day",
    "date", "from", "to", "person", "project", "team", "site", "ended", "next", "all",
]  # fmt: skip


def hurt(shown: str) -> list[str]:
    """Return what a browser would run or load of a page because of what somebody entered."""
    page = read(shown)
    found = [script for script in page.scripts if MARK in script]
    for tag, attrs in page.elements:
        if MARK in tag or (tag in {"base", "iframe", "object", "embed", "style"}):
            found.append(tag)
        for name, value in attrs.items():
            leads_off = RUNS.match(value) or ELSEWHERE.match(value)
            if name.startswith("on") or (name in URLS and MARK in value and leads_off):
                found.append(f"{tag} {name}={value}")
    return found


def test_the_test_sees_what_it_looks_for():
    seen = [payload for payload in PAYLOADS if hurt(f"<p>{payload}</p>")]
    assert len(seen) >= 20
    assert hurt("<a href=//xq7>x</a>") == ["a href=//xq7"]
    assert hurt('<a href="https://xq7/">x</a>') == ["a href=https://xq7/"]
    assert hurt("<a href=/lines?q=%3Clink+href%3D//xq7%3E>x</a>") == []
    assert hurt("<p>&lt;img onerror=xq7()&gt;</p><img src=data:image/png,x>") == []


@pytest.fixture
def world(app):
    """A company with hours, a note, and somebody with every role."""
    with app.app_context():
        made = company.set_up()
        for n in range(3):
            company.worked(made.worker, date(2026, 11, 9) + timedelta(days=n), project=made.harbour)
        facts_of_a_note(made.worker)
        deriving.rebuild()
    root = add_person(app, "root", *EVERY_ROLE, zone=company.ZONE)
    return made, root


def facts_of_a_note(person: int) -> None:
    with write() as tx:
        for number, payload in enumerate(PAYLOADS):
            facts.add_punch(
                tx, person_id=person, client_uuid=f"note-{number:04}", kind="in",
                at=1_795_000_000 + number, received_us=1_795_000_000_000_000, channel="web",
                actor_id=person, body_hash="", zone=company.ZONE, note=payload, break_seconds=0,
            )  # fmt: skip


@pytest.fixture
def root(app, world):
    client = app.test_client()
    assert sign_in(client, "root").status_code == 303
    return client


def starts(app) -> list[str]:
    """Return every page that can be read, by itself and for some ids."""
    readable = [call for key in (1, 2, 3) for call in calls(app, key) if call.method == "GET"]
    return list(dict.fromkeys(call.path for call in readable if call.endpoint not in FILES))


def worded(old: object, words: str) -> str:
    """Return words in the place of a text; of a JSON list, in the place of each text in it."""

    def inside(value: object) -> object:
        if isinstance(value, list):
            return [inside(item) for item in value]
        return words if isinstance(value, str) else value

    try:
        lists = json.loads(str(old))
    except ValueError:
        return words
    return json.dumps(inside(lists)) if isinstance(lists, list) else words


def plant(app, payload: str) -> int:
    """Put a text into every column that holds somebody's words; return into how many."""
    planted = 0
    for table in Person.metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, Text) or CODED.search(column.name):
                continue
            rows = select(column, *table.primary_key.columns).limit(5)
            try:
                with app.app_context(), write() as tx:
                    for number, (old, *key) in enumerate(tx.execute(rows).all()):
                        same = [c == v for c, v in zip(table.primary_key.columns, key, strict=True)]
                        words = worded(old, f"{payload}{number}{column.name}"[:190])
                        tx.execute(update(table).where(*same).values({column: words}))
                        planted += 1
            except DBAPIError:
                continue  # a fact, which the database keeps as it is
    return planted


@pytest.mark.slow
def test_p21_no_text_becomes_an_element(app, root):
    for first in range(0, len(PAYLOADS), 4):
        assert plant(app, "".join(PAYLOADS[first : first + 4])) > 10
        found = crawl(root, starts(app), most=60)
        for path, shown in found.items():
            assert hurt(shown) == [], path
            assert "49xq7" not in shown, path


def test_p21_what_is_entered_wrongly_is_shown_as_text(app, root):
    crumb = token(root.get("/account").text)
    for endpoint, method, path in calls(app):
        if method != "POST" or endpoint == "auth.sign_out":
            continue
        shown = root.get(path, buffered=True).text
        names = read(shown).names() - {"csrf_token"} or {"name", "login", "note", "reason"}
        for number in range(0, len(PAYLOADS), 8):
            sent = dict.fromkeys(names, " ".join(PAYLOADS[number : number + 8])[:450])
            answer = root.post(path, data=sent | {"csrf_token": crumb}, buffered=True)
            assert answer.status_code < 500, (path, answer.text[:200])
            assert hurt(answer.text) == [], path
            if answer.status_code in {302, 303}:
                assert hurt(get(root, answer.location).text) == [], path


def test_p21_addresses_and_errors_show_text(app, root):
    for payload in PAYLOADS:
        for where in ("/%s", "/account?next=%s", "/sign-in?next=%s", "/?q=%s"):
            answer = root.get(where % urlencode({"": payload})[1:])
            assert hurt(answer.text) == [], (where, payload)


def handlers(app, client, pages) -> list[str]:
    """Return an address of every page that can be read, and of each report and list among them.

    Addresses that differ in their ids only lead to the same code: of these one that shows
    something is taken, if there is one. TIMESHEET_WALKS=all takes them all.
    """
    there = [path.split("?")[0] for path in pages]
    if EVERYTHING:
        return list(dict.fromkeys([*there, *starts(app)]))
    found: dict[str, str] = {}
    for path in there:
        found.setdefault(re.sub(r"\d", "0", path), path)
    others: dict[str, list[str]] = {}
    for path in starts(app):
        if (shape := re.sub(r"\d", "0", path)) not in found:
            others.setdefault(shape, []).append(path)
    for paths in others.values():
        shown = (path for path in paths[:-1] if get(client, path).status_code == 200)
        found[paths[0]] = next(shown, paths[-1])
    return list(found.values())


def hostile(names: Collection[str], turns: int, shift: int) -> Iterator[dict[str, str]]:
    """Yield what is sent to one handler: hostile texts under names, so many times.

    Each name has another text each time, and the same time another one than its neighbours.
    """
    known = sorted(names)
    for turn in range(turns):
        yield {name: SQL[(n + turn + shift) % len(SQL)] for n, name in enumerate(known)}


def in_parts(names: set[str], shift: int) -> Iterator[dict[str, str]]:
    """Yield hostile texts under all names, then under a fifth of them after the other.

    What is refused for one name is so tried without it.
    """
    known = sorted(names)
    for n, some in enumerate([known, *(known[first::5] for first in range(5))]):
        yield from hostile(some, 1, shift + n)


@pytest.fixture
def turns(engine_name) -> int:
    """Say how many of the texts are tried under each name that a handler reads.

    All of them on one engine; on the other, which gets the same statements, a fifth: another one
    at each handler.
    """
    return len(SQL) if EVERYTHING or engine_name == "sqlite" else len(SQL) // 5


@pytest.mark.slow
def test_p22_no_parameter_reaches_the_sql(app, root, turns):
    """A handler gets hostile texts under every name, and all of them under those that it reads.

    What it doesn't read can reach nothing.
    """
    pages = crawl(root, starts(app), most=60)
    names = set(ALWAYS).union(*(read(shown).names() for shown in pages.values())) - {"csrf_token"}
    with statements(app) as sent, names_read(app) as asked_for:
        for number, path in enumerate(handlers(app, root, pages)):
            asked_for.clear()
            for asked in in_parts(names, number):
                assert get(root, f"{path}?{urlencode(asked)}").status_code < 500, (path, asked)
            for asked in hostile(asked_for & names, turns, 5 * number):
                assert get(root, f"{path}?{urlencode(asked)}").status_code < 500, (path, asked)
    assert sent
    assert [statement for statement in sent if MARK in statement] == []
    with app.app_context(), write() as tx:
        assert tx.execute(text("SELECT count(*) FROM person")).scalar() >= 4


@pytest.mark.slow
def test_p22_no_field_reaches_the_sql(app, root, turns):
    """As above: every field as a form has it, and in JSON."""
    crumb = token(root.get("/account").text)
    head = {"X-CSRFToken": crumb}
    posts = [call for call in calls(app) if call.method == "POST"]
    with statements(app) as sent, names_read(app) as asked_for:
        for number, (endpoint, _method, path) in enumerate(posts):
            if endpoint == "auth.sign_out":
                continue
            shown = root.get(path, buffered=True).text
            names = read(shown).names() | {"uuid", "intent", "note", "number"}
            asked_for.clear()
            first = list(in_parts(names, number))
            for n, fields in enumerate(first + list(hostile(asked_for & names, turns, number))):
                answer = root.post(path, data=fields | {"csrf_token": crumb}, buffered=True)
                assert answer.status_code < 500, (path, fields)
                if n < len(first):
                    answer = root.post(path, json=fields, headers=head, buffered=True)
                    assert answer.status_code < 500, (path, fields)
    assert [statement for statement in sent if MARK in statement] == []
    with app.app_context(), write() as tx:
        kept = tx.execute(text("SELECT password_hash FROM person WHERE login = 'root'")).scalar()
    assert kept == HASH


def test_what_a_handler_reads_is_noted(app, root):
    with names_read(app) as found:
        root.get("/account?nobody=1")
        assert "nobody" not in found
        root.get("/accounting/2026-11-09/payroll-summary?q=x")
        assert "q" in found
        root.post("/account", data={"old": "x", "csrf_token": token(root.get("/account").text)})
        assert {"old", "new"} <= found
