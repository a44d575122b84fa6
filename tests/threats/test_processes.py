"""Punching through processes that are killed, restarted, and not alone."""

import contextlib
import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.support import company, crew
from tests.support.killing import killed_at, points
from tests.support.processes import PATIENCE, Phone, running
from tests.support.signin import add_person, sign_in, token
from timesheet import jobs
from timesheet.actions import deriving
from timesheet.store import backup, owed
from timesheet.store import clock as clocks
from timesheet.store.db import db, read

pytestmark = pytest.mark.slow

# The full number of each is 200: TIMESHEET_ROUNDS=200, which takes some minutes. A round of tabs is
# two races of twenty presses each; a kill is of a server that three phones press at.
KILLS = int(os.environ.get("TIMESHEET_ROUNDS", "3"))
ROUNDS = int(os.environ.get("TIMESHEET_ROUNDS", "5"))
PHONES, HOUR = 3, 3600


@pytest.fixture
def ann(app):
    """Set a company up with somebody who punches; return his id."""
    with app.app_context():
        company.set_up()
    person = add_person(app, "ann", zone=company.ZONE).id
    with app.app_context():
        db.engine.dispose()
    return person


def punches(app, person: int) -> list[tuple[str, str]]:
    with app.app_context(), read() as tx:
        query = text("SELECT client_uuid, kind FROM punch WHERE person_id = :p ORDER BY id")
        return [(uuid, kind) for uuid, kind in tx.execute(query, {"p": person})]


def test_p17_a_replay_is_one_punch_after_a_restart_too(app, settings, data_folder, ann):
    uuid = str(uuid4())
    with running(settings.database_url, data_folder) as (server,):
        phone = Phone(server, "ann")

        def send(_turn):
            return phone.press(uuid, "in")

        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(send, range(100)))
        server.kill()
        server.start()
        answers += [send(0)]
        assert Counter(status for status, _ in answers) == {201: 1, 200: 100}
        assert len({answer["punch"] for _, answer in answers}) == 1
        status, _ = phone.press(uuid, "out")
        assert status == 409
    assert punches(app, ann) == [(uuid, "in")]


def test_p18_twenty_tabs_over_two_processes_open_one_shift(app, settings, data_folder, ann):
    with running(settings.database_url, data_folder, 2) as servers:
        phone = Phone(servers[0], "ann")
        for _ in range(ROUNDS):
            for intent in ("in", "out"):
                together = threading.Barrier(20)

                def send(number, intent=intent, together=together):
                    together.wait()
                    return phone.press(str(uuid4()), intent, servers[number % 2])

                with ThreadPoolExecutor(20) as pool:
                    answers = list(pool.map(send, range(20)))
                assert Counter(status for status, _ in answers) == {201: 1, 200: 19}
                assert {answer["state"] for _, answer in answers} == {intent}
    kinds = [kind for _, kind in punches(app, ann)]
    assert kinds == ["in", "out"] * ROUNDS


@pytest.fixture
def clock(monkeypatch):
    return crew.standing_clock(monkeypatch)


@pytest.mark.parametrize("intent", ["in", "out"])
def test_p32_killed_at_any_point_of_a_press_it_is_there_once(app, ann, clock, intent):
    client = app.test_client()
    assert sign_in(client, "ann").status_code == 303
    client.environ_base["HTTP_X_CSRFTOKEN"] = token(client.get("/account").text)
    spent = {"taps": 1, "keys": 0, "loads": 1, "ms": 900}

    def press(uuid, what, told=lambda: None):
        answer = client.post("/punch", json={"uuid": uuid, "intent": what, "effort": spent})
        assert answer.status_code in {200, 201}
        told()
        answer.close()  # what is counted of it is stored by now

    def other():
        """Press the other button an hour later, so that the one of the test can be pressed."""
        clock.at += HOUR
        press(str(uuid4()), "out" if intent == "in" else "in")
        clock.at += HOUR

    def number_of(uuid):
        return [kept for kept, _ in punches(app, ann)].count(uuid)

    if intent == "out":
        other()
    tried = points(app, lambda: press(str(uuid4()), intent))
    assert len(tried) > 20
    for point in tried:
        other()
        uuid = str(uuid4())
        with acknowledgements() as (say, said):
            killed_at(app, point, lambda uuid=uuid, say=say: press(uuid, intent, say))
            acknowledged = said()
        assert bool(acknowledged) <= number_of(uuid) <= 1
        press(uuid, intent)  # as the phone does until it is acknowledged
        assert number_of(uuid) == 1
        with app.app_context():
            deriving.derive_stale()
            assert deriving.check() == []


