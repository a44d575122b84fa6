"""A server that is killed while phones go on: does everything arrive once, with the right times?

    PYTHONPATH=. python benchmarks/outage.py [phones]

Each phone (default 20) is a browser with a profile of its own. All sign in, the server gets
SIGKILL, everybody clocks in and out, the browsers are closed and started again, half of them clock
in once more, the server comes back, and each phone is opened. Prints how many presses were made,
arrived, were lost, doubled or came with another time, and how long a press took to be answered.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.support import crew
from tests.support.browser import browsing
from tests.support.databases import bring_up, settings_for
from tests.support.outage import Phone
from tests.support.processes import Server
from timesheet.actions import signing
from timesheet.app import create_app
from timesheet.store import facts, people
from timesheet.store.db import read, write


def staff(app, number: int, folder: Path) -> list[Phone]:
    """Add so many workers; return a phone for each."""
    crew.found(app)
    phones = []
    with app.app_context(), write() as tx:
        hashed = signing.hash_password(crew.PASSWORD)
        for n in range(number):
            key = people.add_person(
                tx, number=f"W-{n}", name=f"Worker {n}", login=f"w{n}", zone=crew.ZONE,
                roles=frozenset({"worker"}), password_hash=hashed,
            )  # fmt: skip
            phones.append(Phone(key, f"w{n}", folder / f"phone-{n}"))
    return phones


def day(browser: Browser, server: Server, phones: list[Phone]) -> list[float]:
    """Let the day without a server happen; return the milliseconds of all answers."""
    server.start()
    url = f"http://127.0.0.1:{server.port}"
    for phone in phones:
        phone.sign_in(browser, url, crew.PASSWORD)
    server.kill()
    answers = []
    for phone in phones:
        answers += phone.work(browser, url, ["Clock in", "Clock out"], waiting=0)
    for phone in phones[::2]:
        answers += phone.work(browser, url, ["Clock in"], waiting=2)
    server.start()
    for phone in phones:
        phone.deliver(browser, url)
    server.kill()
    return answers


def main() -> None:
    """Print what became of the presses."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    folder = Path(tempfile.mkdtemp())
    url = f"sqlite:///{folder / 'timesheet.db'}"
    bring_up(url, folder)
    app = create_app(settings_for(url, folder))
    phones = staff(app, number, folder)
    with browsing() as browser:
        answers = day(browser, Server(url, folder), phones)
    made = arrived = lost = doubled = moved = 0
    for phone in phones:
        with app.app_context(), read() as tx:
            there = [(str(p.kind), p.at) for p in facts.punches_of(tx, phone.person)]
        wanted = [(word.removeprefix("Clock "), int(at)) for word, at in phone.pressed]
        made, arrived = made + len(wanted), arrived + len(there)
        lost += max(0, len(wanted) - len(there))
        doubled += max(0, len(there) - len(wanted))
        moved += sum(a != b for a, b in zip(wanted, there, strict=False))
    shutil.rmtree(folder)
    print(f"{number} phones: {made} presses, {arrived} arrived, {lost} lost, {doubled} doubled")
    print(f"another time or kind: {moved}; slowest answer {max(answers):.0f} ms")
    sys.exit(bool(lost or doubled or moved))


if __name__ == "__main__":
    main()
