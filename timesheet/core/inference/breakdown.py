"""Parts of a shift with another task or cost code: "the first 15 minutes are set-up"."""

from collections.abc import Iterable, Iterator, Sequence

from timesheet.core import money
from timesheet.core.inference.rules import WHOLE, Breakdown, Place, Rule, Step
from timesheet.core.model import Allocation, Code, Instant, Reason, Seconds, Segment, Shift, Source


def _walk(segments: Sequence[Segment], seconds: Seconds) -> Instant:
    """Return the instant at which so many paid seconds have passed."""
    for segment in segments:
        if seconds <= segment.seconds:
            return segment.start + seconds
        seconds -= segment.seconds
    return segments[-1].end


def bounds(shift: Shift, step: Step) -> tuple[Instant, Instant]:
    """Return the span of paid time that a step of minutes takes; all of it for a fraction."""
    if not shift.segments:
        return shift.start, shift.start
    if step.place is Place.FIRST:
        return shift.start, _walk(shift.segments, step.amount * 60)
    if step.place is Place.LAST:
        if shift.open:
            return shift.end, shift.end
        return _walk(shift.segments, max(0, shift.seconds - step.amount * 60)), shift.end
    return shift.start, shift.end


def steps(rules: Sequence[Rule]) -> list[tuple[Rule, Step]]:
    """Return the steps of all breakdowns that apply, but fractions of the first that has any."""
    found: list[tuple[Rule, Step]] = []
    for rule in rules:
        if isinstance(rule.then, Breakdown):
            taken = any(step.place is Place.FRACTION for _, step in found)
            new = [s for s in rule.then.steps if not (taken and s.place is Place.FRACTION)]
            found += [(rule, step) for step in new]
    return found


def cuts(shift: Shift, rules: Sequence[Rule]) -> list[Instant]:
    """Return the instants at which a step begins or ends."""
    found = [bounds(shift, step) for _, step in steps(rules) if step.place is not Place.FRACTION]
    return [at for span in found for at in span]


def apply(
    lines: Iterable[Allocation], shift: Shift, rules: Sequence[Rule], trust: float
) -> Iterator[Allocation]:
    """Yield the lines of one piece with the steps worked in; their seconds sum to the same.

    A person's word is only refined (he said the project, the rule adds the task), never changed;
    what a rule refined is no longer attested. Hours that are unallocated stay so.
    """
    found = steps(rules)
    for line in lines:
        timed = [pair for pair in found if _covers(bounds(shift, pair[1]), line)]
        by_time = [p for p in timed if p[1].place is not Place.FRACTION and _fits(line, p[1])]
        if by_time:
            yield _refined(line, line.seconds, *by_time[0], trust)
        else:
            shares = [p for p in timed if p[1].place is Place.FRACTION and _fits(line, p[1])]
            yield from _fractions(line, shares, trust)


def _covers(span: tuple[Instant, Instant], line: Allocation) -> bool:
    return span[0] <= line.start and line.end <= span[1]


def _fits(line: Allocation, step: Step) -> bool:
    """Tell whether a step may act: on a known project, on a word that leaves open what it says."""
    if line.code == Code() and step.code.project is None:
        return False
    if not line.reason.attested:
        return True
    pairs = zip(line.code, step.code, strict=True)
    return all(new is None or old is None or new == old for old, new in pairs)


def _fractions(
    line: Allocation, found: Sequence[tuple[Rule, Step]], trust: float
) -> Iterator[Allocation]:
    weights = [step.amount for _, step in found]
    seconds = money.split(line.seconds, [WHOLE - sum(weights), *weights])
    if seconds[0]:
        yield _resized(line, seconds[0])
    for (rule, step), part in zip(found, seconds[1:], strict=True):
        if part:
            yield _refined(line, part, rule, step, trust)


def _resized(line: Allocation, seconds: Seconds) -> Allocation:
    return Allocation(line.start, line.end, seconds, line.code, line.reason, line.confidence)


def _refined(
    line: Allocation, seconds: Seconds, rule: Rule, step: Step, trust: float
) -> Allocation:
    code = Code(*(b if a is None else a for a, b in zip(step.code, line.code, strict=True)))
    if code == line.code:
        return _resized(line, seconds)
    details = (f"rule: {rule.name}", *line.reason.details)[:3]
    reason = Reason(Source.RULE, rule.ref, details)
    return Allocation(line.start, line.end, seconds, code, reason, trust * line.confidence)
