"""What stood when a lead approved a day that nobody had spoken of: weak evidence, never a word.

What an approval is worth is learned from the words that came after it. So only that approval
counts of which the same could have been said without it: a word on the shift that was there before
takes it away, and so does a shift that has other hours by now.
"""

from collections.abc import Iterable

from timesheet.core.approving import ApprovedDay, Worked
from timesheet.core.inference.learner.sight import APPROVED
from timesheet.core.model import Answer, Code, Expectation, Shift


def approved(
    shift: Shift, days: Iterable[ApprovedDay], answers: Iterable[Answer]
) -> tuple[Expectation, ...]:
    """Return the code that most of a shift stood on when its day was approved, or nothing."""
    if any(segment.words for segment in shift.segments):
        return ()
    mine = [answer for answer in answers if answer.parts and _overlaps(answer, shift)]
    for one in days:
        known = any(answer.made_at <= one.made_at for answer in mine)
        if not known and one.stood.shifts == (Worked(shift.start, shift.end, shift.seconds),):
            stood = (c.code for c in one.stood.codes if c.seconds * 2 > shift.seconds)
            return tuple(Expectation(APPROVED, APPROVED, code) for code in stood if code != Code())
    return ()


def _overlaps(answer: Answer, shift: Shift) -> bool:
    return answer.person == shift.person and answer.start < shift.end and shift.start < answer.end
