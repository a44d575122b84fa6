"""The database: engines, and the two ways in, ``read()`` and ``write()``.

Both give a ``Tx``, one transaction; every function of the store takes it first. On SQLite a write
begins IMMEDIATE, so that two writers queue instead of failing half-way, and each commit is synced
to the disk (synchronous=FULL): an acknowledged punch survives a power cut. Those who wait for
SQLite poll it, and on a slow disk one of many can starve; so a process's threads take turns first,
in the order of asking: a job that writes in a loop lets every press through between two steps.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import psycopg
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, Table, event, insert, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from timesheet.settings import Settings
from timesheet.store.base import Base

Tx = Connection

# How long a writer waits for SQLite, behind the threads of its process and behind other processes.
WAIT_SECONDS = 15
# How long a statement waits for a row of PostgreSQL that another transaction has.
LOCK_SECONDS = 5

# The engine with the option that its transactions write, made once.
_WRITER = "timesheet_writer"

db = SQLAlchemy(model_class=Base, disable_autonaming=True)


def attach(app: Flask, settings: Settings) -> None:
    """Give the application its database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    db.init_app(app)
    with app.app_context():
        if settings.sqlite:
            prepare_sqlite(db.engine)
        app.extensions[_WRITER] = db.engine.execution_options(timesheet_write=True)


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return what ``create_engine`` is told, for either engine."""
    if settings.sqlite:
        return {"connect_args": {"timeout": WAIT_SECONDS}, "pool_size": settings.threads + 1}
    return {
        "pool_size": settings.threads + 1,
        "pool_pre_ping": True,
        "connect_args": {"options": f"-c lock_timeout={LOCK_SECONDS}s -c timezone=UTC"},
    }


@contextmanager
def write() -> Iterator[Tx]:
    """Open a transaction that may write: committed at the end, rolled back on an exception."""
    with (
        turn(),
        current_app.extensions[_WRITER].connect() as tx,
        tx.begin(),
    ):
        yield tx


def turn() -> AbstractContextManager[None]:
    """Wait for this process's turn to write, where the engine has one writer at a time."""
    return _turn() if db.engine.dialect.name == "sqlite" else nullcontext()


class _Turns:
    """A lock that threads get in the order in which they asked; ``threading.Lock`` knows none."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for the turn; False where it doesn't come in time."""
        mine = threading.Event()
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._guard:
            if mine.is_set():  # it was handed over while the patience ended
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Hand the turn to who has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


_TURNS = _Turns()


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURNS.take(WAIT_SECONDS):
        msg = f"no turn to write within {WAIT_SECONDS} seconds"
        raise PoolTimeout(msg)
    try:
        yield
    finally:
        _TURNS.give()


@contextmanager
def read() -> Iterator[Tx]:
    """Open a transaction that only reads, with one view of the database throughout."""
    with db.engine.connect() as tx:
        tx.begin()
        yield tx


def add(tx: Tx, table: Table, values: Mapping[str, Any]) -> int:
    """Insert one row and return its id."""
    key = tx.execute(insert(table), dict(values)).inserted_primary_key
    return int(key[0]) if key else 0


def is_sqlite(tx: Tx) -> bool:
    """Tell which engine is behind a transaction."""
    return tx.dialect.name == "sqlite"


def ping() -> None:
    """Raise whatever keeps the database from answering."""
    with read() as tx:
        tx.execute(text("SELECT 1"))


# SQLite's codes for: busy, locked, read-only, input or output failed, full, can't be opened.
_NO_ROOM_NO_TURN = frozenset({5, 6, 8, 10, 13, 14})


def unavailable(error: BaseException) -> bool:
    """Tell whether an error means that the database can't serve now, not that we are wrong."""
    if isinstance(error, PoolTimeout):
        return True
    cause = error.orig if isinstance(error, OperationalError) else error
    if isinstance(cause, sqlite3.OperationalError):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _NO_ROOM_NO_TURN
    return isinstance(cause, psycopg.OperationalError)


def prepare_sqlite(engine: Engine) -> None:
    """Set each new connection of a SQLite engine up, and begin transactions ourselves."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN is deferred and comes too late; we send ours (see _on_begin).
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={WAIT_SECONDS * 1000}",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "trusted_schema=OFF",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("timesheet_write")
    # Straight to the driver: every request begins a few, and the long way costs it more than this.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
