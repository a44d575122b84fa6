"""Sending reminders: each at most once a way, whatever the number of processes and crashes."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support import crew
from timesheet.actions import choosing, deriving, posting, reminding
from timesheet.core.reminding import Cause, Quiet, Way
from timesheet.exchange.post.outcome import Outcome
from timesheet.store import reached, reminders
from timesheet.store.base import table_of
from timesheet.store.db import read, write
from timesheet.store.reached import Device, Reach
from timesheet.store.reminders import Policy
from timesheet.store.tables import PushDevice, ReminderMail, ReminderPush

TODAY = crew.MONDAY + timedelta(days=21)
POLICY = Policy(question=False, week=False, mail=True, push=True)


@pytest.fixture
def ids(app):
    """Let Ben be one who usually comes at 06:55 and didn't today, reached by every way."""
    found = crew.found(app)
    for week in range(3):
        crew.work(app, found, crew.MONDAY + timedelta(days=7 * week))
    with write() as tx:
        reminders.set_policy(tx, POLICY)
        reached.set_reach(tx, found["ben"], Reach("ben@example.com", 1, locale="de"))
        for n in range(2):
            device = Device(0, f"https://push.example/{n}", "key", "auth", 0)
            reached.add_device(tx, found["ben"], device)
    deriving.rebuild()
    return found


def at(wall):
    return crew.instant(TODAY, wall)


def silent(_done, _total):
    pass


def sweep(wall):
    return reminding.sweep(at(wall), silent)


class Carriers:
    """Takes what is sent, and answers what it is told."""

    def __init__(self, *outcomes):
        self.taken = []
        self.outcomes = list(outcomes)

    def carry(self, one):
        self.taken.append(one)
        return self.outcomes.pop(0) if self.outcomes else Outcome.SENT

    def deliver(self, wall, ways=(Way.MAIL, Way.PUSH)):
        return posting.deliver(at(wall), dict.fromkeys(ways, self.carry), silent)


def rows(table):
    with read() as tx:
        return tx.execute(select(table_of(table))).all()


def test_a_reminder_goes_once_to_the_address_and_to_each_device(ids):
    assert sweep("07:40") == 1
    carriers = Carriers()
    assert (carriers.deliver("07:41"), carriers.deliver("07:46")) == (3, 0)
    mail, *pushes = carriers.taken
    assert (mail.address, mail.locale, mail.zone) == ("ben@example.com", "de", crew.ZONE)
    assert mail.reminder.cause is Cause.CLOCK_IN
    assert {one.device.endpoint[-1] for one in pushes} == {"0", "1"}
    assert rows(ReminderMail)[0].sent_at == at("07:41")


def test_of_many_processes_one_sends_it(app, ids):
    sweep("07:40")
    carriers, barrier = Carriers(), threading.Barrier(4)

    def run():
        with app.app_context():
            barrier.wait()
            carriers.deliver("07:41")

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(carriers.taken) == 3


def test_a_crash_while_it_is_sent_sends_it_never_again(ids):
    sweep("07:40")

    def crash(_one):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        posting.deliver(at("07:41"), {Way.MAIL: crash}, silent)
    carriers = Carriers()
    assert carriers.deliver("08:30", [Way.MAIL]) == 0
    assert carriers.taken == []


def test_a_refusal_for_now_is_tried_again_a_few_times(ids):
    sweep("07:40")
    carriers = Carriers(*[Outcome.LATER] * 9)
    for wall in ("07:40", "07:44", "07:45", "08:05", "09:05", "10:30"):
        carriers.deliver(wall, [Way.MAIL])
    assert len(carriers.taken) == 4
    assert rows(ReminderMail)[0].sent_at is None


def test_a_server_that_is_away_is_not_asked_for_the_next_one(ids):
    sweep("07:40")
    carriers = Carriers(Outcome.AWAY)
    assert carriers.deliver("07:41", [Way.PUSH]) == 0
    assert len(carriers.taken) == 1
    assert carriers.deliver("07:47", [Way.PUSH]) == 2


def test_a_refusal_for_good_ends_it_and_a_device_that_is_gone_is_forgotten(ids):
    sweep("07:40")
    carriers = Carriers(Outcome.NEVER, Outcome.GONE)
    assert carriers.deliver("07:41") == 1
    assert [row.next_at for row in rows(ReminderMail)] == [None]
    assert len(rows(PushDevice)) == len(rows(ReminderPush)) == 1
    assert carriers.deliver("08:30") == 0


def test_what_was_done_meanwhile_is_not_sent(app, ids):
    sweep("07:40")
    crew.press(app, ids["ben"], "in", TODAY, "07:41")
    carriers = Carriers()
    assert carriers.deliver("07:42") == 0
    assert {row.next_at for row in rows(ReminderMail) + rows(ReminderPush)} == {None}


def test_quiet_hours_hold_back_what_is_tried_again(ids):
    sweep("07:40")
    everything = dict.fromkeys(Cause, frozenset(Way))
    choosing.choose(ids["ben"], everything, frozenset(Way), Quiet(at_wall(7), at_wall(8)), "es")
    carriers = Carriers()
    assert (carriers.deliver("07:41"), carriers.deliver("08:01")) == (0, 3)
    assert carriers.taken[0].locale == "es"


def at_wall(hour):
    return hour * 3600


def test_who_wants_none_by_a_way_or_has_proved_no_address_gets_none_by_it(ids):
    choosing.stop_way(ids["ben"], Cause.CLOCK_IN, Way.PUSH)
    choosing.set_address(ids["ben"], "other@example.com", "en", at("07:00"))
    sweep("07:40")
    assert rows(ReminderMail) == rows(ReminderPush) == []
    assert [one.cause for one in reminding.shown(ids["ben"], at("07:41"))] == [Cause.CLOCK_IN]


def test_what_is_stopped_or_forbidden_between_the_reminder_and_the_sending_stays(ids):
    sweep("07:40")
    choosing.stop_way(ids["ben"], Cause.CLOCK_IN, Way.MAIL)
    with write() as tx:
        reminders.set_policy(tx, Policy(mail=True, push=False))
    assert Carriers().deliver("07:41") == 0


def test_a_device_changes_hands_with_whoever_uses_it_and_the_oldest_of_many_goes(ids):
    sweep("07:40")
    with write() as tx:
        for n in range(7):
            reached.add_device(tx, ids["ana"], Device(0, f"https://push.example/{n}", "k", "a", n))
        assert len(reached.devices_of(tx, ids["ana"])) == reached.MOST_DEVICES
        assert reached.devices_of(tx, ids["ben"]) == []
    assert rows(ReminderPush) == []
