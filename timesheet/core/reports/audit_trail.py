"""Audit trail: who changed what: before and after, when, why, by which way, and what it pays."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from timesheet.core.calendar import local
from timesheet.core.model import Cents, Instant
from timesheet.core.reports.table import Behind, Column, Row, Rows, Speech, Table, Type

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("made", "Made", Type.DAY),
    Column("at", "At", Type.TIME, about="Wall clock of the company."),
    Column("by", "By", width=24, about="Who made the change; none: the program itself."),
    Column("event", "What", speech=Speech.WORD, width=20),
    Column("subject", "Of", speech=Speech.WORD, width=14,
           about="The kind of thing that was changed."),
    Column("number", "Number", Type.COUNT, about="Its number among things of its kind."),
    Column("person", "Whose", width=24, about="The person whom it concerns.",
           behind=Behind.TO_DATE),
    Column("day", "Day", Type.DAY, about="The day of the work that it concerns.",
           behind=Behind.TO_DATE),
    Column("before", "Before", speech=Speech.CHANGE, width=30),
    Column("after", "After", speech=Speech.CHANGE, width=40),
    Column("reason", "Why", width=40),
    Column("channel", "By way of", speech=Speech.WORD, width=12,
           about="log, punch correction, word, and so on."),
    Column("cents", "Money effect", Type.CENTS, total=True,
           about="Where it is known by itself.", behind=Behind.NOTHING),
    Column("entry", "Log entry", Type.COUNT, about="Its number in the chained log."),
    Column("hash", "Hash", width=66, about="SHA-256 of the entry and the one before it."),
)  # fmt: skip


class ChangeView(NamedTuple):
    """A change: a fact that somebody added, an entry of the log, or both (then ``entry`` is set).

    ``person_id`` None and ``day`` None where it concerns nobody's day; ``cents`` None: not known.
    """

    at: Instant
    by: str
    event: str
    subject: str
    number: int | None
    person_id: int | None = None
    person: str = ""
    day: date | None = None
    before: str = ""
    after: str = ""
    reason: str = ""
    channel: str = "log"
    cents: Cents | None = None
    entry: int | None = None
    hash: str = ""


def audit_trail(
    changes: Iterable[ChangeView],
    zone: str,
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
    since: date | None = None,
) -> Table:
    """Return the changes in the order given; days and times are those of ``zone``.

    ``since`` is the first day that changes may be about.
    """
    return Table(
        name="audit_trail",
        title="Audit trail",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(changes, zone)),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "day"),
        since=since,
    )


def _rows(changes: Iterable[ChangeView], zone: str) -> Iterator[Row]:
    for one in changes:
        made = local(one.at, zone)
        yield (
            one.person_id, made.date(), made.time(), one.by, one.event, one.subject, one.number,
            one.person, one.day, one.before, one.after, one.reason, one.channel, one.cents,
            one.entry, one.hash,
        )  # fmt: skip
