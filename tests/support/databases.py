"""Fresh, migrated databases on both engines; each test gets one of its own, copied from a model."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.support import kept, postgres, wiping
from timesheet.app import create_app
from timesheet.settings import Settings
from timesheet.store import migrate
from timesheet.store.db import db

SECRET = "the tests' own secret: 0123456789abcdefghijklmnop"
MODEL = "migrated_model"


def settings_for(url: str, folder: Path, **more: Any) -> Settings:
    """Return the settings of an installation on a database, its files in a folder."""
    return Settings(data_folder=folder, database_url=url, secret_key=SECRET, **more)


def bring_up(url: str, folder: Path) -> None:
    """Migrate a database to the newest schema, and let go of it."""
    with create_app(settings_for(url, folder)).app_context():
        migrate.upgrade()
        db.engine.dispose()


class Sqlite:
    """Databases in files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._model: Path | None = None

    @contextlib.contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """Give a database without a schema."""
        yield f"sqlite:///{folder / 'timesheet.db'}"

    @contextlib.contextmanager
    def migrated(self, folder: Path) -> Iterator[str]:
        """Give a database with the newest schema and nothing in it."""
        if self._model is None:
            path = self.folder / "model.db"
            bring_up(f"sqlite:///{path}", self.folder)
            self._model = path
        path = folder / "timesheet.db"
        shutil.copy(self._model, path)
        url = f"sqlite:///{path}"
        kept.untouched(url)
        yield url


class Postgres:
    """Databases of the tests' own server."""

    def __init__(self, server: postgres.Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self._shape: wiping.Shape | None = None
        self._free: list[str] = []
        self._sessions: dict[str, wiping.Session] = {}

    @contextlib.contextmanager
    def empty(self, _folder: Path) -> Iterator[str]:
        """Give a database without a schema."""
        name = self.server.create()
        try:
            yield _address(self.server, name)
        finally:
            self.server.drop(name)

    @contextlib.contextmanager
    def migrated(self, _folder: Path) -> Iterator[str]:
        """Give a database with the newest schema and nothing in it; wiped, it serves again."""
        shape = self._shape = self._shape or self._model()
        name = self._free.pop() if self._free else self.server.create(template=MODEL)
        url = _address(self.server, name)
        kept.untouched(url)
        try:
            yield url
        finally:
            if name not in self._sessions:
                self._sessions[name] = psycopg.connect(self.server.url(name), autocommit=True)
            if wiping.wipe(self._sessions[name], shape):
                self._free.append(name)
            else:
                self._sessions.pop(name).close()
                self.server.drop(name)

    def close(self) -> None:
        """Let go of the server, before it stops."""
        for session in self._sessions.values():
            session.close()

    def _model(self) -> wiping.Shape:
        bring_up(_address(self.server, self.server.create(MODEL)), self.folder)
        return wiping.shape_of(self.server.url(MODEL))


def _address(server: postgres.Server, name: str) -> str:
    return server.url(name).replace("postgresql://", "postgresql+psycopg://", 1)
