"""Statutory forms of a small company: what stands in them, byte for byte, and what they refuse."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.forms.document import read
from timesheet.core.forms.filling import fill
from timesheet.core.forms.gathering import by_activity, by_classification
from timesheet.core.forms.nouns import Facts, Presence, Said, Signature
from timesheet.core.forms.summing import monthly
from timesheet.core.worked import Worked
from timesheet.exchange.forms import shipped, write

GOLDEN = Path(__file__).parent / "golden"
FORMS = shipped()
SUNDAY = date(2026, 11, 22)
HOUR = 3600
PAY_CODES = {"regular": "REG", "overtime": "OT", "double": "DT", "leave": "PTO"}
PERSONS = {"00042": "Reyes, Ana Maria", "00043": "Ben Okafor"}
SAID = Said(
    {
        "address": "1 Pier Rd, Oakland CA", "signer": "Carla Weiss", "signer_title": "Controller",
        "supervisor": "B. Okafor", "cif": "B12345678",
    },
    {
        "last4": {"00042": "1234", "00043": "5678"},
        "j_ra": {"00042": "J", "00043": "RA"},
        "classification": {"00042": "Carpenter", "00043": "Laborer"},
        "class": {"ROOF": "Roofer"},
        "fringe_credit": {"00042": "5.25"},
        "fringe_cash": {"00043": "3"},
        "location": {"P-100": "Pier 7"}, "contract": {"P-100": "W911-26"},
        "wage_determination": {"P-100": "CA20260018"}, "payroll_no": {"P-100": "12"},
        "lcp_code": {"P-100": "CBS"},
        "award": {"P-100": "HRSA-123"}, "listing": {"P-100": "93.224"},
        "eu_number": {"P-100": "101000000"}, "acronym": {"P-100": "EXAMPLE"},
        "category": {"00042": "SC2", "00043": "SC1"},
        "type": {"00042": "variable"}, "hired": {"00042": "2026-02-02"},
        "nif": {"00042": "00000000T", "00043": "00000001R"},
        "regime": {"00042": "completa", "00043": "parcial"},
        "mode": {"00042": "presencial"},
    },
)  # fmt: skip


def line(person, day, hours, cents, project="P-100", task="", kind="regular", own=True):
    where = {"P-100": "Harbour", "P-200": "Depot", "": ""}[project]
    source = "policy" if kind == "leave" else "own_word" if own else "learned"
    return Worked(
        person, PERSONS[person], SUNDAY + timedelta(days=day), PAY_CODES[kind],
        int(hours * HOUR), cents, project, where, task=task, source=source,
    )  # fmt: skip


LINES = (
    *(line("00042", day, 8, 30_400) for day in range(1, 6)),
    line("00042", 2, 2, 11_400, kind="overtime"),
    line("00042", 6, 4, 15_200, task="ROOF"),
    *(line("00043", day, 6, 12_000) for day in (1, 2)),
    line("00043", 3, 7.5, 15_000, project="P-200", own=False),
    line("00043", 4, 8, 16_000, project="", kind="leave"),
)
SHIFTS = (
    Presence("00042", PERSONS["00042"], date(2026, 11, 23), "07:02", "15:31",
             (("11:00", "11:30"),), 1800, 28_740, 0, "Madrid"),
    Presence("00042", PERSONS["00042"], date(2026, 11, 24), "07:00", "18:00",
             (("11:00", "11:30"), ("15:00", "15:10")), 2400, 37_200, 8400, "Madrid",
             "B. Okafor", date(2026, 11, 25), "forgot to clock out"),
    Presence("00043", PERSONS["00043"], date(2026, 11, 24), "08:00", "13:00", (), 0, 18_000, 3600),
)  # fmt: skip


def facts(form, lines=LINES, said=SAID):
    first = SUNDAY if form.span == "week" else SUNDAY.replace(day=1)
    last = first + timedelta(days=6) if form.span == "week" else SUNDAY.replace(day=30)
    project = "P-100" if form.of_project else ""
    shifts = SHIFTS if form.rows == "day" else ()
    return Facts(
        first, last, "Acme", said, lines, shifts, lines, project,
        "Harbour" if project else "", frozenset({"P-100"}),
    )  # fmt: skip


def content(form, about):
    """Return the file of a form, and what it says of it."""
    out = io.BytesIO()
    filled = write(out, form, about)
    return out.getvalue(), filled


def certified(form, *, role="person", number="00042", by="Ana Maria Reyes", day=1):
    """Return a signature to what a form says of a person now."""
    filled = fill(form, facts(form))
    sha256 = next(one.sha256 for one in filled.signed if one.number == number)
    return Signature(number, role, by, date(2026, 12, day), sha256)


@pytest.mark.parametrize("code", sorted(FORMS))
def test_each_form_is_what_its_golden_file_says(code):
    form = FORMS[code]
    written, filled = content(form, facts(form))
    assert [str(one) for one in filled.problems] == []
    golden = GOLDEN / f"{code}.{form.media}"
    assert written == golden.read_bytes()


@pytest.mark.parametrize("code", sorted(FORMS))
def test_people_come_one_after_the_other_and_the_file_is_the_same(code):
    form, whole = FORMS[code], facts(FORMS[code])
    out = io.BytesIO()
    several = [of_one(whole, number) for number in sorted(PERSONS)]
    filled = write(out, form, replace(whole, lines=(), shifts=(), year=()), iter(several))
    assert out.getvalue() == content(form, whole)[0]
    every = fill(form, whole)
    assert (filled.rows, filled.signed) == ((), ())
    assert (filled.count, filled.people) == (len(every.rows), len(PERSONS))
    assert filled.seconds == sum(one.seconds for one in (*whole.lines, *whole.shifts))
    first = fill(form, whole, several, most=1)
    assert 0 < len(first.rows) < len(every.rows)
    assert first.rows == every.rows[: len(first.rows)]


def of_one(whole, number):
    def those(some):
        return tuple(one for one in some if one.person == number)

    return replace(whole, lines=those(whole.lines), shifts=those(whole.shifts),
                   year=those(whole.year))  # fmt: skip


def records(form):
    filled = fill(FORMS[form], facts(FORMS[form]))
    return [dict(zip(filled.headings, row, strict=True)) for row in filled.rows]


def test_the_fringe_of_a_certified_payroll_is_a_weekly_total_and_classes_have_rows():
    carpenter, roofer, laborer = records("wh-347")
    assert [one["1A Entry"] for one in (carpenter, roofer, laborer)] == ["1", "1", "2"]
    assert (carpenter["6B Fringe benefit credit"], carpenter["6A Rate ST OT"]) == (
        "220.50", "38.00\n57.00",
    )  # fmt: skip
    assert (laborer["6C In lieu of fringe"], laborer["7A Gross this project"]) == (
        "36.00", "276.00",
    )  # fmt: skip
    assert (roofer["3 Labor classification"], roofer["4 Sat"]) == ("Roofer", "4.00\n")
    assert carpenter["1E Identifying no."] == "1234"
    assert not any("exempt" in heading.lower() for heading in carpenter)


def test_a_certified_payroll_has_the_six_boxes_and_never_a_whole_number_of_a_person():
    form = FORMS["wh-347"]
    whole = content(form, facts(form))[0].decode()
    assert [f"☐ {n}." in whole for n in range(1, 7)] == [True] * 6
    wrong = Said(SAID.settings, {**SAID.known, "last4": {"00042": "123-45-6789"}})
    problems = " ".join(map(str, fill(form, facts(form, said=wrong)).problems))
    assert "Last 4 of the identifying number can’t be “123-45-6789”" in problems


def test_the_first_day_at_lcptracker_is_sunday_and_no_hours_are_empty():
    first, *_ = records("lcptracker")
    assert (first["st_hrs_date1"], first["st_hrs_date2"], first["ov_hrs_date3"]) == (
        "", "8.00", "2.00",
    )  # fmt: skip
    assert first["week_end_date"] == "11/28/26"
    form = FORMS["lcptracker"]
    rows = list(csv.reader(io.StringIO(content(form, facts(form))[0].decode())))
    assert {len(row) for row in rows} == {68}


@pytest.mark.parametrize("code", sorted(one.code for one in FORMS.values() if one.attest))
def test_hours_that_need_a_word_and_have_none_cannot_be_certified(code):
    form = FORMS[code]
    inferred = tuple(
        one._replace(source="learned") if one.source == "own_word" else one for one in LINES
    )
    filled = fill(form, facts(form, inferred))
    assert [one.kind for one in filled.problems] == ["attest"] * 2
    assert "Ben Okafor has not attested 12.00 hours on P-100" in str(filled.problems[0])
    told = set(filled.rests)
    assert told - {"recorded"} == {"inferred, not attested"}


@pytest.mark.parametrize("code", sorted(FORMS))
def test_what_only_people_know_and_nobody_said_is_named(code):
    form = FORMS[code]
    problems = fill(
        form, facts(form, said=Said({}, {"eu_number": {"P-100": "101000000"}}))
    ).problems
    required = [one for one in (*form.settings, *form.asked) if one.required]
    told = " ".join(map(str, problems))
    for one in required:
        if not getattr(one, "default", ""):
            assert one.title in told


def test_more_days_than_a_year_of_eu_projects_may_have_are_refused():
    form = FORMS["horizon-europe"]
    many = tuple(
        line("00042", 0, 18, 0)._replace(day=date(2026, month, day))
        for month in range(1, 12) for day in range(1, 11)
    )  # fmt: skip
    problems = fill(form, replace(facts(form), year=many)).problems
    assert "Reyes has 247.5 day-equivalents" in str(problems[0])


def test_either_of_two_stability_periods_makes_full_time_and_no_hours_in_the_month_are_needed():
    form = FORMS["us-aca-hours"]
    settings = {"method": "look-back", "measurement_starts": "10-15", "administrative_days": "78"}
    said = Said(settings, {"hired": {"00042": "2025-03-10"}, "type": {"00042": "variable"}})
    spans = {("standard", 2025, 10, 15, 2026, 10, 14): 1000, ("x", 2025, 4, 1, 2026, 2, 28): 1430}
    measured = {
        ("00042", date(*days[1:4]), date(*days[4:])): hours * HOUR for days, hours in spans.items()
    }
    given = Facts(
        date(2027, 3, 1), date(2027, 3, 31), "Acme", said, measured=measured,
        measured_names={"00042": "Reyes, Ana"},
    )  # fmt: skip
    row = dict(zip((filled := fill(form, given)).headings, filled.rows[0], strict=True))
    told = row["full_time_flag"], row["measurement_type"], row["aca_hours"]
    assert told == ("Y", "look-back, initial", "")
    less = dict.fromkeys(measured, 0)
    (values,) = fill(form, replace(given, measured=less)).rows
    assert {"N", "look-back, standard"} <= set(values)


some = st.lists(
    st.builds(
        line,
        st.sampled_from(sorted(PERSONS)),
        st.integers(0, 6),
        st.integers(0, 10),
        st.integers(0, 90_000),
        st.sampled_from(["P-100", "P-200"]),
        st.sampled_from(["", "ROOF"]),
        st.sampled_from(["regular", "overtime", "double"]),
    ),
    max_size=20,
)


@given(some)
def test_no_money_and_no_hours_of_the_project_are_lost(lines):
    form = FORMS["wh-347"]
    found = list(by_classification(facts(form, tuple(lines))))
    ours = [one for one in lines if one.project == "P-100"]
    assert sum(one["gross.project"] - one["fringe.cash"] for one in found) == sum(
        one.cents for one in ours
    )
    assert sum(one["hours.project"] for one in found) == sum(one.seconds for one in ours) // 36


@given(some)
def test_the_shares_of_a_person_are_a_hundred_percent(lines):
    found: dict[str, int] = {}
    for one in by_activity(facts(FORMS["us-effort"], tuple(lines))):
        number = str(one["person.number"])
        found[number] = found.get(number, 0) + one["share"]
    assert set(found.values()) <= {10_000}


def test_unknown_words_in_a_document_are_refused_with_their_place():
    with pytest.raises(ValueError, match="columns 1: there is no colour"):
        read({"file": {"name": "x"}, "columns": [{"header": "x", "colour": "red"}]})


@given(some)
def test_lines_summed_by_month_make_the_same_forms(lines):
    lines = sorted(lines, key=lambda one: one.person)
    summed = tuple(monthly(lines))
    assert len(summed) <= len(lines)
    for code in ("us-effort", "horizon-europe", "us-aca-hours"):
        form = FORMS[code]
        whole, short = (fill(form, facts(form, tuple(one))) for one in (lines, summed))
        assert (whole.rows, whole.problems) == (short.rows, short.problems)
