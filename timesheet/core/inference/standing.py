"""What rules and the roster say of a shift, before anybody's word: what a replay books without it.

A replay must not read the words on a shift before it is judged; what admins and planners wrote
down beforehand it may.
"""

from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from timesheet.core.inference import proposals
from timesheet.core.inference.allocate import pieces
from timesheet.core.inference.evidence import PRIORS, Evidence, Track
from timesheet.core.inference.learner.sight import Label
from timesheet.core.inference.proposals import Case, Proposal
from timesheet.core.model import Shift, Source


class Standing(NamedTuple):
    """A code that stands for a shift already, and who says so.

    ``key`` names the rule or the roster, whose record says how far it is trusted; ``prior`` is
    its record before there is one. ``firm``: it is booked whatever else is thought.
    """

    code: Label
    key: str
    prior: Track
    firm: bool = False


def standing(shift: Shift, evidence: Evidence) -> Standing | None:
    """Return what rules and the roster say of most of a shift; None where they say nothing."""
    bare = replace(evidence, answers=(), learned={}, last=None, records={})
    rules = proposals.applying(bare.rules, shift, bare)
    seconds: dict[Standing, int] = defaultdict(int)
    for piece in pieces(shift, (), rules, bare):
        zone = piece.zone or bare.zone
        here = tuple(rule for rule in rules if rule.when.hold_for_piece(piece, zone))
        found = _surest(Case(shift, piece, bare, here))
        if found is not None:
            seconds[found] += piece.seconds
    if not seconds:
        return None
    most = max(seconds, key=lambda one: (seconds[one], one.key))
    return most if seconds[most] * 2 >= shift.seconds else None


def _surest(case: Case) -> Standing | None:
    for source in proposals.HARD:
        for proposal in source(case):
            return _standing(proposal)
    soft = [p for source in (proposals.hint, proposals.roster) for p in source(case)]
    return _standing(max(soft, key=lambda p: p.confidence)) if soft else None


def _standing(proposal: Proposal) -> Standing:
    code = max(proposal.parts, key=lambda part: part[1])[0]
    by_roster = proposal.reason.source is Source.ROSTER
    key = "roster" if by_roster else proposal.reason.ref
    if by_roster or proposal.firm:
        return Standing(code, key, PRIORS[proposal.reason.source], proposal.firm)
    # A hint is worth as many right cases as its weight says: (weight + 1) of (weight + 2).
    weight = round(1 / (1 - proposal.confidence)) - 2
    return Standing(code, key, Track(weight, weight))


class Records:
    """How often each rule and the roster were right so far, in the order of the replay."""

    def __init__(self) -> None:
        self._tracks: dict[str, Track] = {}

    def trust(self, said: Standing) -> float:
        """Return the probability that what stands is right."""
        return self._tracks.get(said.key, Track()).confidence(said.prior)

    def learn(self, said: Standing, *, right: bool) -> None:
        """Count a shift on which the truth is known now."""
        old = self._tracks.get(said.key, Track())
        self._tracks[said.key] = Track(old.right + right, old.seen + 1)
