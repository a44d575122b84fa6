"""What the forms of a report offer: what to sum up by, which columns to show, what to compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import lazy_gettext as _later

from timesheet.actions import charting
from timesheet.actions.comparisons import BUDGETED, KEYS
from timesheet.actions.reporting import Report, Request
from timesheet.core.reports.asking import AGAINST_BUDGET, AGAINST_PREVIOUS
from timesheet.web import charting as drawn
from timesheet.web.charting import Plot
from timesheet.web.grid import Asked, Grid, title

AGAINST: Mapping[str, object] = {
    AGAINST_PREVIOUS: _later("the days before"),
    AGAINST_BUDGET: _later("budgets"),
}


class Choice(NamedTuple):
    """A column to tick: its name, what to read, whether it is shown."""

    name: str
    title: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """What is offered: ``groups`` are columns to sum up by, ``against`` what to compare with."""

    groups: Mapping[str, str]
    columns: tuple[Choice, ...]
    against: Mapping[str, object]


def shape(report: Report, shown: Grid, wanted: Asked) -> Shape:
    """Return what is offered of a report as it stands on the page."""
    names = {heading.name for heading in shown.headings}
    return Shape(
        groups={column.name: title(column) for column in report.dimensions},
        columns=tuple(
            Choice(column.name, title(column), column.name in names) for column in report.columns
        ),
        against=_against(wanted.report),
    )


def _against(report: str) -> Mapping[str, object]:
    known = (AGAINST_PREVIOUS, report in KEYS), (AGAINST_BUDGET, report in BUDGETED)
    return {name: AGAINST[name] for name, there in known if there}


def plot(request: Request, seen: Report) -> Plot | None:
    """Return the chart of a report as it was read, where it has one that shows something."""
    found = charting.chart(request, seen)
    return None if found is None else drawn.plot(found)
