"""A picture is drawn small on the phone, stands on the kiosk's tile, and stays there offline."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.test_kiosk import TABLET
from tests.browser.test_kiosk_crew import READY
from tests.support.browser import LOOKS, PHONE, assert_accessible, until
from tests.support.pictures import SECRET, png
from timesheet import now
from timesheet.actions import kiosk, photos
from timesheet.store import policies
from timesheet.store.db import write

pytestmark = [pytest.mark.browser, LOOKS]
# Only a picture that was really drawn has a width.
WIDTH = "image => image.decode().then(() => image.naturalWidth)"


@pytest.fixture
def wanted(app, ids):
    """Let the company want pictures; return the code that registers a tablet."""
    with app.test_request_context():
        from timesheet.web.kiosk import pepper  # noqa: PLC0415

        with write() as tx:
            policies.set_company(tx, replace(policies.company(tx), kiosk_photos=True))
        for name in ("ana", "ben"):
            kiosk.set_pin(ids[name], "314159", pepper(), ids[name], now.utc())
        return kiosk.add("Gate 2", None, ids["ana"], now.utc())


def at_gate(open_page, code):
    page = open_page("/kiosk/", TABLET, service_workers="allow")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("button", name="Ana")).to_be_visible()
    return page


def keeps(tablet, number):
    """Wait until a tablet keeps so many pictures."""
    kept = "caches.open('kiosk-faces').then(one => one.keys()).then(keys => keys.length)"
    until(tablet, lambda: tablet.evaluate(kept) == number)


def test_from_the_phone_to_the_tile_and_back_off_it(app, ids, wanted, signed_in, open_page):
    phone = signed_in("ana", "/photo", PHONE)
    large = {"name": "me.png", "mimeType": "image/png", "buffer": png(900, 600, 600)}
    phone.get_by_label("A picture of you").set_input_files(large)
    shown = phone.get_by_role("img", name="Your picture")
    expect(shown).to_be_visible()
    assert shown.evaluate(WIDTH) == 256
    assert_accessible(phone)
    with app.app_context():
        kept = photos.shown(ids["ana"])
    assert (kept.kind, SECRET in kept.data) == ("image/jpeg", False)
    assert len(kept.data) < 20_000

    tablet = at_gate(open_page, wanted)
    tile = tablet.get_by_role("button", name="Ana Ruiz").locator("img")
    assert tile.evaluate(WIDTH) == 256
    expect(tablet.get_by_role("button", name="Ben").locator("img")).to_have_count(0)
    assert_accessible(tablet)
    keeps(tablet, 1)
    until(tablet, lambda: tablet.evaluate(READY))
    tablet.reload()  # from here on the service worker is in charge
    expect(tile).to_be_visible()
    tablet.context.set_offline(True)
    tablet.reload()
    expect(tile).to_be_visible()
    assert tile.evaluate(WIDTH) == 256
    tablet.context.set_offline(False)

    phone.get_by_role("button", name="Delete my picture").click()
    expect(phone.get_by_text("Deleted.")).to_be_visible()
    tablet.reload()
    expect(tablet.get_by_role("button", name="Ana Ruiz")).to_be_visible()
    expect(tile).to_have_count(0)
    keeps(tablet, 0)
