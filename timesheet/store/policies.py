"""The company's settings and its pay policies: versioned, effective-dated, added and never changed.

Rules, rates, rosters and codes stand in files of their own.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import func, insert, select, update

from timesheet.core.calendar import PayCalendar
from timesheet.core.model import Instant, Seconds
from timesheet.errors import Missing
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.quick import Quick
from timesheet.store.tables import Company as CompanyTable
from timesheet.store.tables import PayPolicyRow, Workweek

companies = table_of(CompanyTable)
policies = table_of(PayPolicyRow)
workweeks = table_of(Workweek)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The one company: its zone, its money, its pay periods, and how shifts and codes are found.

    ``week_start`` 0 is Monday; ``confidence_floor`` is in percent. ``show_pay``: workers see what
    their hours pay. ``kiosk_photos``: the kiosk's tiles show pictures.
    their hours pay. Payroll is due ``due_days`` after a pay period's last day, when its clocks show
    ``due_hour``.
    """

    name: str
    zone: str
    currency: str = "USD"
    week_start: int = 0
    pay_calendar: str = "biweekly"
    pay_anchor: date = date(2024, 1, 1)
    confidence_floor: int = 50
    max_shift_seconds: Seconds = 64800
    shift_gap_seconds: Seconds = 14400
    demo: bool = False
    show_pay: bool = False
    kiosk_photos: bool = False
    due_days: int = 3
    due_hour: int = 12

    @property
    def calendar(self) -> PayCalendar:
        """How the pay periods lie."""
        return PayCalendar(self.pay_calendar, self.pay_anchor)


_COMPANY = select(*(companies.c[f.name] for f in fields(Company)))


def company(tx: Tx, *, lock: bool = False) -> Company:
    """Return the company; Missing before it was set up. ``lock`` keeps it as it is until commit."""
    row = tx.execute(_COMPANY.with_for_update() if lock else _COMPANY).one_or_none()
    if row is None:
        raise Missing("the company is not set up yet")
    return Company(**row._asdict())


def set_company(tx: Tx, settings: Company) -> None:
    """Write the company's settings, for the first time or anew."""
    if not tx.execute(update(companies).values(**asdict(settings))).rowcount:
        tx.execute(insert(companies).values(id=1, **asdict(settings)))


def worked(tx: Tx) -> bool:
    """Tell whether any workweek is recorded yet."""
    return tx.execute(select(workweeks.c.week).limit(1)).first() is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPolicyVersion:
    """One version of a pay policy: from which day, for whom, and its document (JSON).

    Without ``team`` and ``person`` it is for all; ``recorded_at`` is an instant. A version without
    a document ends the policy for them.
    """

    id: int
    code: str
    version: int
    name: str
    effective_from: date
    document: str
    team: int | None = None
    person: int | None = None
    recorded_at: Instant = 0
    recorded_by: int | None = None

    @property
    def ended(self) -> bool:
        """Whether the policy holds no more from this version on."""
        return not self.document

    @property
    def line(self) -> tuple[str, int | None, int | None]:
        """What its earlier and later versions have in common: the policy, and whom it is for."""
        return self.code, self.team, self.person


_POLICIES = Quick(
    select(
        policies.c.id,
        policies.c.code,
        policies.c.version,
        policies.c.name,
        policies.c.effective_from,
        policies.c.document,
        policies.c.team_id,
        policies.c.person_id,
        policies.c.recorded_at,
        policies.c.recorded_by,
    ).order_by(policies.c.id)
)
_NAMES = (
    "id",
    "code",
    "version",
    "name",
    "effective_from",
    "document",
    "team",
    "person",
    "recorded_at",
    "recorded_by",
)


def pay_policies(tx: Tx) -> list[PayPolicyVersion]:
    """Return all versions of all pay policies, in the order they were recorded."""
    return list(_versions(tuple(_POLICIES.all(tx, {}))))


@lru_cache(maxsize=8)
def _versions(rows: tuple[tuple[Any, ...], ...]) -> tuple[PayPolicyVersion, ...]:
    return tuple(PayPolicyVersion(**dict(zip(_NAMES, row, strict=True))) for row in rows)


def holding(
    versions: Sequence[PayPolicyVersion], person: int, team: int | None, day: date
) -> PayPolicyVersion | None:
    """Return the version that holds for a person of a team on a day; None where none does.

    The narrowest wins (person, team, all), then the latest effective, then the latest recorded.
    A policy that has ended leaves the day to the others.
    """
    latest: dict[tuple[str, int | None, int | None], PayPolicyVersion] = {}
    for v in versions:
        if v.effective_from <= day and v.person in {None, person} and v.team in {None, team}:
            before = latest.get(v.line)
            if before is None or (v.effective_from, v.id) > (before.effective_from, before.id):
                latest[v.line] = v
    return max(
        (v for v in latest.values() if not v.ended),
        key=lambda v: (v.person is not None, v.team is not None, v.effective_from, v.id),
        default=None,
    )


def add_pay_policy(
    tx: Tx,
    *,
    code: str,
    name: str,
    effective_from: date,
    document: str,
    team: int | None,
    person: int | None,
    at: Instant,
    by: int | None,
) -> PayPolicyVersion:
    """Add the next version of a pay policy and return it."""
    last = tx.execute(select(func.max(policies.c.version)).where(policies.c.code == code)).scalar()
    values = {
        "code": code,
        "version": (last or 0) + 1,
        "name": name,
        "effective_from": effective_from,
        "document": document,
        "recorded_at": at,
        "recorded_by": by,
    }
    key = add(tx, policies, {**values, "team_id": team, "person_id": person})
    return PayPolicyVersion(id=key, team=team, person=person, **values)  # type: ignore[arg-type]
