"""A click, from the request to the answer: CPU per POST, ours against the bare insert.

    python benchmarks/click.py [clicks]

Interleaved in one process on SQLite with synchronous=FULL: (1) a bare Flask view that inserts and
commits one row through sqlite3, the floor; (2) ours complete (session, access table, CSRF,
idempotency), its derivation and its question left out; (3) ours with derivation and inference. The
clock goes on by six hours a click, so that a workweek has some 28 punches. Prints CPU microseconds
(median of rounds) and the ratios.
"""
# ruff: noqa: E402

import sys

# This file has the name of a library that Flask imports: its own folder must not come first.
sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import io
import json
import re
import resource
import sqlite3
import statistics
import tempfile
import time
import uuid
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask, jsonify, request

from timesheet import now
from timesheet.actions import asking, deriving
from timesheet.app import create_app
from timesheet.settings import Settings
from timesheet.store import migrate, people, policies
from timesheet.store.db import write
from timesheet.store.policies import Company

PASSWORD = "a sentence for the benchmark"


FOR_EVER = 1 << 40


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def bare(folder):
    app = Flask("bare")
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE punch "
        "(id INTEGER PRIMARY KEY, person INTEGER, uuid TEXT, kind TEXT, at INTEGER)"
    )

    @app.post("/punch")
    def punch():
        sent = request.get_json()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO punch (person, uuid, kind, at) VALUES (?, ?, ?, ?)",
            (1, sent["uuid"], sent["intent"], int(time.time())),
        )
        connection.execute("COMMIT")
        return jsonify(ok=True), 201

    return app


class Ours:
    def __init__(self, folder):
        settings = Settings(
            data_folder=folder,
            database_url=f"sqlite:///{folder / 'timesheet.db'}",
            secret_key="a key for the benchmark only, 0123456789abcdef",
        )
        self.app = create_app(settings)
        hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        with self.app.app_context():
            migrate.upgrade()
            with write() as tx:
                policies.set_company(tx, Company(name="Benchmark", zone="UTC"))
                people.add_person(
                    tx, number="1", name="Ann", login="ann", zone="UTC",
                    roles=frozenset({"worker"}), password_hash=hashed,
                )  # fmt: skip
        client = self.app.test_client()
        page = client.get("/sign-in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = {"login": "ann", "password": PASSWORD, "csrf_token": token}
        assert client.post("/sign-in", data=form).status_code == 303
        self.token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/").text)[1]
        with sqlite3.connect(folder / "timesheet.db") as connection:
            connection.execute("UPDATE session SET expires_at = ?", (FOR_EVER,))
        self.cookie = f"session={client.get_cookie('session').value}"


class Clock:
    """A clock that goes on by six hours a click."""

    def __init__(self):
        self.at = int(time.time())

    def utc(self):
        return self.at

    def utc_micros(self):
        return self.at * 1_000_000


def call(app, body, headers):
    sent = json.dumps(body).encode()
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/punch", "QUERY_STRING": "", "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(sent), "wsgi.errors": sys.stderr, "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False, "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(sent)), **headers,
    }  # fmt: skip
    status = []
    answer = app.wsgi_app(environ, lambda s, *_: status.append(s))
    b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return status[0]


def clicks(app, number, headers, start):
    began = cpu()
    for n in range(number):
        CLOCK.at += 6 * 3600
        kind = "in" if (start + n) % 2 == 0 else "out"
        body = {"uuid": str(uuid.uuid4()), "intent": kind, "claimed_at": None, "device_seq": n}
        status = call(app, body, headers)
        assert status.startswith("20"), status
    return (cpu() - began) / number * 1e6


CLOCK = Clock()


def main(number=200, rounds=5):
    nothing = lambda *_, **__: None  # noqa: E731
    derive, ask = deriving.derive_at, asking.after
    found = {"bare insert": [], "click, derivation apart": [], "click, with derivation": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor, ours = bare(folder), Ours(folder)
        now.utc, now.utc_micros = CLOCK.utc, CLOCK.utc_micros
        headers = {"HTTP_COOKIE": ours.cookie, "HTTP_X_CSRFTOKEN": ours.token}
        count = 0
        for turn in range(rounds + 1):
            for label, values in found.items():
                if label == "bare insert":
                    took = clicks(floor, number, {}, 0)
                else:
                    apart = "apart" in label
                    deriving.derive_at = nothing if apart else derive
                    asking.after = nothing if apart else ask
                    took = clicks(ours.app, number, headers, count)
                    count += number
                if turn:
                    values.append(took)
    deriving.derive_at, asking.after = derive, ask
    base = statistics.median(found["bare insert"])
    for label, values in found.items():
        middle = statistics.median(values)
        spread = f"({min(values):.0f}–{max(values):.0f})"
        print(f"{label:26} {middle:8.0f} µs CPU  x {middle / base:5.2f}  {spread}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
