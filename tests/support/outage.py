"""A day without the server: phones that go on, are switched off and on, and deliver afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.browser import again, installed, until

READY = "caches.has('clock-page').then(kept => kept && !!navigator.serviceWorker.controller)"


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
            page.wait_for_url("**/")
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
                # It takes no second press at once; its buttons say from when on.
                expect(page.get_by_role("button", name=word, exact=True)).to_be_enabled()
                took, at, _stored, _frames = page.evaluate(PRESS)
                answers.append(took)
                self.pressed.append((word, at / 1000))
                said = f"{waiting + n + 1} waiting"
                expect(page.locator("#waiting")).to_contain_text(said)
        return answers

    def deliver(self, browser: Browser, url: str, arrived: Callable[[], bool]) -> None:
        """Switch the phone on with the server there, until what waits has arrived.

        The browser may deliver by itself before the page is open, which then has nothing to say.
        """
        with installed(browser, self.folder, base_url=url) as page:
            page.goto("/")
            until(page, arrived)
            expect(page.locator("#waiting")).to_be_hidden()


# Presses the large button; gives the milliseconds until the frame with the page's answer was drawn,
# the time of the press, the milliseconds until the press was stored on the device, and how many
# frames there were until the one with the answer, which no busy machine makes more.
PRESS = """() => new Promise(done => {
    const status = document.getElementById("status");
    status.replaceChildren();
    const begun = performance.now(), at = Date.now();
    let drawn, stored, frames = 0;
    const told = () => { if (drawn && stored) done([drawn, at, stored, frames]); };
    const count = () => { if (!drawn) { frames += 1; requestAnimationFrame(count); } };
    requestAnimationFrame(count);
    const frame = (then) => requestAnimationFrame(() => setTimeout(then));
    new MutationObserver((_all, seer) => {
        if (!status.textContent.trim()) return;
        frame(() => { drawn ??= performance.now() - begun; told(); });
        if (status.querySelector(".saving")) return;
        seer.disconnect();
        stored = performance.now() - begun;
        told();
    }).observe(status, { childList: true, subtree: true, characterData: true });
    document.querySelector("button.big").click();
})"""


def kept(page: Page) -> None:
    """Wait until the page is kept on the device and served from it."""
    # As the next opening does on a phone whose first one was too slow.
    again(page, page.reload, lambda: bool(page.evaluate(READY)), every=10.0)
