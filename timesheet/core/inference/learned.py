"""Between the nouns of the line and the learner: what it sees of a shift, what it thinks of it."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from timesheet.core import calendar
from timesheet.core.inference import splits, words
from timesheet.core.inference.evidence import TRUST, Prediction
from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.sight import GIVEN, Fact, Label, Sight
from timesheet.core.model import Allocation, Answer, Code, Instant, Shift, Source

RULES = ("rule", GIVEN)
"""Kinds of what hard rules say."""
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


def fact_of(
    sight: Sight,
    lines: Iterable[Allocation],
    *,
    blind: Container[str] = frozenset(),
    weight: float = 1.0,
) -> Fact | None:
    """Return what a shift's attested lines teach, or None where nobody gave his word.

    ``weight`` below 1 is for words that confirm weakly; a word on some of the hours confirms as
    much of the shift. Inferred lines never teach, nor do words whose references are ``blind``: who
    accepts what the learner thinks, because it thinks so, would teach it its own guesses.
    """
    seconds: dict[Code, int] = {}
    silent = 0
    for line in lines:
        heard = line.reason.attested and line.reason.ref not in blind
        if heard and line.code != Code():
            seconds[line.code] = seconds.get(line.code, 0) + line.seconds
        else:
            silent += line.seconds
    total = sum(seconds.values())
    if not total:
        return None
    shares: dict[Label, float] = {code: s / total for code, s in seconds.items()}
    return Fact(sight, shares, not silent, weight * total / (total + silent))


def prediction(
    learner: Learner,
    sight: Sight,
    ref: str,
    *,
    closing: bool = False,
    crew: Iterable[Fact] | None = None,
) -> Prediction | None:
    """Return the learner's view of a shift for ``allocate``, or None where it knows nothing.

    ``ref`` names the version of its weights ("learned v7"). ``crew`` are the words of that day on
    shifts that share something with this one; with None no shift is divided.
    """
    opinion = learner.predict(sight, closing=closing)
    ranked = tuple((code, p) for code, p in opinion.ranked if isinstance(code, Code))
    if not ranked:
        return None
    ranked = tuple((code, round(p, DIGITS)) for code, p in ranked)
    kept = dict(_kept(learner, sight))
    if crew is None:
        return Prediction(ranked, opinion.reasons, ref, kept=kept)
    own = splits.own_days(learner.memory.people.get(sight.person, ()), sight.day)
    found = splits.split(ranked[0][0], own, splits.crews_days(crew, sight))
    return Prediction(ranked, opinion.reasons, ref, found, tuple(own), kept)


def _kept(learner: Learner, sight: Sight) -> Iterator[tuple[str, float]]:
    """Yield what the roster, and each rule that gives hours of a shift, are to be trusted with."""
    said = {e.ref: (e.kind, TRUST[Source.RULE]) for e in sight.expected if e.kind in RULES}
    for ref, (kind, prior) in {"roster": ("roster", TRUST[Source.ROSTER]), **said}.items():
        yield ref, round(learner.trust(sight, kind, ref, prior), DIGITS)
