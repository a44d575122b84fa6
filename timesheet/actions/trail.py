"""The audit trail: what people changed, as facts tell it, with the log's entry beside each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from typing import Any

from timesheet.actions import watching
from timesheet.actions.report_source import Again, Parameters, Source
from timesheet.core import calendar
from timesheet.core.model import HOUR, RATE_UNIT
from timesheet.core.pay.declared import Says
from timesheet.core.reports.audit_trail import ChangeView, audit_trail
from timesheet.core.reports.table import Table
from timesheet.store import queries, terms, trail
from timesheet.store.facts import parts_from_json
from timesheet.store.names import NOBODY, Names
from timesheet.store.trail import Named, Span

DAY = timedelta(days=1)
EVER = date(9999, 12, 31)


def changes(source: Source, parameters: Parameters) -> Table:
    """Make the audit trail of the days on which something was changed."""
    tx, chosen, zone = source.tx, source.chosen, terms.house(source.tx).zone
    during = (
        calendar.start_of_day(chosen.first, zone),
        calendar.start_of_day(chosen.last + DAY, zone),
    )
    found = Again(lambda: _changes(source, during))
    worked = queries.days_with_lines(tx)
    since = worked[0] if worked else None
    return audit_trail(
        found, zone, parameters=parameters, notes=watching.notes(tx, zone), since=since
    )


def _changes(source: Source, during: Span) -> Iterator[ChangeView]:
    tx, people = source.tx, source.chosen.people
    logged: dict[Named, Any] = {}
    plain: list[Any] = []
    for entry in trail.entries(tx, during):
        fact = trail.told(entry.event, entry.subject, entry.subject_id, entry.payload)
        if fact is None or fact in logged:
            plain.append(entry)
        else:
            logged[fact] = entry
    teller = Teller(source.names, logged)
    streams = (
        map(teller.entry, plain),
        map(teller.word, trail.word_changes(tx, during)),
        map(teller.correction, trail.punch_changes(tx, during)),
        map(teller.declaration, trail.declared(tx, during)),
        map(teller.step, trail.period_steps(tx, during)),
        map(teller.objection, trail.objections(tx, during)),
        map(teller.rate, trail.rate_changes(tx, during)),
    )
    for one in merge(*streams, key=lambda change: change.at):
        if people is None or one.person_id in people:
            yield one
    # What the log tells of facts of another day: it was written as the day ended.
    for entry in logged.values():
        if people is None:
            yield teller.entry(entry)


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes changes of rows; ``logged`` are the log's entries by the fact that they tell of."""

    names: Names
    logged: dict[Named, Any]

    def entry(self, row: Any) -> ChangeView:
        """Tell of an entry of the log by itself."""
        said = json.loads(row.payload)
        whose = row.subject_id if row.subject == "person" else None
        after = "; ".join(f"{name}: {_words(value)}" for name, value in said.items())
        return ChangeView(
            at=row.at, by=self._name(row.actor_id), event=row.event.replace("_", " "),
            subject=row.subject.replace("_", " "), number=row.subject_id, person_id=whose,
            person=self._name(whose), after=after, entry=row.id, hash=row.hash,
        )  # fmt: skip

    def word(self, row: Any) -> ChangeView:
        """Tell of a word about what hours were for, or of its withdrawal."""
        taken_back = row.withdraws_id is not None
        before = row.gone if taken_back else row.before
        return self._fact(
            row, Named("answer", row.id), row.made_at, row.author_id,
            event="took back" if taken_back else "said", subject="word",
            day=calendar.day_of(row.start_at, self._zone(row.person_id)),
            before=self._parts(before) if before else "",
            after="" if taken_back else self._parts(row.parts),
            channel=row.source.replace("_", " "),
        )  # fmt: skip

    def correction(self, row: Any) -> ChangeView:
        """Tell of a punch that was mended, removed, or added where it was forgotten."""
        zone = self._zone(row.person_id)
        was_kind, was_at = row.punch_kind or row.added_kind, row.punch_at or row.added_at
        removed = row.kind is None and row.at is None and row.project_id is None
        kind, at = row.kind or was_kind, row.at if row.at is not None else was_at
        event = "added" if was_kind is None else "removed" if removed else "corrected"
        code = self.names.code(row.project_id, row.task_id)
        after = "" if removed else f"{_press(kind, at, zone)} {code}".strip()
        return self._fact(
            row, Named("correction", row.id), row.made_at, row.author_id,
            event=event, subject="punch",
            day=calendar.day_of(was_at if at is None else at, zone) if at or was_at else None,
            before=_press(was_kind, was_at, zone), after=after, channel="punch correction",
        )  # fmt: skip

    def declaration(self, row: Any) -> ChangeView:
        """Tell of leave, an earning, a waiver and the like, or of what decides on one."""
        withdrawn = row.says == Says.WITHDRAWN.value
        timed = row.seconds or row.says == Says.MEAL_TAKEN.value
        hours = f"{row.seconds / HOUR:g} h" if timed else ""
        cents = -(row.about_cents or 0) if withdrawn else row.cents
        last = f"to {row.last_day}" if row.first_day < row.last_day < EVER else ""
        about = f"{row.about_says} {row.about_name}".replace("_", " ") if row.about_says else ""
        return self._fact(
            row, Named("declaration", row.id), row.made_at, row.author_id,
            event=row.says.replace("_", " "), subject="declaration", day=row.first_day,
            before=about.strip(), after=" ".join(p for p in (row.name, hours, last) if p),
            channel="declaration", cents=cents or None,
        )  # fmt: skip

    def step(self, row: Any) -> ChangeView:
        """Tell of a step of closing a person's pay period."""
        return self._fact(
            row, Named("step", row.id), row.made_at, row.author_id,
            event=row.step.replace("_", " "), subject="pay period", day=None,
            before=row.before or "open", after=f"{row.state} ({row.period} to {row.last_day})",
            channel="closing",
        )  # fmt: skip

    def objection(self, row: Any) -> ChangeView:
        """Tell what a worker says against what somebody did about his hours."""
        return ChangeView(
            row.made_at, self._name(row.person_id), "disputed", "hours", row.id, row.person_id,
            self._name(row.person_id), row.day, "", row.words, "", "own word",
        )  # fmt: skip

    def rate(self, row: Any) -> ChangeView:
        """Tell of a rate that holds from a day on."""
        code = self.names.code(row.project_id, None)
        after = f"{_rate(row.rate)} from {row.valid_from} {code}".strip()
        return self._fact(
            row, Named("rate", row.id), row.recorded_at, row.recorded_by,
            event="rate added", subject="rate", day=None,
            before="" if row.before is None else _rate(row.before), after=after, channel="policy",
        )  # fmt: skip

    def _fact(self, row: Any, named: Named, at: int, by: int | None, **said: Any) -> ChangeView:
        entry = self.logged.pop(named, None)
        return ChangeView(
            at=at, by=self._name(by), number=named.key, person_id=row.person_id,
            person=self._name(row.person_id), reason=row.reason,
            entry=entry.id if entry else None, hash=entry.hash if entry else "", **said,
        )  # fmt: skip

    def _name(self, person: int | None) -> str:
        return self.names.people.get(person or 0, NOBODY).name

    def _zone(self, person: int) -> str:
        return self.names.people.get(person, NOBODY).zone

    def _parts(self, document: str) -> str:
        return ", ".join(
            self.names.code(code.project, code.task) or "no code"
            for code, _weight in parts_from_json(document)
        )


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _press(kind: str | None, at: int | None, zone: str) -> str:
    if kind is None or at is None:
        return ""
    return f"{kind.replace('_', ' ')} {calendar.local(at, zone):%H:%M}"


def _rate(rate: int) -> str:
    return f"{rate / RATE_UNIT:.2f}"
