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
REACHED = """
    SELECT format('%I.%I', schemaname, sequencename), last_value
      FROM pg_sequences WHERE last_value IS NOT NULL
"""
SET_REACHED = """
    SELECT setval(name::regclass, reached)
      FROM unnest(%s::text[], %s::bigint[]) AS s (name, reached)
"""


class Shape(NamedTuple):
    """What a database is like before any test: its schema, and the tables that have rows."""

    schema: TupleRow | None
    filled: frozenset[str]


def shape_of(url: str) -> Shape:
    """Return the shape of a database that no test has touched."""
    with psycopg.connect(url, autocommit=True) as session:
        return Shape(session.execute(SHAPE).fetchone(), _filled(session))


def wipe(session: Session, shape: Shape) -> bool:
    """Delete what a test left; False where it changed the schema, and only a new copy helps.

    The session, which commits each statement, stays open for the next test: it knows the tables.
    """
    session.execute(OTHERS)
    if session.execute(SHAPE).fetchone() != shape.schema:
        return False
    session.execute("SET session_replication_role = replica")
    for table in _filled(session) - shape.filled:
        session.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    session.execute(SEQUENCES)
    return True


class Content(NamedTuple):
    """All rows of a database, by table, and how far its sequences are."""

    rows: dict[str, bytes]
    sequences: dict[str, int]


def content(session: Session) -> Content:
    """Return what a database holds."""
    rows = {}
    for table in sorted(_filled(session)):
        with session.cursor().copy(_copy(table, "TO STDOUT")) as copied:
            rows[table] = b"".join(bytes(part) for part in copied)
    sequences = dict(session.execute(REACHED).fetchall())
    session.rollback()
    return Content(rows, sequences)


def put(session: Session, content: Content, instead: Content) -> None:
    """Bring a database from one content to another; guards and references hold as they did."""
    with session.transaction():
        session.execute("SET LOCAL session_replication_role = replica")
        for table in sorted({*content.rows, *instead.rows}):
            rows = content.rows.get(table)
            if rows == instead.rows.get(table):
                continue
            if table in instead.rows:
                session.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            if rows is not None:
                with session.cursor().copy(_copy(table, "FROM STDIN")) as copied:
                    copied.write(rows)
        reached = [list(column) for column in zip(*content.sequences.items(), strict=True)]
        if reached:
            session.execute(SET_REACHED, reached)


def _copy(table: str, way: LiteralString) -> sql.Composed:
    return sql.SQL("COPY {} {} (FORMAT binary)").format(sql.Identifier(table), sql.SQL(way))


def _filled(session: Session) -> frozenset[str]:
    names = [str(row[0]) for row in session.execute(TABLES)]
    if not names:
        return frozenset()
    asked = " UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in names)
    return frozenset(str(row[0]) for row in session.execute(cast("LiteralString", asked)))
