"""Which budget holds when, and which hours draw on it."""

from datetime import date, timedelta

from timesheet.core.budgets import Basis, Budget, Terms, in_force, place_of, terms_on

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
DAY = timedelta(days=1)


def test_the_first_is_the_original_and_the_latest_holds():
    said = [Budget(1, None, 100, 1000, FEB), Budget(1, None, 80, 800, JAN),
            Budget(1, None, 120, 1200, MAR), Budget(1, None, 130, 1300, MAR)]  # fmt: skip
    assert in_force(said, JAN - DAY) == {}
    assert in_force(said, JAN)[1, None].revised.seconds == 80
    held = in_force(said, MAR)[1, None]
    assert (held.original.seconds, held.revised.seconds) == (80, 130)


def test_a_budget_of_nothing_ends_it():
    said = [Budget(1, 7, 100, 0, JAN), Budget(1, 7, 0, 0, FEB)]
    assert (1, 7) in in_force(said, FEB - DAY)
    assert in_force(said, FEB) == {}


def test_a_whole_project_holds_all_its_hours_until_a_task_has_its_own():
    whole = in_force([Budget(1, None, 100, 0, JAN)], JAN)
    assert place_of(1, 7, whole) == place_of(1, None, whole) == (1, None)
    both = in_force([Budget(1, None, 100, 0, JAN), Budget(1, 7, 50, 0, JAN)], JAN)
    assert place_of(1, 7, both) == (1, 7)
    assert place_of(1, 8, both) == (1, 8)
    assert place_of(2, 9, both) == (2, 9)


def test_terms_hold_until_others_do_or_nothing_is_billed():
    said = [Terms(1, Basis.HOURLY, 900_000, 0, JAN), Terms(1, Basis.NOTHING, 0, 0, MAR)]
    assert terms_on(said, FEB)[1].rate == 900_000
    assert terms_on(said, MAR) == {}
