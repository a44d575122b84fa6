"""A small company: an admin, a worker with four weeks of punches, a crew, a project with tasks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.support.kept import kept
from timesheet.actions.setting_up.changes import Author
from timesheet.core import calendar
from timesheet.core.model import Kind
from timesheet.store import catalog, db, facts, policies, rates, staff
from timesheet.store.codes import Person, Project, Site, Task, Team
from timesheet.store.policies import Company

ZONE = "Europe/Berlin"
TODAY = date(2026, 11, 23)
NOON = calendar.instant(datetime.combine(TODAY, datetime.min.time()), ZONE) + 12 * 3600


@dataclass(frozen=True)
class World:
    admin: int
    worker: int
    mate: int
    team: int
    site: int
    harbour: int
    depot: int
    framing: int

    @property
    def author(self) -> Author:
        return Author(self.admin, NOON)


@kept
def set_up() -> World:
    """Set the company up, in the application's context."""
    with db.write() as tx:
        policies.set_company(tx, Company(name="Acme", zone=ZONE, pay_anchor=date(2026, 11, 9)))
        people = [
            catalog.add(
                tx,
                Person(number=f"P{n}", name=name, login=name.lower(), zone=ZONE),
                auth_version=1,
            )
            for n, name in enumerate(("Ada", "Ben", "Cem"), 1)
        ]
        staff.set_roles(tx, people[0], {"admin"})
        for person in people[1:]:
            staff.set_roles(tx, person, {"worker"})
        team = catalog.add(tx, Team(name="Crew"))
        for person in people[1:]:
            staff.join(tx, person, team, date(2026, 1, 1))
            rates.add_rate(
                tx, person=person, rate=200_000, valid_from=date(2026, 1, 1), project=None,
                reason="start", at=1, by=people[0],
            )  # fmt: skip
        harbour = catalog.add(tx, Project(code="H", name="Harbour"))
        depot = catalog.add(tx, Project(code="D", name="Depot"))
        framing = catalog.add(tx, Task(project_id=harbour, code="FRAME", name="Framing"))
        site = catalog.add(tx, Site(name="Pier", zone="America/New_York"))
    return World(*people, team, site, harbour, depot, framing)


def worked(
    person: int,
    day: date,
    first: int = 8,
    hours: int = 8,
    project: int | None = None,
    site: int | None = None,
):
    """Record a shift of a person on a day, with his own word for a project or without."""
    start = calendar.instant(datetime.combine(day, datetime.min.time()), ZONE) + first * 3600
    with db.write() as tx:
        for at, kind in ((start, Kind.IN), (start + hours * 3600, Kind.OUT)):
            facts.add_punch(
                tx,
                person_id=person,
                client_uuid=f"{person}-{at}",
                kind=kind.value,
                at=at,
                received_us=at * 1_000_000,
                channel="web",
                actor_id=person,
                body_hash="",
                zone=ZONE,
                site_id=site,
                project_id=project if kind is Kind.IN else None,
            )


def mondays(count: int) -> list[date]:
    """Return the last Mondays of finished weeks, the earliest first."""
    return [TODAY - timedelta(days=7 * n) for n in range(count, 0, -1)]
