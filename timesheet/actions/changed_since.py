"""Who said what of a day after it was approved: corrections, words, and punches that came late."""

from collections.abc import Iterator
from dataclasses import dataclass

from timesheet.core.approving import DayStood
from timesheet.core.model import Correction, Instant
from timesheet.store import facts
from timesheet.store import names as naming
from timesheet.store.approvals import Approval
from timesheet.store.db import Tx


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said of a day; ``author`` is empty for a punch that came late."""

    made_at: Instant
    author: str = ""
    reason: str = ""


def said(tx: Tx, person: int, approval: Approval, stands: DayStood) -> tuple[Said, ...]:
    """Return what was said since an approval of the hours that it saw or that stand now.

    Nothing where the day only was worked out anew, by other rules or another roster.
    """
    shifts = (*approval.stood.shifts, *stands.shifts)
    span = min(s.start for s in shifts), max(s.end for s in shifts)
    names = naming.names(tx).people
    spoken = {
        Said(at, names[author].name, reason)
        for at, author, reason in (*_mended(tx, person, span), *_answered(tx, person, span))
        if at >= approval.made_at
    }
    late = {Said(at) for at in _arrived(tx, person, span) if at > approval.made_at}
    return tuple(sorted(spoken | late, key=lambda one: (one.made_at, one.author)))


_Spoken = tuple[Instant, int, str]
_Span = tuple[Instant, Instant]


def _mended(tx: Tx, person: int, span: _Span) -> Iterator[_Spoken]:
    corrections = facts.corrections_of(tx, person)
    was = {-one.id: one.at for one in corrections}
    was |= {
        punch.id: punch.at
        for punch in facts.punches_by_id(tx, {one.punch for one in corrections if one.punch})
    }
    for one in corrections:
        ats = [at for at in (one.at, _was(one, was)) if at is not None]
        if any(span[0] <= at <= span[1] for at in ats):
            yield one.made_at, one.author, one.reason


def _was(one: Correction, was: dict[int, Instant | None]) -> Instant | None:
    return None if one.punch is None else was.get(one.punch)


def _answered(tx: Tx, person: int, span: _Span) -> Iterator[_Spoken]:
    for one in facts.answers_between(tx, person, *span):
        if one.parts:
            yield one.made_at, one.author, one.reason


def _arrived(tx: Tx, person: int, span: _Span) -> Iterator[Instant]:
    for punch in facts.punches_between(tx, person, span[0], span[1] + 1):
        if punch.claim and punch.claim.received > punch.at:
            yield punch.claim.received
