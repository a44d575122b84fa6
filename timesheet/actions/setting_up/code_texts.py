"""Codes as people write them: "HARBOUR" or "HARBOUR / framing"."""

from collections.abc import Iterable
from datetime import date

from timesheet.core.model import Code
from timesheet.store import catalog, db
from timesheet.store.catalog import Wanted
from timesheet.store.codes import Project, Task

SUGGESTED = 500


def codes_of(texts: Iterable[str]) -> dict[str, Code]:
    """Return the codes of texts; those that name none are left out.

    A code of a project may itself contain a slash.
    """
    wanted = {text: text.strip().lower() for text in texts if text.isprintable()}
    projects, tasks = set(wanted.values()), set()
    for text in wanted.values():
        head, _, tail = text.rpartition("/")
        projects.add(head.strip())
        tasks.add(tail.strip())
    with db.read() as tx:
        by_project = catalog.by_text(tx, Project, "code", projects)
        by_task = catalog.by_text(tx, Task, "code", tasks)
    found = {text: _code(plain, by_project, by_task) for text, plain in wanted.items()}
    return {text: code for text, code in found.items() if code is not None}


def _code(
    text: str, projects: dict[str, list[Project]], tasks: dict[str, list[Task]]
) -> Code | None:
    for project in projects.get(text, []):
        return Code(project.id)
    head, _, tail = (part.strip() for part in text.rpartition("/"))
    for project in projects.get(head, []):
        for task in tasks.get(tail, []):
            if task.project_id == project.id:
                return Code(project.id, task.id)
    return None


def suggested(today: date) -> list[tuple[str, str]]:
    """Return codes as they are written, with their names, to choose from while typing."""
    with db.read() as tx:
        projects = catalog.page(tx, Project, Wanted(ended_before=today), SUGGESTED)
        tasks = catalog.page(tx, Task, Wanted(ended_before=today), 2 * SUGGESTED)
    of_project = {project.id: project for project in projects}
    known = [(of_project[task.project_id], task) for task in tasks if task.project_id in of_project]
    return sorted(
        [(project.code, project.name) for project in projects]
        + [(f"{p.code} / {task.code}", f"{p.name} · {task.name}") for p, task in known]
    )
