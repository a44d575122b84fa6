"""Which cost center hours fall to, where no code says: the project's, else the team's."""

from dataclasses import dataclass

from sqlalchemy import select

from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import Project, Team

projects = table_of(Project)
teams = table_of(Team)


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
    of_project = select(projects.c.id, projects.c.cost_center_id).where(
        projects.c.cost_center_id.is_not(None)
    )
    of_team = select(teams.c.id, teams.c.cost_center_id).where(teams.c.cost_center_id.is_not(None))
    return CostCenters(
        {row[0]: row[1] for row in tx.execute(of_project)},
        {row[0]: row[1] for row in tx.execute(of_team)},
    )
