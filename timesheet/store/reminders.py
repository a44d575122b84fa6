"""Reminders: the company's policy, what each person wants, and which were given."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite

from timesheet.core.model import HOUR, Instant, Seconds
from timesheet.core.reminding import Cause, Quiet, Reminder, Way, Wish
from timesheet.store.base import table_of
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.tables import ReminderChoice, ReminderPolicy, ReminderReach, ReminderRow

policies = table_of(ReminderPolicy)
choices = table_of(ReminderChoice)
reaches = table_of(ReminderReach)
reminders = table_of(ReminderRow)

REMEMBERED: Seconds = 40 * 24 * HOUR
"""No occasion is told of that lies further back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the company reminds of, its quiet hours, and by which ways beside the clock page."""

    clock_in: bool = True
    clock_out: bool = True
    question: bool = True
    week: bool = True
    mail: bool = False
    quiet_start: Seconds = 21 * HOUR
    quiet_end: Seconds = 7 * HOUR
    push: bool = False
    sign: bool = True

    @property
    def ways(self) -> frozenset[Way]:
        """By what people may be reminded."""
        also = {Way.PUSH: self.push, Way.MAIL: self.mail}
        return frozenset({Way.PAGE, *(way for way, may in also.items() if may)})

    @property
    def causes(self) -> frozenset[Cause]:
        """What people are reminded of, where they don't stop it."""
        return frozenset(cause for cause in Cause if getattr(self, cause.value))


@dataclass(frozen=True, slots=True)
class Choice:
    """By which ways a person wants to be reminded of a cause; those that reach him, that is."""

    page: bool = True
    push: bool = True
    mail: bool = True


NOTHING = Choice(page=False, push=False, mail=False)


@dataclass(frozen=True, slots=True)
class Given:
    """A reminder that was given, with its id."""

    id: int
    reminder: Reminder


def policy(tx: Tx) -> Policy:
    """Return the company's policy; plain values before an admin said anything."""
    row = tx.execute(select(policies)).mappings().first()
    if row is None:
        return Policy()
    return Policy(**{name: row[name] for name in Policy.__dataclass_fields__})


def set_policy(tx: Tx, new: Policy) -> None:
    """Let this hold from now on."""
    put(tx, policies, {"id": 1}, asdict(new))


def choices_of(tx: Tx, person: int) -> dict[Cause, Choice]:
    """Return what a person wants of each cause."""
    query = select(choices).where(choices.c.person_id == person)
    said = {Cause(row.cause): _choice(row) for row in tx.execute(query)}
    return {cause: said.get(cause, Choice()) for cause in Cause}


def _choice(row: Any) -> Choice:
    return Choice(row.page, row.push, row.mail)


def choose(tx: Tx, person: int, cause: Cause, choice: Choice) -> None:
    """Keep what a person wants of a cause."""
    put(tx, choices, {"person_id": person, "cause": cause.value}, asdict(choice))


def wishes(tx: Tx, rules: Policy, people: Collection[int]) -> dict[int, Wish]:
    """Return what each of some people is to be spared, by the company's policy and his own word."""
    stopped: dict[int, set[Cause]] = defaultdict(set)
    query = select(choices.c.person_id, choices.c.cause).where(
        choices.c.person_id.in_(list(people)), *(~choices.c[way] for way in Way)
    )
    for person, cause in tx.execute(query):
        stopped[person].add(Cause(cause))
    own = select(reaches.c.person_id, reaches.c.quiet_start, reaches.c.quiet_end).where(
        reaches.c.person_id.in_(list(people)), reaches.c.quiet_start.is_not(None)
    )
    quiet = {person: Quiet(start, end) for person, start, end in tx.execute(own)}
    plain = Quiet(rules.quiet_start, rules.quiet_end)
    return {
        person: Wish(rules.causes - stopped[person], quiet.get(person, plain)) for person in people
    }


def told(tx: Tx, people: Collection[int], now: Instant) -> dict[int, set[tuple[Cause, Instant]]]:
    """Return of what each of some people was reminded before: causes with their occasions."""
    query = select(reminders.c.person_id, reminders.c.cause, reminders.c.about).where(
        reminders.c.person_id.in_(list(people)), reminders.c.about > now - REMEMBERED
    )
    found: dict[int, set[tuple[Cause, Instant]]] = defaultdict(set)
    for person, cause, about in tx.execute(query):
        found[person].add((Cause(cause), about))
    return found


def give(tx: Tx, wanted: Sequence[Reminder], now: Instant) -> list[Given]:
    """Add reminders and return those that nobody had added before, whichever process was faster."""
    if not wanted:
        return []
    rows = [
        {
            "person_id": one.person,
            "cause": one.cause.value,
            "about": one.about,
            "why": one.why,
            "expected": one.expected,
            "until": one.until,
            "made_at": now,
        }
        for one in wanted
    ]
    into = sqlite.insert if is_sqlite(tx) else postgresql.insert
    added = into(reminders).values(rows).on_conflict_do_nothing().returning(*reminders.c)
    return [given(row) for row in tx.execute(added)]


def standing(tx: Tx, person: int, now: Instant) -> list[Given]:
    """Return the reminders of a person that are not too old to be told, the newest first."""
    query = select(reminders).where(reminders.c.person_id == person, reminders.c.until > now)
    return [given(row) for row in tx.execute(query.order_by(reminders.c.id.desc()))]


def given(row: Any) -> Given:
    """Return a row of the table as a reminder."""
    one = Reminder(
        row.person_id, Cause(row.cause), row.about, row.made_at, row.until, row.why, row.expected
    )
    return Given(row.id, one)


def put(tx: Tx, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Write a row of policy or choice, whether or not there was one."""
    into = sqlite.insert if is_sqlite(tx) else postgresql.insert
    change = into(table).values(**key, **values)
    tx.execute(change.on_conflict_do_update(index_elements=list(key), set_=values))


def stop(tx: Tx, person: int, causes: Iterable[Cause]) -> None:
    """Let a person be reminded of some causes no more, by no way; his other choices stay."""
    for cause in causes:
        choose(tx, person, cause, NOTHING)
