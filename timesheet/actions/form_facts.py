"""What statutory forms are filled from: labor lines, shifts, what was said, and signatures."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from timesheet.core import calendar
from timesheet.core.calendar import local
from timesheet.core.forms.breaks import Breaks, resumed
from timesheet.core.forms.document import Form
from timesheet.core.forms.gathering import hired_on, measuring_rule, spans_of
from timesheet.core.forms.nouns import Facts, Presence, Said
from timesheet.core.forms.summing import monthly
from timesheet.core.model import Instant, Seconds
from timesheet.core.pay.declared import Says, of_kind, standing
from timesheet.core.reports.overtime import is_overtime
from timesheet.core.reports.views import ShiftView
from timesheet.core.worked import Worked
from timesheet.errors import Missing
from timesheet.exchange.forms import shipped
from timesheet.store import declarations, filing, form_signatures, policies, queries, totals
from timesheet.store import names as naming
from timesheet.store.db import Tx
from timesheet.store.filing import Changed
from timesheet.store.names import Names
from timesheet.store.people import employed
from timesheet.store.selection import Selection

DAY = timedelta(days=1)
AT_ONCE = 50
"""So many people's lines are in memory together."""


def form_of(code: str) -> Form:
    """Return a form by its code; Missing where there is none."""
    found = shipped().get(code)
    if found is None:
        raise Missing("form")
    return found


def days_of(form: Form, day: date) -> tuple[date, date]:
    """Return the first and the last day of the week or month of a form that a day lies in."""
    if form.span == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - DAY
    first = calendar.week_of(day, form.week_start)
    return first, first + 6 * DAY


