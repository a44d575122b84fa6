"""``timesheet demo``: made once, in an empty installation; its hours are the true ones."""

import csv
import gzip
from collections import Counter
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from timesheet import now as clock
from timesheet.actions import demo, deriving, kiosk, periods, signing
from timesheet.actions.demo import Request
from timesheet.cli import commands
from timesheet.core import calendar
from timesheet.errors import Refused
from timesheet.store import people, questions, tables
from timesheet.store.base import table_of
from timesheet.store.db import read, write

UNTIL = date(2026, 11, 18)
NOON = calendar.start_of_day(UNTIL, "America/New_York") + 12 * 3600


def request(folder, **other):
    return Request(
        **{"workers": 24, "weeks": 2, "seed": 3, "now": NOON, "folder": folder, "secret": "s" * 40}
        | other
    )


def count(noun):
    with read() as tx:
        return tx.execute(select(func.count()).select_from(table_of(noun))).scalar_one()


def truth_of(folder):
    with gzip.open(folder / demo.TRUTH, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def week_of(row):
    day = date.fromisoformat(row["start"][:10])
    return row["person"], day - timedelta(days=day.weekday())


def test_the_hours_that_the_product_derives_are_the_true_ones(app, data_folder):
    ready = demo.make(request(data_folder, weeks=3))
    assert ready.punches == count(tables.PunchRow)
    assert deriving.check() == []
    true: Counter[tuple[str, date]] = Counter()
    for row in truth_of(data_folder):
        true[week_of(row)] += int(row["end_at"]) - int(row["start_at"])
    derived, doubtful = hours_and_doubts()
    clear = {key for key in derived if key not in doubtful}
    finished = {key for key in derived if key[1] < date(2026, 11, 16)}
    assert len(clear & finished) > 0.8 * len(finished) > 20
    assert {key: derived[key] for key in clear} == {key: true[key] for key in clear}
    for first, _last in periods.periods(NOON):
        shown = periods.period(first, NOON)
        # Leave is paid and on no clock: the lights are green with it.
        assert shown.present_seconds == shown.allocated_seconds
        assert shown.allocated_equals_paid


def hours_and_doubts():
    """Return paid seconds by person and week, and the weeks with a missing or awaited punch."""
    shift, issue, person = (table_of(t) for t in (tables.ShiftRow, tables.IssueRow, tables.Person))
    with read() as tx:
        hours: Counter[tuple[str, date]] = Counter()
        doubtful = set()
        rows = select(person.c.number, shift.c.week, shift.c.seconds, shift.c.is_open)
        for number, week, seconds, is_open in tx.execute(rows.join_from(shift, person)):
            hours[number, week] += seconds
            if is_open:
                doubtful.add((number, week))
        wrong = select(person.c.number, issue.c.week).join_from(issue, person)
        doubtful |= {tuple(row) for row in tx.execute(wrong.where(issue.c.code.like("missing_%")))}
    return hours, doubtful


def test_some_were_away_some_ask_and_some_came_late(app, data_folder):
    demo.make(request(data_folder, workers=48))
    says = table_of(tables.DeclarationRow)
    with read() as tx:
        said = Counter(tx.execute(select(says.c.says)).scalars())
        codes = set(tx.execute(select(table_of(tables.IssueRow).c.code)).scalars())
        paid = set(tx.execute(select(table_of(tables.PayLineRow).c.pay_code)).scalars())
    assert said["leave_requested"] > said["leave_approved"] > 0
    assert {"late", "unscheduled"} & codes
    assert {"VAC", "SICK", "BONUS"} & paid >= {"VAC", "BONUS"}


def test_it_asks_once_a_week_at_most_where_other_companies_begin_with_twice(app, data_folder):
    with read() as tx:
        assert questions.budget(tx).per_week == 2
    demo.make(request(data_folder))
    with read() as tx:
        assert questions.budget(tx).per_week == 1


def test_the_same_again_changes_nothing_and_another_is_refused(app, data_folder):
    first = demo.make(request(data_folder))
    before = (count(tables.PunchRow), (data_folder / demo.TRUTH).read_bytes())
    again = demo.make(request(data_folder, now=NOON + 9 * 86_400))
    assert again.known
    assert again.logins == first.logins
    assert again.until == UNTIL
    for other in ({"seed": 4}, {"workers": 25}, {"until": UNTIL - timedelta(days=1)}):
        with pytest.raises(Refused, match="another demo company"):
            demo.make(request(data_folder, **other))
    assert before == (count(tables.PunchRow), (data_folder / demo.TRUTH).read_bytes())


def test_an_installation_of_somebody_is_left_alone(app, data_folder):
    with write() as tx:
        people.add_person(
            tx, number="1", name="Ada", login="ada", zone="UTC", roles=frozenset({"admin"})
        )
    with pytest.raises(Refused, match="people or codes already"):
        demo.make(request(data_folder))
    assert count(tables.Person) == 1
    assert not (data_folder / demo.TRUTH).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("workers", 3), ("workers", 10_001), ("weeks", 0), ("until", UNTIL + timedelta(days=1))],
)
def test_what_can_not_be_made_is_refused_by_name(app, data_folder, field, value):
    with pytest.raises(Refused, match=field):
        demo.make(request(data_folder, **{field: value}))
    assert count(tables.Person) == 0


