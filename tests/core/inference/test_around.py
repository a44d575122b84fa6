"""What is around a shift tells of it: what others are planned for, and what was switched to."""

from tests.core.inference.test_allocate import (
    DEPOT,
    HARBOUR,
    TOWER,
    at,
    day_shift,
    hours,
    shift_of,
)
from timesheet.core.inference.allocate import allocate
from timesheet.core.inference.evidence import Evidence, Prediction
from timesheet.core.inference.places import Beside
from timesheet.core.model import UNALLOCATED, RosterShift, Segment, Source, Word


def test_what_others_are_planned_for_at_the_site_stands_where_one_is_not_planned_oneself():
    others = (Beside(at(7), at(15), 9, DEPOT, 3), Beside(at(15), at(23), 9, TOWER, 1))
    (line, *_) = allocate(day_shift(site=9), Evidence(beside=others, threshold=0.5))
    assert (line.code, line.reason.source, line.confidence) == (DEPOT, Source.ROSTER, 0.6)
    own = (RosterShift(4, 7, at(7), at(16), code=HARBOUR),)
    assert hours(allocate(day_shift(site=9), Evidence(roster=own, beside=others))) == {HARBOUR: 8}
    assert hours(allocate(day_shift(site=8), Evidence(beside=others))) == {UNALLOCATED: 8}


def switched(*said):
    """Return a shift whose worker switched at 9 and at 14, with what he said each time."""
    edges = (at(7), at(9), at(12), at(13), at(14), at(16))
    places = ((0, 1, 0), (1, 2, 1), (3, 4, 1), (4, 5, 2))
    words = [(Word(code, 80 + n),) if code else () for n, code in enumerate(said)]
    return shift_of(*(Segment(edges[a], edges[b], words[w], None, "UTC") for a, b, w in places))


def test_nobody_switches_to_what_he_is_on():
    view = Prediction(((HARBOUR, 0.8), (DEPOT, 0.15)), ref="learned v2")
    evidence = Evidence(learned={at(7): view}, threshold=0.1)
    assert hours(allocate(switched(None, HARBOUR, DEPOT), evidence)) == {DEPOT: 4, HARBOUR: 4}
    assert hours(allocate(switched(HARBOUR, None, DEPOT), evidence)) == {
        HARBOUR: 2, UNALLOCATED: 4, DEPOT: 2,
    }  # fmt: skip
    plan = (RosterShift(4, 7, at(7), at(16), code=HARBOUR),)
    first, *_ = allocate(switched(None, HARBOUR, DEPOT), Evidence(roster=plan))
    assert (first.code, first.end) == (UNALLOCATED, at(9))
