from datetime import date

import pytest

from timesheet.exchange.holidays import public_holidays


def test_a_place_has_its_own_holidays():
    ontario = public_holidays("CA-ON", [2026])
    assert date(2026, 9, 7) in ontario
    assert date(2026, 10, 12) in public_holidays("CA-BC", [2026])
    assert date(2026, 11, 1) in public_holidays("DE-BY", [2026])
    assert date(2026, 11, 1) not in public_holidays("DE-BE", [2026])
    assert {day.year for day in public_holidays("US", [2026, 2027])} == {2026, 2027}


def test_no_calendar_no_holidays_and_an_unknown_one_is_refused():
    assert public_holidays("", [2026]) == {}
    with pytest.raises(ValueError, match="'XX'"):
        public_holidays("XX", [2026])
