"""How much memory a statutory form takes, by how many people it is about.

    python benchmarks/forms.py [--people 200] [--many 2000]

Lines are made as they are asked for, as the database gives them; tracemalloc's peak is of filling
the form and writing its file. What grows is what a file says of a person, not his lines:
forms of days have a row for each.
"""

import argparse
import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta

from timesheet.core.forms.filling import fill
from timesheet.core.forms.nouns import Facts, Presence, Said, Worked
from timesheet.core.forms.summing import monthly
from timesheet.exchange.forms import content, shipped

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
DAY = timedelta(days=1)
SAID = Said({"method": "monthly"}, {"award": {"P-1": "A"}, "eu_number": {"P-1": "101000000"}})


def days() -> Iterator[date]:
    """Yield the weekdays of the month."""
    every = (FIRST + n * DAY for n in range((LAST - FIRST).days + 1))
    return (day for day in every if day.weekday() < 5)


def lines(people: int) -> Iterator[Worked]:
    """Yield two lines of each person's working day, ordered by person."""
    for n in range(people):
        number, name = f"{n:06d}", f"Worker, {n}"
        for day in days():
            for project in ("P-1", "P-2"):
                yield Worked(
                    number, name, day, project, project, "", "regular", 14_400, 12_000,
                    attested=True, source="own_word",
                )  # fmt: skip


def shifts(people: int) -> Iterator[Presence]:
    """Yield a shift of each person's working day."""
    for n in range(people):
        for day in days():
            yield Presence(
                f"{n:06d}", f"Worker, {n}", day, "07:00", "15:30", (("11:00", "11:30"),),
                1800, 28_800, 0,
            )  # fmt: skip


def peak(code: str, people: int) -> float:
    """Return the peak in megabytes of making a form about some people."""
    form = shipped()[code]
    tracemalloc.start()
    by_day = form.rows == "day"
    asked = monthly(lines(people)) if form.span == "month" else lines(people)
    every = () if by_day else tuple(asked)
    facts = Facts(
        FIRST, LAST, "Acme", SAID, every, tuple(shifts(people)) if by_day else (), every,
        "P-1" if form.of_project else "",
    )  # fmt: skip
    content(form, fill(form, facts))
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found / 1e6


def main() -> None:
    """Print a line a form."""
    parser = argparse.ArgumentParser(description="Memory of statutory forms.")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--many", type=int, default=2_000)
    asked = parser.parse_args()
    for code in sorted(shipped()):
        few, many = (peak(code, n) for n in (asked.people, asked.many))
        per = (many - few) / (asked.many - asked.people) * 1000
        print(f"{code:24} {few:8.1f} MB {many:8.1f} MB {per:8.1f} kB a person")


if __name__ == "__main__":
    main()