def test_everybody_may_sign_in_with_the_password_of_this_installation_only(app, data_folder):
    ready = demo.make(request(data_folder))
    assert {login.role for login in ready.logins} == {"worker", "lead", "accounting", "admin"}
    for login in ready.logins[::3]:
        assert signing.sign_in(login.login, login.password, "here", NOON)
    other = request(data_folder, secret="t" * 40)
    assert demo.make(other).logins[0].password != ready.logins[0].password


def test_everybody_has_the_pin_that_is_printed_with_the_logins(app, data_folder):
    ready = demo.make(request(data_folder))
    with read() as tx:
        ids = tx.execute(select(table_of(tables.Person).c.id)).scalars().all()
    secret = kiosk.register(kiosk.add("Gate", None, ids[0], NOON), "here", NOON)
    tablet, key = kiosk.opened(secret).tablet, kiosk.pepper("s" * 40)
    known = kiosk.workers(tablet, NOON)
    assert len(known) > 20
    for one in known:
        assert kiosk.by_pin(tablet, one.id, ready.pin, key, NOON).id == one.id
    with pytest.raises(Refused, match="not the PIN"):
        kiosk.by_pin(tablet, ids[0], "135790", key, NOON)


def test_some_are_clocked_in_now_and_the_engine_counts_on(app, data_folder):
    demo.make(request(data_folder))
    states = table_of(tables.Clock)
    with read() as tx:
        shown = Counter(tx.execute(select(states.c.state)).scalars())
    assert shown["in"] > 2
    assert shown["out"] > 2
    with write() as tx:
        added = people.add_person(
            tx, number="new", name="New", login="new", zone="UTC", roles=frozenset({"worker"})
        )
    assert added == count(tables.Person)


def test_the_command_prints_logins_and_is_quiet_the_second_time(app, data_folder, monkeypatch):
    monkeypatch.setenv("TIMESHEET_DATA", str(data_folder))
    monkeypatch.setenv("DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    monkeypatch.setattr(clock, "utc", lambda: NOON)
    command = ["demo", "--workers", "12", "--weeks", "1", "--seed", "5"]
    first = CliRunner().invoke(commands, command)
    assert first.exit_code == 0, first.output
    again = CliRunner().invoke(commands, command)
    assert again.exit_code == 0
    assert "nothing was changed" in again.stderr
    assert first.stdout == again.stdout
    roles = {line.split()[0] for line in first.stdout.splitlines()}
    assert roles == {"role", "worker", "lead", "accounting", "admin", "kiosk"}
