"""What of a report a person would rather look at: series of seconds along weeks, days or names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from timesheet.core.model import Seconds

# Beyond so many, series are put together in one: more colors than that nobody tells apart.
MOST_SERIES, MOST_BARS, MOST_WEEKS = 5, 12, 26
OTHERS = ""


class Kind(StrEnum):
    """How a chart is drawn."""

    STACKED = "stacked"
    PAIRED = "paired"
    LINE = "line"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Series:
    """Values along the chart, one for each place; ``name`` "" is what all the others sum to."""

    name: str
    values: tuple[Seconds, ...]

    @property
    def total(self) -> Seconds:
        """What they sum to."""
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: ``name`` says which it is, ``places`` are days (of weeks: the first) or names.

    Every series has a value for every place; the same numbers are the table beneath.
    """

    name: str
    kind: Kind
    places: tuple[date | str, ...]
    series: tuple[Series, ...]


def over_weeks(hours: Iterable[tuple[date, str, Seconds]]) -> Chart | None:
    """Return the hours of projects over weeks, the largest first, the small ones together."""
    sums: dict[str, dict[date, Seconds]] = {}
    weeks: set[date] = set()
    for week, project, seconds in hours:
        of_project = sums.setdefault(project, {})
        of_project[week] = of_project.get(week, 0) + seconds
        weeks.add(week)
    places = tuple(sorted(weeks))
    ranked = sorted(sums, key=lambda name: (-sum(sums[name].values()), name))
    if not places:
        return None
    named = ranked if len(ranked) <= MOST_SERIES + 1 else ranked[:MOST_SERIES]
    series = [Series(name, _along(sums[name], places)) for name in named]
    if rest := ranked[len(named) :]:
        along = [_along(sums[name], places) for name in rest]
        series.append(Series(OTHERS, tuple(map(sum, zip(*along, strict=True)))))
    return Chart("weeks", Kind.STACKED, places, tuple(series))


def _along(sums: Mapping[date, Seconds], places: Sequence[date]) -> tuple[Seconds, ...]:
    return tuple(sums.get(place, 0) for place in places)


def by_cause(hours: Mapping[str, Seconds]) -> Chart | None:
    """Return overtime by the project that crossed the line, the most first."""
    ranked = sorted(hours, key=lambda name: (-hours[name], name))
    if not ranked:
        return None
    values = [hours[name] for name in ranked]
    names: list[str] = ranked
    if len(ranked) > MOST_BARS:
        names = [*ranked[: MOST_BARS - 1], OTHERS]
        values = [*values[: MOST_BARS - 1], sum(values[MOST_BARS - 1 :])]
    return Chart("causes", Kind.BARS, tuple(names), (Series("overtime", tuple(values)),))


def planned_and_worked(days: Mapping[date, tuple[Seconds, Seconds]]) -> Chart | None:
    """Return planned and worked hours side by side, day by day."""
    places = tuple(sorted(days))
    if not places:
        return None
    planned, worked = zip(*(days[day] for day in places), strict=True)
    series = (Series("planned", tuple(planned)), Series("worked", tuple(worked)))
    return Chart("roster", Kind.PAIRED, places, series)


def burn_down(left: Mapping[date, Seconds]) -> Chart | None:
    """Return what is left of the budgets at the end of each week; less than 0: overspent."""
    places = tuple(sorted(left))[-MOST_WEEKS:]
    if not places:
        return None
    values = tuple(left[week] for week in places)
    return Chart("budget", Kind.LINE, places, (Series("left", values),))
