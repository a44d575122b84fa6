"""Building crews: one job at a time, its phases one after another, and what disturbs them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from timesheet.core.demo import names
from timesheet.core.demo.book import Book, Place, Terms
from timesheet.core.demo.nouns import Pay, Piece, Planned, Stint, Work
from timesheet.core.demo.plan import DAY, Plan, cut, holidays
from timesheet.core.demo.work import MEAL_OVER, at, jitter, meal, pieces
from timesheet.core.model import HOUR, RATE_UNIT, Instant

ZONES = ("America/New_York", "America/New_York", "America/Denver")
# Of six crews or more, one works where the law wants meals clocked.
CALIFORNIA, CLOCKING, CREWS = "America/Los_Angeles", 2, 6
MEDIAN_DAYS = 12
RAIN, LENT, TRAVEL, SATURDAY, LONG_WEEK = 0.05, 0.12, 0.10, 0.15, 0.20
# The foreman's plan: days that it lacks for somebody, and those on which it knew what would come.
UNPLANNED, FORESEEN = 0.05, 0.85
FULL_DAY = int(8.5 * HOUR)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of days on which a crew works on one task of a job."""

    first: date
    last: date
    work: Work
    beside: Work


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew with its phases; ``others`` borrow from it; ``clocks``: its meals are punched."""

    number: int
    team: int
    lead: int
    zone: str
    places: Sequence[Place]
    phases: Sequence[Phase]
    yard: Work
    splitting: float
    others: "list[Crew]"
    clocks: bool

    def phase(self, day: date) -> Phase:
        """Return what the crew works on that day."""
        for phase in self.phases:
            if phase.first <= day <= phase.last:
                return phase
        return self.phases[-1]

    def stints(self, plan: Plan, planned: list[Planned]) -> Iterator[Stint]:
        """Yield what the crew did, shift by shift; the foreman's plan is added to ``planned``."""
        chance, foresight = plan.chance("crew", self.number), plan.chance("crew plan", self.number)
        for day in plan.planned_days:
            if day <= plan.until:
                if _works(chance, day):
                    for stint in self._day(chance, day):
                        planned.extend(self._planned(foresight, stint))
                        yield stint
            elif day.weekday() < 5 and day not in holidays(day.year):
                planned.extend(self._ahead(day))

    def _ahead(self, day: date) -> Iterator[Planned]:
        """Yield what is planned for a day that is still to come: the phase, for everybody."""
        begin, work = at(day, 7, self.zone), self.phase(day).work
        for place in self.places:
            if (person := place.on(day)) is not None:
                yield Planned(person, begin, begin + FULL_DAY, work.site, work.project, work.task)

    def _planned(self, chance: Random, stint: Stint) -> Iterator[Planned]:
        """Yield what the plan knew of a shift: the job and task, and mostly when they change.

        It knows nothing of rain, of the run to the yard, and of what was decided on the day.
        """
        begin, work = at(stint.day, 7, self.zone), self.phase(stint.day).work
        pieces = [p for p in stint.pieces if p.project != self.yard.project]
        if not pieces or chance.random() < UNPLANNED:
            return
        if chance.random() >= FORESEEN:
            site = work.site
            yield Planned(stint.person, begin, begin + FULL_DAY, site, work.project, work.task)
            return
        for n, (start, end, project, task) in enumerate(_runs(pieces)):
            first = begin if not n else start
            yield Planned(stint.person, first, max(end, first + 60), stint.site, project, task)

    def _day(self, chance: Random, day: date) -> Iterator[Stint]:
        phase = self.phase(day)
        rain = chance.random() < RAIN
        hours = 3.0 if rain else (10.0 if chance.random() < LONG_WEEK else 8.5)
        works = [(0.0, phase.work)]
        if not rain and chance.random() < self.splitting:
            works.append((chance.choice((3.0, 3.5, 4.0, 5.5, 6.0)), phase.beside))
        lent = chance.randrange(1, 40) if chance.random() < LENT and self.others else 0
        borrower = chance.choice(self.others) if lent else None
        for n, place in enumerate(self.places):
            person = place.on(day)
            away = borrower is not None and n == 1 + lent % max(1, len(self.places) - 1)
            if person is None:
                continue
            if away and borrower is not None:
                yield self._shift(
                    chance, place, person, day, hours, [(0, borrower.phase(day).work)]
                )
            else:
                yield self._shift(chance, place, person, day, hours, works)

    def _shift(
        self,
        chance: Random,
        place: Place,
        person: int,
        day: date,
        hours: float,
        works: list[tuple[float, Work]],
    ) -> Stint:
        begin = at(day, 7, self.zone)
        start, end = begin + jitter(chance), begin + int(hours * HOUR) + jitter(chance, 3, 12)
        marks: list[tuple[Instant, Work]] = [
            (begin + int(hour * HOUR) if hour else start, work) for hour, work in works
        ]
        if chance.random() < TRAVEL:
            marks[:1] = [(start, self.yard), (start + 45 * 60, marks[0][1])]
        lunch: tuple[tuple[Instant, Instant], ...] = ()
        if hours > 6:
            lunch = meal(start, person, day)
        if lunch and self.clocks:
            noon = begin + 5 * HOUR + jitter(chance)
            lunch = ((noon, noon + 1800 + chance.randrange(240)),)
        site = works[0][1].site
        return Stint(
            person, self.team, self.lead, site, self.zone, "phone", day,
            pieces(start, end, marks, lunch), place.switches,
            deducted=end - start > MEAL_OVER and not self.clocks,
        )  # fmt: skip


