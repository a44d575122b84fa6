"""Nursing aides: wards with shifts from 7, 15 and 23 h, and a pool that floats between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from timesheet.core.demo import names
from timesheet.core.demo.book import Book, Place, Terms
from timesheet.core.demo.nouns import Piece, Planned, Stint, Work
from timesheet.core.demo.plan import Plan, cut
from timesheet.core.demo.work import Need, Rota, at, jitter

ZONE = "America/New_York"
MOST = 48
SHIFTS_A_WEEK = 4.6
FLOAT, ROSTERED = 0.14, 0.90
DAY_SHIFT, EVENING, NIGHT = 7, 15, 23


@dataclass(frozen=True, slots=True)
class House:
    """A home with its wards; ``own`` is the ward of each place, None for the pool."""

    number: int
    places: Sequence[Place]
    own: Sequence[int | None]
    wards: Sequence[Work]
    filled: Sequence[tuple[int, int]]
    lead: int

    def stints(self, plan: Plan, planned: list[Planned]) -> Iterator[Stint]:
        """Yield what the aides did; what the roster knew of it is added to ``planned``."""
        chance = plan.chance("nursing", self.number)
        rota = Rota(self.places, chance)
        for day in plan.planned_days:
            for hour, ward in sorted(self.filled):
                need = Need(day, ward, hour, at(day, hour, ZONE), at(day, hour + 8, ZONE))
                number = rota.choose(need, lambda n, ward=ward: self._strange(n, ward))  # type: ignore[misc]
                if number is None:
                    continue
                rota.take(number, need)
                if chance.random() < ROSTERED:
                    planned.append(self._planned(need, number))
                if day <= plan.until:
                    yield self._stint(chance, need, number)

    def _strange(self, number: int, ward: int) -> float:
        own = self.own[number]
        return 0 if own == ward else 1 if own is None else 2

    def _planned(self, need: Need, number: int) -> Planned:
        work, person = self.wards[need.spot], self.places[number].on(need.day) or 0
        if self.own[number] is None:  # the pool hears on the day where it is to go
            return Planned(person, need.start, need.end, work.site, None, None)
        return Planned(person, need.start, need.end, work.site, work.project, work.task)

    def _stint(self, chance: Random, need: Need, number: int) -> Stint:
        place, work = self.places[number], self.wards[need.spot]
        start, end = need.start + jitter(chance), need.end + jitter(chance, 2, 9)
        return Stint(
            place.on(need.day) or 0, place.team, self.lead, work.site, ZONE, "kiosk", need.day,
            (Piece(start, end, work.project, work.task),),
        )  # fmt: skip


def set_up(book: Book, workers: int) -> list[House]:
    """Enter the homes with their wards, teams and aides."""
    return [_house(book, n, size) for n, size in enumerate(cut(workers, MOST))]


def _house(book: Book, number: int, size: int) -> House:
    chance = book.plan.chance("nursing", number, "people")
    name = names.numbered(names.HOMES, number)
    site = book.site(name, ZONE)
    center = book.cost_center(f"3{number + 1:02}", f"Nursing, {name}")
    project = book.project(f"N-{number + 1:03}", name, book.customer("Region health plan"), center)
    code = book.cost_code("CARE", "Resident care")
    wards = [
        Work(project, book.task(project, f"W{n + 1}", ward, code), site)
        for n, ward in enumerate(names.WARDS)
    ]
    terms = Terms(ZONE, site, 18, 25, 0.5)
    floating = round(size * FLOAT)
    places: list[Place] = []
    own: list[int | None] = []
    for n, count in enumerate([*_evenly(size - floating, len(wards)), floating]):
        if count:
            pool = n == len(wards)
            team = book.team(f"{name}, {'float pool' if pool else names.WARDS[n]}", center)
            places += book.places(chance, terms, team, count, led=not places)
            own += [None if pool else n] * count
    lead = places[0].tenures[0].person
    for team in {place.team for place in places[1:]} - {places[0].team}:
        book.lead(team, lead)
    return House(number, places, own, wards, _filled(size), lead)


def _evenly(count: int, parts: int) -> list[int]:
    return [count // parts + (n < count % parts) for n in range(parts)]


def _filled(aides: int) -> list[tuple[int, int]]:
    """Return the hours and wards filled each day: days first, then a night, evenings, nights."""
    wards = range(len(names.WARDS))
    order = [(DAY_SHIFT, ward) for ward in wards] + [(NIGHT, 0)]
    order += [(EVENING, ward) for ward in wards] + [(NIGHT, ward) for ward in wards if ward]
    return list(islice(cycle(order), max(1, round(aides * SHIFTS_A_WEEK / 7))))
