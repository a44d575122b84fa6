"""Where and when people are reached: their mail address, their devices, their quiet hours."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from timesheet.core.model import Instant
from timesheet.core.reminding import Quiet
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.reminders import put
from timesheet.store.tables import PushDevice, ReminderPush, ReminderReach

reaches = table_of(ReminderReach)
devices = table_of(PushDevice)
pushes = table_of(ReminderPush)

MOST_DEVICES = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """A person's mail address ("": none), whether it was proved to be his, his own quiet hours.

    ``locale`` is the language in which he is written to ("": that of his person).
    """

    address: str = ""
    proved_at: Instant | None = None
    quiet: Quiet | None = None
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that shows a person's reminders; see the table."""

    id: int
    endpoint: str
    p256dh: str
    auth: str
    made_at: Instant


def reach(tx: Tx, person: int) -> Reach:
    """Return where and when a person is reached by mail."""
    row = tx.execute(select(reaches).where(reaches.c.person_id == person)).first()
    if row is None:
        return Reach()
    quiet = None if row.quiet_start is None else Quiet(row.quiet_start, row.quiet_end)
    return Reach(row.address, row.proved_at, quiet, row.locale)


def set_reach(tx: Tx, person: int, new: Reach) -> None:
    """Let a person be reached there and then."""
    start, end = (new.quiet.start, new.quiet.end) if new.quiet else (None, None)
    values = {
        "address": new.address,
        "proved_at": new.proved_at,
        "quiet_start": start,
        "quiet_end": end,
        "locale": new.locale,
    }
    put(tx, reaches, {"person_id": person}, values)


def prove(tx: Tx, person: int, address: str, now: Instant) -> bool:
    """Note that an address is a person's; False where it is another's or none by now."""
    his = update(reaches).where(reaches.c.person_id == person, reaches.c.address == address)
    return bool(tx.execute(his.values(proved_at=now)).rowcount)


def devices_of(tx: Tx, person: int) -> list[Device]:
    """Return a person's devices, the newest first."""
    query = select(devices).where(devices.c.person_id == person).order_by(devices.c.id.desc())
    return [
        Device(row.id, row.endpoint, row.p256dh, row.auth, row.made_at) for row in tx.execute(query)
    ]


def add_device(tx: Tx, person: int, device: Device) -> None:
    """Let a device show a person's reminders, and nobody else's; the oldest of too many goes."""
    held = tx.execute(select(devices.c.id).where(devices.c.endpoint == device.endpoint)).scalars()
    old = [one.id for one in devices_of(tx, person)[MOST_DEVICES - 1 :]]
    forget_devices(tx, [*held, *old])
    values = {
        "endpoint": device.endpoint,
        "p256dh": device.p256dh,
        "auth": device.auth,
        "made_at": device.made_at,
    }
    add(tx, devices, {"person_id": person, **values})


def forget_devices(tx: Tx, keys: Sequence[int]) -> None:
    """Let devices go, with whatever waits for them."""
    tx.execute(delete(pushes).where(pushes.c.device_id.in_(keys)))
    tx.execute(delete(devices).where(devices.c.id.in_(keys)))