def _runs(pieces: Sequence[Piece]) -> list[tuple[Instant, Instant, int, int]]:
    """Return the stretches of a shift on one code each, breaks within them left aside."""
    found: list[tuple[Instant, Instant, int, int]] = []
    for piece in pieces:
        if found and found[-1][2:] == (piece.project, piece.task):
            found[-1] = (found[-1][0], piece.end, piece.project, piece.task)
        else:
            found.append((piece.start, piece.end, piece.project, piece.task))
    return found


def _works(chance: Random, day: date) -> bool:
    saturday = chance.random() < SATURDAY
    return day not in holidays(day.year) and (
        day.weekday() < 5 or (day.weekday() == 5 and saturday)
    )


def set_up(book: Book, workers: int) -> list[Crew]:
    """Enter the crews with their people, jobs, tasks and sites."""
    center = book.cost_center("100", "Construction")
    yard = book.site("Yard", ZONES[0])
    overhead = book.project("C-000", "Yard and travel", None, center)
    code = book.cost_code("01-50", "General conditions")
    shop = Work(overhead, book.task(overhead, "YARD", "Yard and travel", code), yard)
    crews: list[Crew] = []
    sizes = cut(workers, 7)
    for n, size in enumerate(sizes):
        chance = book.plan.chance("crew", n, "people")
        clocks = n == CLOCKING and len(sizes) >= CREWS
        zone = CALIFORNIA if clocks else ZONES[n % len(ZONES)]
        team = book.team(f"Crew {n + 1}", center)
        terms = Terms(zone, None, 27, 41, 0.3, switching=0.5)
        places = book.places(chance, terms, team, size)
        phases = list(_phases(book, chance, n, zone, center))
        lead = places[0].tenures[0].person
        splitting = chance.uniform(0.17, 0.28)
        crews.append(Crew(n, team, lead, zone, places, phases, shop, splitting, [], clocks))
    for crew in crews:
        near = [c for c in crews if c.zone == crew.zone and c is not crew]
        crew.others.extend(near[crew.number % 7 : crew.number % 7 + 5] or near[:5])
    _public_job(book, crews[0])
    return crews


def _phases(book: Book, chance: Random, crew: int, zone: str, center: int) -> Iterator[Phase]:
    plan = book.plan
    day = plan.first - timedelta(days=chance.randrange(5, 40))
    job = 0
    while day <= plan.until:
        first = day
        number = 1 + crew + 50 * job
        key = len(book.company.projects) + 1
        place = names.numbered(names.PLACES, key)
        customer = book.customer(names.BUILDERS[number % len(names.BUILDERS)])
        project = book.project(f"C-{100 + key}", place, customer, center)
        site = book.site(place, zone)
        tasks = [_task(book, project, site, phase) for phase in _chosen(chance)]
        for n, work in enumerate(tasks):
            last = day + DAY * max(4, int(chance.lognormvariate(0, 0.5) * MEDIAN_DAYS * 7 / 5))
            yield Phase(day, last, work, tasks[n - 1 if n else 1])
            day = last + DAY
        _date(book, project, first, day - DAY, late=job > 0 and chance.random() < 0.2)
        job += 1


def _chosen(chance: Random) -> list[tuple[str, str]]:
    chosen = sorted(chance.sample(range(len(names.PHASES)), chance.randint(4, 6)))
    return [names.PHASES[n] for n in chosen]


def _task(book: Book, project: int, site: int, phase: tuple[str, str]) -> Work:
    code, name = phase
    cost = book.cost_code(f"L-{code}", f"{name}, labor")
    return Work(project, book.task(project, code, name, cost), site)


def _date(book: Book, project: int, first: date, last: date, *, late: bool) -> None:
    """Enter the days of a job; some are opened only after work on them has begun (``late``)."""
    held = book.company.projects[project - 1]
    book.company.projects[project - 1] = held._replace(
        starts_on=first + DAY * (3 if late else 0),
        ended_on=last + 10 * DAY if last + 10 * DAY < book.plan.until else None,
    )


def _public_job(book: Book, crew: Crew) -> None:
    """Let the first crew's job be public work: each attests his hours, and earns more on it."""
    project = crew.phase(book.plan.until).work.project
    held = book.company.projects[project - 1]
    book.company.projects[project - 1] = held._replace(attestation=True)
    people = book.company.people
    for person in {t.person for place in crew.places for t in place.tenures}:
        human = people[person - 1]
        usual = human.pay[0]
        more = Pay(usual.valid_from, usual.rate + 8 * RATE_UNIT, "wage determination", project)
        people[person - 1] = replace(human, pay=(*human.pay, more))
