"""The server is killed, phones go on, are restarted, and deliver: everything once, times right."""

import pytest

from tests.support import crew
from tests.support.outage import Phone
from tests.support.processes import Server
from timesheet.store import facts
from timesheet.store.db import read

pytestmark = pytest.mark.browser


def test_presses_survive_a_dead_server_and_restarted_phones(
    app, browser, database_url, data_folder, ids, tmp_path
):
    server = Server(database_url, data_folder)
    url = f"http://127.0.0.1:{server.port}"
    phones = [Phone(ids[login], login, tmp_path / login) for login in ("ana", "ben")]
    try:
        server.start()
        for phone in phones:
            phone.sign_in(browser, url, crew.PASSWORD)
        server.kill()
        for phone in phones:
            phone.work(browser, url, ["Clock in", "Clock out"], waiting=0)
        phones[0].work(browser, url, ["Clock in"], waiting=2)
        server.start()
        for phone in phones:
            phone.deliver(browser, url, lambda phone=phone: arrived(app, phone))
    finally:
        server.kill()
    for phone in phones:
        found = recorded(app, phone.person)
        assert [f"Clock {kind}" for kind, _ in found] == [word for word, _ in phone.pressed]
        # The page reads its clock some milliseconds after the test did.
        for (_, at), (_, pressed) in zip(found, phone.pressed, strict=True):
            assert 0 <= at - int(pressed) <= 1


def arrived(app, phone):
    return len(recorded(app, phone.person)) >= len(phone.pressed)


def recorded(app, person):
    with app.app_context(), read() as tx:
        return [(str(p.kind), p.at) for p in facts.punches_of(tx, person)]
