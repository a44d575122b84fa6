"""The warehouse: six clients' goods, and packers who are moved between them for some hours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from timesheet.core.demo import names
from timesheet.core.demo.book import Book, Place, Terms
from timesheet.core.demo.nouns import Planned, Stint, Work
from timesheet.core.demo.plan import Plan, cut, holidays
from timesheet.core.demo.work import at, jitter, meal, pieces
from timesheet.core.model import HOUR

ZONE = "America/Chicago"
MOST = 40
MOVED, TO_PEAK, LATE_SHIFT = 0.22, 0.7, 0.3
EARLY, LATE = 6, 14
LEADS_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall: what each place works on by habit, and the client whose season it is at the end."""

    number: int
    team: int
    lead: int
    site: int
    places: Sequence[Place]
    usual: Sequence[Work]
    works: Sequence[Sequence[Work]]

    @property
    def shared(self) -> tuple[Work, Work]:
        """What the lead's time is shared between, by a rule."""
        return self.works[0][0], self.works[1][0]

    def stints(self, plan: Plan, planned: list[Planned]) -> Iterator[Stint]:
        """Yield what was done in the hall; the times planned are added to ``planned``."""
        chance = plan.chance("warehouse", self.number)
        season = plan.until - timedelta(days=7 * plan.weeks // 4)
        for day in plan.planned_days:
            if day.weekday() > 4 or day in holidays(day.year):
                continue
            for n, place in enumerate(self.places):
                person = place.on(day)
                if person is None:
                    continue
                late = (n % 10 < LATE_SHIFT * 10) == (day.isocalendar().week % 2 == 0) and n > 0
                begin = at(day, LATE if late else EARLY, ZONE)
                end = begin + int(8.5 * HOUR)
                planned.append(Planned(person, begin, end, self.site, None, None))
                if day <= plan.until:
                    yield self._stint(chance, n, person, day, begin, peak=day > season)

    def _stint(
        self, chance: Random, number: int, person: int, day: date, begin: int, *, peak: bool
    ) -> Stint:
        start, end = begin + jitter(chance), begin + int(8.5 * HOUR) + jitter(chance, 2, 10)
        lunch = meal(start, person, day)
        marks = [(start, self.usual[number])]
        if number == 0:
            # The rule shares the paid time 60 to 40; the break lies in the first part.
            rest = sum(back - gone for gone, back in lunch)
            first, second = self.shared
            turn = start + rest + int((end - start - rest) * LEADS_SHARE)
            marks = [(start, first), (turn, second)]
        elif chance.random() < MOVED:
            gone = begin + chance.randrange(1, 5) * HOUR + chance.randrange(0, 1800)
            back = gone + chance.randrange(2 * HOUR, 4 * HOUR)
            marks += [(gone, self._elsewhere(chance, number, peak=peak)), (back, marks[0][1])]
        return Stint(
            person, self.team, self.lead, self.site, ZONE, "kiosk", day,
            pieces(start, end, marks, lunch), self.places[number].switches and number > 0,
            deducted=True,
        )  # fmt: skip

    def _elsewhere(self, chance: Random, number: int, *, peak: bool) -> Work:
        """Return the same kind of work for another client; in the season mostly for one."""
        usual = self.usual[number]
        client = next(i for i, row in enumerate(self.works) if usual in row)
        job = self.works[client].index(usual)
        others = [i for i in range(len(self.works)) if i != client]
        wanted = 5 if peak and client != 5 and chance.random() < TO_PEAK else chance.choice(others)
        return self.works[wanted][job]


def set_up(book: Book, workers: int) -> list[Hall]:
    """Enter the halls with their clients, tasks and packers."""
    center = book.cost_center("400", "Warehouse")
    return [_hall(book, n, size, center) for n, size in enumerate(cut(workers, MOST))]


def _hall(book: Book, number: int, size: int, center: int) -> Hall:
    chance = book.plan.chance("warehouse", number, "people")
    site = book.site(f"Hall {number + 1}", ZONE)
    team = book.team(f"Warehouse {number + 1}", center)
    works = []
    for n in range(len(names.ACCOUNTS)):
        account = names.numbered(names.ACCOUNTS, number * len(names.ACCOUNTS) + n)
        code = f"W-{number * len(names.ACCOUNTS) + n + 1:03}"
        project = book.project(code, account, book.customer(account), center)
        works.append(
            [
                Work(project, book.task(project, key, name, book.cost_code(f"H-{key}", name)), site)
                for key, name in names.JOBS
            ]
        )
    places = book.places(chance, Terms(ZONE, site, 18, 24, 0.4, switching=0.5), team, size)
    usual = [works[n % 5][chance.randrange(len(names.JOBS))] for n in range(size)]
    lead = places[0].tenures[0].person
    return Hall(number, team, lead, site, places, usual, works)
