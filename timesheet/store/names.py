"""The names behind ids, read once for a report."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Select, select

from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import CostCenter, CostCode, Customer, Person, Project, Site, Task, Team

people = table_of(Person)
teams = table_of(Team)
projects = table_of(Project)
tasks = table_of(Task)
customers = table_of(Customer)
cost_codes = table_of(CostCode)
cost_centers = table_of(CostCenter)
sites = table_of(Site)


class PersonName(NamedTuple):
    """How a person is shown, and the zone of his times."""

    number: str
    name: str
    zone: str


NOBODY = PersonName("", "", "UTC")


class ProjectName(NamedTuple):
    """How a project is shown."""

    code: str
    name: str
    customer: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id; the methods answer "" for None."""

    people: dict[int, PersonName]
    teams: dict[int, str]
    projects: dict[int, ProjectName]
    tasks: dict[int, str]
    cost_codes: dict[int, str]
    cost_centers: dict[int, str]
    sites: dict[int, str]
    task_names: dict[int, str] = field(default_factory=dict)

    def spoken(self, project: int | None, task: int | None) -> str:
        """Return a code as people say it: "Harbour hall – Raising"; "" where there is none."""
        if project is None:
            return ""
        name = self.projects[project].name
        return name if task is None else f"{name} – {self.task_names[task]}"

    def code(self, project: int | None, task: int | None) -> str:
        """Return a code in words: "HARBOUR / framing"; "" where there is none."""
        if project is None:
            return ""
        name = self.projects[project].code
        return name if task is None else f"{name} / {self.tasks[task]}"


def names(tx: Tx, some: Collection[int] | None = None) -> Names:
    """Read all names; of ``some`` people only where they are told."""
    of_customers = _pairs(tx, select(customers.c.id, customers.c.name))
    of_projects = select(projects.c.id, projects.c.code, projects.c.name, projects.c.customer_id)
    of_people = select(people.c.id, people.c.number, people.c.name, people.c.zone)
    if some is not None:
        of_people = of_people.where(people.c.id.in_(some))
    return Names(
        people={key: PersonName(*said) for key, *said in tx.execute(of_people).all()},
        teams=_pairs(tx, select(teams.c.id, teams.c.name)),
        projects={
            key: ProjectName(code, name, of_customers.get(customer, ""))
            for key, code, name, customer in tx.execute(of_projects)
        },
        tasks=_pairs(tx, select(tasks.c.id, tasks.c.code)),
        cost_codes=_pairs(tx, select(cost_codes.c.id, cost_codes.c.code)),
        cost_centers=_pairs(tx, select(cost_centers.c.id, cost_centers.c.code)),
        sites=_pairs(tx, select(sites.c.id, sites.c.name)),
        task_names=_pairs(tx, select(tasks.c.id, tasks.c.name)),
    )


def _pairs(tx: Tx, query: Select[int, str]) -> dict[int, str]:
    return dict(tx.execute(query).all())
