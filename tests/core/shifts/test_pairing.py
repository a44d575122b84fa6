"""Punches to shifts, as plain text: a line of punches in, a line of shifts out.

``i`` in, ``o`` out, ``t`` transfer, ``b`` break start, ``e`` break end; ``A``… a code said with it;
``#7`` joins two punches to one entry, ``-30m`` declares a break with an out.
"""

import random
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.model import Code, Correction, Kind, Punch
from timesheet.core.shifts.pairing import PairingRules, shifts_of

RULES = PairingRules("UTC")
DAY = int(datetime(2026, 11, 16, tzinfo=UTC).timestamp())
KINDS = {
    "i": Kind.IN,
    "o": Kind.OUT,
    "t": Kind.TRANSFER,
    "b": Kind.BREAK_START,
    "e": Kind.BREAK_END,
}
WORD = re.compile(r"([iotbe])(?:(\d)\.)?(\d\d):(\d\d)(?::(\d\d))?([A-Z])?(?:#(\d+))?(?:-(\d+)m)?")


def punches(text):
    found = []
    for n, match in enumerate(WORD.finditer(text), 1):
        kind, day, hour, minute, second, code, pair, rest = match.groups()
        at = DAY + int(day or 0) * 86400 + int(hour) * 3600 + int(minute) * 60 + int(second or 0)
        found.append(
            Punch(
                n, 1, at, KINDS[kind], code=Code(ord(code) - 64) if code else None, pair=pair,
                break_seconds=int(rest or 0) * 60,
            )
        )  # fmt: skip
    return found


def clock(at):
    day, rest = divmod(at - DAY, 86400)
    return f"{f'{day}.' if day else ''}{rest // 3600:02}:{rest % 3600 // 60:02}"


def shown(shifts, issues):
    lines = []
    for shift in shifts:
        parts = [
            f"{clock(s.start)}-{clock(s.end)}" + "".join(chr(64 + w.code.project) for w in s.words)
            for s in shift.segments
        ]
        lines.append(" ".join(parts) + (" open" if shift.open else ""))
    return " | ".join(lines) + "".join(f" !{i.code}@{clock(i.at)}" for i in issues)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i08:00 o16:30", "08:00-16:30"),
        ("i08:00 b12:00 e12:30 o16:30", "08:00-12:00 12:30-16:30"),
        ("i22:00 o1.06:00", "22:00-1.06:00"),
        ("i08:00A t11:00B o16:00", "08:00-11:00A 11:00-16:00B"),
        # A break ends nothing: who comes back goes on with the code he was on, if he says no other.
        ("i08:00A b12:00 e12:30 o16:00", "08:00-12:00A 12:30-16:00A"),
        ("i08:00A t10:00B b12:00 e12:30 b14:00 e14:10 o16:00",
         "08:00-10:00A 10:00-12:00B 12:30-14:00B 14:10-16:00B"),
        ("i08:00A b12:00 e12:30B o16:00", "08:00-12:00A 12:30-16:00B"),
        ("i08:00A b12:00 t12:30B o16:00", "08:00-12:00A 12:30-16:00B"),
        ("i08:00A b12:00 i12:30 o16:00", "08:00-12:00A 12:30-16:00"),
        ("i08:00A o12:00 i12:30 b13:00 e13:10 o16:00", "08:00-12:00A 12:30-13:00 13:10-16:00"),
        ("i08:00 o12:00 i13:00 o17:00", "08:00-12:00 13:00-17:00"),
        ("i06:00 o09:00 i15:00 o18:00", "06:00-09:00 | 15:00-18:00"),
        ("i08:00", " open"),
        ("i08:00 b12:00", "08:00-12:00 open"),
        ("i08:00 b12:00 o12:40", "08:00-12:00"),
        ("i08:00 i1.08:00 o1.16:00", "1.08:00-1.16:00 !missing_out@08:00"),
        ("i08:00 o1.16:00", " !missing_out@08:00 !missing_in@1.16:00"),
        ("o16:00", " !missing_in@16:00"),
        ("i08:00 i08:02 o16:00", "08:00-16:00 !double_punch@08:02"),
        ("i08:00 o16:00 o16:03", "08:00-16:00 !double_punch@16:03"),
        ("t08:00A o16:00", "08:00-16:00A !missing_in@08:00"),
        ("i08:00A#1 i09:00B#2 o12:00#1 o11:00#2",
         "08:00-09:00A 09:00-11:00AB 11:00-12:00A !overlap@08:00"),
        ("i08:00#1 i09:00#2 o12:00#1 o11:00#2",
         "08:00-09:00 09:00-11:00 11:00-12:00 !overlap@08:00"),
        ("i08:00A#1 o12:00#1 i12:00B#2 o16:00#2", "08:00-12:00A 12:00-16:00B"),
        ("i08:00#1 o16:00#1-30m", "08:00-11:45 12:15-16:00"),
        ("i08:00#1", " !missing_out@08:00"),
        ("i08:00 o08:00", ""),
        # Of two punches in one second the in comes first, whatever somebody forgot days ago.
        ("i08:00 o3.08:00 i3.08:00 o3.16:00", " !missing_out@08:00 !missing_in@3.16:00"),
    ],
)  # fmt: skip
def test_scenarios(text, expected):
    assert shown(*shifts_of(punches(text), (), RULES)) == expected


