"""The same shift with its project and task: what it costs the worker's hands, ours beside a peer's.

    PYTHONPATH=. python benchmarks/effort.py

In a real browser a shift begins and ends, once with us and once with TimeTagger, which is installed
from the package index into var/peers (a pinned version; without the index its rows are left out and
the reason is printed). Clicks, keys and page loads are counted by the browser; seconds are those of
the keystroke-level model of ``timesheet/core/effort.py``, for somebody who knows the page and whose
page is open. Signing in is not counted: it happens once a month with either.
"""

# ruff: noqa: E402

import sys

# benchmarks/click.py would stand in the way of the click library.
sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import socket
import subprocess
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect

from tests.support import crew
from tests.support.browser import DESK, PHONE, browsing, serving
from tests.support.databases import bring_up, settings_for
from tests.support.hands import Hands
from timesheet.app import create_app
from timesheet.core.effort import Effort

PEERS = Path(__file__).resolve().parent.parent / "var" / "peers"
VERSION = "26.1.3"
WORDS = "#harbour #raising"
CODE = "Harbour hall"
STARTS_WITHIN = 120
"""Seconds until TimeTagger answers."""
PAUSE = 500
"""Milliseconds that it draws for."""


@dataclass(frozen=True)
class Cost:
    """What one way of recording a shift cost."""

    way: str
    effort: Effort
    loads: int


class Ours:
    """Ana's shift, whose code a rule of her crew knows."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.page = opened(browser, PHONE, f"{url}/sign-in")
        self.hands = Hands.at(self.page)
        self.page.get_by_label("Login").fill("ana")
        self.page.get_by_label("Password").fill(crew.PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def shift(self, way: str, *, question: bool = False) -> Cost:
        """Clock in, clock out, and answer where there is a question."""
        self.page.goto(self.page.url)
        self.hands.begin()
        for button, said in (("Clock in", "Clocked in"), ("Clock out", "Clocked out")):
            target = self.page.get_by_role("button", name=button, exact=True)
            expect(target).to_be_enabled()
            self.hands.tap(target)
            expect(self.page.get_by_role("status")).to_contain_text(said)
        if question:
            yes = self.page.get_by_role("button", name="Yes")
            expect(yes).to_be_enabled()
            self.hands.tap(yes)
            expect(self.page.get_by_role("button", name="Take the answer back")).to_be_visible()
        # The receipt says what the shift stands on.
        expect(self.page.locator(".receipt")).to_contain_text(CODE)
        return Cost(way, self.hands.effort, self.hands.loads)


class TimeTagger:
    """A shift with two tags in TimeTagger."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.page = opened(browser, DESK, f"{url}/timetagger/login")
        self.hands = Hands.at(self.page)
        self.page.get_by_role("button", name="Login as default user").click()
        self.page.wait_for_url("**/app/**")
        # Its app fetches what it knows before it draws its buttons.
        self.page.wait_for_timeout(3000)

    def button(self, action: str) -> tuple[float, float]:
        """Return the middle of a button: they are painted, not elements."""
        found = self.page.evaluate(
            """action => { const top = window.canvas.widgets.TopWidget;
              const at = window.canvas.node.getBoundingClientRect();
              const one = top._picker._regions.find(region => region[4].action === action);
              return one && [at.x + (one[0] + one[2]) / 2, at.y + (one[1] + one[3]) / 2]; }""",
            action,
        )
        assert found, f"no button for {action}"
        return found[0], found[1]

    def typed(self) -> Cost:
        """Record, the tags typed, Enter; stop."""
        self.hands.begin()
        self.hands.tap(self.button("record_start"))
        self.record()
        return self.stopped("TimeTagger, tags typed")

    def recent(self) -> Cost:
        """Record, the recent descriptions, the one of before, Start; stop."""
        self.hands.begin()
        self.hands.tap(self.button("record_start"))
        self.hands.tap(self.page.get_by_role("button", name="Recent"))
        self.hands.tap(self.page.locator(".tag-suggestion").first)
        self.hands.tap(self.page.get_by_role("button", name="Start"))
        return self.stopped("TimeTagger, a recent one taken")

    def keys(self) -> Cost:
        """Everything by the keyboard, for who knows its keys."""
        self.hands.begin()
        self.hands.type("s")
        self.page.wait_for_timeout(PAUSE)
        self.record()
        return self.stopped("TimeTagger, keys only", key="x")

    def record(self) -> None:
        """Type the tags into the dialog; Enter ends the completion, and once more the dialog."""
        self.hands.type(WORDS)
        for _ in range(2):
            self.hands.press("Enter")
            self.page.wait_for_timeout(PAUSE)

    def stopped(self, way: str, key: str = "") -> Cost:
        """Stop what runs, and fail where no finished record with both tags is there."""
        self.page.wait_for_timeout(PAUSE)
        if key:
            self.hands.type(key)
        else:
            self.hands.tap(self.button("record_stopall"))
        self.page.wait_for_timeout(PAUSE)
        running, last = self.page.evaluate(
            """() => { const all = window.store.records; const now = Date.now() / 1000;
              const found = Object.values(all.get_records(now - 86400, now + 86400));
              return [all.get_running_records().length, found.map(one => one.ds)]; }"""
        )
        assert (running, set(last)) == (0, {WORDS}), (running, last)
        return Cost(way, self.hands.effort, self.hands.loads)


