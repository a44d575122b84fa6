"""What rules and the roster say of a shift before anybody's word: evidence for the learner.

A replay must not read the words on a shift before it is judged; what admins and planners wrote
down beforehand it may.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from timesheet.core import money
from timesheet.core.inference import places, proposals
from timesheet.core.inference.allocate import pieces
from timesheet.core.inference.evidence import Evidence
from timesheet.core.inference.learner.sight import GIVEN, PARTS
from timesheet.core.inference.proposals import Case, Proposal
from timesheet.core.inference.rules import Eligible, Hint, Rule, Shares
from timesheet.core.model import Code, Expectation, Segment, Shift


def expected(shift: Shift, evidence: Evidence) -> tuple[Expectation, ...]:
    """Return what is expected of a whole shift, and what rules alone give a part of it to.

    ``evidence`` may hold words and guesses: they are not read.
    """
    if not (evidence.rules or evidence.roster or evidence.beside):
        return ()
    rules = proposals.applying(evidence.rules, shift, evidence)
    lists = [rule.then for rule in rules if isinstance(rule.then, Eligible)]
    whole = tuple(_by_rules(shift, evidence, rules))
    found = (*whole, *_by_roster(shift, evidence))
    if all(one.kind != "rule" for one in whole):
        found += tuple(_parts(shift, rules, evidence))
    return tuple(one for one in found if all(able.admits(one.code) for able in lists))


def _by_rules(shift: Shift, evidence: Evidence, rules: tuple[Rule, ...]) -> Iterator[Expectation]:
    hard = True
    for rule in rules:
        if not _holds(rule, shift, evidence):
            continue
        if isinstance(rule.then, Hint):
            yield Expectation("hint", rule.ref, rule.then.code, rule.then.weight)
        elif isinstance(rule.then, Shares) and hard:
            hard = False
            if len(rule.then.parts) == 1:
                yield Expectation("rule", rule.ref, rule.then.parts[0][0])


def _parts(shift: Shift, rules: tuple[Rule, ...], evidence: Evidence) -> Iterator[Expectation]:
    """Yield what hard rules give a part of a shift to: by this they are judged."""
    if not any(isinstance(rule.then, Shares | Eligible) for rule in rules):
        return
    seconds: dict[tuple[str, Code], int] = defaultdict(int)
    for piece, proposal in _decided(shift, rules, evidence):
        parts = money.split(piece.seconds, [weight for _, weight in proposal.parts])
        for (code, _), share in zip(proposal.parts, parts, strict=True):
            seconds[proposal.reason.ref, code] += share
    for (ref, code), given in seconds.items():
        if share := given * PARTS // max(1, shift.seconds):
            yield Expectation(GIVEN, ref, code, share)


def _holds(rule: Rule, shift: Shift, evidence: Evidence) -> bool:
    """Tell whether a rule holds for all of a shift."""
    for segment in shift.segments:
        zone = segment.zone or evidence.zone
        if rule.when.cuts(segment.start, segment.end, zone):
            return False
        if not rule.when.hold_for_piece(segment, zone):
            return False
    return True


def _by_roster(shift: Shift, evidence: Evidence) -> Iterator[Expectation]:
    codes = proposals.planned_codes(shift, evidence)
    here = proposals.planned_here(shift, evidence)
    if len(codes) == 1:
        kind = proposals.ROSTER if here else proposals.ELSEWHERE
        yield Expectation(kind, kind, codes.pop())
    if not here:
        for code, people in places.beside(shift, evidence.beside):
            yield Expectation(proposals.BESIDE, proposals.BESIDE, code, people)
        for code, people in places.free(shift, evidence.beside):
            yield Expectation(proposals.OPEN, proposals.OPEN, code, people)


def firm(shift: Shift, evidence: Evidence) -> Code | None:
    """Return the code that rules decide for at least half of a shift, whatever else is thought."""
    seconds: dict[Code, int] = defaultdict(int)
    rules = proposals.applying(evidence.rules, shift, evidence)
    for piece, proposal in _decided(shift, rules, evidence):
        seconds[max(proposal.parts, key=lambda part: part[1])[0]] += piece.seconds
    most = max(seconds, key=seconds.__getitem__, default=None)
    return most if most is not None and seconds[most] * 2 >= shift.seconds else None


def _decided(
    shift: Shift, rules: tuple[Rule, ...], evidence: Evidence
) -> Iterator[tuple[Segment, Proposal]]:
    """Yield the pieces of a shift that hard rules decide, whatever is said or thought of them."""
    bare = replace(evidence, answers=(), learned={}, last=None)
    for piece in pieces(shift, (), rules, bare):
        zone = piece.zone or bare.zone
        here = tuple(rule for rule in rules if rule.when.hold_for_piece(piece, zone))
        case = Case(shift, piece, bare, here)
        found = (proposal for source in proposals.HARD for proposal in source(case))
        if (proposal := next(found, None)) is not None:
            yield piece, proposal
