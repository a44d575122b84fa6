"""A file of past shifts, checked and put in order: a small database of its own beside ours.

Rows are read of it a few at a time, so that memory is the same for a thousand and a million. Its
order is that of people and starts, and the same for the same rows.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from timesheet.core.model import Instant

_MADE = """
CREATE TABLE said (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE wrong (row INTEGER, field TEXT, value TEXT, message TEXT) STRICT;
CREATE TABLE raw (
    row INTEGER PRIMARY KEY, entry_id TEXT, person TEXT, team TEXT, start INTEGER, ends INTEGER,
    rest INTEGER, project TEXT, task TEXT
) STRICT;
"""
_ORDERED = """
CREATE TABLE ready AS SELECT * FROM raw ORDER BY person, start, ends, row;
CREATE INDEX ready_person ON ready (person, start);
DROP TABLE raw;
"""


class Staged:
    """The rows of one file, as tuples of ``raw``'s columns, and what is known of them."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows, in the order of the file."""
        self._database.executemany("INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def refuse(self, rows: Iterable[tuple[int, str, str, str]]) -> None:
        """Note rows that can't be used: number, column, value, and why."""
        self._database.executemany("INSERT INTO wrong VALUES (?, ?, ?, ?)", rows)

    def wrong(self, most: int) -> list[tuple[int, str, str, str]]:
        """Return rows that can't be used, in the order of the file."""
        query = "SELECT * FROM wrong ORDER BY row LIMIT ?"
        return self._database.execute(query, (most,)).fetchall()

    def order(self) -> None:
        """Put the rows in order, once all are there."""
        self._database.executescript(_ORDERED)

    def after(self, done: int, most: int) -> list[tuple[Any, ...]]:
        """Return the rows that follow so many, in order."""
        query = "SELECT * FROM ready WHERE rowid > ? ORDER BY rowid LIMIT ?"
        return self._database.execute(query, (done, most)).fetchall()

    def people(self) -> Iterator[tuple[str, str, Instant]]:
        """Yield people with the team of their last row, and when their first row begins."""
        team = "SELECT team FROM ready r WHERE r.person = p.person ORDER BY start DESC LIMIT 1"
        query = f"SELECT person, ({team}), min(start) FROM ready p GROUP BY person"
        yield from self._database.execute(query)

    def codes(self) -> Iterator[tuple[str, str]]:
        """Yield projects with their tasks ("": none)."""
        query = "SELECT DISTINCT project, task FROM ready WHERE project <> '' ORDER BY 1, 2"
        yield from self._database.execute(query)

    def teams(self) -> set[str]:
        """Return the teams that are named."""
        return {team for (team,) in self._database.execute("SELECT DISTINCT team FROM ready")}

    def span(self) -> tuple[Instant, Instant]:
        """Return when the first row begins, and the last one ends."""
        first, last = self._database.execute("SELECT min(start), max(ends) FROM ready").fetchone()
        return first or 0, last or 0

    def say(self, **said: Any) -> None:
        """Keep what is known of the file; what was said before under other names stays."""
        named = [(name, json.dumps(value)) for name, value in said.items()]
        self._database.executemany("INSERT OR REPLACE INTO said VALUES (?, ?)", named)
        self._database.commit()

    def said(self) -> dict[str, Any]:
        """Return what is known of the file."""
        query = "SELECT name, value FROM said"
        return {name: json.loads(value) for name, value in self._database.execute(query)}


@contextmanager
def made(path: Path) -> Iterator[Staged]:
    """Begin a new one in the place of whatever is there; it is there when it is whole."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        with _connected(part) as database:
            # A crash begins it anew; nothing of it need be safe before it is whole.
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _MADE)
            yield Staged(database)
            database.commit()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[Staged]:
    """Open one that is there."""
    with _connected(path) as database:
        yield Staged(database)


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(path)
    try:
        yield database
    finally:
        database.close()
