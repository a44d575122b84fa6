"""Between the nouns of the line and the learner: what it sees of a shift, what it thinks of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from timesheet.core import calendar
from timesheet.core.inference import words
from timesheet.core.inference.evidence import Prediction
from timesheet.core.inference.learner.model import Learner, Opinion
from timesheet.core.inference.learner.sight import Fact, Sight
from timesheet.core.model import Allocation, Answer, Code, Instant, Shift

SPLIT = 0.8
"""A person's days count as split where the main code usually has less of a shift than this."""
SMALLEST_SHARE = 0.1
SCALE = 1000
DIGITS = 4
"""What is kept of a probability: more than anybody reads, fewer than machines differ in."""


def sight_of(shift: Shift, zone: str) -> Sight:
    """Return what the learner sees of a shift; its id is the person and the punched start."""
    groups: dict[tuple[str, int], None] = {}
    if shift.team is not None:
        groups["team", shift.team] = None
    for segment in shift.segments:
        if segment.site is not None:
            groups["site", segment.site] = None
        if segment.device is not None:
            groups["device", segment.device] = None
    return Sight(
        (shift.person, shift.raw_start),
        shift.person,
        _wall_minutes(shift.start, zone),
        _wall_minutes(shift.end, zone),
        shift.seconds,
        tuple(groups),
        shift.expected,
    )


def unsaid(shifts: Sequence[Shift], answers: Sequence[Answer]) -> list[Shift]:
    """Return the shifts with some presence of which nobody said what it was for."""
    return [s for s in shifts if s.seconds and not _said(s, answers, shifts)]


def _said(shift: Shift, answers: Sequence[Answer], shifts: Sequence[Shift]) -> bool:
    if all(segment.words for segment in shift.segments):
        return True
    return any(answer.whole_shift for answer in words.about(answers, shift, shifts))


def sight_in(shift: Shift, zone: str, team: int | None) -> Sight:
    """Return what the learner sees of a shift of somebody who then belonged to a team."""
    return sight_of(shift if shift.team is not None else replace(shift, team=team), zone)


def _wall_minutes(at: Instant, zone: str) -> int:
    wall = calendar.local(at, zone).replace(tzinfo=UTC)
    return int((wall - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) // 60


def fact_of(sight: Sight, lines: Iterable[Allocation], *, weight: float = 1.0) -> Fact | None:
    """Return what a shift's attested lines teach, or None where nobody gave his word.

    ``weight`` below 1 is for words that confirm weakly. Inferred lines never teach.
    """
    seconds: dict[Code, int] = {}
    every = True
    for line in lines:
        if line.reason.attested and line.code != Code():
            seconds[line.code] = seconds.get(line.code, 0) + line.seconds
        else:
            every = False
    total = sum(seconds.values())
    if not total:
        return None
    return Fact(sight, {code: s / total for code, s in seconds.items()}, every, weight)


def prediction(
    learner: Learner, sight: Sight, ref: str, *, closing: bool = False
) -> Prediction | None:
    """Return the learner's view of a shift for ``allocate``, or None where it knows nothing.

    ``ref`` names the version of its weights ("learned v7"). Shares come only where the person's
    own confirmed days are split.
    """
    opinion = learner.predict(sight, closing=closing)
    ranked = tuple((code, p) for code, p in opinion.ranked if isinstance(code, Code))
    if not ranked:
        return None
    ranked = tuple((code, round(p, DIGITS)) for code, p in ranked)
    split = learner.calibration.purity(sight.person) < SPLIT
    return Prediction(ranked, opinion.reasons, ref, shares(opinion) if split else ())


def shares(opinion: Opinion) -> tuple[tuple[Code, int], ...]:
    """Return the codes that are likely to have a real share of the shift, with their weights."""
    found = tuple(
        (code, round(p * SCALE))
        for code, p in opinion.ranked
        if isinstance(code, Code) and p >= SMALLEST_SHARE
    )
    return found if len(found) > 1 else ()
