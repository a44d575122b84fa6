"""What many tests begin with: made once for each engine of a test process, and copied from then on.

A builder marked ``@kept`` runs where nobody has run it on a database that is as this one is; else
the database gets what it left there. Which state a database is in is known as long as only kept
builders wrote to it: after whatever else commits in this process they run anew. They are told apart
by their arguments and by the clock: a test's own, or the real one within some minutes.
"""

import contextlib
import copy
import functools
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, ParamSpec, TypeVar

from flask import Flask, current_app
from sqlalchemy import URL, Connection, Engine, event, make_url

from tests.support import wiping
from timesheet import now
from timesheet.store.db import db

P = ParamSpec("P")
R = TypeVar("R")
State = tuple[str, ...]
REAL = now.utc
MINUTES = 5 * 60
# So many are held in memory, each of about a megabyte; those least lately used go.
MOST = 60


class Left(NamedTuple):
    """What a builder left: the content of the database, and what it returned."""

    content: Any
    returned: Any


_states: dict[URL, State] = {}
_left: dict[State, Left] = {}


def untouched(url: str) -> None:
    """Note that a database has its schema and nothing in it."""
    _states[make_url(url)] = (make_url(url).get_backend_name(),)


@event.listens_for(Engine, "commit")
def _written(connection: Connection) -> None:
    _states.pop(connection.engine.url, None)


def kept(build: Callable[P, R]) -> Callable[P, R]:
    """Let a builder of the application's database run once; its first argument may be the app."""

    @functools.wraps(build)
    def once(*args: P.args, **kwargs: P.kwargs) -> R:
        given = args[1:] if args and isinstance(args[0], Flask) else args
        app = args[0] if args and isinstance(args[0], Flask) else current_app
        with app.app_context():
            return _once(functools.partial(build, *args, **kwargs), _step(build, given, kwargs))

    return once


def _step(build: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    clock = f"about {REAL() // MINUTES}" if now.utc is REAL else now.utc()
    step = f"{build.__module__}.{build.__qualname__} {args} {kwargs} {clock}"
    assert " at 0x" not in step, f"an argument that doesn't say what it is: {step}"
    return step


def _once(build: Callable[[], Any], step: str) -> Any:
    before = _states.get(db.engine.url)
    if before is None:
        return build()
    if before not in _left:
        _left[before] = Left(_content(), None)
    after = (*before, step)
    if known := _left.pop(after, None):
        _put(known.content, _left[before].content)
    else:
        returned = build()
        known = Left(_content(), returned)
    _left[after], _states[db.engine.url] = known, after
    while len(_left) > MOST:
        del _left[next(iter(_left))]
    return copy.deepcopy(known.returned)


def _content() -> Any:
    with _driver() as driver:
        if db.engine.name != "sqlite":
            return wiping.content(driver)
        pages = driver.serialize()
        return pages[:18] + b"\1\1" + pages[20:]  # which in memory have no write-ahead log


def _put(content: Any, instead: Any) -> None:
    with _driver() as driver:
        if db.engine.name == "sqlite":
            with contextlib.closing(sqlite3.connect(":memory:")) as copied:
                copied.deserialize(content)
                copied.backup(driver)
        else:
            wiping.put(driver, content, instead)


@contextlib.contextmanager
def _driver() -> Iterator[Any]:
    lent = db.engine.raw_connection()
    with contextlib.closing(lent):
        yield lent.driver_connection
