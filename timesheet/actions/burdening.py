"""What burden is: the rates of wages, by the day from which they hold."""

from collections.abc import Sequence
from datetime import date

from timesheet.core.journal.burden import BurdenFrom, burden_rate
from timesheet.core.model import Instant
from timesheet.errors import Refused
from timesheet.store import audit, burdens
from timesheet.store import batches as exported
from timesheet.store.burdens import Recorded
from timesheet.store.db import read, write

LONGEST = 40
NO_RATE = "“%(value)s” is no rate. Say percent of wages, from 0 to 500, like 18.5."


def versions() -> Sequence[Recorded]:
    """Return what was said of burden, the newest first."""
    with read() as tx:
        return burdens.recorded(tx)[::-1]


def pay_codes() -> list[str]:
    """Return the pay codes that anybody has hours or money on."""
    with read() as tx:
        return sorted(exported.used_pay_codes(tx))


def say(first: date, rate: str, others: str, author: int, now: Instant) -> None:
    """Record what burden is from a day on: the rate, and lines "pay code rate" of other ones.

    Refused names the field, and the line, of what is no rate.
    """
    said = BurdenFrom(first, _rate(rate, "rate"), _others(others))
    with write() as tx:
        key = burdens.add_version(tx, said, author, now)
        audit.record(tx, author, "burden", "burden_version", key, {"from": str(first)})


def _rate(text: str, field: str) -> int:
    found = burden_rate(text)
    if found is None:
        raise Refused(NO_RATE, field=field, value=text.strip()[:LONGEST])
    return found


def _others(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        code, _, rate = line.strip().rpartition(" ")
        if not code.strip() or burden_rate(rate) is None or len(code) > LONGEST:
            raise Refused(
                "Row %(row)s: say a pay code and its rate, like “OT 12.5”.",
                field="others", row=number,
            )  # fmt: skip
        found[code.strip()] = _rate(rate, "others")
    return found
