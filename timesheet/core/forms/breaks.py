"""Breaks in service: who comes back after so long that he is a new employee.

26 CFR 54.4980H-3(c)(4) and (d)(6): who had no hour of service for 13 consecutive weeks may be
treated as newly hired when he comes back. By the rule of parity so may who had none for at least
four weeks, where that is longer than he was employed before. Otherwise he goes on as if he hadn't
been away. Both are for employers other than educational organizations (26 weeks), and both are
the employer's choice, said once for everybody.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
LONG = timedelta(weeks=13)
LEAST = timedelta(weeks=4)


class Breaks(StrEnum):
    """What makes somebody who comes back a new employee."""

    NEVER = "never"
    LONG = "13 weeks"
    PARITY = "parity"


def resumed(
    served: Iterable[tuple[date, date]], hired: date | None, by: Breaks
) -> tuple[date, int] | None:
    """Return the day of the last return that counts as a hiring, and the whole weeks before it.

    ``served`` are first and last days of stretches with hours of service, in order; within them
    nobody was away for weeks. ``hired`` None is the first of these days. None where no return
    counts.
    """
    found, since, last = None, hired, None
    for begins, ends in served:
        if last is not None and by is not Breaks.NEVER:
            away = begins - last - DAY
            employed = last + DAY - (since or last)
            if away >= LONG or (by is Breaks.PARITY and away >= LEAST and away > employed):
                found, since = (begins, away.days // 7), begins
        since = since or begins
        last = ends if last is None else max(last, ends)
    return found
