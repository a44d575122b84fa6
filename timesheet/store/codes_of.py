"""Which cost center hours fall to, where no code says: the project's, else the team's."""

from dataclasses import dataclass

from sqlalchemy import select

from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.quick import Quick
from timesheet.store.tables import Project, Team

projects = table_of(Project)
teams = table_of(Team)

_OF_PROJECTS, _OF_TEAMS = (
    Quick(select(table.c.id, table.c.cost_center_id).where(table.c.cost_center_id.is_not(None)))
    for table in (projects, teams)
)


@dataclass(frozen=True, slots=True)
class CostCenters:
    """The cost centers of projects and of teams, by their ids."""

    by_project: dict[int, int]
    by_team: dict[int, int]

    def of(self, project: int | None, team: int | None) -> int | None:
        """Return the cost center of hours on a project by somebody of a team."""
        if project in self.by_project:
            return self.by_project[project]
        return self.by_team.get(team) if team is not None else None


def cost_centers(tx: Tx) -> CostCenters:
    """Read the cost centers of all projects and teams that have one."""
    return CostCenters(
        {row[0]: row[1] for row in _OF_PROJECTS.all(tx, {})},
        {row[0]: row[1] for row in _OF_TEAMS.all(tx, {})},
    )
