"""A company on a Monday afternoon with something on every page of its workers and their lead."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask

from tests.support import crew
from tests.support.kept import kept
from tests.support.pictures import png
from timesheet import now
from timesheet.actions import approving, corrections, deriving, leave, own_facts, reminding, signing
from timesheet.actions.corrections import Said
from timesheet.actions.leave import Wanted
from timesheet.core.model import HOUR, RosterShift
from timesheet.core.pictures import taken
from timesheet.store import batches, filing, photos, policies, reminders, rosters, staff
from timesheet.store.db import add, write
from timesheet.store.leave import LeaveKind, add_kind
from timesheet.store.reminders import Policy
from timesheet.store.tables import Membership, Project

TODAY = crew.MONDAY + timedelta(days=7)
AT = "2026-11-16 17:20:00"
"""By the wall clock of the company; the pages are to be read at this moment."""
FRIDAY = crew.MONDAY + timedelta(days=4)
VACATION = '{"pay_code":"VAC","every":"month","grant_h":16,"cap_h":160}'


@kept
def happened(app: Flask, ids: dict[str, int]) -> None:
    """Let Carla lead Ana and Ben, who worked last week; Ana is in, Ben forgot to clock out."""
    with app.app_context(), write() as tx:
        staff.set_roles(tx, ids["carla"], {"worker", "lead"})
        staff.set_leads(tx, ids["framing"], {ids["carla"]})
        values = {"person_id": ids["ben"], "team_id": ids["framing"]}
        add(tx, Membership.__table__, {**values, "valid_from": crew.date(2026, 1, 1)})
        add(tx, Project.__table__, {"code": "DEPOT", "name": "Depot", "attestation_required": True})
        kind = LeaveKind("VAC", 0, "Vacation", True, crew.date(2026, 1, 1), VACATION)
        add_kind(tx, kind, 0, None)
        span = crew.instant(TODAY, "08:00"), crew.instant(TODAY, "16:00")
        rosters.add_shifts(tx, [RosterShift(0, ids[who], *span) for who in ("ana", "carla")], 0)
        reminders.set_policy(tx, Policy())
        award = {("award", "HARBOUR"): ("HRSA-123", "hours")}
        batches.say_names(tx, filing.SAID, award, (ids["carla"], now.utc()))
        policies.set_company(tx, replace(policies.company(tx), kiosk_photos=True))
        photos.put(tx, ids["ana"], taken(png(64, 64, 64)), now.utc())
    crew.work(app, ids)
    crew.press(app, ids["ana"], "in", TODAY, "07:58")
    crew.press(app, ids["ben"], "in", FRIDAY + timedelta(days=1), "07:00")
    crew.ask(app, ids)
    with app.app_context():
        deriving.rebuild()
        _changed_and_approved(ids)
        leave.request(_at_home(ids["ana"]), now.utc())
        reminding.sweep(now.utc(), lambda done, total: None)


def _at_home(person: int) -> Wanted:
    return Wanted(person, "VAC", TODAY + timedelta(7), TODAY + timedelta(8), 8 * HOUR, "at home")


def _changed_and_approved(ids: dict[str, int]) -> None:
    """Carla approves the week; later she mends a punch of Ana's, and Ana one of her own."""
    lead = signing.Actor(
        ids["carla"], "Carla Weiss", frozenset({"worker", "lead"}), frozenset({ids["framing"]}),
        crew.ZONE, "en", 0,
    )  # fmt: skip
    week = approving.week_of(crew.MONDAY)
    ready = approving.crew_days(lead, *week, now.utc()).ready
    approving.approve(lead, *week, {one.person: one.mark for one in ready}, now.utc())
    punches = own_facts.week_facts(ids["ana"], crew.MONDAY).punches
    for punch, author in ((punches[3], ids["carla"]), (punches[-1], ids["ana"])):
        said = Said(ids["ana"], author, "stayed on", now.utc())
        corrections.move(said, punch.id, punch.at + HOUR)
