"""Batch register: which file was made when, by whom, how much is in it, whether it counts."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from timesheet.core.calendar import local
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type

COLUMNS = (
    Column("batch", "Batch", Type.COUNT),
    Column("period", "Pay period", Type.DAY, about="First day of the pay period."),
    Column("profile", "For", width=20, about="The export profile."),
    Column("file", "File", width=36),
    Column("made", "Made", Type.DAY),
    Column("by", "By", width=24),
    Column("state", "State", speech=Speech.WORD, width=10, about="counts, or void."),
    Column("reason", "Reason", width=40, about="Why it doesn't count."),
    Column("sha256", "SHA-256", width=66, about="Of the file, byte for byte."),
    Column("records", "Records", Type.COUNT, total=True),
    Column("people", "People", Type.COUNT, about="New in it."),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="New in it."),
    Column("cents", "Amount", Type.CENTS, total=True, about="New in it."),
)


class BatchView(NamedTuple):
    """A batch; ``reason`` "" where it counts."""

    batch: int
    period: date
    profile: str
    file: str
    made_at: Instant
    by: str
    reason: str
    sha256: str
    records: int
    people: int
    seconds: Seconds
    cents: Cents


def batch_register(
    batches: Iterable[BatchView], zone: str, *, parameters: tuple[tuple[str, str], ...] = ()
) -> Table:
    """Return the batches in the order given; days are those of ``zone``."""
    return Table(
        name="batch_register",
        title="Export and batch register",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(batches, zone)),
        parameters=parameters,
    )


def _rows(batches: Iterable[BatchView], zone: str) -> Iterator[Row]:
    for one in batches:
        state = "void" if one.reason else "counts"
        made = local(one.made_at, zone).date()
        yield (*one[:4], made, one.by, state, one.reason, *one[7:])
