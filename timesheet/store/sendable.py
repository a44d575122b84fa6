"""Reminders on their way by mail and push: which wait, who tries them, what came of it.

A row a reminder and mail, or a reminder and device. Whoever tries one takes it first, by a
transaction of its own: of many processes one sends it, and a crash sends it never rather than
twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, insert, literal, null, or_, select, update

from timesheet.core.model import Instant
from timesheet.core.reminding import Reminder, Way
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.reached import Device
from timesheet.store.reminders import Given, given
from timesheet.store.tables import (
    Person,
    PushDevice,
    ReminderChoice,
    ReminderMail,
    ReminderPush,
    ReminderReach,
    ReminderRow,
)

people = table_of(Person)
reminders = table_of(ReminderRow)
choices = table_of(ReminderChoice)
reaches = table_of(ReminderReach)
devices = table_of(PushDevice)
mails = table_of(ReminderMail)
pushes = table_of(ReminderPush)

_TABLES: dict[Way, Table] = {Way.MAIL: mails, Way.PUSH: pushes}
_STATE = ("tries", "next_at", "sent_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A reminder that waits to be sent: to whom, in which language, the address or device.

    ``wanted``: its receiver still wants this cause by this way. ``tries`` were in vain so far.
    """

    key: int
    reminder: Reminder
    way: Way
    zone: str
    locale: str
    wanted: bool
    tries: int
    next_at: Instant
    address: str = ""
    device: Device | None = None


def queue(tx: Tx, new: Sequence[Given], way: Way, now: Instant) -> None:
    """Let reminders that were given just now be sent to whoever wants them so and is reached."""
    keys = [one.id for one in new]
    if way is Way.MAIL:
        proved = and_(reaches.c.address != "", reaches.c.proved_at.is_not(None))
        reached = reminders.join(reaches, reaches.c.person_id == reminders.c.person_id)
        columns = [reminders.c.id]
        names = ["reminder_id", *_STATE]
    else:
        proved = devices.c.id.is_not(None)
        reached = reminders.join(devices, devices.c.person_id == reminders.c.person_id)
        columns = [reminders.c.id, devices.c.id]
        names = ["reminder_id", "device_id", *_STATE]
    rows = (
        select(*columns, literal(0), literal(now), null())
        .select_from(reached.outerjoin(choices, _CHOICE))
        .where(reminders.c.id.in_(keys), proved, _wanted(way))
    )
    tx.execute(insert(_TABLES[way]).from_select(names, rows))


_CHOICE = and_(choices.c.person_id == reminders.c.person_id, choices.c.cause == reminders.c.cause)
_LOCALE = func.coalesce(func.nullif(reaches.c.locale, ""), people.c.locale).label("locale")


def _wanted(way: Way) -> ColumnElement[bool]:
    return or_(choices.c.person_id.is_(None), choices.c[way.value])


def waiting(tx: Tx, way: Way, now: Instant, most: int) -> list[Waiting]:
    """Return what is to be sent by a way now, the longest waiting first."""
    table = _TABLES[way]
    rows = (
        table.join(reminders, reminders.c.id == table.c.reminder_id)
        .join(people, people.c.id == reminders.c.person_id)
        .outerjoin(reaches, reaches.c.person_id == people.c.id)
        .outerjoin(choices, _CHOICE)
    )
    target: list[ColumnElement[Any]]
    if way is Way.MAIL:
        target = [reaches.c.address, reaches.c.proved_at]
    else:
        rows = rows.join(devices, devices.c.id == pushes.c.device_id)
        target = [devices.c[name].label(f"device_{name}") for name in Device.__slots__]
    query = (
        select(
            *reminders.c, people.c.zone, _LOCALE, _wanted(way).label("wanted"),
            table.c.tries, table.c.next_at, *target,
        )
        .select_from(rows)
        .where(table.c.next_at <= now)
        .order_by(table.c.next_at)
        .limit(most)
    )  # fmt: skip
    return [_waiting(row, way) for row in tx.execute(query)]


def _waiting(row: Any, way: Way) -> Waiting:
    mail = way is Way.MAIL
    address = row.address if mail and row.proved_at is not None else ""
    device = None if mail else Device(*(getattr(row, f"device_{n}") for n in Device.__slots__))
    return Waiting(
        key=row.id,
        reminder=given(row).reminder,
        way=way,
        zone=row.zone,
        locale=row.locale,
        wanted=bool(row.wanted) and (device is not None or address != ""),
        tries=row.tries,
        next_at=row.next_at,
        address=address,
        device=device,
    )


def take(tx: Tx, one: Waiting) -> bool:
    """Take what waits, to try it; False where another process has taken it."""
    same = (_TABLES[one.way].c.next_at == one.next_at, _TABLES[one.way].c.tries == one.tries)
    taken = _row(one).where(*same).values(next_at=None, tries=one.tries + 1)
    return bool(tx.execute(taken).rowcount)


def sent(tx: Tx, one: Waiting, at: Instant) -> None:
    """Note that it was sent."""
    tx.execute(_row(one).values(sent_at=at))


def again(tx: Tx, one: Waiting, at: Instant) -> None:
    """Let it be tried at an instant."""
    tx.execute(_row(one).values(next_at=at))


def drop(tx: Tx, one: Waiting) -> None:
    """Let it be: it is too late, was done meanwhile, or isn't wanted any more."""
    tx.execute(_row(one).values(next_at=None))


def _row(one: Waiting) -> Any:
    table = _TABLES[one.way]
    row = update(table).where(table.c.reminder_id == one.key)
    return row if one.device is None else row.where(table.c.device_id == one.device.id)
