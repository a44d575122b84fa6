"""Empty a PostgreSQL database after a test, so that the next one needs no copy of its own.

A copy of the model costs some two hundred files; to delete a test's few rows costs milliseconds.
The schema's own guards would refuse that, so the session that wipes has them not fire.
"""

from typing import LiteralString, NamedTuple, cast

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

Session = psycopg.Connection[TupleRow]

SHAPE = """
    SELECT (SELECT count(*) FROM pg_class WHERE relpersistence = 'p'),
           (SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
             WHERE c.relpersistence = 'p'),
           (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O'),
           (SELECT count(*) FROM pg_constraint),
           (SELECT md5(string_agg(prosrc, '' ORDER BY oid)) FROM pg_proc),
           (SELECT string_agg(version_num, ',') FROM alembic_version)
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
OTHERS = """
    SELECT pg_terminate_backend(pid, 120000) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SEQUENCES = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
      FROM pg_sequences WHERE last_value IS NOT NULL
"""


class Shape(NamedTuple):
    """What a database is like before any test: its schema, and the tables that have rows."""

    schema: TupleRow | None
    filled: frozenset[str]


def shape_of(url: str) -> Shape:
    """Return the shape of a database that no test has touched."""
    with psycopg.connect(url, autocommit=True) as session:
        return Shape(session.execute(SHAPE).fetchone(), _filled(session))


def wipe(url: str, shape: Shape) -> bool:
    """Delete what a test left; False where it changed the schema, and only a new copy helps."""
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(OTHERS)
        if session.execute(SHAPE).fetchone() != shape.schema:
            return False
        session.execute("SET session_replication_role = replica")
        for table in _filled(session) - shape.filled:
            session.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        session.execute(SEQUENCES)
    return True


def _filled(session: Session) -> frozenset[str]:
    names = [str(row[0]) for row in session.execute(TABLES)]
    if not names:
        return frozenset()
    asked = " UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in names)
    return frozenset(str(row[0]) for row in session.execute(cast("LiteralString", asked)))
