"""Unallocated and low-confidence hours: what is still to be coded, and what may be wrong of it."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby

from timesheet.core.model import Cents
from timesheet.core.money import round_half_up
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type
from timesheet.core.reports.views import LineView

# Below this probability hours with a code are listed beside those that have none.
DOUBTFUL = 0.8

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team", about="The team at the time of the work."),
    Column("day", "Day", Type.DAY, about="Local day of the work."),
    Column("pattern", "Pattern", width=32, about="Hours alike: team, source, code."),
    Column("project", "Project", about="Project code; unallocated where nobody knows it yet."),
    Column("task", "Task"),
    Column("suggestion", "Suggestion", width=24, about="The best guess."),
    Column("source", "Source", speech=Speech.WORD, width=16, about="What the code rests on."),
    Column("reason", "Reason", speech=Speech.SENTENCE, width=40, about="Why this code, in words."),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="Paid time, exact in seconds."),
    Column("cents", "Amount", Type.CENTS, total=True, about="Wages, exact in cents."),
    Column("confidence", "Confidence", Type.SHARE, about="Probability that the code is right."),
    Column("wrong_cents", "Expected wrong", Type.CENTS, total=True,
           about="Amount times the probability that the code is wrong."),
    LINES,
)  # fmt: skip


def doubtful_hours(
    lines: Iterable[LineView],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return the doubtful hours among lines that come ordered by person and day."""
    return Table(
        name="doubtful_hours",
        title="Unallocated and low-confidence hours",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(lines)),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "day", "project", "task", "source"),
        person="person_number",
    )


def _rows(lines: Iterable[LineView]) -> Iterator[Row]:
    for _, of_day in groupby(lines, key=lambda line: (line.person_id, line.day)):
        sums: dict[Row, list[int]] = {}
        for line in of_day:
            found = sums.setdefault(_key(line), [0, 0, 0])
            found[0] += line.seconds
            found[1] += line.cents
            found[2] += 1
        for key in sorted(sums):
            seconds, cents, count = sums[key]
            confidence = key[-1]
            assert isinstance(confidence, float)  # noqa: S101  (for the type checker)
            wrong = expected_wrong(cents, confidence)
            yield (*key[:-1], seconds, cents, confidence, wrong, count)


def _key(line: LineView) -> Row:
    project = line.project or UNALLOCATED
    suggestion = line.likely or (f"{line.project} / {line.task}".rstrip(" /"))
    return (
        line.person_id,
        line.person_number,
        line.person,
        line.team,
        line.day,
        " · ".join(piece for piece in (line.team, line.source, suggestion or project) if piece),
        project,
        line.task,
        suggestion,
        line.source,
        line.reason,
        float(line.confidence),
    )


def expected_wrong(cents: Cents, confidence: float) -> Cents:
    """Return how much of an amount is expected to stand on the wrong code, rounded half up."""
    return round_half_up(Fraction(abs(cents)) * (1 - Fraction(confidence)))
