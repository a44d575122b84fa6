"""The day when everything is down: hours from a sheet of paper, added as corrections."""

from collections.abc import Iterable

from timesheet.actions import punching
from timesheet.actions.setting_up.changes import Author
from timesheet.actions.setting_up.rosters import Known, Unreadable
from timesheet.core.model import Kind, RosterShift
from timesheet.core.shifts.effective import effective
from timesheet.exchange.roster_paste import PlannedLine, Problem
from timesheet.store import audit, facts, owed
from timesheet.store.db import Tx, write

REASON = "from a paper sheet"


def record(lines: Iterable[PlannedLine], author: Author) -> int:
    """Add what a sheet says, all of it or nothing; return how many entries were new.

    Each line becomes a clock-in and a clock-out that were missing, said by ``author``. A sheet that
    is entered twice adds nothing the second time. Unreadable says what is wrong where: unknown
    people and codes, times that don't exist or are still to come.
    """
    wanted = list(lines)
    problems: list[Problem] = []
    with write() as tx:
        known = Known.of(tx, wanted)
        found = [(line, known.shift(line, problems)) for line in wanted]
        problems += [
            Problem(line.line, "end", "This time is still to come.")
            for line, shift in found
            if shift is not None and shift.end > author.at
        ]
        if problems:
            raise Unreadable(problems)
        new = [shift for _line, shift in found if shift is not None and _added(tx, shift, author)]
        if new:
            audit.record(tx, author.person, "paper_sheet", "correction", None, {"lines": len(new)})
    for shift in new:
        punching.derive_after(shift.person, shift.start, word=shift.code is not None)
    return len(new)


def _added(tx: Tx, shift: RosterShift, author: Author) -> bool:
    there = {
        (punch.kind, punch.at)
        for punch in effective(
            facts.punches_between(tx, shift.person, shift.start, shift.end + 1),
            facts.corrections_of(tx, shift.person),
        )
    }
    if {(Kind.IN, shift.start), (Kind.OUT, shift.end)} <= there:
        return False
    code = shift.code
    for kind, at in ((Kind.IN, shift.start), (Kind.OUT, shift.end)):
        facts.add_correction(
            tx,
            person_id=shift.person,
            at=at,
            kind=kind.value,
            zone=None,
            site_id=shift.site,
            project_id=code.project if code and kind is Kind.IN else None,
            task_id=code.task if code and kind is Kind.IN else None,
            reason=REASON,
            author_id=author.person,
            made_at=author.at,
        )
    owed.note(tx, shift.person, shift.start, author.at, word=code is not None)
    return True
