"""What statutory forms are filled from: labor lines, shifts, what was said, and signatures."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from timesheet.core import calendar
from timesheet.core.calendar import local
from timesheet.core.forms.document import Form
from timesheet.core.forms.gathering import measuring_rule, spans_of
from timesheet.core.forms.nouns import Facts, Presence, Said, Worked
from timesheet.core.forms.summing import monthly
from timesheet.core.model import Instant, Seconds
from timesheet.core.reports.overtime import is_overtime
from timesheet.core.reports.views import LineView, ShiftView
from timesheet.errors import Missing
from timesheet.exchange.forms import shipped
from timesheet.store import filing, form_signatures, policies, queries, totals
from timesheet.store import names as naming
from timesheet.store.db import Tx
from timesheet.store.filing import Changed
from timesheet.store.names import Names
from timesheet.store.people import employed
from timesheet.store.selection import Selection

DAY = timedelta(days=1)


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


def facts(
    tx: Tx,
    form: Form,
    days: tuple[date, date],
    project: str = "",
    people: frozenset[int] | None = None,
) -> Facts:
    """Return what a form of some days is filled from, about everybody or some ``people``."""
    names, company = naming.names(tx), policies.company(tx)
    must = filing.must_attest(tx)
    said: Said = filing.said(tx)
    chosen = Selection(*days, people)
    lines = () if form.rows == "day" else tuple(_asked_for(form, tx, chosen, names, must))
    shifts = tuple(_shifts(tx, chosen, names)) if form.rows == "day" else ()
    year: tuple[Worked, ...] = ()
    if form.rows == "eu_project":
        whole = Selection(days[0].replace(month=1, day=1), days[1], people)
        year = tuple(_asked_for(form, tx, whole, names, must))
    measured: dict[tuple[str, date, date], Seconds] = {}
    if form.rows == "month" and measuring_rule(said).look_back:
        measured = _measured(tx, said, days[0], names, people)
    known = {number for number, _, _ in measured}
    span = queries.days_with_lines(tx) if measured else None
    return Facts(
        days[0], days[1], company.name, said, lines, shifts, year,
        project if form.of_project else "", company.currency,
        form_signatures.of_form(tx, form.code, days[0], people) if form.signing else (),
        measured, {one.number: one.name for one in names.people.values() if one.number in known},
        span[0] if span else None,
    )  # fmt: skip


def _measured(
    tx: Tx, said: Said, month: date, names: Names, people: frozenset[int] | None
) -> dict[tuple[str, date, date], Seconds]:
    """Return the seconds of whoever is measured for a month and hasn't left before it."""
    by, spans = measuring_rule(said), defaultdict[tuple[date, date], set[int]](set)
    there = employed(tx, month)
    for key in there if people is None else there & people:
        for span in spans_of(said, by, month, names.people[key].number):
            if span.how != "month":
                spans[span.first, span.last].add(key)
    found = {}
    for (first, last), some in spans.items():
        chosen = Selection(first, last, frozenset(some))
        for view in totals.sum_views(tx, chosen, ["person_id"], names):
            found[names.people[view.person_id].number, first, last] = view.seconds
    return found


def _asked_for(
    form: Form, tx: Tx, chosen: Selection, names: Names, must: frozenset[str]
) -> Iterator[Worked]:
    lines = _lines(tx, chosen, names, must)
    return monthly(lines) if form.span == "month" else lines


def _lines(tx: Tx, chosen: Selection, names: Names, must: frozenset[str]) -> Iterator[Worked]:
    for view in queries.labor_lines(tx, chosen, names):
        yield Worked(
            view.person_number, view.person, view.day, view.project, view.project_name, view.task,
            _kind(view), view.seconds, view.cents, view.source == "own_word",
            view.project in must, view.source,
        )  # fmt: skip


def _kind(view: LineView) -> str:
    if is_overtime(view.pay_code):
        return "double" if view.pay_code == "DT" else "overtime"
    return "leave" if view.source == "policy" else "regular"


def _shifts(tx: Tx, chosen: Selection, names: Names) -> Iterator[Presence]:
    over: dict[tuple[int, date], Seconds] = defaultdict(int)
    for view in queries.labor_lines(tx, chosen, names):
        if is_overtime(view.pay_code):
            over[view.person_id, view.day] += view.seconds
    changed = filing.changed(tx, chosen.first, chosen.last)
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
