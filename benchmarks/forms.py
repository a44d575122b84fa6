"""How much memory and time a statutory form takes, by how many people it is about.

    python benchmarks/forms.py [--people 200] [--times 3]

Lines are made as they are asked for, some people at a time, as the database gives them;
tracemalloc's peak is of filling the form and writing its file to the disk. It is measured of so
many people and of so many times as many; processor time is without tracemalloc.
"""

import argparse
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from tempfile import TemporaryFile

from timesheet.core.forms.document import Form
from timesheet.core.forms.nouns import Facts, Presence, Said
from timesheet.core.forms.summing import monthly
from timesheet.core.worked import Worked
from timesheet.exchange.forms import shipped, write

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
DAY = timedelta(days=1)
EVERYBODY = ("nif", "regime", "last4", "j_ra")
AT_ONCE = 50  # as in actions/form_facts, which is not for scripts beside benchmarks/click.py


def days() -> Iterator[date]:
    """Yield the weekdays of the month."""
    every = (FIRST + n * DAY for n in range((LAST - FIRST).days + 1))
    return (day for day in every if day.weekday() < 5)


def lines(some: range) -> Iterator[Worked]:
    """Yield two lines of each person's working day, ordered by person."""
    for n in some:
        number, name = f"{n:06d}", f"Worker, {n}"
        for day in days():
            for project in ("P-1", "P-2"):
                yield Worked(
                    number, name, day, "REG", 14_400, 12_000, project, project, source="own_word"
                )


def shifts(some: range) -> Iterator[Presence]:
    """Yield a shift of each person's working day."""
    for n in some:
        for day in days():
            yield Presence(
                f"{n:06d}", f"Worker, {n}", day, "07:00", "15:30", (("11:00", "11:30"),),
                1800, 28_800, 0,
            )  # fmt: skip


def facts(form: Form, about: Facts, people: int) -> Iterator[Facts]:
    """Yield what the form is filled from, some people at a time."""
    for n in range(0, people, AT_ONCE):
        some = range(n, min(people, n + AT_ONCE))
        if form.rows == "day":
            yield replace(about, shifts=tuple(shifts(some)))
        else:
            held = tuple(monthly(lines(some)) if form.span == "month" else lines(some))
            yield replace(about, lines=held, year=held)


def make(form: Form, people: int) -> int:
    """Make the form about some people; return the bytes of its file."""
    numbers = [f"{n:06d}" for n in range(people)]
    said = {kind: dict.fromkeys(numbers, "1234") for kind in EVERYBODY}
    said["regime"] = dict.fromkeys(numbers, "completa")
    said |= {"award": {"P-1": "A"}, "eu_number": {"P-1": "101000000"}}
    about = Facts(
        FIRST, LAST, "Acme", Said({"method": "monthly"}, said),
        project="P-1" if form.of_project else "",
    )  # fmt: skip
    with TemporaryFile() as out:
        write(out, form, about, facts(form, about, people))
        return out.tell()


def main() -> None:
    """Print a line a form."""
    parser = argparse.ArgumentParser(description="Memory and time of statutory forms.")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    few, many = asked.people, asked.people * asked.times
    print(f"{'':24} {few:>8} {many:>8} people, peak MB; CPU seconds of {many}; file")
    for code, form in sorted(shipped().items()):
        peaks = []
        for people in (few, many):
            tracemalloc.start()
            make(form, people)
            peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
            tracemalloc.stop()
        begun = time.process_time()
        size = make(form, many)
        took = time.process_time() - begun
        print(f"{code:24} {peaks[0]:8.1f} {peaks[1]:8.1f} {took:8.2f} s {size / 1e6:8.1f} MB")


if __name__ == "__main__":
    main()
