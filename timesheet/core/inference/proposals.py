"""What each source that isn't a person's word proposes for a piece of a shift.

A source is a function of a ``Case`` that returns proposals; adding one means adding it to
``SOURCES``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from timesheet.core.inference import places, splits
from timesheet.core.inference.evidence import OTHERS, TRUST, Evidence, Prediction
from timesheet.core.inference.learner.sight import GIVEN
from timesheet.core.inference.rules import Eligible, Hint, Rule, Shares
from timesheet.core.model import (
    Code,
    Reason,
    RosterShift,
    Seconds,
    Segment,
    Shift,
    Source,
    Word,
)

ROSTER, ELSEWHERE, BESIDE, OPEN = "roster", "elsewhere", "beside", "open"
"""Who an expectation by the roster is from (see ``model.Expectation``)."""


class Proposal(NamedTuple):
    """Codes with weights for a piece, how sure the source is of them, and why.

    ``firm``: it stands whatever the threshold, because an admin decided so.
    """

    parts: tuple[tuple[Code, int], ...]
    confidence: float
    reason: Reason
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A piece of a shift with everything known about it; ``rules`` are those that apply to it."""

    shift: Shift
    piece: Segment
    evidence: Evidence
    rules: tuple[Rule, ...]

    @property
    def zone(self) -> str:
        """The zone in which the piece was worked."""
        return self.piece.zone or self.evidence.zone

    @property
    def view(self) -> Prediction | None:
        """What the learner thinks of the shift, if anything."""
        view = self.evidence.learned.get(self.shift.start)
        return view if view is not None and view.ranked else None

    @property
    def excluded(self) -> frozenset[Code]:
        """The codes that a switch tells the piece was not for: nobody switches to what he is on."""
        if self.piece.words:
            return frozenset()
        segments = self.shift.segments
        here = next((n for n, s in enumerate(segments) if s.end >= self.piece.end), 0)
        edges = (_edge(segments[here:]), _edge(segments[here::-1]))
        return frozenset(word.code for edge in edges for word in edge)

    @property
    def stretch(self) -> Seconds:
        """Length of the stretch of work around the piece in which no word was given."""
        runs = (list(run) for _, run in groupby(self.shift.segments, lambda s: bool(s.words)))
        mine = (run for run in runs if run[0].start <= self.piece.start < run[-1].end)
        return sum(segment.seconds for segment in next(mine, [self.piece]))

    def weighed(self, ref: str) -> bool:
        """Tell whether the learner has weighed already what a rule or the roster expects."""
        said = (e.ref for e in self.shift.expected if e.kind != GIVEN)
        return self.view is not None and ref in said


def _edge(segments: Sequence[Segment]) -> tuple[Word, ...]:
    """Return what a run of silent segments was switched to or from, where nothing lies between."""
    for one, other in pairwise(segments):
        if other.words:
            touch = one.end == other.start or other.end == one.start
            return other.words if touch else ()
    return ()


def applying(rules: tuple[Rule, ...], shift: Shift, evidence: Evidence) -> tuple[Rule, ...]:
    """Return the rules that may apply to a shift, the one that wins first."""
    team = evidence.team if shift.team is None else shift.team
    found = (
        rule
        for rule in rules
        if rule.valid_on(shift.day) and rule.when.hold_for_shift(shift, team, evidence.zone)
    )
    return tuple(sorted(found, key=lambda rule: (-rule.priority, rule.id)))


def hard_rule(case: Case) -> Iterator[Proposal]:
    """Take the rules that name the code or the split: only the first counts."""
    for rule in case.rules:
        if isinstance(rule.then, Shares):
            yield Proposal(rule.then.parts, *_by_rule(case, rule), firm=True)
            return


def only_one(case: Case) -> Iterator[Proposal]:
    """Take a list of eligible codes that leaves nothing to choose."""
    for rule in case.rules:
        if isinstance(rule.then, Eligible) and len(rule.then.codes) == 1:
            yield Proposal(((rule.then.codes[0], 1),), *_by_rule(case, rule), firm=True)


def hint(case: Case) -> Iterator[Proposal]:
    """Take soft rules: worth as many confirmed shifts as their weight says."""
    for rule in case.rules:
        if isinstance(rule.then, Hint) and not case.weighed(rule.ref):
            sure = (rule.then.weight + 1) / (rule.then.weight + 2)
            reason = Reason(Source.RULE, rule.ref, (f"hint: {rule.name}",))
            yield Proposal(((rule.then.code, 1),), sure, reason)


def roster(case: Case) -> Iterator[Proposal]:
    """Take the planned shift that the piece lies in, or else the nearest that touches the shift."""
    planned = nearest(case)
    if planned and planned.code and not (case.weighed(ROSTER) or case.weighed(ELSEWHERE)):
        reason = Reason(Source.ROSTER, f"roster {planned.id}", ("planned on the roster",))
        sure = _trust(case, Source.ROSTER, ROSTER)
        yield Proposal(((planned.code, 1),), sure, reason)


def nearest(case: Case) -> RosterShift | None:
    """Return the planned shift of the person that is closest to the piece."""
    piece = case.piece
    near = planned_for(case.shift, case.evidence)
    if not near:
        return None
    return max(near, key=lambda r: (min(r.end, piece.end) - max(r.start, piece.start), -r.start))


def planned_for(shift: Shift, evidence: Evidence) -> list[RosterShift]:
    """Return the planned shifts that a shift is: of several, those at the site where it was."""
    near = [
        r
        for r in evidence.roster
        if r.person == shift.person and r.start < shift.end and shift.start < r.end
    ]
    sites = {segment.site for segment in shift.segments}
    return [r for r in near if r.site is not None and r.site in sites] or near


