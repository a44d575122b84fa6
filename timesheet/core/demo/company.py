"""The whole demo company: four trades, an office, rules, and its history group by group."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from timesheet.core.demo import construction, guards, nursing, warehouse
from timesheet.core.demo.book import Book, Terms
from timesheet.core.demo.nouns import Company, Planned, Seen, Stint
from timesheet.core.demo.plan import Plan, shares
from timesheet.core.demo.seen import watch
from timesheet.core.inference.rules import Rule
from timesheet.core.model import Instant

NAME = "Northgate Services"
ZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class Demo:
    """The company as it was set up, and who tells its history."""

    plan: Plan
    company: Company
    accounting: int
    admin: int
    crews: list[construction.Crew]
    rostered: list[guards.Guards | nursing.House | warehouse.Hall]

    def history(self, now: Instant) -> Iterator[Seen]:
        """Yield what the product has seen by an instant, one group of people after another."""
        for n, crew in enumerate(self.crews):
            planned: list[Planned] = []
            yield self._seen(list(crew.stints(self.plan, planned)), planned, ("crew", n), now)
        for n, unit in enumerate(self.rostered):
            planned = []
            yield self._seen(list(unit.stints(self.plan, planned)), planned, ("unit", n), now)

    def _seen(
        self, stints: list[Stint], planned: list[Planned], name: tuple[object, ...], now: Instant
    ) -> Seen:
        seen = Seen(planned=planned)
        chance = self.plan.chance(*name, "seen")
        watch(stints, chance, len(self.company.sites), self.accounting, seen)
        return Seen(
            sorted(
                (p for p in seen.presses if p.received <= now), key=lambda p: (p.received, p.at)
            ),
            [m for m in seen.mended if m.made_at <= now],
            [s for s in seen.said if s.made_at <= now],
            planned,
            [t for t in seen.truth if t.end <= now],
            [t for t in seen.through if t.made_at <= now],
        )


def found(plan: Plan) -> Demo:
    """Set the company up: everything but its history."""
    book = Book(plan)
    office = Terms(ZONE, None, 0, 0, 0)
    chance = plan.chance("office")
    admin = book.human(chance, office, ("admin",), plan.first)
    accounting = book.human(chance, office, ("accounting",), plan.first)
    builders, watchmen, aides, packers = shares(plan.workers)
    crews = construction.set_up(book, builders)
    guarding = guards.set_up(book, watchmen)
    homes = nursing.set_up(book, aides)
    halls = warehouse.set_up(book, packers)
    # A crew of subcontractors is paid without overtime rules.
    book.company.plain_team = crews[-1].team if len(crews) > 1 else None
    book.company.clocking_team = next((crew.team for crew in crews if crew.clocks), None)
    on_duty = [place for unit in guarding for place in unit.places]
    on_duty += [place for unit in homes for place in unit.places]
    book.company.duty_teams.extend(sorted({place.team for place in on_duty}))
    number = count(1)
    for document in (
        *_guard_rules(guarding[0]),
        *_ward_rules(homes[0]),
        *_hall_rules(book, halls[0]),
    ):
        book.company.rules.append(Rule.from_dict({"id": next(number), "version": 1, **document}))
    return Demo(plan, book.company, accounting, admin, crews, [*guarding, *homes, *halls])


def _guard_rules(unit: guards.Guards) -> Iterator[dict[str, Any]]:
    for post in unit.posts[-2:]:
        yield {
            "name": "A site with a single post",
            "priority": 5,
            "when": {"site": [post.work.site]},
            "then": {"kind": "code", "code": _code(post.work.project, post.work.task)},
        }


def _ward_rules(house: nursing.House) -> Iterator[dict[str, Any]]:
    homes = {
        place.team: own
        for place, own in zip(house.places, house.own, strict=True)
        if own is not None
    }
    for team, ward in homes.items():
        work = house.wards[ward]
        yield {
            "name": f"Ward {ward + 1} has people of its own",
            "when": {"team": [team]},
            "then": {"kind": "hint", "code": _code(work.project, work.task), "weight": 8},
        }


def _hall_rules(book: Book, hall: warehouse.Hall) -> Iterator[dict[str, Any]]:
    first, second = hall.shared
    yield {
        "name": "The warehouse works for its six clients",
        "when": {"team": [hall.team]},
        "then": {
            "kind": "eligible",
            "codes": [{"project": row[0].project} for row in hall.works],
        },
    }
    yield {
        "name": "The lead's time is shared",
        "priority": 5,
        "when": {"person": [hall.lead]},
        "then": {
            "kind": "split",
            "parts": [
                {"code": _code(first.project, first.task), "percent": 60},
                {"code": _code(second.project, second.task), "percent": 40},
            ],
        },
    }
    yield {
        "name": "Ten minutes of clean-up at the end",
        "when": {"team": [hall.team], "min_seconds": 6 * 3600},
        "then": {
            "kind": "breakdown",
            "steps": [
                {
                    "place": "last",
                    "minutes": 10,
                    "code": {"cost_code": book.cost_code("H-CLEAN", "Clean-up")},
                }
            ],
        },
    }


def _code(project: int, task: int) -> dict[str, int]:
    return {"project": project, "task": task}
