"""Hours are rounded once, and the files of a period sum to the file of the whole."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import exported
from timesheet.core.export import profile as profiles
from timesheet.core.export.amounts import amounts, whole
from timesheet.core.export.making import payroll_file
from timesheet.core.export.nouns import Earning, Made, Names
from timesheet.core.export.profile import Unit
from timesheet.core.worked import Worked
from timesheet.exchange.profiles import shipped

PROFILE = shipped()["sage-300-cre"]
NAMES = Names(earnings={"REG": Earning("R"), "OT": Earning("O", "both"), "NO": Earning("")})
FIRST = date(2026, 11, 16)

worked = st.builds(
    lambda person, day, code, seconds, cents, project: Worked(
        person, person, FIRST + timedelta(days=day), code, seconds, cents, project
    ),
    st.sampled_from(["1", "2"]),
    st.integers(0, 13),
    st.sampled_from(["REG", "OT", "NO"]),
    st.integers(0, 90_000),
    st.integers(-500, 90_000),
    st.sampled_from(["", "P", "Q"]),
)
some = st.lists(worked, max_size=12)


@given(st.lists(st.integers(-90_000, 90_000), max_size=12), st.sampled_from(Unit))
def test_whole_units_sum_to_the_rounded_total(seconds, unit):
    size = {"hundredth": 36, "minute": 60}[unit]
    parts = whole(seconds, unit)
    total = (Decimal(sum(seconds)) / size).quantize(Decimal(1), ROUND_HALF_UP)
    assert sum(parts) == total
    assert all(abs(part * size - exact) < size for part, exact in zip(parts, seconds, strict=True))


@given(some, some, some)
def test_a_first_file_and_its_deltas_are_the_file_of_the_whole(first, second, third):
    """Whatever changed in between: what was sent sums to what stands now."""
    sent = defaultdict(lambda: [0, 0])
    before: list[Worked] = []
    for now in (first, second, third):
        for key, amount in amounts(PROFILE, NAMES, now, before).items():
            assert amount != (0, 0)
            sent[key][0] += amount.units
            sent[key][1] += amount.cents
        before = now
    final = {key: list(amount) for key, amount in amounts(PROFILE, NAMES, third).items()}
    assert {key: sums for key, sums in sent.items() if sums != [0, 0]} == final
    assert amounts(PROFILE, NAMES, third, third) == {}


@pytest.mark.parametrize("code", ["adp-wfn", "paychex-spi", "datev-lug"])
def test_a_second_file_has_only_what_changed(code):
    profile = shipped()[code]
    before = exported.lines()
    moved = [
        line._replace(project="P-200") if (line.person, line.day.day) == ("00042", 16) else line
        for line in before
    ]
    file = payroll_file(profile, exported.names(profile), exported.OCCASION, moved, before)
    assert isinstance(file, Made)
    assert file.rows == 2
    assert b"-8" in file.content
    again = payroll_file(profile, exported.names(profile), exported.OCCASION, moved, moved)
    assert isinstance(again, Made)
    assert again.rows == 0


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"code": "x", "version": 1, "name": "X", "file": {"nome": "x"}}, "file: there is no nome"),
        ({"code": "x", "version": 1, "name": "X", "file": {"name": "x"}, "colums": []}, "colums"),
        ({"code": "x", "name": "X", "file": {"name": "x"}}, "version"),
        (
            {"code": "x", "version": 1, "name": "X", "file": {"name": "x"}, "maps": {"dog": "own"}},
            "dog",
        ),
        (
            {
                "code": "x",
                "version": 1,
                "name": "X",
                "file": {"name": "x"},
                "rows": {"by": ["hat"]},
            },
            "hat",
        ),
    ],
)
def test_a_slip_in_a_document_is_named_with_its_place(document, said):
    with pytest.raises(ValueError, match=said):
        profiles.read(document)