def planned_here(shift: Shift, evidence: Evidence) -> bool:
    """Tell whether the roster plans a code for a shift, and where the shift was."""
    sites = {segment.site for segment in shift.segments if segment.site is not None}
    return any(
        r.code is not None and (r.site is None or not sites or r.site in sites)
        for r in planned_for(shift, evidence)
    )


def others_planned(case: Case) -> Iterator[Proposal]:
    """Take the one code that is planned for others where the shift was, or that lacks somebody."""
    weighed = case.weighed(BESIDE) or case.weighed(OPEN)
    if weighed or planned_here(case.shift, case.evidence):
        return
    near = case.evidence.beside
    codes = places.free(case.shift, near) or places.beside(case.shift, near)
    if len(codes) == 1:
        reason = Reason(Source.ROSTER, "", ("planned for others at your site then",))
        yield Proposal(((codes[0][0], 1),), OTHERS, reason)


def planned_codes(shift: Shift, evidence: Evidence) -> set[Code]:
    """Return the codes that the roster plans for a shift."""
    return {r.code for r in planned_for(shift, evidence) if r.code is not None}


def learned(case: Case) -> Iterator[Proposal]:
    """Take what the learner thinks: the code, or where it is only sure of the project, that.

    It speaks of a shift as a whole, so not where the roster divides the shift.
    """
    view = case.view
    if view is None or len(planned_codes(case.shift, case.evidence)) > 1:
        return
    ranked = [(code, p) for code, p in view.ranked if code not in case.excluded]
    if not ranked:
        return
    best, sure = ranked[0]
    reason = Reason(Source.LEARNED, view.ref, view.details)
    if view.split is not None and not case.excluded:
        details = (view.split.reason, *view.details)[:3]
        reason = Reason(Source.LEARNED, view.ref, details)
        yield Proposal(view.split.parts, min(sure, view.split.sure), reason)
        return
    yield Proposal(((best, 1),), sure, reason)
    if best.project is not None and best != Code(best.project):
        of_project = sum(p for code, p in ranked if code.project == best.project)
        coarse = Reason(Source.LEARNED, view.ref, (*view.details, "sure of the project only"), best)
        yield Proposal(((Code(best.project), 1),), min(1.0, of_project), coarse)


def lesser_part(case: Case) -> Iterator[Proposal]:
    """Take, for a stretch that the worker switched away from, what he usually does beside."""
    if case.view is None or not case.excluded:
        return
    share = case.stretch / case.shift.seconds
    for part in splits.lesser(case.view.days, case.excluded):
        if part.share / 2 <= share <= part.share * 2:
            reason = Reason(Source.LEARNED, case.view.ref, (part.reason,))
            yield Proposal(((part.code, 1),), part.sure, reason)
            return


def last_code(case: Case) -> Iterator[Proposal]:
    """Repeat the code that the person last confirmed."""
    last = case.evidence.last
    if last is None or case.view is not None:
        return
    ago = (case.shift.day - last.day).days if last.day else None
    when = (
        "" if ago is None or ago < 0 else ", for the same day" if ago == 0 else f", {ago} days ago"
    )
    reason = Reason(Source.LAST_CODE, "", (f"last confirmed{when}".replace(" 1 days", " 1 day"),))
    yield Proposal(((last.code, 1),), TRUST[Source.LAST_CODE], reason)


HARD: tuple[Callable[[Case], Iterator[Proposal]], ...] = (hard_rule, only_one)
SOFT: tuple[Callable[[Case], Iterator[Proposal]], ...] = (
    hint,
    roster,
    others_planned,
    learned,
    lesser_part,
    last_code,
)


def decide(case: Case) -> Proposal:
    """Return what the piece is booked on: a hard rule, the surest soft source, or unallocated.

    Where the best guess is less sure than the threshold, the proposal is unallocated with that
    guess as ``likely`` and its probability as confidence.
    """
    for source in HARD:
        for proposal in source(case):
            return proposal
    open_to = [p for source in SOFT for p in source(case) if _eligible(case, p)]
    if not open_to:
        return Proposal(((Code(), 1),), 0.0, Reason(Source.NOTHING, "", ("nothing known yet",)))
    sure = [p for p in open_to if p.confidence >= case.evidence.threshold]
    if sure:
        return max(sure, key=lambda p: (_detail(p), p.confidence))
    return _unallocated(max(open_to, key=lambda p: (_detail(p), p.confidence)))


def _detail(proposal: Proposal) -> bool:
    """Tell a full code from one that was cut down to its project."""
    return proposal.reason.likely is None


def _unallocated(guess: Proposal) -> Proposal:
    likely = max(guess.parts, key=lambda part: part[1])[0]
    reason = Reason(Source.NOTHING, guess.reason.ref, guess.reason.details, likely)
    return Proposal(((Code(), 1),), guess.confidence, reason)


def _eligible(case: Case, proposal: Proposal) -> bool:
    lists = [rule.then for rule in case.rules if isinstance(rule.then, Eligible)]
    codes = [code for code, _ in proposal.parts]
    if not case.excluded.isdisjoint(codes):
        return False
    return all(all(e.admits(code) for code in codes) for e in lists)


def _by_rule(case: Case, rule: Rule) -> tuple[float, Reason]:
    known = None
    if case.view is not None and isinstance(rule.then, Shares) and len(rule.then.parts) == 1:
        known = case.view.sure_of(rule.then.parts[0][0]) if case.weighed(rule.ref) else None
    sure = _trust(case, Source.RULE, rule.ref) if known is None else known
    return sure, Reason(Source.RULE, rule.ref, (f"rule: {rule.name}",))


def _trust(case: Case, source: Source, ref: str) -> float:
    return TRUST[source] if case.view is None else case.view.trust(source, ref)