Spans = Mapping[tuple[date, date], Collection[int]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What is the same for all forms and days, read once: names, the company, what was said."""

    names: Names
    company: str
    currency: str
    said: Said
    must: frozenset[str]
    since: date | None


def ground(tx: Tx) -> Ground:
    """Read what all forms stand on."""
    company, said = policies.company(tx), filing.said(tx)
    span = queries.days_with_lines(tx) if measuring_rule(said).look_back else None
    return Ground(
        naming.names(tx), company.name, company.currency, said, filing.must_attest(tx),
        span[0] if span else None,
    )  # fmt: skip


def frame(form: Form, days: tuple[date, date], on: Ground, project: str = "") -> Facts:
    """Return what a form of some days is about, without its people."""
    of = project if form.of_project else ""
    called = next((one.name for one in on.names.projects.values() if one.code == of), "")
    return Facts(
        *days, on.company, on.said, project=of, project_name=called, must=on.must,
        currency=on.currency, since=on.since,
    )  # fmt: skip


def each(
    tx: Tx, form: Form, about: Facts, on: Ground, people: frozenset[int] | None = None
) -> Iterator[Facts]:
    """Yield what a form is filled from, some people at a time in order of their numbers.

    So memory doesn't grow with the people; ``people`` None is everybody.
    """
    known = on.names.people
    ordered = sorted(known if people is None else known.keys() & people,
                     key=lambda key: (known[key].number, known[key].name))  # fmt: skip
    measured = measuring_rule(on.said) if form.rows == "month" else None
    there = employed(tx, about.first) if measured and measured.look_back else frozenset()
    for n in range(0, len(ordered), AT_ONCE):
        yield _of_some(tx, form, about, on, frozenset(ordered[n : n + AT_ONCE]), there)


def _of_some(
    tx: Tx, form: Form, about: Facts, on: Ground, some: frozenset[int], there: frozenset[int]
) -> Facts:
    chosen = Selection(about.first, about.last, some)
    by_day = form.rows == "day"
    year: tuple[Worked, ...] = ()
    if form.rows == "eu_project":
        whole = replace(chosen, first=about.first.replace(month=1, day=1))
        year = tuple(_asked_for(form, tx, whole, on.names))
    back = _resumed(tx, on, about.last, some) if form.rows == "month" else {}
    spans = _spans(on, about.first, some & there, back)
    measured = _measured(tx, on, spans)
    return replace(
        about,
        lines=() if by_day else tuple(_asked_for(form, tx, chosen, on.names)),
        shifts=tuple(_shifts(tx, chosen, on.names)) if by_day else (),
        year=year,
        signatures=(
            form_signatures.of_form(tx, form.code, about.first, some) if form.signing else ()
        ),
        measured=measured,
        resumed=back,
        away=_away(tx, on, spans),
        measured_names=_called(on.names, {number for number, _, _ in measured}, some),
    )


def _called(names: Names, numbers: Collection[str], some: Collection[int]) -> dict[str, str]:
    people = (names.people[key] for key in some)
    return {one.number: one.name for one in people if one.number in numbers}


def _resumed(tx: Tx, on: Ground, last: date, some: frozenset[int]) -> dict[str, tuple[date, int]]:
    """Return who came back as a new employee until a day, by number."""
    by = measuring_rule(on.said).breaks
    found = {}
    served = totals.served(tx, some, last) if by is not Breaks.NEVER else {}
    for key, stretches in served.items():
        number = on.names.people[key].number
        if back := resumed(stretches, hired_on(on.said, number), by):
            found[number] = back
    return found


def _spans(
    on: Ground, month: date, some: frozenset[int], back: Mapping[str, tuple[date, int]]
) -> Spans:
    """Return who is measured by which days for a month."""
    by, found = measuring_rule(on.said), defaultdict[tuple[date, date], set[int]](set)
    for key in some:
        number = on.names.people[key].number
        for span in spans_of(on.said, by, month, number, back.get(number, (None, 0))[0]):
            if span.how != "month":
                found[span.first, span.last].add(key)
    return found


def _measured(tx: Tx, on: Ground, spans: Spans) -> dict[tuple[str, date, date], Seconds]:
    """Return the seconds of people who are measured."""
    found = {}
    for (first, last), those in spans.items():
        chosen = Selection(first, last, frozenset(those))
        for view in totals.sum_views(tx, chosen, ["person_id"], on.names):
            found[on.names.people[view.person_id].number, first, last] = view.seconds
    return found


def _away(tx: Tx, on: Ground, spans: Spans) -> dict[tuple[str, date, date], int]:
    """Return how many of the days measured are special unpaid leave."""
    special = measuring_rule(on.said).special
    found = {}
    for (first, last), those in spans.items() if special else ():
        said = declarations.between(tx, first, last, tuple(Says), those)
        days: dict[int, set[date]] = defaultdict(set)
        for leave in of_kind(standing(said), Says.LEAVE):
            if leave.name in special:
                # Weekends within it, too: averages are of calendar days.
                begins, ends = max(first, leave.first), min(last, leave.last)
                spent = range((ends - begins).days + 1)
                days[leave.person].update(begins + n * DAY for n in spent)
        for key, some in days.items():
            found[on.names.people[key].number, first, last] = len(some)
    return found


def _asked_for(form: Form, tx: Tx, chosen: Selection, names: Names) -> Iterator[Worked]:
    lines = _lines(tx, chosen, names)
    return monthly(lines) if form.span == "month" else lines


def _lines(tx: Tx, chosen: Selection, names: Names) -> Iterator[Worked]:
    for view in queries.labor_lines(tx, chosen, names):
        yield Worked(
            view.person_number, view.person, view.day, view.pay_code, view.seconds, view.cents,
            view.project, view.project_name, task=view.task, source=view.source,
        )  # fmt: skip


def _shifts(tx: Tx, chosen: Selection, names: Names) -> Iterator[Presence]:
    over: dict[tuple[int, date], Seconds] = defaultdict(int)
    for view in queries.labor_lines(tx, chosen, names):
        if is_overtime(view.pay_code):
            over[view.person_id, view.day] += view.seconds
    changed = filing.changed(tx, chosen.first, chosen.last, chosen.people)
    for shift in queries.shift_views(tx, chosen, names):
        yield _presence(shift, over, changed.get((shift.person_id, shift.day)))


def _presence(
    shift: ShiftView, over: dict[tuple[int, date], Seconds], changed: Changed | None
) -> Presence:
    """Return a shift as records of working time have it; overtime of its day falls to it."""
    ends = [(a.end, b.start) for a, b in zip(shift.segments, shift.segments[1:], strict=False)]
    pauses = tuple((_wall(a, shift.zone), _wall(b, shift.zone)) for a, b in ends if b > a)
    rest = over.get((shift.person_id, shift.day), 0)
    extra = min(rest, shift.seconds)
    over[shift.person_id, shift.day] = rest - extra
    return Presence(
        shift.person_number, shift.person, shift.day, _wall(shift.start, shift.zone),
        "" if shift.open else _wall(shift.end, shift.zone), pauses,
        max(0, shift.end - shift.start - shift.seconds), shift.seconds, extra, shift.site,
        *_told(changed, shift.zone),
    )  # fmt: skip


def _told(changed: Changed | None, zone: str) -> tuple[str, date | None, str]:
    if changed is None:
        return "", None, ""
    return changed.by, local(changed.made_at, zone).date(), changed.reason


def _wall(at: Instant, zone: str) -> str:
    wall: datetime = local(at, zone)
    return wall.strftime("%H:%M")
