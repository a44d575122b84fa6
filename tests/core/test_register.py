"""A provider's register beside ours: found by id or name, nobody lost, numbers however written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.register import Ours, compare
from timesheet.core.register_rows import Columns, Means, Paid, Part, columns, hundredths, paid

OURS = [
    Ours(
        "P-001", "Ana Ruiz", 4017, 96400, frozenset({"000101"}),
        (Part("REG", 4000, 96_000), Part("OT", 17, 400)),
    ),
    Ours("P-002", "Ben O’Dea", 3400, 81600, parts=(Part("REG", 3400, 81_600),)),
    Ours("P-003", "Carla Weiß", 0, 0),
]  # fmt: skip
ADP = [
    ["Payroll Register", "", "", ""],
    ["File #", "Employee Name", "Reg Hours", "O/T Hours", "Gross Pay"],
    ["101", "Ruiz, Ana", "40.00", "0.17", "964.00"],
    ["", "O'Dea, Ben", "34.00", "", "816.00"],
    ["", "", "", "", ""],
    ["", "Totals", "74.00", "0.17", "1,780.00"],
]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", 123450), ("1.234,50", 123450), ("40", 4000), ("40,5", 4050), ("-8.00", -800),
        ("1,234", 123400), ("$ 816.00", 81600), ("(816.00)", -81600), ("40:10", 4017),
        ("1'234.50", 123450), ("0.125", 13), ("n/a", None), ("", None), ("1,2,3.4.5", None),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text, value):
    assert hundredths(text) == value


def test_the_columns_are_found_by_their_headings_and_sums_are_passed_over():
    chosen = columns(ADP)
    assert chosen == Columns(
        1, (Means.PERSON, Means.NAME, Means.CODE_HOURS, Means.CODE_HOURS, Means.GROSS)
    )
    lines, wrong = paid(ADP, chosen)
    assert lines == [
        Paid(3, "101", "Ruiz, Ana", 4017, 96400, (Part("Reg", 4000, None), Part("O/T", 17, None))),
        Paid(4, "", "O'Dea, Ben", 3400, 81600, (Part("Reg", 3400, None),)),
    ]  # fmt: skip
    assert wrong == []
    assert compare(OURS, lines).agrees


def test_a_total_is_not_added_to_its_parts():
    rows = [["ID", "Regular Hours", "Overtime Hours", "Total Hours"], ["P-001", "40", "2", "42"]]
    lines, _ = paid(rows, columns(rows))
    assert lines[0].hundredths == 4200
    assert lines[0].cents is None


def test_a_cell_that_is_no_number_is_told_with_its_row_and_column():
    rows = [["ID", "Hours"], ["P-001", "forty"]]
    _, wrong = paid(rows, columns(rows))
    assert wrong == [(2, "Hours", "forty")]


def test_who_is_in_one_of_them_only_stands_in_the_comparison():
    found = compare(OURS, [Paid(2, "", "Anna Ruis", 4017, 96400)])
    assert [one.theirs for one in found.differences] == [None, None, None]
    assert [one.agrees for one in found.differences] == [False, False, True]
    ((stranger, nearest, still_open),) = found.strangers
    assert (stranger.name, nearest, still_open) == ("Anna Ruis", "Ana Ruiz (P-001)", False)


def test_who_is_ours_and_not_locked_yet_is_told_from_a_stranger():
    found = compare([], [Paid(2, "", "Ruiz, Ana", 1, 1)], others=OURS)
    assert found.strangers[0][1:] == ("Ana Ruiz (P-001)", True)


def test_a_name_that_two_people_have_matches_neither():
    twins = [Ours("1", "Ana Ruiz", 100, 100), Ours("2", "Ruiz, Ana", 100, 100)]
    assert len(compare(twins, [Paid(2, "", "Ana Ruiz", 100, 100)]).strangers) == 1
    assert not compare(twins, [Paid(2, "2", "Ana Ruiz", 100, 100)]).strangers


def test_what_differs_by_more_than_the_tolerance_differs():
    for cents, agrees in ((96500, True), (96501, False)):
        (one, *_) = compare(OURS, [Paid(2, "P-001", "", 4020, cents)]).differences
        assert one.agrees is agrees


BY_CODE = Ours(
    "P-001", "Ana Ruiz", 4200, 103_200, parts=(
        Part("REG", 3200, 76_800), Part("OT", 200, 7_200), Part("VAC", 400, 9_600),
        Part("SICK", 400, 9_600),
    ),
)  # fmt: skip
CALLED = {"REG": "Hourly", "OT": "O/T Hours", "VAC": "PTO", "SICK": "PTO"}


def by_code(*rows, called=CALLED, ours=BY_CODE):
    lines, wrong = paid(rows, columns(rows))
    assert wrong == []
    return compare([ours], lines, called=called)


def told(found):
    (one,) = found.differences
    return [(part.theirs.code, part.known, part.agrees) for part in one.parts]


def test_a_register_with_a_row_for_each_pay_code_is_compared_by_pay_code():
    found = by_code(
        ["Employee ID", "Earning", "Hours", "Gross Pay"],
        ["P-001", "Hourly", "32.00", "768.00"], ["P-001", "O/T", "2.00", "72.00"],
        ["P-001", "PTO", "8.00", "192.00"],
    )  # fmt: skip
    assert found.agrees
    assert told(found) == [("Hourly", True, True), ("O/T", True, True), ("PTO", True, True)]


def test_what_moved_from_one_pay_code_to_another_differs_though_the_sums_agree():
    found = by_code(
        ["ID", "Regular Hours", "Overtime Hours", "PTO Hours", "Total Hours", "Gross"],
        ["P-001", "34.00", "", "8", "42.00", "1,032.00"],
        called={"VAC": "PTO", "SICK": "PTO"},
    )
    assert not found.agrees
    assert told(found) == [("OT", True, False), ("PTO", True, True), ("Regular", True, False)]
    parts = {part.theirs.code: part for part in found.differences[0].parts}
    assert parts["OT"].theirs == Part("OT", 0, None)
    assert parts["Regular"].theirs == Part("Regular", 3400, None)


def test_a_pay_code_that_nobody_knows_is_named_and_the_sums_decide():
    rows = (
        ["ID", "Lohnart", "Stunden", "Brutto"],
        ["P-001", "Hourly", "32", "768"], ["P-001", "4711", "10", "264"],
    )  # fmt: skip
    found = by_code(*rows)
    assert found.unknown == ("4711",)
    assert found.agrees
    assert ("4711", False, False) in told(found)


def test_a_register_without_pay_codes_is_compared_by_sums_alone():
    found = by_code(["ID", "Hours", "Gross"], ["P-001", "42", "1032"])
    assert found.agrees
    assert told(found) == []


some = st.lists(
    st.builds(
        Paid,
        st.integers(2, 99),
        st.sampled_from(["", "P-001", "101", "X-9"]),
        st.sampled_from(["Ana Ruiz", "O'Dea, Ben", "Zoe"]),
        st.integers(0, 9000) | st.none(),
        st.integers(0, 900_000) | st.none(),
        st.lists(
            st.builds(
                Part,
                st.sampled_from(["Reg", "O/T", "REG", "x"]),
                st.integers(0, 9000),
                st.integers(0, 900_000) | st.none(),
            ),
            max_size=3,
        ).map(tuple),
    )
)


@given(some)
def test_nothing_of_a_register_is_lost(lines):
    found = compare(OURS, lines)
    for name in ("hundredths", "cents"):
        told = [one.theirs for one in found.differences if one.theirs]
        told += [one.theirs for one in found.strangers]
        assert sum(getattr(one, name) or 0 for one in told) == sum(
            getattr(one, name) or 0 for one in lines
        )


@given(some)
def test_no_hour_of_a_pay_code_is_lost(lines):
    matched = [one for one in compare(OURS, lines).differences if one.theirs]
    there = sum(part.theirs.hundredths or 0 for one in matched for part in one.parts)
    assert there == sum(part.hundredths or 0 for one in matched for part in one.theirs.parts)
