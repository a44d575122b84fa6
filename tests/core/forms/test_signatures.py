"""Signatures on forms: they hold while what was signed stands, and the file says which do."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.forms.test_forms import FORMS, LINES, certified, content, facts, line
from timesheet.core.forms.document import read
from timesheet.core.forms.filling import fill
from timesheet.core.forms.signatures import complete
from timesheet.exchange.forms import CHANGED

EFFORT, HORIZON = FORMS["us-effort"], FORMS["horizon-europe"]
OTHER_HOURS = (*LINES, line("00042", 1, 1, 0, project="P-200"))


def about(form, *signatures, lines=LINES):
    return replace(facts(form, lines), signatures=signatures)


def signed(form, *signatures, lines=LINES):
    return fill(form, about(form, *signatures, lines=lines))


def ana(filled):
    return next(one for one in filled.signed if one.number == "00042")


def test_either_signature_is_enough_for_effort_and_both_are_wanted_by_horizon():
    for role in ("person", "supervisor"):
        assert complete(EFFORT, ana(signed(EFFORT, certified(EFFORT, role=role))))
        assert not complete(HORIZON, ana(signed(HORIZON, certified(HORIZON, role=role))))
    both = [certified(HORIZON, role=role) for role in ("person", "supervisor")]
    assert complete(HORIZON, ana(signed(HORIZON, *both)))


def test_a_signature_fails_when_the_hours_change_and_holds_again_when_they_are_as_signed():
    given = certified(EFFORT)
    assert ana(signed(EFFORT, given)).person.holds
    changed = ana(signed(EFFORT, given, lines=OTHER_HOURS))
    assert not changed.person.holds
    assert not complete(EFFORT, changed)
    dearer = tuple(one._replace(cents=one.cents + 100) for one in LINES)
    assert ana(signed(EFFORT, given, lines=dearer)).person.holds


def test_of_several_signatures_the_latest_that_holds_stands():
    old = certified(EFFORT, by="A. Reyes", day=2)
    stale = certified(EFFORT, day=9)._replace(sha256="other")
    mark = ana(signed(EFFORT, old, stale)).person
    assert (mark.by, mark.on, mark.holds) == ("A. Reyes", date(2026, 12, 2), True)


def test_the_file_names_who_signed_and_when_and_leaves_a_line_for_who_did_not():
    text = content(EFFORT, about(EFFORT, certified(EFFORT)))[0].decode()
    assert "Employee: Ana Maria Reyes, signed electronically on 12/01/2026" in text
    assert "Ben Okafor – Employee: signature and date ____" in text
    void = content(EFFORT, about(EFFORT, certified(EFFORT), lines=OTHER_HOURS))[0].decode()
    assert f"signed electronically on 12/01/2026. {CHANGED}" in void


def test_the_days_of_signing_stand_in_their_columns_only_while_they_hold():
    both = [certified(HORIZON), certified(HORIZON, role="supervisor", by="Lena Voss", day=3)]
    filled = signed(HORIZON, *both)
    row = dict(zip(filled.headings, filled.rows[0], strict=True))
    assert (row["person_signature_date"], row["supervisor_signature_date"]) == (
        "2026-12-01", "2026-12-03",
    )  # fmt: skip
    assert row["supervisor_name"] == "Lena Voss"
    more = (*LINES, line("00042", 1, 8, 0))
    changed = signed(HORIZON, *both, lines=more)
    row = dict(zip(changed.headings, changed.rows[0], strict=True))
    assert row["person_signature_date"] == row["supervisor_signature_date"] == ""
    assert row["supervisor_name"] == "B. Okafor"


@given(st.permutations(LINES))
def test_the_order_of_lines_moves_no_signature(lines):
    assert ana(signed(EFFORT, certified(EFFORT), lines=tuple(lines))).person.holds


def test_a_document_that_signs_a_column_it_has_not_got_is_refused():
    signing = {"needs": "one", "where": "award", "person": "x", "supervisor": "y"}
    document = {
        "code": "x", "version": 1, "name": "x", "place": "US", "rows": "activity",
        "span": "month", "file": {"name": "x"}, "columns": [{"header": "hours"}],
    }  # fmt: skip
    assert read({**document, "signing": {**signing, "columns": ["hours"]}}).signing
    with pytest.raises(ValueError, match="columns that there are"):
        read({**document, "signing": {**signing, "columns": ["days"]}})
