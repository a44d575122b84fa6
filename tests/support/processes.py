"""The program as people run it: processes of its own on a port, killed without warning."""

import contextlib
import fcntl
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

from tests.support.databases import SECRET
from tests.support.signin import PASSWORD, token

PATIENCE = 120.0
BUSY = 503


# Not of those that outgoing connections get: one that is down finds its port free again.
PORTS = range(20_000, 32_000)
_taken: list[IO[str]] = []


def free_port() -> int:
    """Return a port of this machine that nobody listens on and that nobody is given by chance.

    It stays with this process while it runs, also where no server has it just then.
    """
    for port in PORTS:
        mark = Path(tempfile.gettempdir(), f"timesheet-port-{port}").open("a")  # noqa: SIM115
        with socket.socket() as tried, contextlib.suppress(OSError):
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(("127.0.0.1", port))
            _taken.append(mark)
            return port
        mark.close()
    raise AssertionError


class Server:
    """One ``timesheet run``; ``start`` and ``kill`` as often as wanted, on one port."""

    def __init__(self, url: str, folder: Path) -> None:
        self.environment = os.environ | {
            "DATABASE_URL": url,
            "TIMESHEET_DATA": str(folder),
            "TIMESHEET_SECRET_KEY": SECRET,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONUNBUFFERED": "1",
        }
        self.port = free_port()
        self.log = folder / f"server-{id(self)}.log"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> float:
        """Start it; return after how many seconds it was ready."""
        began = time.monotonic()
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "timesheet", "run", "--port", str(self.port)],
                env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        line = self._process.stdout.readline() if ready else ""
        assert "is open on" in line, f"{line}{self.log.read_text()[-2000:]}"
        self.port = int(line.rstrip("/\n").rpartition(":")[2])
        return time.monotonic() - began

    def kill(self) -> None:
        """Kill it as a power cut would: nothing is finished, nothing is told."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.communicate()
            self._process = None


class Phone:
    """A signed-in client that speaks to any of the servers; raises OSError where none answers."""

    def __init__(self, server: Server, login: str) -> None:
        self.server, self.cookie, self.crumb = server, "", ""
        self.crumb = token(self._send("GET", "/sign-in")[1])
        form = {"login": login, "password": PASSWORD, "csrf_token": self.crumb}
        status, _ = self._send("POST", "/sign-in", urlencode(form), FORM)
        assert status == 303
        self.crumb = token(self._send("GET", "/account")[1])

    def press(self, uuid: str, intent: str, server: Server | None = None, **more: object):
        """Send a press, again where the server has no time for it; return status and answer."""
        body = json.dumps({"uuid": uuid, "intent": intent, **more})
        end = time.monotonic() + PATIENCE
        while True:
            status, answer = self._send("POST", "/punch", body, "application/json", server)
            if status != BUSY or time.monotonic() > end:
                return status, json.loads(answer)
            time.sleep(0.05)

    def _send(
        self, method: str, path: str, body: str = "", kind: str = "", server: Server | None = None
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", (server or self.server).port, PATIENCE)
        head = {"Cookie": self.cookie, "X-CSRFToken": self.crumb}
        if kind:
            head["Content-Type"] = kind
        with contextlib.closing(connection):
            try:
                connection.request(method, path, body or None, head)
                answer = connection.getresponse()
                said = answer.read().decode()
            except http.client.HTTPException as error:
                raise ConnectionError(error) from error
        if crumbs := answer.getheader("Set-Cookie"):
            self.cookie = crumbs.partition(";")[0]
        return answer.status, said


FORM = "application/x-www-form-urlencoded"


@contextlib.contextmanager
def running(url: str, folder: Path, number: int = 1) -> Iterator[list[Server]]:
    """Run servers on one database, and kill them at the end."""
    servers = [Server(url, folder) for _ in range(number)]
    try:
        for server in servers:
            server.start()
        yield servers
    finally:
        for server in servers:
            server.kill()
