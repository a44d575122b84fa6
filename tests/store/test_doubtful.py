"""What the review is made from: sums by the database are those of the lines, whatever they are."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import insert

from tests.support import crew
from timesheet.core import review
from timesheet.core.model import UNALLOCATED
from timesheet.store import closing, doubtful, migrate
from timesheet.store.db import db, read, write
from timesheet.store.doubtful import Cut
from timesheet.store.labor_weeks import weeks_sums
from timesheet.store.selection import Selection

FIRST = date(2026, 11, 9)
PERIOD = Selection(FIRST, FIRST + timedelta(days=13))


@pytest.fixture
def ids(app):
    ids = crew.found(app)
    chance = Random(7)
    codes = [
        (None, None), (ids["harbour"], None), (ids["harbour"], ids["raising"])
    ]  # fmt: skip
    rows = []
    for number in range(300):
        project, task = chance.choice(codes)
        day = FIRST + timedelta(days=chance.randrange(14))
        start = crew.instant(day, "06:00") + number
        source = chance.choice(["learned", "rule", "nothing", "own_word", "policy"])
        rows.append(
            {
                "person_id": ids[chance.choice(["ana", "ben", "carla"])],
                "week": FIRST + timedelta(days=7) * ((day - FIRST).days // 7),
                "period": FIRST,
                "day": day,
                "team_id": chance.choice([None, ids["framing"]]),
                "project_id": project,
                "task_id": task,
                "cost_code_id": None,
                "cost_center_id": None,
                "pay_code": "REG",
                "part": "straight",
                "seconds": chance.randrange(1, 30_000),
                "cents": chance.randrange(-900, 30_000),
                "start_at": start,
                "end_at": start + 60,
                "shift_start": start,
                "confidence": chance.random(),
                "attested": source == "own_word",
                "source": source,
                "ref": f"rule {chance.randrange(2)}",
                "details": "[]",
                "likely_project_id": chance.choice([None, ids["harbour"]]),
                "likely_task_id": None,
            }
        )
    with write() as tx:
        tx.execute(insert(doubtful.lines), rows)
        summed(tx)
    return ids


def summed(tx):
    tx.execute(doubtful.weeks.delete())
    by_week = defaultdict(list)
    for row in tx.execute(doubtful.lines.select().order_by(doubtful.lines.c.id)).mappings():
        by_week[row["person_id"], row["week"]].append(row)
    for (person, week), rows in by_week.items():
        key = {"person_id": person, "week": week}
        tx.execute(insert(doubtful.weeks), [key | row for row in weeks_sums(rows)])


def test_groups_are_the_sums_of_their_lines(ids):
    with read() as tx:
        groups = doubtful.groups(tx, PERIOD, ids["carla"])
        held = {g.alike: doubtful.lines_of(tx, PERIOD, g.alike, ids["carla"]) for g in groups}
    assert sum(group.lines for group in groups) > 50
    seen = defaultdict(int)
    for group in groups:
        lines = held[group.alike]
        assert group.lines == len(lines)
        assert group.people == len({line.person for line in lines})
        assert group.seconds == sum(line.seconds for line in lines)
        assert group.cents == sum(line.cents for line in lines)
        sure = [0 if line.code == UNALLOCATED else review.sure(line.confidence) for line in lines]
        assert {review.tier(one) for one in sure} == {group.alike.tier}
        assert group.sure == pytest.approx(sum(sure) / len(sure))
        doubt = sum(
            abs(line.cents) * (review.MILLE - one) for line, one in zip(lines, sure, strict=True)
        )
        assert group.doubt == doubt
        for line in lines:
            seen[line.id] += 1
            assert line.person != ids["carla"]
    assert set(seen.values()) == {1}


def test_the_mark_is_another_when_a_line_is_another(ids):
    with read() as tx:
        before = {g.alike: g.mark for g in doubtful.groups(tx, PERIOD)}
    changed = next(iter(before))
    with write() as tx:
        one = doubtful.lines_of(tx, PERIOD, changed)[0]
        lines = doubtful.lines
        tx.execute(lines.update().where(lines.c.id == one.id).values(start_at=one.start + 1))
        summed(tx)
    with read() as tx:
        after = {g.alike: g.mark for g in doubtful.groups(tx, PERIOD)}
    assert {alike for alike in before if before[alike] != after[alike]} == {changed}


def test_who_is_locked_is_not_among_them(ids):
    with write() as tx:
        for state in ("submitted", "locked"):
            closing.add_step(
                tx, person_id=ids["ana"], period=FIRST, last_day=PERIOD.last, step="lock",
                state=state, author_id=ids["carla"], made_at=1, reason="", seen="",
            )  # fmt: skip
        groups = doubtful.groups(tx, PERIOD)
        people = {line.person for g in groups for line in doubtful.lines_of(tx, PERIOD, g.alike)}
    assert people == {ids["ben"], ids["carla"]}


@pytest.mark.parametrize("cut", [Cut.USUAL, Cut.ACROSS, Cut.PERSON])
def test_the_sums_of_weeks_give_what_the_lines_do(ids, cut, monkeypatch):
    with read() as tx:
        by_week = {g.key: g._replace(first=0) for g in doubtful.groups(tx, PERIOD, None, cut)}
        monkeypatch.setattr(doubtful, "_cut_through", lambda *_: True)
        by_line = {g.key: g._replace(first=0) for g in doubtful.groups(tx, PERIOD, None, cut)}
    assert by_week.keys() == by_line.keys()
    assert len(by_week) > 1
    for key, group in by_week.items():
        shares = {"alone": pytest.approx(by_line[key].alone)}
        shares["stated"] = pytest.approx(by_line[key].stated)
        assert group == by_line[key]._replace(**shares)


def test_days_that_cut_through_weeks_are_summed_line_by_line(ids):
    days = Selection(FIRST + timedelta(days=1), FIRST + timedelta(days=2))
    with read() as tx:
        groups = doubtful.groups(tx, days)
        lines = [line for g in groups for line in doubtful.lines_of(tx, days, g.alike)]
    assert {line.day for line in lines} == {days.first, days.last}
    assert sum(group.lines for group in groups) == len(lines)


def test_what_was_summed_before_weighs_the_same_at_once(ids):
    with read() as tx:
        before = weighed(tx)
    db.engine.dispose()
    migrate.downgrade("0033")
    migrate.upgrade()
    with read() as tx:
        assert weighed(tx) == pytest.approx(before)


def weighed(tx):
    groups = {str(group.key): group._replace(first=0)[3:] for group in doubtful.groups(tx, PERIOD)}
    return {f"{key} {n}": value for key, held in groups.items() for n, value in enumerate(held)}
