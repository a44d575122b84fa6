"""A shift change: many workers press at once, over HTTP, against ``timesheet run``.

    python benchmarks/burst.py [--workers 200] [--presses 10] [--clients 16] [--database URL]

The server is a process of its own on this machine (``--processes`` of them, which need
PostgreSQL); clients keep their connections. Every worker clocks in and out in turn, each press
with its derivation. Prints presses a second, p50 and p99, and the errors, of which there must be
none. Without a database given it makes a SQLite file that it takes away again; one that is given
must be empty.
"""
# ruff: noqa: E402

import sys

# A file beside this one has the name of a library that Flask imports.
sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import http.client
import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
import uuid
from dataclasses import replace
from pathlib import Path

from itsdangerous import URLSafeTimedSerializer

from timesheet import settings as configuration
from timesheet.app import create_app
from timesheet.store import migrate, people, policies, sessions
from timesheet.store.db import db, write
from timesheet.store.policies import Company

DAY = 86_400


def sign_in_all(chosen, workers):
    """Set a company up with workers who are signed in; return their headers."""
    app = create_app(chosen)
    signer = app.session_interface.get_signing_serializer(app)
    crumb = uuid.uuid4().hex
    token = URLSafeTimedSerializer(chosen.secret_key, salt="wtf-csrf-token").dumps(crumb)
    found = []
    with app.app_context():
        migrate.upgrade()
        with write() as tx:
            policies.set_company(tx, Company(name="Benchmark", zone="UTC"))
            for n in range(workers):
                key = people.add_person(
                    tx, number=str(n), name=f"Worker {n}", login=f"w{n}", zone="UTC",
                    roles=frozenset({"worker"}), password_hash="-",
                )  # fmt: skip
                held = sessions.begin(tx, key, 1, int(time.time()), DAY)
                cookie = signer.dumps({"_user_id": held, "csrf_token": crumb, "_fresh": True})
                found.append({"Cookie": f"session={cookie}", "X-CSRFToken": token})
        db.engine.dispose()
    return found


def serve(environment):
    command = [sys.executable, "-u", "-m", "timesheet", "run", "--port", "0"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    return server, int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])


class Client(threading.Thread):
    """A connection that presses for its share of the workers, as fast as it is answered."""

    def __init__(self, port, headers, presses):
        super().__init__()
        self.port, self.headers, self.presses = port, headers, presses
        self.took, self.errors = [], []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for turn in range(self.presses):
            for one in self.headers:
                body = json.dumps({"uuid": str(uuid.uuid4()), "intent": ("in", "out")[turn % 2]})
                began = time.perf_counter()
                try:
                    sent = {**one, "Content-Type": "application/json"}
                    connection.request("POST", "/punch", body, sent)
                    answer = connection.getresponse()
                    said = answer.read()
                    if answer.status not in {200, 201}:
                        self.errors.append(f"{answer.status} {said[:80]!r}")
                except OSError as error:
                    self.errors.append(repr(error))
                    connection.close()
                self.took.append(time.perf_counter() - began)
        connection.close()


def burst(ports, headers, clients, presses):
    threads = [Client(ports[n % len(ports)], headers[n::clients], presses) for n in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    times = sorted(t for thread in threads for t in thread.took)
    errors = [error for thread in threads for error in thread.errors]
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    print(
        f"{len(times)} presses of {len(headers)} workers over {clients} connections:"
        f" {len(times) / took:.0f} a second, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"
        f" (x {p99 / p50:.1f}), {len(errors)} errors"
    )
    for error in errors[:5]:
        print(" ", error)
    return not errors


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=200)
    parser.add_argument("--presses", type=int, default=10)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        environment = os.environ | {"TIMESHEET_DATA": name, "PYTHONPATH": str(Path.cwd())}
        environment["DATABASE_URL"] = given.database or f"sqlite:///{name}/timesheet.db"
        chosen = replace(configuration.load(environment), https=False)
        headers = sign_in_all(chosen, given.workers)
        servers = [serve(environment) for _ in range(given.processes)]
        try:
            ports = [port for _, port in servers]
            good = burst(ports, headers, given.clients, given.presses)
        finally:
            for server, _ in servers:
                server.terminate()
                server.wait()
                server.stdout.close()
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