def correction(n, punch, at=None, kind=None):
    return Correction(n, 1, punch, at, kind, "forgot", 2, DAY)


def test_corrections_supersede_and_can_be_superseded():
    facts = punches("i08:00 i1.08:00 o1.16:00")
    forgot = correction(1, None, DAY + 16 * 3600, Kind.OUT)
    assert shown(*shifts_of(facts, [forgot], RULES)) == "08:00-16:00 | 1.08:00-1.16:00"
    moved = correction(2, -1, DAY + 15 * 3600)
    assert shown(*shifts_of(facts, [moved, forgot], RULES)) == "08:00-15:00 | 1.08:00-1.16:00"
    voided = correction(3, 1)
    assert shown(*shifts_of(facts, [voided], RULES)) == "1.08:00-1.16:00"


def test_a_correction_that_adds_needs_instant_and_kind():
    with pytest.raises(ValueError, match="without an instant"):
        shifts_of([], [correction(1, None, DAY)], RULES)


DAYS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(4, 12), st.integers(2, 11), st.booleans()),
    min_size=1, max_size=6, unique_by=lambda t: t[0],
)  # fmt: skip


def week(days):
    text = []
    for day, start, length, rest in days:
        end = start + length
        middle = f" b{day}.{start + length // 2:02}:10 e{day}.{start + length // 2:02}:40"
        text.append(f"i{day}.{start:02}:00{middle if rest else ''} o{day}.{end:02}:00")
    return punches(" ".join(text))


@given(DAYS, st.randoms(use_true_random=False))
def test_shuffling_changes_nothing(days, rng: random.Random):
    facts = week(days)
    shuffled = facts[:]
    rng.shuffle(shuffled)
    assert shifts_of(facts, (), RULES) == shifts_of(shuffled, (), RULES)


@given(DAYS, st.integers(1, 3000))
def test_splitting_changes_no_total(days, offset):
    facts = week(days)
    extra = [
        Punch(1000 + punch.id, 1, punch.at + offset, Kind.TRANSFER)
        for punch in facts
        if punch.kind is Kind.IN
    ]
    whole, _ = shifts_of(facts, (), RULES)
    cut, _ = shifts_of([*facts, *extra], (), RULES)
    assert [s.seconds for s in whole] == [s.seconds for s in cut]


@given(
    st.lists(
        st.tuples(st.integers(0, 3 * 86400), st.sampled_from(list(Kind)), st.integers(0, 4)),
        max_size=30,
    )
)
def test_any_punches_make_shifts_in_order_that_never_overlap(raw):
    facts = [
        Punch(n, 1, DAY + at, kind, pair=str(pair) if pair > 1 else None)
        for n, (at, kind, pair) in enumerate(raw, 1)
    ]
    shifts, issues = shifts_of(facts, (), RULES)
    reached = 0
    for shift in shifts:
        for segment in shift.segments:
            assert reached <= segment.start < segment.end
            reached = segment.end
        assert shift.start <= shift.end
    assert [i.at for i in issues] == sorted(i.at for i in issues)
