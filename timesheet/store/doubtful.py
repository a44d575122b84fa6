"""Labor lines of a pay period that nobody has given his word for: what the review is made from."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import select

from timesheet.core.model import WORDS, Cents, Code, Instant, Seconds, Source
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.selection import Selection, stream, whose, within
from timesheet.store.tables import LaborLineRow

lines = table_of(LaborLineRow)
# Leave and amounts without work rest on no code that anybody could doubt.
UNDOUBTED = frozenset({Source.POLICY.value, *(source.value for source in WORDS)})


class Alike(NamedTuple):
    """What lines have in common that one word may settle: team, what they rest on, and codes."""

    team: int | None
    source: str
    ref: str
    code: Code
    likely: Code


class DoubtfulLine(NamedTuple):
    """A line with its shift (the person and when it began), its span, money, and how sure it is."""

    id: int
    alike: Alike
    person: int
    shift: Instant
    start: Instant
    end: Instant
    seconds: Seconds
    cents: Cents
    confidence: float


_COLUMNS = [
    lines.c[name]
    for name in (
        "id", "team_id", "source", "ref", "project_id", "task_id", "cost_code_id",
        "likely_project_id", "likely_task_id", "person_id", "shift_start", "start_at", "end_at",
        "seconds", "cents", "confidence",
    )
]  # fmt: skip


def of_period(tx: Tx, chosen: Selection) -> Iterator[DoubtfulLine]:
    """Yield the lines of some days that rest on no word, by person and time."""
    query = select(*_COLUMNS).where(
        within(lines, chosen), ~lines.c.attested, lines.c.source.not_in(sorted(UNDOUBTED))
    )
    ordered = query.order_by(lines.c.person_id, lines.c.start_at, lines.c.id)
    return map(_line, stream(tx, ordered))


def all_money(tx: Tx, chosen: Selection) -> list[tuple[int, Cents]]:
    """Return every line of work of some days with its money: what a sample is drawn from."""
    query = select(lines.c.id, lines.c.cents).where(
        within(lines, chosen), lines.c.source != Source.POLICY.value, whose(lines, chosen)
    )
    rows = tx.execute(query.order_by(lines.c.person_id, lines.c.start_at, lines.c.id))
    return [(row[0], row[1]) for row in rows]


def _line(row: Any) -> DoubtfulLine:
    alike = Alike(
        row.team_id,
        row.source,
        row.ref if row.source == Source.RULE.value else "",
        Code(row.project_id, row.task_id, row.cost_code_id),
        Code(row.likely_project_id, row.likely_task_id),
    )
    return DoubtfulLine(
        row.id, alike, row.person_id, row.shift_start, row.start_at, row.end_at, row.seconds,
        row.cents, row.confidence,
    )  # fmt: skip
