"""What a workbook of corrections asks for, whatever happened to its rows and to the lines."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.correcting import Codes, Piece, Said, Shut, Why, plan
from timesheet.core.model import Code

DAY = date(2026, 11, 9)
HOUR = 3600
CODES = Codes(
    {"HARBOUR": 1, "DEPOT": 2, "OLD": 3},
    {(1, "10"): 10, (1, "20"): 20, (2, "10"): 30},
    frozenset({Code(1), Code(2), Code(1, 10), Code(1, 20), Code(2, 10)}),
)


def piece(n=0, code=Code(1, 10), **other):  # noqa: B008
    values = {
        "person": 7, "shift": n * 100_000, "start": n * 100_000, "end": n * 100_000 + 8 * HOUR,
        "code": code, "source": "rule", "seconds": 8 * HOUR, "cents": 19_200 + n, "day": DAY,
        "team": 4, "shut": None, "shown": (("day", "2026-11-09"), ("project", "HARBOUR")),
    }  # fmt: skip
    return Piece(**{**values, **other})


def row(of, project="", task="", number=2, note="", **edited):
    return Said(number, of.key, of.revision, project, task, note, {**dict(of.shown), **edited})


def test_a_change_names_pattern_hours_and_money_and_moves_nothing_else():
    pieces = [piece(n) for n in range(3)]
    found = plan([row(one, "DEPOT", number=n) for n, one in enumerate(pieces, 2)], pieces, CODES)
    (moved,) = found.patterns()
    assert (moved.before, moved.after, moved.lines) == (Code(1, 10), Code(2), 3)
    assert (moved.seconds, moved.cents, moved.people, moved.team) == (24 * HOUR, 57_603, 1, 4)
    assert moved.person == 7
    assert found.by_project() == [(1, -24 * HOUR, -57_603), (2, 24 * HOUR, 57_603)]


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_order_and_missing_rows_change_nothing_else(order, missing):
    pieces = [piece(n) for n in range(6)]
    said = [row(one, "depot" if n % 2 else "") for n, one in enumerate(pieces)]
    found = plan([said[n] for n in order if n not in missing], pieces, CODES)
    changed = {one.piece.shift // 100_000 for one in found.changes}
    assert changed == {1, 3, 5} - missing
    whole = plan([one for n, one in enumerate(said) if n not in missing], pieces, CODES)
    assert found.stamp == whole.stamp


def test_a_task_alone_is_one_of_the_project_now():
    (change,) = plan([row(piece(), task="20")], [piece()], CODES).changes
    assert change.code == Code(1, 20)


def test_what_has_the_code_already_is_nothing_to_do_even_after_the_revision_changed():
    before = piece()
    after = piece(code=Code(2), source="accounting_word")
    found = plan([row(before, "DEPOT"), row(piece(1), "HARBOUR", "10")], [after, piece(1)], CODES)
    assert (found.same, found.changes, found.clashes) == (2, [], [])


def test_a_line_that_changed_meanwhile_is_a_conflict_and_says_what_it_is_now():
    after = piece(code=Code(1, 20), source="own_word")
    (clash,) = plan([row(piece(), "DEPOT", number=9)], [after], CODES).clashes
    assert (clash.number, clash.wanted, clash.now) == (9, Code(2), (Code(1, 20),))
    inferred = piece(code=Code(1, 20), source="learned")
    (change,) = plan([row(piece(), "DEPOT")], [inferred], CODES).changes
    assert change.piece == inferred
    (gone,) = plan([row(piece(), "DEPOT")], [], CODES).clashes
    assert gone.now == ()


def test_of_a_span_that_is_split_each_part_has_its_own_row():
    one, two = piece(), piece(code=Code(2))
    found = plan([row(one, "HARBOUR", "20"), row(two)], [one, two], CODES)
    assert [change.piece for change in found.changes] == [one]
    applied = [piece(code=Code(1, 20), source="accounting_word"), two]
    assert plan([row(one, "HARBOUR", "20")], applied, CODES).same == 1


def test_codes_that_are_none_are_refused_with_the_nearest():
    nothing = piece(1, Code())
    said = [
        row(piece(), "DEPTO", number=2),
        row(piece(2), task="21", number=3),
        row(nothing, task="10", number=4),
        row(piece(3), "OLD", number=5),
    ]
    found = plan(said, [piece(), piece(2), nothing, piece(3)], CODES).refused
    assert [(one.number, one.column, one.why, one.nearest) for one in found] == [
        (2, "correct_project", Why.PROJECT, "DEPOT"),
        (3, "correct_task", Why.TASK, "20"),
        (4, "correct_project", Why.NO_PROJECT, ""),
        (5, "correct_project", Why.ENDED, ""),
    ]


def test_what_is_closed_or_ones_own_is_refused_and_so_is_a_row_of_nobody():
    closed, own = piece(1, shut=Shut.CLOSED), piece(2, shut=Shut.OWN)
    foreign = row(piece(), "DEPOT")._replace(key="42")
    twice = [row(piece(3), "DEPOT"), row(piece(3), "OLD")]
    found = plan(
        [row(closed, "DEPOT"), row(own, "DEPOT"), foreign, *twice], [closed, own, piece(3)], CODES
    )
    assert [one.why for one in found.refused] == [Why.CLOSED, Why.OWN, Why.ROW, Why.TWICE]
    assert len(found.changes) == 1


def test_edits_in_locked_columns_are_counted_and_change_nothing():
    found = plan([row(piece(), project="", number=8, day="2026-11-10")], [piece()], CODES)
    assert (found.ignored, found.changes) == ([(8, "day")], [])
