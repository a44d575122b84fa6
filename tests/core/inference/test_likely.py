"""Which codes stand on the buttons, and in which order."""

from timesheet.core.inference.likely import PLANNED, Charged, likely_codes, several
from timesheet.core.model import HOUR, Code

NOW = 1_800_000_000
WEEK = 7 * 24 * HOUR
A, B, C, D = (Code(n) for n in range(1, 5))


def test_own_hours_fade_by_the_week():
    own = [Charged(A, 50 * HOUR, NOW - 4 * WEEK), Charged(B, 8 * HOUR, NOW - HOUR)]
    assert likely_codes(own, [], [], NOW) == (B, A)


def test_the_roster_comes_first_and_the_crew_last():
    own = [Charged(A, PLANNED - HOUR, NOW)]
    crew = [Charged(C, 8 * HOUR, NOW)]
    assert likely_codes(own, crew, [B], NOW) == (B, A, C)


def test_what_one_is_on_already_is_no_choice_and_three_are_enough():
    own = [Charged(code, (9 - code.project) * HOUR, NOW) for code in (A, B, C, D)]
    assert likely_codes(own, [], [], NOW) == (A, B, C)
    assert likely_codes(own, [], [], NOW, without=A) == (B, C, D)


def test_only_who_works_on_several_codes_is_offered_to_switch():
    assert not several([Charged(A, 1, NOW)])
    assert several([Charged(A, 1, NOW), Charged(B, 1, NOW)])
