"""Work that is killed at a chosen point, in a process of its own, without warning.

A point is where a process speaks to the world: before each statement to the database, before each
commit and when the connection is given back after it, and before each file is opened for writing,
renamed or removed. What it does between two points nobody else sees, so that a kill at each of
them is as good as a kill at any moment.
"""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import event

from timesheet.store.db import db

# Some two dozen points are tried of each work; TIMESHEET_ROUNDS=200 has all of them tried.
ALL = int(os.environ.get("TIMESHEET_ROUNDS", "0")) > 100
SOME, LAST = 12, 12
CHANGES = frozenset({"os.rename", "os.remove"})


def points(app: Flask, work: Callable[[], object]) -> list[int]:
    """Let work be done once, to its end, and return the points at which to kill it.

    Those of the end, where what was done is made known, are there singly; of those before, some.
    """
    reader, writer = os.pipe()
    passed: list[object] = []

    def counted() -> None:
        work()
        os.write(writer, str(len(passed)).encode())

    _apart(app, counted, lambda: passed.append(None))
    os.close(writer)
    with os.fdopen(reader) as said:
        number = int(said.read())
    return [n for n in range(number) if ALL or n >= number - LAST or n % (number // SOME or 1) == 0]


def killed_at(app: Flask, point: int, work: Callable[[], object]) -> bool:
    """Kill work at a point, as a power cut would; False where it ended before it came there."""
    left = point

    def passed() -> None:
        nonlocal left
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    return _apart(app, work, passed)


def _apart(app: Flask, work: Callable[[], object], passed: Callable[[], object]) -> bool:
    """Work in a process of its own that tells of each point; return whether it was killed."""
    with app.app_context():
        db.engine.dispose()  # a connection belongs to one process
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
        return os.WIFSIGNALED(status)
    try:
        _watch(app, passed)
        work()
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - nothing that ends a test may run here again
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(1)


def _watch(app: Flask, passed: Callable[[], object]) -> None:
    """Tell of each point from here on: of statements by the driver, as some go straight to it."""
    with app.app_context():
        event.listen(db.engine, "connect", lambda raw, _entry: _trace(raw, passed))
        event.listen(db.engine, "checkin", lambda *_what: passed())
    for kind, name in (
        (psycopg.Cursor, "execute"), (psycopg.Cursor, "executemany"), (psycopg.Connection, "commit")
    ):  # fmt: skip
        setattr(kind, name, _telling(getattr(kind, name), passed))
    sys.addaudithook(lambda name, what: passed() if _changes(name, what) else None)


def _trace(raw: Any, passed: Callable[[], object]) -> None:
    if isinstance(raw, sqlite3.Connection):
        raw.set_trace_callback(lambda _statement: passed())


def _telling(real: Callable[..., Any], passed: Callable[[], object]) -> Callable[..., Any]:
    def told(*arguments: Any, **more: Any) -> Any:
        passed()
        return real(*arguments, **more)

    return told


def _changes(name: str, what: tuple[object, ...]) -> bool:
    """Tell whether the disk is changed: what is only read can be read again."""
    if name == "open":
        return isinstance(what[2], int) and bool(what[2] & (os.O_WRONLY | os.O_RDWR))
    return name in CHANGES
