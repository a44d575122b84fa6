"""SQL compiled once for all databases of a test process.

Each database has an engine of its own, and SQLAlchemy keeps what it compiled by engine and dialect:
a test would compile again what the one before it had.
"""

from flask import Flask
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from timesheet.store.db import db

_compiled: dict[str, LRUCache] = {}


def _alike() -> None:
    """Let all dialects of one kind count as one: the tests have one version of each database."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__hash__ = lambda self: hash(type(self))
        kind.__eq__ = lambda self, other: type(self) is type(other)


_alike()


def share_compiled(app: Flask) -> None:
    """Let an application, before its first statement, use what others have compiled."""
    with app.app_context():
        db.engine._compiled_cache = _compiled.setdefault(db.engine.name, LRUCache(5000))
