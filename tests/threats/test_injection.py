"""Hostile texts in every column of the database and in every parameter of every page."""

import json
import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import Text, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.support import company
from tests.support.signin import HASH, add_person, sign_in, token
from tests.threats.walking import EVERY_ROLE, FILES, calls, crawl, get, read, statements
from timesheet.actions import deriving
from timesheet.store import facts
from timesheet.store.db import write
from timesheet.store.tables import Person

MARK = "xq7"
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
        shown = root.get(path).text
        names = read(shown).names() - {"csrf_token"} or {"name", "login", "note", "reason"}
        for number in range(0, len(PAYLOADS), 8):
            sent = dict.fromkeys(names, " ".join(PAYLOADS[number : number + 8])[:450])
            answer = root.post(path, data=sent | {"csrf_token": crumb})
            assert answer.status_code < 500, (path, answer.text[:200])
            assert hurt(answer.text) == [], path
            if answer.status_code in {302, 303}:
                assert hurt(get(root, answer.location).text) == [], path


def test_p21_addresses_and_errors_show_text(app, root):
    for payload in PAYLOADS:
        for where in ("/%s", "/account?next=%s", "/sign-in?next=%s", "/?q=%s"):
            answer = root.get(where % urlencode({"": payload})[1:])
            assert hurt(answer.text) == [], (where, payload)


@pytest.mark.slow
def test_p22_no_parameter_reaches_the_sql(app, root):
    pages = crawl(root, starts(app), most=60)
    names = set(ALWAYS).union(*(read(shown).names() for shown in pages.values())) - {"csrf_token"}
    paths = list(dict.fromkeys([*(path.split("?")[0] for path in pages), *starts(app)]))
    with statements(app) as sent:
        for number, path in enumerate(paths):
            for turn, payload in enumerate(SQL):
                some = sorted(names)[(turn + number) % 5 :: 5] if turn % 2 else sorted(names)
                answer = get(root, f"{path}?{urlencode(dict.fromkeys(some, payload))}")
                assert answer.status_code < 500, (path, payload, some)
    assert sent
    assert [statement for statement in sent if MARK in statement] == []
    with app.app_context(), write() as tx:
        assert tx.execute(text("SELECT count(*) FROM person")).scalar() >= 4


@pytest.mark.slow
def test_p22_no_field_reaches_the_sql(app, root):
    crumb = token(root.get("/account").text)
    with statements(app) as sent:
        for endpoint, method, path in calls(app):
            if method != "POST" or endpoint == "auth.sign_out":
                continue
            names = read(root.get(path).text).names() | {"uuid", "intent", "note", "number"}
            for payload in SQL:
                fields = dict.fromkeys(names, payload)
                answer = root.post(path, data=fields | {"csrf_token": crumb})
                assert answer.status_code < 500, (path, payload)
                head = {"X-CSRFToken": crumb}
                assert root.post(path, json=fields, headers=head).status_code < 500, (path, payload)
    assert [statement for statement in sent if MARK in statement] == []
    with app.app_context(), write() as tx:
        kept = tx.execute(text("SELECT password_hash FROM person WHERE login = 'root'")).scalar()
    assert kept == HASH
