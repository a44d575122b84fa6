import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from timesheet.exchange.book.names import sheet_names, utf16_cut


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("Data", "Data"),
        ("A[B]/C:?*", "A B C"),
        ("'x'", "x"),
        ("", "Sheet"),
        ("///", "Sheet"),
        ("History", "Sheet"),
        ("x" * 40, "x" * 31),
        ("tab\tnew\nline", "tab new line"),
        ("\x0b", "Sheet"),
    ],
)
def test_p27_names_become_legal(wish, name):
    assert sheet_names([wish]) == [name]


def test_names_are_unique_whatever_the_case_of_letters():
    assert sheet_names(["Data", "DATA", "data"]) == ["Data", "DATA (2)", "data (3)"]
    first, second = sheet_names(["y" * 40, "Y" * 41])
    assert (len(first), second) == (31, "Y" * 27 + " (2)")


@settings(max_examples=100)
@given(st.lists(st.text(max_size=45), max_size=6))
def test_any_wish_makes_a_sheet(wishes):
    names = sheet_names(wishes)
    assert len({name.casefold() for name in names}) == len(wishes)
    book = Workbook()
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert book.create_sheet(name).title == name or name == "Sheet"


def test_a_cut_never_splits_a_character():
    assert utf16_cut("a\U0001f680b", 2) == "a"
    assert utf16_cut("a\U0001f680b", 3) == "a\U0001f680"