def test_p32_what_a_killed_press_owes_is_derived_though_nobody_asks_again(
    app, settings, ann, clock
):
    """The plain form's: no script sends it once more, and nobody may look at the page."""
    client = app.test_client()
    assert sign_in(client, "ann").status_code == 303
    forged = token(client.get("/account").text)
    sent = {"csrf_token": forged}

    def press():
        with read() as tx:
            intent = ("in", "out")[clocks.state(tx, ann).state == "in"]
        form = sent | {"uuid": str(uuid4()), "intent": intent}
        assert client.post("/punch", data=form).status_code == 303

    def number():
        return len(punches(app, ann))

    with app.app_context():
        tried = points(app, press)
        left = 0
        for point in tried:
            clock.at += HOUR
            before = number()
            killed_at(app, point, press)
            left += number() > before and deriving.check() != []
            clock.at += jobs.OWED + 1
            jobs.run_all(settings)
            assert deriving.check() == []
            with read() as tx:
                assert owed.left(tx, clock.at + HOUR) == []
    assert left > 3


@contextlib.contextmanager
def acknowledgements():
    """Give the way in which a process says that it acknowledged, and the way to hear of it."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)

    def said():
        try:
            return os.read(reader, 9)
        except BlockingIOError:
            return b""

    try:
        yield lambda: os.write(writer, b"x"), said
    finally:
        os.close(reader)
        os.close(writer)


@dataclass
class Book:
    """What phones sent and what was acknowledged, by all of them together, until it is enough."""

    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)


def keep_pressing(phone: Phone, book: Book) -> None:
    """Press in and out; the same press again until it is acknowledged, as the page does."""
    for turn in range(10**6):
        uuid = str(uuid4())
        book.sent.append(uuid)
        while not acknowledged(phone, uuid, ("in", "out")[turn % 2]):
            if book.enough.is_set():
                return
            time.sleep(0.02)
        book.acknowledged.append(uuid)
        if book.enough.is_set():
            return


def acknowledged(phone: Phone, uuid: str, intent: str) -> bool:
    """Send a press; False where no server was there, or none that could serve."""
    try:
        status, answer = phone.press(uuid, intent)
    except OSError:
        return False
    assert status in {200, 201, 503}
    assert status == 503 or answer["punch"] is not None
    return status != 503


def test_p32_servers_killed_while_phones_press_lose_and_double_nothing(
    app, settings, data_folder, ann
):
    """Whole servers, on real sockets: that each point is safe is for the test above to say."""
    people = {"ann": ann} | {f"w{n}": add_person(app, f"w{n}").id for n in range(PHONES - 1)}
    with app.app_context():
        db.engine.dispose()
    book = Book()
    with (
        running(settings.database_url, data_folder) as (server,),
        ThreadPoolExecutor(PHONES) as pool,
    ):
        workers = [pool.submit(keep_pressing, Phone(server, login), book) for login in people]
        try:
            for turn in range(KILLS):
                before, end = len(book.acknowledged), time.monotonic() + PATIENCE
                while len(book.acknowledged) < before + 3 * PHONES and time.monotonic() < end:
                    assert not any(worker.done() for worker in workers)
                    time.sleep(0.01)
                time.sleep(turn % 20 * 0.003)  # not always at the same moment of a press
                server.kill()
                server.start()
        finally:
            book.enough.set()
        for worker in workers:
            worker.result(timeout=PATIENCE)
    kept = [uuid for person in people.values() for uuid, _ in punches(app, person)]
    assert len(kept) == len(set(kept))
    assert set(book.acknowledged) <= set(kept) <= set(book.sent)
    assert len(book.acknowledged) >= 3 * PHONES * KILLS
    with app.app_context():
        assert backup.live_problems() == []
