"""The demo company as rows; only ever into an empty database."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from timesheet.core import calendar
from timesheet.core.demo.nouns import Company, Human, Press, Seen
from timesheet.core.model import Code, Instant
from timesheet.core.punching import state_after
from timesheet.store import copying, derived, tables
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.facts import parts_to_json

KIND = "demo"

batches = table_of(tables.ImportBatch)
people = table_of(tables.Person)
punches = table_of(tables.PunchRow)
corrections = table_of(tables.CorrectionRow)
answers = table_of(tables.AnswerRow)

PUNCH = (
    "id", "person_id", "client_uuid", "kind", "at", "received_us", "claimed_at", "zone",
    "utc_offset", "channel", "offline", "actor_id", "site_id", "project_id", "task_id",
    "break_seconds", "note", "body_hash",
)  # fmt: skip


class Made(NamedTuple):
    """The demo company that stands in the database: what it was drawn from, and its last day."""

    description: str
    until: date


def made(tx: Tx) -> Made | None:
    """Return the demo company that there is."""
    query = select(batches.c.file_hash, batches.c.last_day).where(batches.c.kind == KIND)
    row = tx.execute(query).first()
    return None if row is None else Made(row.file_hash, row.last_day)


def add_batch(
    tx: Tx,
    description: str,
    file_name: str,
    count: int,
    at: Instant,
    first: date,
    last: date,
) -> None:
    """Record that the demo company was made, of what, and over which days."""
    values = {"kind": KIND, "file_name": file_name, "file_hash": description, "row_count": count}
    add(tx, batches, {**values, "made_at": at, "first_day": first, "last_day": last})


def is_empty(tx: Tx) -> bool:
    """Tell whether nothing was set up yet."""
    nouns = (tables.Person, tables.Company, tables.Project, tables.Site, tables.Team, tables.Task,
             tables.Customer, tables.CostCenter, tables.CostCode, tables.RuleRow)  # fmt: skip
    return not any(
        tx.execute(select(func.count()).select_from(table_of(noun))).scalar() for noun in nouns
    )


def add_company(tx: Tx, company: Company, password_hash: str, at: Instant, admin: int) -> None:
    """Add everything that admins set up; all people sign in with one password."""
    for noun, columns, rows in _nouns(company):
        _add(tx, noun, columns, rows)
    _add(
        tx,
        tables.Person,
        ("id", "number", "name", "login", "password_hash", "auth_version", "zone", "locale",
         "site_id", "started_on", "ended_on"),
        (
            (p.id, p.number, p.name, p.login, password_hash, 1, p.zone, "en", p.site, p.started_on,
             p.ended_on)
            for p in company.people
        ),
    )  # fmt: skip
    for noun, columns, rows in _about_people(company, at, admin):
        _add(tx, noun, columns, rows)
    for noun in (tables.Site, tables.Customer, tables.CostCenter, tables.CostCode, tables.Project,
                 tables.Task, tables.Team, tables.Person):  # fmt: skip
        copying.continue_ids(tx, table_of(noun))


def _add(tx: Tx, noun: Any, columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    copying.insert(tx, table_of(noun), columns, rows)


def _nouns(company: Company) -> Iterator[tuple[Any, tuple[str, ...], Iterable[Any]]]:
    """Yield the rows in an order in which each comes after those that it names."""
    coded = ("id", "code", "name")
    yield tables.Site, ("id", "name", "zone"), company.sites
    yield tables.Customer, ("id", "name"), company.customers
    yield tables.CostCenter, coded, company.cost_centers
    yield tables.CostCode, coded, company.cost_codes
    about = ("customer_id", "cost_center_id", "attestation_required", "starts_on", "ended_on")
    yield tables.Project, (*coded, *about), company.projects
    columns = ("id", "project_id", "code", "name", "cost_code_id")
    yield tables.Task, columns, company.tasks
    yield tables.Team, ("id", "name", "cost_center_id"), (t[:3] for t in company.teams)


def _about_people(
    company: Company, at: Instant, admin: int
) -> Iterator[tuple[Any, tuple[str, ...], Iterable[Any]]]:
    everybody = company.people
    roles = ((p.id, role) for p in everybody for role in p.roles)
    yield tables.RoleGrant, ("person_id", "role"), roles
    yield (
        tables.Membership,
        ("person_id", "team_id", "valid_from", "valid_to"),
        ((p.id, p.team, p.started_on, p.ended_on) for p in everybody if p.team is not None),
    )
    leads = ((team.id, person) for team in company.teams for person in team.leads)
    yield tables.TeamLead, ("team_id", "person_id"), leads
    columns = ("person_id", "project_id", "rate", "valid_from", "recorded_at", "recorded_by")
    yield (
        tables.PayRate,
        (*columns, "reason"),
        (row for p in everybody for row in _rates(p, at, admin)),
    )


def _rates(human: Human, at: Instant, admin: int) -> Iterator[tuple[Any, ...]]:
    for pay in human.pay:
        yield human.id, pay.project, pay.rate, pay.valid_from, at, admin, pay.reason


@dataclass(slots=True)
class History:
    """Adds what was seen, one group of people after another; ids go on from group to group."""

    tx: Tx
    seed: int
    recorded_at: Instant
    punches: int = 0
    corrections: int = 0
    answers: int = 0
    offsets: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, seen: Seen, week_start: int = 0) -> None:
        """Add the facts and the roster of a group, and mark its workweeks as to be derived."""
        tx, mended = self.tx, {m.press for m in seen.mended if m.press is not None}
        ids = {
            press: n for n, press in enumerate(seen.presses, self.punches + 1) if press in mended
        }
        copying.insert(tx, punches, PUNCH, self._punches(seen))
        _add(tx, tables.Clock, ("person_id", "state", "since", "punch_id", "version"),
             _clocks(seen.presses, self.punches))  # fmt: skip
        self.punches += len(seen.presses)
        self._correct(seen, ids)
        self._say(seen)
        columns = ("person_id", "start_at", "end_at", "site_id", "project_id", "task_id")
        planned = ((*row, self.recorded_at) for row in seen.planned)
        _add(tx, tables.Roster, (*columns, "recorded_at"), planned)
        derived.mark_stale(tx, sorted(_weeks(seen, week_start)))

    def finish(self) -> None:
        """Let the engine's own ids go on."""
        for table, count in ((punches, self.punches), (corrections, self.corrections),
                             (answers, self.answers)):  # fmt: skip
            if count:
                copying.continue_ids(self.tx, table)

    def _punches(self, seen: Seen) -> Iterator[tuple[Any, ...]]:
        for key, press in enumerate(seen.presses, self.punches + 1):
            person, at, received, kind, zone, channel, site, project, task = press
            offline = received > at
            yield (
                key, person, self._uuid(key), kind.value, at, received * 1_000_000 + key % 900_000,
                at if offline else None, zone, self._offset(at, zone), channel, offline, person,
                site, project, task, 0, "", KIND,
            )  # fmt: skip

    def _uuid(self, key: int) -> str:
        h = hashlib.blake2b(f"{self.seed}/{key}".encode(), digest_size=16).hexdigest()
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"

    def _offset(self, at: Instant, zone: str) -> int:
        hour = (zone, at // 3600)
        if hour not in self.offsets:
            offset = calendar.local(at, zone).utcoffset()
            self.offsets[hour] = int(offset.total_seconds()) if offset is not None else 0
        return self.offsets[hour]

    def _correct(self, seen: Seen, ids: dict[Press, int]) -> None:
        columns = ("id", "person_id", "punch_id", "at", "kind", "zone", "site_id", "reason",
                   "author_id", "made_at")  # fmt: skip
        rows = (
            (n, m.person, ids[m.press] if m.press is not None else None, m.at, m.kind.value, m.zone,
             m.site, m.reason, m.author, m.made_at)
            for n, m in enumerate(seen.mended, self.corrections + 1)
        )  # fmt: skip
        copying.insert(self.tx, corrections, columns, rows)
        self.corrections += len(seen.mended)

    def _say(self, seen: Seen) -> None:
        columns = ("id", "person_id", "start_at", "end_at", "parts", "source", "author_id",
                   "made_at", "reason", "whole_shift")  # fmt: skip
        rows = (
            (n, s.person, s.start, s.end,
             parts_to_json([(Code(project, task), weight) for project, task, weight in s.parts]),
             "own_word" if s.author == s.person else "lead_word", s.author, s.made_at, "", True)
            for n, s in enumerate(seen.said, self.answers + 1)
        )  # fmt: skip
        copying.insert(self.tx, answers, columns, rows)
        self.answers += len(seen.said)


def _clocks(presses: list[Press], before: int) -> Iterator[tuple[Any, ...]]:
    """Yield what each clock shows after the presses, which stand in the order of arrival."""
    shown: dict[int, tuple[str, Instant, int, int]] = {}
    for key, press in enumerate(presses, before + 1):
        state, since, punch, version = shown.get(press.person, ("out", 0, 0, 0))
        if press.at >= since:
            state, since, punch = state_after(press.kind), press.at, key
        shown[press.person] = (state, since, punch, version + 1)
    for person, row in shown.items():
        yield (person, *row)


def _weeks(seen: Seen, week_start: int) -> set[tuple[int, date]]:
    ats = {(p.person, p.at // 3600, p.zone) for p in seen.presses}
    ats |= {(m.person, m.at // 3600, m.zone) for m in seen.mended}
    return {
        (person, calendar.week_of(calendar.day_of(hour * 3600, zone), week_start))
        for person, hour, zone in ats
    }