def opened(browser: Browser, size: tuple[int, int], address: str) -> Page:
    """Open a page of its own."""
    view = {"width": size[0], "height": size[1]}
    page = browser.new_context(viewport=view, service_workers="block").new_page()
    page.goto(address)
    return page


@contextmanager
def timetagger(folder: Path) -> Iterator[str]:
    """Serve TimeTagger from an environment of its own; RuntimeError where it can't be had."""
    python = PEERS / "timetagger" / "bin" / "python"
    if not python.exists():
        venv.create(PEERS / "timetagger", with_pip=True)
    install = [str(python), "-m", "pip", "install", "--quiet", f"timetagger=={VERSION}"]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        msg = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise RuntimeError(msg)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = [f"--bind=127.0.0.1:{port}", f"--datadir={folder}", "--log_level=error"]
    server = subprocess.Popen(
        [str(python), "-m", "timetagger", *told],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield answering(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


def answering(url: str) -> str:
    """Wait until a server answers, and return its address."""
    for _ in range(10 * STARTS_WITHIN):
        try:
            with urlopen(f"{url}/timetagger/login"):
                return url
        except (URLError, ConnectionError):
            time.sleep(0.1)
    msg = f"it didn't answer within {STARTS_WITHIN} s"
    raise RuntimeError(msg)


def ours(browser: Browser, folder: Path) -> list[Cost]:
    """Record Ana's shift with us, on a normal day and with a question."""
    url = f"sqlite:///{folder / 'timesheet.db'}"
    bring_up(url, folder)
    app = create_app(settings_for(url, folder))
    ids = crew.found(app)
    crew.work(app, ids)
    crew.ask(app, ids)
    with serving(app) as server:
        shifts = Ours(browser, server.url)
        asked = shifts.shift("ours, asked once", question=True)
        return [shifts.shift("ours, a normal day"), asked]


def theirs(browser: Browser, folder: Path) -> list[Cost]:
    """Record it with TimeTagger: typed, taken from the recent ones, and by keys alone."""
    try:
        with timetagger(folder) as url:
            peer = TimeTagger(browser, url)
            return [peer.typed(), peer.recent(), peer.keys()]
    except RuntimeError as reason:
        print(f"TimeTagger is left out: {reason}")
        return []


def main() -> None:
    """Print what each way costs, and how many times ours that is."""
    with tempfile.TemporaryDirectory() as name, browsing() as browser:
        costs = ours(browser, Path(name)) + theirs(browser, Path(name))
    least = costs[0].effort.seconds
    print(f"{'a shift with project and task':32} taps  keys  pages  seconds  times ours")
    for cost in costs:
        made, times = cost.effort, cost.effort.seconds / least
        print(
            f"{cost.way:32} {made.taps:4.0f}  {made.keys:4.0f}  {cost.loads:5}"
            f"  {made.seconds:7.1f}  {times:10.1f}"
        )


if __name__ == "__main__":
    main()
