"""Guards: posts of several clients round the clock, and those who step in for others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from timesheet.core.demo import names
from timesheet.core.demo.book import Book, Place, Terms
from timesheet.core.demo.nouns import Piece, Planned, Stint, Work
from timesheet.core.demo.plan import Plan, cut
from timesheet.core.demo.work import Need, Rota, at, jitter
from timesheet.core.model import HOUR

ZONES = ("America/New_York", "America/Chicago")
MOST = 56
SHIFTS_A_WEEK = 4.6
HOURS_A_WEEK = 48
FILL_IN, ROSTERED, TOLD = 0.18, 0.90, 0.5

EVERY_DAY = tuple(range(7))
THREE_DAYS = ((0, 2, 4), (1, 3, 5), (0, 3, 6))


@dataclass(frozen=True, slots=True)
class Post:
    """A post: its code and site, the length of its shifts, and when it is manned."""

    work: Work
    length: int
    hours: tuple[int, ...]
    weekdays: tuple[int, ...]

    def needs(self, day: date, spot: int, zone: str) -> Iterator[Need]:
        """Yield the shifts of a day."""
        if day.weekday() in self.weekdays:
            for hour in self.hours:
                start, end = at(day, hour, zone), at(day, hour + self.length, zone)
                yield Need(day, spot, hour, start, end)


@dataclass(frozen=True, slots=True)
class Guards:
    """The guards of some posts, and their supervisors by team."""

    number: int
    zone: str
    places: Sequence[Place]
    posts: Sequence[Post]
    leads: dict[int, int]

    def stints(self, plan: Plan, planned: list[Planned]) -> Iterator[Stint]:
        """Yield what the guards did; what the roster knew of it is added to ``planned``."""
        chance = plan.chance("guards", self.number)
        rota = Rota(self.places, chance, HOURS_A_WEEK * HOUR)
        usual: dict[tuple[int, int], int] = {}
        for day in plan.planned_days:
            needs = [n for i, p in enumerate(self.posts) for n in p.needs(day, i, self.zone)]
            for need in sorted(needs, key=lambda need: (need.start, need.spot)):
                own = usual.get((need.spot, need.hour))
                number = rota.choose(need, lambda n, own=own: 0 if n == own else 1)  # type: ignore[misc]
                if number is None:
                    continue
                usual.setdefault((need.spot, need.hour), number)
                stint = self._manned(chance, rota, need, number, planned)
                if day <= plan.until:
                    yield stint

    def _manned(
        self, chance: Random, rota: Rota, need: Need, number: int, planned: list[Planned]
    ) -> Stint:
        comes = number
        if chance.random() < FILL_IN:
            comes = chance.choice(rota.able(need))
        rota.take(comes, need)
        if chance.random() < ROSTERED:
            known = comes if chance.random() < TOLD else number
            planned.append(self._planned(need, known))
        return self._stint(chance, need, comes)

    def _planned(self, need: Need, number: int) -> Planned:
        work = self.posts[need.spot].work
        person = self.places[number].on(need.day) or 0
        return Planned(person, need.start, need.end, work.site, work.project, work.task)

    def _stint(self, chance: Random, need: Need, number: int) -> Stint:
        place, work = self.places[number], self.posts[need.spot].work
        start, end = need.start + jitter(chance, 12, 3), need.end + jitter(chance, 1, 10)
        return Stint(
            place.on(need.day) or 0, place.team, self.leads[place.team], work.site, self.zone,
            "phone", need.day, (Piece(start, end, work.project, work.task),),
        )  # fmt: skip


def set_up(book: Book, workers: int) -> list[Guards]:
    """Enter the guards with their clients, posts, teams and supervisors."""
    center = book.cost_center("200", "Security")
    return [_unit(book, n, size, center) for n, size in enumerate(cut(workers, MOST))]


def _unit(book: Book, number: int, size: int, center: int) -> Guards:
    chance = book.plan.chance("guards", number, "people")
    zone = ZONES[number % len(ZONES)]
    places: list[Place] = []
    leads = {}
    for n, count in enumerate(cut(size, 16)):
        team = book.team(f"Guards {number * 4 + n + 1}", center)
        some = book.places(chance, Terms(zone, None, 17, 23, 1.0), team, count)
        leads[team] = some[0].tenures[0].person
        places += some
    return Guards(number, zone, places, _posts(book, number, zone, center, size), leads)


def _posts(book: Book, unit: int, zone: str, center: int, guards: int) -> list[Post]:
    """Enter the posts; as many of them are manned round the clock as there are guards for."""
    clients = [names.numbered(names.CLIENTS, unit * 5 + n) for n in range(5)]
    code = book.cost_code("SEC-1", "Guarding")
    projects = [
        book.project(f"G-{unit * 5 + n + 1:03}", name, book.customer(name), center)
        for n, name in enumerate(clients)
    ]
    sites: dict[int, int] = {}
    posts = []
    budget = round(SHIFTS_A_WEEK * guards) - 3 * len(names.POSTS)
    for n, name in enumerate(names.POSTS):
        # Two posts share a site; each of the last two has one of its own.
        spot = n // 2 if n < 12 else n
        client = spot % 5
        if spot not in sites:
            sites[spot] = book.site(f"{clients[client]}, {name.lower()}", zone)
        task = book.task(projects[client], f"P{n + 1:02}", name, code)
        post, more = _manning(n, Work(projects[client], task, sites[spot]), budget)
        budget -= more
        posts.append(post)
    return posts


def _manning(n: int, work: Work, budget: int) -> tuple[Post, int]:
    twelve = Post(work, 12, (6, 18), EVERY_DAY)
    eight = Post(work, 8, (6, 14, 22), EVERY_DAY)
    for post, more in ((twelve, 11),) if n % 2 == 0 else ((eight, 18), (twelve, 11)):
        if budget >= more:
            return post, more
    return Post(work, 8, (6,), THREE_DAYS[n % 3]), 0
