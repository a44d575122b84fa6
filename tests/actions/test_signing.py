"""Who is behind a token, whom he may see, and guesses that come all at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, text

from tests.support.signin import PASSWORD, add_person
from timesheet.actions import guessing, signing
from timesheet.actions.guessing import TooMany
from timesheet.actions.signing import PER_ACCOUNT
from timesheet.errors import Missing, Refused
from timesheet.store import sessions, staff
from timesheet.store.base import table_of
from timesheet.store.db import add, read, write
from timesheet.store.tables import Team

NOW = 1_795_392_000  # 2026-11-23 00:00 UTC


@pytest.fixture
def crews(app):
    """Ann leads the crew of bob (until June) and cid (since June); dora is in another."""
    found = {login: add_person(app, login).id for login in ("ann", "bob", "cid", "dora")}
    with write() as tx:
        one, two = (
            add(tx, table_of(Team), {"name": name, "cost_center_id": None, "ended_on": None})
            for name in ("one", "two")
        )
        for login, team, first, last in (
            ("bob", one, date(2026, 1, 1), date(2026, 5, 31)),
            ("bob", two, date(2026, 6, 1), None),
            ("cid", one, date(2026, 6, 1), None),
            ("dora", two, date(2026, 1, 1), None),
        ):
            values = {
                "person_id": found[login], "team_id": team, "valid_from": first, "valid_to": last,
            }  # fmt: skip
            tx.execute(insert(staff.memberships).values(**values))
        tx.execute(insert(staff.leads).values(team_id=one, person_id=found["ann"]))
        staff.set_roles(tx, found["ann"], ["worker", "lead"])
    return found


def begin(person: int) -> str:
    with write() as tx:
        version = tx.execute(text(f"SELECT auth_version FROM person WHERE id={person}")).scalar()
        return sessions.begin(tx, person, version, NOW, 1000)


def test_the_actor_is_read_at_once(crews):
    actor = signing.actor_of(begin(crews["ann"]), NOW)
    assert actor.id == crews["ann"]
    assert actor.roles == {"worker", "lead"}
    assert len(actor.led) == 1
    assert signing.actor_of(begin(crews["bob"]), NOW).led == frozenset()


def test_a_session_ends_with_its_time_and_its_person(crews):
    token = begin(crews["bob"])
    assert signing.actor_of(token, NOW + 999) is not None
    assert signing.actor_of(token, NOW + 1000) is None
    assert signing.actor_of("", NOW) is None
    with write() as tx:
        tx.execute(text(f"UPDATE person SET ended_on = '2026-11-23' WHERE id = {crews['bob']}"))
    assert signing.actor_of(token, NOW) is not None, "his last day is a day of work"
    with write() as tx:
        tx.execute(text(f"UPDATE person SET ended_on = '2026-11-22' WHERE id = {crews['bob']}"))
    assert signing.actor_of(token, NOW) is None


def test_p02_a_lead_sees_his_crew_and_nobody_else(crews):
    ann = signing.actor_of(begin(crews["ann"]), NOW)
    assert signing.visible_people(ann, NOW) == {crews["ann"], crews["cid"]}
    looking_back = signing.visible_people(ann, NOW, date(2026, 5, 25), date(2026, 6, 7))
    assert looking_back == {crews["ann"], crews["bob"], crews["cid"]}
    signing.may_see(ann, crews["bob"], NOW, date(2026, 5, 31))
    for day in (None, date(2026, 6, 1)):
        with pytest.raises(Missing):
            signing.may_see(ann, crews["bob"], NOW, day)


def test_p01_a_worker_sees_himself_and_accounting_everybody(crews, app):
    bob = signing.actor_of(begin(crews["bob"]), NOW)
    assert signing.visible_people(bob, NOW) == {bob.id}
    with pytest.raises(Missing) as another:
        signing.may_see(bob, crews["cid"], NOW)
    with pytest.raises(Missing) as nobody:
        signing.may_see(bob, 999_999, NOW)
    assert str(another.value) == str(nobody.value)
    clerk = add_person(app, "clerk", "accounting").id
    assert signing.visible_people(signing.actor_of(begin(clerk), NOW), NOW) is None


def test_a_lead_who_is_one_no_more_sees_himself(crews):
    with write() as tx:
        staff.set_roles(tx, crews["ann"], ["worker"])
    ann = signing.actor_of(begin(crews["ann"]), NOW)
    assert signing.visible_people(ann, NOW) == {crews["ann"]}


def test_p07_guesses_that_come_at_once_are_counted_one_by_one(app, monkeypatch):
    add_person(app, "ann")
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    looked_at = []

    class Counting:
        def verify(self, held, password):
            looked_at.append(password)
            return cheap.verify(held, password)

    monkeypatch.setattr(signing, "_hasher", Counting())

    def guess(number):
        with app.app_context(), pytest.raises(Refused) as refused:
            signing.sign_in("ann", f"wrong {number}", "192.0.2.1", NOW)
        return isinstance(refused.value, TooMany)

    with ThreadPoolExecutor(4) as pool:
        refused = list(pool.map(guess, range(30)))
    assert len(looked_at) == PER_ACCOUNT.most == refused.count(False)


def test_a_right_password_counts_for_nothing(app):
    add_person(app, "ann")
    for _ in range(PER_ACCOUNT.most + 2):
        signing.sign_in("Ann ", PASSWORD, "192.0.2.1", NOW)
    with read() as tx:
        assert tx.execute(text("SELECT count(*) FROM login_attempt")).scalar() == 0


def test_p07_the_present_password_is_not_to_be_guessed_either(app):
    ann = add_person(app, "ann").id
    for _ in range(PER_ACCOUNT.most):
        with pytest.raises(Refused, match="not your present password"):
            signing.change_password(ann, "wrong", "a new sentence", NOW)
    with pytest.raises(TooMany):
        signing.change_password(ann, PASSWORD, "a new sentence", NOW)
    signing.change_password(ann, PASSWORD, "a new sentence", NOW + 61)


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_an_address_counts_for_its_network(address, near):
    assert guessing.neighbourhood(address) == near
