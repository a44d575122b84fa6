"""The facts of a person that a workweek is derived from, and the workweeks that a fact touches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from timesheet.core.approving import ApprovedDay
from timesheet.core.inference.evidence import LastConfirmed
from timesheet.core.inference.places import WEEK_AROUND, Beside
from timesheet.core.model import Answer, Code, Correction, Instant, Kind, Punch
from timesheet.core.pay.declared import Declaration
from timesheet.core.pipeline import Facts, Terms
from timesheet.core.shifts.effective import effective
from timesheet.core.shifts.reach import around, clean_cuts
from timesheet.store import approvals, closed, declarations, facts, terms
from timesheet.store.closed import Closed
from timesheet.store.db import Tx
from timesheet.store.terms import House, Worker

DAY = timedelta(days=1)
DAY_SECONDS = 86_400
MARGIN = 4 * DAY_SECONDS
MOST_ROUNDED = 3600
FAR = MARGIN + (WEEK_AROUND + 1) * DAY_SECONDS
_LEAVING = frozenset({Kind.OUT, Kind.BREAK_START})


@dataclass(frozen=True, slots=True)
class History:
    """All facts of a person, or those of a window; enough to derive some of his workweeks."""

    person: int
    punches: Sequence[Punch]
    corrections: Sequence[Correction]
    answers: Sequence[Answer]
    effective: Sequence[Punch]
    cuts: Sequence[int]
    last: tuple[Instant, Code] | None = None
    declared: Sequence[Declaration] = ()
    shut: Closed = closed.NOTHING
    beside: Sequence[Beside] = ()
    approved: Sequence[ApprovedDay] = ()


def touched(house: House, worker: Worker, at: Instant) -> list[date]:
    """Return the workweeks that a fact at an instant may touch: its own, and one that it is near.

    A shift may have begun before the week did, or end after it.
    """
    near = (at - house.max_shift, at, at + house.max_shift)
    return sorted({house.week_at(worker, moment) for moment in near})


def touched_before(tx: Tx, house: House, worker: Worker, at: Instant) -> list[date]:
    """Return the other workweeks that a punch at an instant touches because nothing came between.

    Who forgot to clock out is at work until his next punch says otherwise, however late it comes.
    """
    here = touched(house, worker, at)
    before = _before(tx, worker.id, at)
    if before is None or before >= at - house.max_shift:
        return []
    return [week for week in touched(house, worker, before) if week not in here]


def _before(tx: Tx, person: int, at: Instant) -> Instant | None:
    """Return when a person's last punch before an instant was, as it counts."""
    corrections = facts.corrections_of(tx, person)
    if not corrections:
        return facts.last_before(tx, person, at)
    for first in (at - MARGIN, 0):
        near = facts.punches_between(tx, person, first, at)
        counted = effective(facts.with_moved(tx, near, corrections, first, at), corrections)
        if found := [punch.at for punch in counted if first <= punch.at < at]:
            return max(found)
    return None


def all_of(tx: Tx, worker: Worker, house: House) -> History:
    """Load all facts of a person."""
    person = worker.id
    punches, corrections = facts.punches_of(tx, person), facts.corrections_of(tx, person)
    answers = facts.answers_between(tx, person)
    counted = effective(punches, corrections)
    cuts = clean_cuts(counted, house.new_shift_gap)
    said, shut = declarations.all_of(tx, person), closed.of_person(tx, person)
    near = _beside(tx, worker, counted)
    approved = approvals.of_person(tx, person)
    return History(
        person, punches, corrections, answers, counted, cuts, None, said, shut, near, approved
    )  # fmt: skip


