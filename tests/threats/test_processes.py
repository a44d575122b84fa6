"""Punching through processes that are killed, restarted, and not alone."""

import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.support import company
from tests.support.processes import Phone, running
from tests.support.signin import add_person
from timesheet.store import backup
from timesheet.store.db import db, read

pytestmark = pytest.mark.slow

# The full number of each is 200: TIMESHEET_ROUNDS=200, which takes some minutes.
KILLS = ROUNDS = int(os.environ.get("TIMESHEET_ROUNDS", "20"))


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


def test_p32_no_kill_loses_or_doubles_an_acknowledged_punch(app, settings, data_folder, ann):
    acknowledged: list[str] = []
    sent: list[str] = []
    enough = threading.Event()
    dice = random.Random(32)

    def work(phone: Phone) -> None:
        for turn in range(10**6):
            uuid = str(uuid4())
            sent.append(uuid)
            while True:  # the same press again until it is acknowledged, as the page does
                try:
                    status, answer = phone.press(uuid, ("in", "out")[turn % 2])
                except OSError:
                    status = 0
                if status in {200, 201}:
                    assert answer["punch"] is not None
                    acknowledged.append(uuid)
                    break
                assert status in {0, 503}
                if enough.is_set():
                    return
                time.sleep(0.02)
            if enough.is_set():
                return

    with running(settings.database_url, data_folder) as (server,), ThreadPoolExecutor(1) as pool:
        worker = pool.submit(work, Phone(server, "ann"))
        ready = []
        for _ in range(KILLS):
            before = len(acknowledged)
            deadline = time.monotonic() + 30
            while len(acknowledged) < before + 3 and time.monotonic() < deadline:
                assert not worker.done(), worker.exception()
                time.sleep(0.01)
            time.sleep(dice.random() * 0.05)
            server.kill()
            ready.append(server.start())
        enough.set()
        worker.result(timeout=60)
    kept = [uuid for uuid, _ in punches(app, ann)]
    assert len(kept) == len(set(kept))
    assert set(acknowledged) <= set(kept) <= set(sent)
    assert len(acknowledged) >= 3 * KILLS
    with app.app_context():
        assert backup.live_problems() == []
