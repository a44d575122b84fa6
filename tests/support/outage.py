"""A day without the server: phones that go on, are switched off and on, and deliver afterwards."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.browser import installed

READY = "caches.has('clock-page').then(kept => kept && !!navigator.serviceWorker.controller)"
# The page takes no second press within this many milliseconds of the first.
QUIET = 1600


@dataclass
class Phone:
    """Somebody's phone: its profile on the disk, and what was pressed on it, and when."""

    person: int
    login: str
    folder: Path
    pressed: list[tuple[str, float]] = field(default_factory=list)

    def sign_in(self, browser: Browser, url: str, password: str) -> None:
        """Open the clock once while the server is there, until the phone has kept it."""
        with installed(browser, self.folder, base_url=url) as page:
            page.goto("/sign-in")
            page.get_by_label("Login").fill(self.login)
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Sign in").click()
            kept(page)

    def work(self, browser: Browser, url: str, words: list[str], waiting: int) -> list[float]:
        """Switch the phone on and press; return the milliseconds of each answer.

        ``waiting``: so many presses wait on it already, and the page must say so.
        """
        answers = []
        with installed(browser, self.folder, base_url=url) as page:
            page.goto("/")
            if waiting:
                expect(page.locator("#waiting")).to_contain_text(f"{waiting} waiting")
            for n, word in enumerate(words):
                if n:
                    page.wait_for_timeout(QUIET)
                expect(page.get_by_role("button", name=word, exact=True)).to_be_enabled()
                took, at = page.evaluate(PRESS)
                answers.append(took)
                self.pressed.append((word, at / 1000))
                said = f"{waiting + n + 1} waiting"
                expect(page.locator("#waiting")).to_contain_text(said, timeout=15_000)
        return answers

    def deliver(self, browser: Browser, url: str) -> None:
        """Switch the phone on with the server there; it delivers what waits."""
        with installed(browser, self.folder, base_url=url) as page:
            page.goto("/")
            expect(page.locator("#status")).to_contain_text("Clocked", timeout=30_000)
            expect(page.locator("#waiting")).to_be_hidden(timeout=30_000)


# Presses the large button; gives the milliseconds until the page said something, and the time.
PRESS = """() => new Promise(done => {
    const status = document.getElementById("status");
    status.replaceChildren();
    const begun = performance.now(), at = Date.now();
    new MutationObserver((_all, seer) => {
        if (!status.textContent.trim()) return;
        seer.disconnect();
        done([performance.now() - begun, at]);
    }).observe(status, { childList: true, subtree: true, characterData: true });
    document.querySelector("button.big").click();
})"""


def kept(page: Page) -> None:
    """Wait until the page is kept on the device and served from it."""
    for _ in range(3):
        for _ in range(100):
            if page.evaluate(READY):
                return
            page.wait_for_timeout(100)
        page.reload()  # as the next opening does on a phone whose first one was too slow
    msg = "the page was not kept on the device"
    raise AssertionError(msg)
