"""What is derived a click at a time equals what is derived from everything at once."""

import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.signin import add_person
from timesheet.actions import deriving, punching
from timesheet.actions.punching import Press
from timesheet.core.model import Kind
from timesheet.store import derived, facts
from timesheet.store.db import read, write

SUNDAY_NIGHT = 1_795_388_400  # 2026-11-22 23:00 UTC: an hour before a workweek ends
KEPT = 3600  # so long a phone kept them; what is kept for more than 72 hours counts on arrival
PRESSES = st.tuples(
    st.sampled_from([Kind.IN, Kind.OUT, Kind.BREAK_START, Kind.BREAK_END]),
    st.integers(-6 * 24, 6 * 24),  # hours from there, in any order
    st.integers(0, 3599),
)
# Which punch is corrected, by how many hours it is moved (None: it is voided).
CORRECTIONS = st.tuples(st.integers(0, 11), st.none() | st.integers(-30, 30))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(PRESSES, min_size=1, max_size=12), corrected=st.lists(CORRECTIONS))
def test_clicks_in_any_order_with_corrections_derive_what_a_rebuild_does(app, presses, corrected):
    person = add_person(app, f"w{uuid.uuid4().hex[:12]}").id
    made = [_press(person, kind, hours * 3600 + seconds) for kind, hours, seconds in presses]
    for which, hours in corrected[:4]:
        key, at = made[which % len(made)]
        _correct(person, key, at, None if hours is None else at + hours * 3600)
    assert deriving.check() == []


HOUR = 3600
FORGOTTEN = [(Kind.IN, -93 * HOUR), (Kind.IN, 105 * HOUR)]


def test_who_forgot_to_clock_out_is_at_work_until_his_next_punch_a_week_later(app):
    person = add_person(app, "forgot").id
    for kind, offset in FORGOTTEN:
        _press(person, kind, offset)
    assert deriving.check() == []
    with read() as tx:
        weeks = derived.stored_rows(tx, person).values()
    codes = [row["code"] for tables in weeks for row in tables[derived.issues]]
    assert codes == ["missing_out"]


def _press(person, kind, offset):
    at = SUNDAY_NIGHT + offset
    pressed = punching.punch(
        Press(
            person=person, uuid=str(uuid.uuid4()), intent=kind.value, zone="UTC", actor=person,
            received_us=(at + KEPT) * 1_000_000, claimed_at=at, offline=True,
        )
    )  # fmt: skip
    assert pressed.punch is not None
    return pressed.punch, pressed.at


def _correct(person, key, was, at):
    with write() as tx:
        facts.add_correction(
            tx, person_id=person, punch_id=key, at=at, reason="as it was",
            author_id=person, made_at=SUNDAY_NIGHT,
        )  # fmt: skip
    for moment in {was, was if at is None else at}:
        deriving.derive_at(person, moment)


def test_whom_another_process_derived_meanwhile_costs_no_history(app, monkeypatch):
    person = add_person(app, f"w{uuid.uuid4().hex[:12]}").id
    for kind, seconds in ((Kind.IN, 0), (Kind.OUT, HOUR)):
        _press(person, kind, seconds)
    read_of = []
    monkeypatch.setattr(deriving, "all_of", lambda _tx, worker, _house: read_of.append(worker.id))
    with app.app_context(), monkeypatch.context() as patched:
        # Somebody else was first, after the list of people was made.
        patched.setattr(derived, "stale_people", lambda _tx: [person])
        assert deriving.derive_stale() == 0
        assert read_of == []
