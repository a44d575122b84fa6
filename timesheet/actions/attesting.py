"""Projects that need the person's own word: a week of them is confirmed with one tap."""

from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.actions import deriving
from timesheet.actions.answering import check_uuid
from timesheet.core import calendar
from timesheet.core.model import Instant, Seconds, Source
from timesheet.errors import Refused
from timesheet.store import attesting, facts, terms
from timesheet.store.attesting import Span
from timesheet.store.db import Tx, read, write
from timesheet.store.names import names

WEEKS = timedelta(days=28)
"""How long a week waits on the clock page; afterwards accounting asks."""


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """Hours of a finished workweek on a project, which the person is to confirm."""

    week: date
    project: int
    label: str
    seconds: Seconds

    @property
    def last(self) -> date:
        """The last day of the week."""
        return self.week + timedelta(days=6)


def to_confirm(person: int, now: Instant) -> list[ToConfirm]:
    """Return what waits for a person's word: finished weeks, the earliest first."""
    with read() as tx:
        house, worker = terms.house(tx), terms.worker(tx, person, now, now)
        this_week = house.week_of(calendar.day_of(now, worker.zone))
        found = attesting.waiting(tx, person, this_week - WEEKS, this_week)
        if not found:
            return []
        said = names(tx)
        return [ToConfirm(w.week, w.project, said.spoken(w.project, None), w.seconds)
                for w in found]  # fmt: skip


def confirm(person: int, week: date, project: int, uuid: str, now: Instant) -> int:
    """Record a person's own word on a week's hours on a project, as they are booked.

    Returns the number of spans; a repeated press finds none left. Refused where the week goes on.
    """
    check_uuid(uuid)
    with write() as tx:
        zone = terms.worker(tx, person, now, now).zone
        if calendar.day_of(now, zone) < week + timedelta(days=7):
            raise Refused("That week isn't over yet.", field="week")
        spans = attesting.spans(tx, person, week, project)
        for span in spans:
            _say(tx, person, span, f"{uuid}:{span.start}", now)
        if spans:
            touched = deriving.derive_in(tx, person, spans[0].start, word=True)
            deriving.derive_keys(tx, touched)
    return len(spans)


def _say(tx: Tx, person: int, span: Span, press: str, now: Instant) -> None:
    if facts.answer_of_press(tx, person, press) is None:
        facts.add_answer(
            tx,
            span.parts,
            person_id=person,
            start_at=span.start,
            end_at=span.end,
            source=Source.OWN_WORD.value,
            author_id=person,
            made_at=now,
            whole_shift=False,
            client_uuid=press,
        )
