"""The server killed while people punch: nothing acknowledged is lost, nothing is doubled."""

import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from http.cookiejar import CookieJar

import pytest

from tests.support.databases import SECRET, bring_up, settings_for
from tests.support.signin import PASSWORD, add_person
from timesheet.app import create_app
from timesheet.store.db import db

KILLS, WORKERS = 4, 3
OUTAGE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
PATIENCE = 120  # seconds: a busy machine starts a server slowly


class Server:
    """The real server in a process of its own, on a port of its own."""

    def __init__(self, root, folder):
        self.environment = {
            **os.environ, "TIMESHEET_DATA": str(folder), "TIMESHEET_SECRET_KEY": SECRET,
            "PYTHONPATH": str(root),
        }  # fmt: skip
        self.environment.pop("DATABASE_URL", None)
        self.port = 0
        self.start()

    def start(self):
        command = [sys.executable, "-u", "-m", "timesheet", "run", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        self.port = int(re.search(r":(\d+)/", line)[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


class Phone:
    """A client that keeps pressing, and repeats a press until it is acknowledged."""

    def __init__(self, server, login):
        self.server, self.acknowledged = server, {}
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.open = lambda request: opener.open(request, timeout=20)
        page = self.open(f"{server.url}/sign-in").read().decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = {"login": login, "password": PASSWORD, "csrf_token": token}
        page = self.open(
            urllib.request.Request(
                f"{server.url}/sign-in", urllib.parse.urlencode(form).encode()
            )
        ).read().decode()  # fmt: skip
        self.token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]

    def press(self, intent):
        key = str(uuid.uuid4())
        body = json.dumps({"uuid": key, "intent": intent}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                request = urllib.request.Request(f"{self.server.url}/punch", body, headers)
                with self.open(request) as answer:
                    self.acknowledged[key] = json.load(answer)["outcome"]
                    return
            except OUTAGE:
                time.sleep(0.05)
        raise AssertionError("never acknowledged")

    def work(self, stop):
        while not stop.is_set():
            self.press("in")
            self.press("out")


@pytest.mark.slow
def test_p32_killed_while_punching(root, tmp_path):
    url = f"sqlite:///{tmp_path / 'timesheet.db'}"
    bring_up(url, tmp_path)
    app = create_app(settings_for(url, tmp_path))
    for n in range(WORKERS):
        add_person(app, f"worker{n}")
    with app.app_context():
        db.engine.dispose()
    server = Server(root, tmp_path)
    phones = [Phone(server, f"worker{n}") for n in range(WORKERS)]
    stop = threading.Event()
    threads = [threading.Thread(target=phone.work, args=(stop,)) for phone in phones]
    for thread in threads:
        thread.start()
    try:
        for _ in range(KILLS):
            time.sleep(1.5)
            server.kill()
            server.start()
        time.sleep(1)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        server.kill()
    acknowledged = {
        key for phone in phones for key, outcome in phone.acknowledged.items()
        if outcome in {"recorded", "repeated"}
    }  # fmt: skip
    connection = sqlite3.connect(tmp_path / "timesheet.db")
    kept = [key for (key,) in connection.execute("SELECT client_uuid FROM punch")]
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert len(acknowledged) > 3 * KILLS
    assert len(kept) == len(set(kept))
    assert acknowledged <= set(kept)
    assert set(kept) - {key for phone in phones for key in phone.acknowledged} == set()
