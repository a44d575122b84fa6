"""Every page of workers, leads and the tablet, in each language: nothing keeps anybody out.

The pages are those that links lead to, held against the access table: a page that is added is
looked at, or the test that counts them fails.
"""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException

from tests.support import crew, everyday
from tests.support.browser import PHONE, give, in_light_and_dark, stand_still
from tests.support.kept import kept
from tests.threats.walking import crawl
from timesheet import now
from timesheet.actions import kiosk
from timesheet.web.access import LEAD, PUBLIC, TABLET, row_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True),
]
LANGUAGES = ("en", "es", "de")
NARROW = (320, 640)
TABLET_SIZE = (820, 1180)
CLOSING = f"/closing/{crew.MONDAY}"
# Whose links are followed, from where; of Ben only that he forgot to clock out.
STARTS = {
    "ana": ["/"],
    "ben": ["/"],
    "carla": ["/crew/", f"/crew/week/{crew.MONDAY}", CLOSING, f"{CLOSING}/clean"],
}
MOST = {"ben": 1}
# What answers a program or leads elsewhere; the demo's page has a test of its own.
NO_PAGES = {"worker.token", "places.scanned", "closing.home", "kiosk.people", "tradeoff.page",
            "photos.one", "kiosk.photo", "certifying.following"}  # fmt: skip
OPENED_ALONE = {"auth.sign_in", "kiosk.register", "kiosk.home"}


@pytest.fixture
def ids(app, ids, clock):
    clock.show(everyday.AT)
    everyday.happened(app, ids)
    return ids


def endpoint(app: Flask, path: str) -> str:
    """Return the endpoint of an address."""
    try:
        return str(app.url_map.bind("localhost").match(path.partition("?")[0])[0])
    except HTTPException:
        return ""


@kept
def pages_of(app: Flask, login: str) -> tuple[dict[str, str], str]:
    """Return an address of each page that somebody's links lead to, and his session.

    The lead's are those that no worker has.
    """
    client = app.test_client()
    crew.sign_in(client, login)
    found: dict[str, str] = {}
    for path in crawl(client, STARTS[login], MOST.get(login, 150)):
        found.setdefault(endpoint(app, path), path)
    others = pages_of(app, "ana")[0] if login == "carla" else ()
    mine = {name: path for name, path in found.items() if name not in {"auth.sign_in", *others}}
    return mine, client.get_cookie("session").value


@pytest.fixture
def walk(app, ids, open_page) -> Callable[..., Iterator[Page]]:
    """Give a walk over somebody's pages in some languages; each comes as the open page."""

    def walked(login: str, languages=LANGUAGES, size=PHONE) -> Iterator[Page]:
        paths, cookie = pages_of(app, login)
        # Colours that are still on their way from light to dark have no contrast of their own.
        page = open_page("/healthz", size, cookies={"session": cookie}, reduced_motion="reduce")
        for language in languages:
            give(page.context, page.url, {"language": language})
            for path in paths.values():
                page.goto(path)
                assert page.locator("html").get_attribute("lang") == language
                yield page

    return walked


@pytest.mark.parametrize("login", STARTS)
def test_axe_finds_nothing(walk, login):
    assert [one for page in walk(login) for one in in_light_and_dark(page)] == []


def test_the_walk_leaves_out_no_page_of_the_access_table(app, ids):
    seen = set().union(*(pages_of(app, login)[0] for login in STARTS)) | OPENED_ALONE
    missing = set()
    for rule in app.url_map.iter_rules():
        row = row_for(rule.endpoint, "GET") if "GET" in (rule.methods or ()) else None
        if row and row.roles is not PUBLIC and row.roles & (LEAD | TABLET | {"worker"}):
            missing |= {rule.endpoint} - seen - NO_PAGES
    assert missing == set()


def test_axe_finds_nothing_before_anybody_is_signed_in(open_page):
    page = open_page("/sign-in", PHONE, reduced_motion="reduce")
    for language in LANGUAGES:
        give(page.context, page.url, {"language": language})
        for path in ("/sign-in", "/kiosk/register"):
            page.goto(path)
            assert list(in_light_and_dark(page)) == []


