"""Journal entries as a table: a line a row, debits and credits side by side."""

from collections.abc import Iterable, Iterator

from timesheet.core.journal.nouns import Entry
from timesheet.core.reports.table import Column, Row, Speech, Table, Type

COLUMNS = (
    Column("entry", "Entry", width=18, about="The lines of one entry balance; TS-7 is of batch 7."),
    Column("state", "State", width=16, speech=Speech.WORD,
           about="Booked; what the next journal would book; or of people who aren't locked yet."),
    Column("kind", "Kind", width=20, speech=Speech.WORD, about="Wages by place, or their burden."),
    Column("text", "Text", width=36, speech=Speech.SENTENCE,
           about="What it books; where nothing is booked, why."),
    Column("day", "Day", Type.DAY, about="When it is booked."),
    Column("account", "Account", width=12),
    Column("account_name", "Account name", width=24),
    Column("cost_center", "Cost center", width=12),
    Column("project", "Project"),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="Of wages; none on the other side."),
    Column("cents", "Amount", Type.CENTS, total=True,
           about="Wages and burden, below zero where taken back; none on the other side."),
    Column("debit", "Debit", Type.CENTS, total=True),
    Column("credit", "Credit", Type.CENTS, total=True),
)  # fmt: skip


def journal_lines(booked: Iterable[tuple[str, Entry]], reason: str = "") -> Table:
    """Return the lines of some entries, each with its state, in their order.

    Without any, a row that says only the reason.
    """
    rows = [row for state, entry in booked for row in _rows(state, entry)]
    said = dict.fromkeys((c.name for c in COLUMNS if c.type is Type.TEXT), "") | {"text": reason}
    if not rows and reason:
        rows = [tuple(said.get(column.name) for column in COLUMNS)]
    return Table(name="journal", title="Journal", columns=COLUMNS, rows=rows)


def _rows(state: str, entry: Entry) -> Iterator[Row]:
    *spent, due = entry.lines
    for line in (*spent, due):
        amount = None if line is due else line.debit - line.credit
        yield (
            entry.key, state, entry.kind, entry.text, entry.day, line.account, line.account_name,
            line.cost_center, line.project, line.seconds, amount, line.debit, line.credit,
        )  # fmt: skip
