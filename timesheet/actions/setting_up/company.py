"""The company: its zone, money, pay periods, and the limits by which shifts and codes are found."""

from timesheet.actions.setting_up import changes, following
from timesheet.actions.setting_up.changes import Author
from timesheet.core.calendar import PayCalendar
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import audit, db, policies
from timesheet.store.policies import Company

HOUR = 3600


def save(company: Company, seen: str, author: Author) -> None:
    """Write the settings; ``seen`` is the fingerprint of those that the author looked at."""
    changes.check_texts(company)
    _check(company)
    with db.write() as tx:
        try:
            before = policies.company(tx, lock=True)
        except Missing:
            before = None
        if before is not None and changes.fingerprint(before) != seen:
            raise Conflict("Somebody else has changed the settings meanwhile; look at them again.")
        if before is not None and before.week_start != company.week_start and policies.worked(tx):
            raise Refused(
                "Hours are recorded by this workweek already; its first day stays.",
                field="week_start",
            )
        policies.set_company(tx, company)
        event = "added" if before is None else "changed"
        audit.record(tx, author.person, event, "company", 1)
        following.mark(tx)
    following.derive()


def _check(company: Company) -> None:
    changes.check_zone(company.zone)
    if not (
        len(company.currency) == 3 and company.currency.isascii() and company.currency.isupper()
    ):
        raise Refused("Three capital letters, like USD.", field="currency")
    try:
        PayCalendar(company.pay_calendar).period_of(company.pay_anchor)
    except ValueError:
        raise Refused("Choose one from the list.", field="pay_calendar") from None
    for field, value, low, high in (
        ("week_start", company.week_start, 0, 6),
        ("confidence_floor", company.confidence_floor, 0, 100),
        ("max_shift_seconds", company.max_shift_seconds, HOUR, 72 * HOUR),
        ("shift_gap_seconds", company.shift_gap_seconds, 0, 24 * HOUR),
        ("due_days", company.due_days, 0, 31),
        ("due_hour", company.due_hour, 0, 23),
    ):
        if not low <= value <= high:
            raise Refused("That is out of bounds.", field=field)