@pytest.fixture
def tablet(app, ids, open_page, monkeypatch) -> Page:
    """Open a registered tablet; Ana and her lead have badges."""
    monkeypatch.setattr("itsdangerous.timed.time.time", now.utc)
    with app.app_context():
        code = kiosk.add("Gate 2", None, ids["carla"], now.utc())
        for who in ("ana", "carla"):
            kiosk.add_badge(ids[who], f"BADGE-{who}", ids["carla"], now.utc())
    page = open_page("/kiosk/register", TABLET_SIZE, reduced_motion="reduce")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Register").click()
    expect(page.locator("#names button").first).to_be_visible()
    return page


# A scanner's keys come at once; those of a driver on a busy machine may look like a person's.
SCANNED = """code => [...code, "Enter"].forEach(key =>
    document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_stage_of_the_tablet(tablet, language):
    def at(stage: str) -> None:
        expect(tablet.locator(f"[data-stage={stage}]")).to_be_visible()
        if stage != "idle":
            # The reader of a screen begins with what this stage says.
            said = tablet.locator(f"[data-stage={stage}] [tabindex='-1']")
            expect(said).to_be_focused()
        assert list(in_light_and_dark(tablet)) == []

    stand_still(tablet)
    tablet.goto(f"/kiosk/?language={language}")
    assert tablet.locator("html").get_attribute("lang") == language
    expect(tablet.locator("#names button").first).to_be_visible()
    at("idle")
    tablet.locator("#names button").first.click()
    at("pin")
    tablet.locator("[data-stage=pin] [data-cancel]").click()
    tablet.evaluate(SCANNED, "BADGE-carla")
    at("press")
    tablet.locator("[data-stage=press] [data-cancel]").click()
    tablet.evaluate(SCANNED, "BADGE-ana")
    at("done")


# Boxes that hide what doesn't fit, but for what only screen readers are to hear.
CUT = """() => [...document.querySelectorAll("main *, .bar *")].filter(one => {
    const style = getComputedStyle(one);
    return one.scrollWidth > one.clientWidth + 1 && one.clientWidth && !one.closest(".unseen, svg")
        && ["hidden", "clip"].includes(style.overflowX);
}).map(one => one.outerHTML.slice(0, 160))"""
# What makes the page wider than the screen; tables and tabs scroll by themselves.
STICKS_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")].filter(one => !one.closest(".table, .tabs")
        && one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.outerHTML.slice(0, 160))"""


@pytest.mark.parametrize("login", STARTS)
def test_german_at_twice_the_text_on_the_smallest_screen_loses_nothing(walk, login):
    wrong = []
    for page in walk(login, ["de"], NARROW):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wrong += [f"{page.url}, sticks out: {one}" for one in page.evaluate(STICKS_OUT)]
        wrong += [f"{page.url}, cut: {one}" for one in page.evaluate(CUT)]
    assert wrong == [], "\n".join(wrong)


# A link within a sentence is as high as its line (WCAG 2.5.8 leaves these out).
SMALL = """least => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(one => {
    const boxes = [one, ...(one.labels ?? [])].map(box => box.getBoundingClientRect());
    const [width, height] = ["width", "height"].map(size => Math.max(...boxes.map(b => b[size])));
    const shown = one.checkVisibility({ visibilityProperty: true }) && boxes[0].bottom > 0;
    const alone = one.parentElement.innerText.trim() === one.innerText?.trim();
    const inSentence = getComputedStyle(one).display === "inline" && !alone;
    return shown && !inSentence && (height < least - .5 || width < least - .5);
}).map(one => `${one.getBoundingClientRect().height} ${one.outerHTML.slice(0, 120)}`)"""


@pytest.mark.parametrize("login", ["ana", "ben"])
def test_what_workers_tap_is_large_enough(walk, login):
    wrong = []
    for page in walk(login, ["en"]):
        wrong += [f"{page.url}: {one}" for one in page.evaluate(SMALL, 44)]
        for box in [one.bounding_box() for one in page.locator(".punch button.big").all()]:
            assert box["height"] >= 64
    assert wrong == [], "\n".join(wrong)


def test_a_language_that_runs_from_right_to_left_turns_every_page(app, walk, monkeypatch):
    monkeypatch.setitem(app.extensions, "languages", ["ar", "en"])
    wrong = []
    for page in walk("ana", ["ar"], NARROW):
        assert page.locator("html").get_attribute("dir") == "rtl"
        brand = page.locator(".brand").bounding_box()
        assert brand["x"] + brand["width"] > NARROW[0] * 0.9
        page.evaluate("scrollTo(-99, 0)")
        if page.evaluate("scrollX"):
            wrong.append(page.url)
    assert wrong == [], "\n".join(wrong)
