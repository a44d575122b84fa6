"""Whoever has nothing to look at is approved at one press, which is undone until the lock."""

import re
from datetime import timedelta

import pytest

from tests.support import crew, signin
from tests.support.crew import words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from tests.web.test_closing import FIRST, PAGE, late_punches, settle, state_of, step
from timesheet.actions import deriving
from timesheet.core.model import Code
from timesheet.store import facts
from timesheet.store.db import write

CLEAN = f"{PAGE}/clean"


@pytest.fixture
def said(app, ids):
    """Let them say what they worked on, so that no code is in doubt."""
    code = Code(ids["harbour"], ids["raising"])
    with app.app_context():
        with write() as tx:
            for who, begins, ends in (("ana", "07:58", "16:31"), ("ben", "06:55", "15:25")):
                for day in (FIRST + timedelta(days=n) for n in range(5)):
                    facts.add_answer(
                        tx, [(code, 1)], person_id=ids[who], author_id=ids[who],
                        start_at=crew.instant(day, begins), end_at=crew.instant(day, ends),
                        source="own_word", made_at=0, client_uuid=f"{who}:{day}",
                    )  # fmt: skip
        deriving.rebuild()


def press(client, name="", **said):
    token = crew.token_in(client.get("/account").text)
    address = f"{CLEAN}{name}"
    return client.post(address, data={"csrf_token": token, **said}, follow_redirects=True)


def mark(client):
    return re.search(r'name="mark" value="(\w+)"', client.get(CLEAN).text)[1]


def undo(client):
    at = re.search(r'name="at" value="(\d+)"', client.get(CLEAN).text)[1]
    return press(client, "/back", at=at)


def test_who_has_nothing_to_look_at_is_shown_with_hours_and_money_and_approved(
    app, carla, ids, said
):
    assert f'href="{CLEAN}" data-key="c"' in carla.get(f"/accounting/{FIRST}").text
    shown = words(carla.get(CLEAN))
    assert "People 1 Hours 40.17 Gross $964.00" in shown
    assert "1 person with exceptions to look at" in shown
    done = words(press(carla, mark=mark(carla)))
    assert "1 person approved." in done
    assert (state_of(app, ids["ana"]), state_of(app, ids["ben"])) == ("approved", "open")
    assert "Nobody is left to approve so" in done


def test_it_is_undone_until_the_lock_and_leaves_everybody_as_he_stood(app, carla, ids, said, clock):
    press(carla, mark=mark(carla))
    assert "Taken back for 1 person" in words(undo(carla))
    assert state_of(app, ids["ana"]) == "open"
    step(carla, "submit", ids["ana"])
    clock.show("2026-11-23 09:01:00")
    press(carla, mark=mark(carla))
    undo(carla)
    # He had been submitted before.
    assert state_of(app, ids["ana"]) == "submitted"
    press(carla, mark=mark(carla))
    at = re.search(r'name="at" value="(\d+)"', carla.get(CLEAN).text)[1]
    step(carla, "lock", ids["ana"])
    assert "Undo" not in words(carla.get(CLEAN))
    press(carla, "/back", at=at)
    assert state_of(app, ids["ana"]) == "locked"


def test_another_undoes_nothing_and_nobody_approves_his_own_or_what_he_mended(
    app, carla, dora, ids, said
):
    settle(app, ids, carla)
    with app.app_context():
        deriving.rebuild()
    assert "1 person whom somebody else approves" in words(carla.get(CLEAN))
    press(carla, mark=mark(carla))
    assert (state_of(app, ids["ana"]), state_of(app, ids["ben"])) == ("approved", "open")
    press(dora, mark=mark(dora))
    assert state_of(app, ids["ben"]) == "approved"
    at = re.search(r'name="at" value="(\d+)"', carla.get(CLEAN).text)[1]
    press(dora, "/back", at=at)
    # Dora's own approval was at the same instant here; Carla's stands.
    assert (state_of(app, ids["ana"]), state_of(app, ids["ben"])) == ("approved", "open")


def test_hours_that_changed_since_they_were_shown_are_not_approved(app, carla, ids, said):
    before = mark(carla)
    late_punches(app, ids)
    assert "These hours have changed since you looked" in words(press(carla, mark=before))
    assert state_of(app, ids["ana"]) == "open"


def test_whose_codes_are_in_doubt_stays(app, carla, ids):
    shown = words(carla.get(CLEAN))
    assert "1 person whose codes are in doubt" in shown
    assert "Nobody is left to approve so" in shown
    # A lead sees no money, and his people only.
    lena = signin.signed_in(app, "lena", "lead")
    assert "$" not in words(lena.get(CLEAN))


def test_who_approves_finds_it_where_the_period_is_closed(dora):
    assert f'href="{CLEAN}"' in dora.get(PAGE).text
    assert dora.get(CLEAN).status_code == 200
