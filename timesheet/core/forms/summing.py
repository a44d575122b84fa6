"""Lines summed up by month, for forms that ask for no days: a person has a few instead of many."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from timesheet.core.worked import Worked


def monthly(lines: Iterable[Worked]) -> Iterator[Worked]:
    """Yield lines that are alike but for the day as one, on the first day of their month.

    They come person by person, and of one person at a time are kept. No second and no cent is lost.
    """
    for _, some in groupby(lines, key=lambda line: line.person):
        held: dict[Worked, list[int]] = {}
        for line in some:
            alike = line._replace(day=line.day.replace(day=1), seconds=0, cents=0)
            sums = held.setdefault(alike, [0, 0])
            sums[0] += line.seconds
            sums[1] += line.cents
        for alike, (seconds, cents) in held.items():
            yield alike._replace(seconds=seconds, cents=cents)