def window(tx: Tx, house: House, worker: Worker, week: date) -> History:
    """Load what a workweek depends on, however long the person has been here.

    A margin is read on both sides, and doubled until it holds a place where the punches may be cut
    (see ``reach``) or there are no more. The one behind is long at once: after a click it is empty.
    """
    here = terms.terms_of(house, worker, week)
    start, end = here.span(week)
    corrections = facts.corrections_of(tx, worker.id)
    margin = MARGIN
    while True:
        first, last = start - margin, end + max(margin, 4 * MARGIN)
        punches = facts.with_moved(
            tx, facts.punches_between(tx, worker.id, first, last), corrections, first, last
        )
        # Corrections carry punches out of the window: what lies between is not known there.
        counted = [p for p in effective(punches, corrections) if first <= p.at < last]
        cuts = clean_cuts(counted, house.new_shift_gap)
        low, _ = around(counted, cuts, start, end)
        if low or not _more(counted, start) or margin > 400 * DAY_SECONDS:
            break
        margin *= 2
    answers = facts.answers_between(tx, worker.id, first, last)
    last_word = terms.last_code(tx, worker.id, first)
    said = declarations.of(tx, worker.id, week - DAY, here.week_end(week))
    shut = closed.of_week(tx, worker.id, week)
    near = _beside(tx, worker, [p for p in counted if start - DAY_SECONDS <= p.at < last])
    approved = approvals.of_person(tx, worker.id, week - DAY, here.week_end(week))
    return History(
        worker.id, punches, corrections, answers, counted, cuts, last_word, said, shut, near,
        approved,
    )  # fmt: skip


def _beside(tx: Tx, worker: Worker, punches: Sequence[Punch]) -> list[Beside]:
    """Load what is planned where a person worked that his own roster doesn't tell of."""
    sites: dict[int, tuple[Instant, Instant]] = {}
    ends = [*(punch.at for punch in punches[1:]), *(punch.at for punch in punches[-1:])]
    for punch, until in zip(punches, ends, strict=True):
        site = punch.site
        if site is None or punch.kind in _LEAVING or _planned(worker, punch.at, until, site):
            continue
        first, last = sites.get(site, (punch.at, until))
        sites[site] = min(first, punch.at), max(last, until)
    reach = (WEEK_AROUND + 1) * DAY_SECONDS
    around = {site: (first - reach, last + reach) for site, (first, last) in sites.items()}
    return terms.beside(tx, around)


def _planned(worker: Worker, start: Instant, end: Instant, site: int) -> bool:
    """Tell whether the roster surely plans the code of a stretch of presence.

    It must share more with it than rounding of the stretch may take away.
    """
    return any(
        r.code is not None
        and r.site in {None, site}
        and min(r.end, end) - max(r.start, start) >= MOST_ROUNDED
        for r in worker.near(start, end)
    )


def _more(counted: Sequence[Punch], start: Instant) -> bool:
    return any(punch.at < start for punch in counted)


def slice_of(history: History, house: House, worker: Worker, week: date) -> tuple[Facts, Terms]:
    """Return what one workweek is built from."""
    here = terms.terms_of(house, worker, week)
    start, end = here.span(week)
    low, high = around(history.effective, history.cuts, start, end)
    relevant = history.effective[low:high]
    answers = tuple(a for a in history.answers if a.end > start - MARGIN and a.start < end + MARGIN)
    last = _last_word(history, relevant[0].at if relevant else start)
    said = tuple(
        d for d in history.declared if d.last >= week - DAY and d.first <= here.week_end(week)
    )
    approved = tuple(a for a in history.approved if week - DAY <= a.day <= here.week_end(week))
    near = tuple(one for one in history.beside if start - FAR <= one.start < end + FAR)
    if last is not None or near:
        known = here.evidence.last if last is None else LastConfirmed(last[1])
        here = replace(here, evidence=replace(here.evidence, last=known, beside=near))
    return Facts(worker.id, week, tuple(relevant), (), answers, said, approved), here


def _last_word(history: History, before: Instant) -> tuple[Instant, Code] | None:
    for punch in reversed(history.effective):
        if punch.at < before and punch.code is not None and punch.kind is not Kind.OUT:
            return punch.at, punch.code
    return history.last
