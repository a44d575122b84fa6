from dataclasses import replace
from datetime import date

import pytest

from timesheet.core.inference.rules import Rule, Shares
from timesheet.core.model import Code, RosterShift
from timesheet.errors import Missing
from timesheet.store import db, policies, rates, rosters, rules
from timesheet.store.tables import Person, Project, Team

DAY = date(2026, 3, 2)


@pytest.fixture
def people(app):
    with db.write() as tx:
        for n in (1, 2):
            values = {"number": f"P{n}", "name": f"P{n}", "login": f"p{n}", "zone": "UTC"}
            db.add(tx, Person.__table__, {"auth_version": 1, "locale": "en", **values})
        db.add(tx, Team.__table__, {"name": "Crew"})
        db.add(
            tx, Project.__table__, {"code": "H", "name": "Harbour", "attestation_required": False}
        )


def test_the_company_is_missing_until_it_is_set_up(app):
    with db.read() as tx, pytest.raises(Missing):
        policies.company(tx)
    acme = policies.Company(name="Acme", zone="Europe/Berlin", pay_anchor=DAY)
    for company in (acme, replace(acme, confidence_floor=70)):
        with db.write() as tx:
            policies.set_company(tx, company)
        with db.read() as tx:
            assert policies.company(tx) == company


def test_the_narrowest_and_latest_pay_policy_holds(people):
    def add(tx, code, day, team=None, person=None):
        return policies.add_pay_policy(
            tx, code=code, name=code, effective_from=day, document="{}", team=team,
            person=person, at=1, by=None,
        )  # fmt: skip

    with db.write() as tx:
        add(tx, "plain", date(2026, 1, 1))
        second = add(tx, "plain", date(2026, 2, 1))
        add(tx, "crew", date(2026, 1, 15), team=1)
        add(tx, "own", date(2026, 3, 1), person=2)
    assert second.version == 2
    with db.read() as tx:
        versions = policies.pay_policies(tx)

    def code(person, team, day):
        held = policies.holding(versions, person, team, day)
        return held and (held.code, held.version)

    assert code(1, None, date(2025, 12, 31)) is None
    assert code(1, None, date(2026, 1, 31)) == ("plain", 1)
    assert code(1, None, date(2026, 2, 1)) == ("plain", 2)
    assert code(1, 1, date(2026, 2, 1)) == ("crew", 1)
    assert code(2, 1, date(2026, 3, 1)) == ("own", 1)


def test_rates_are_read_in_the_order_in_which_they_take_each_others_place(people):
    with db.write() as tx:
        for rate, day in ((200_000, DAY), (150_000, date(2026, 1, 1)), (210_000, DAY)):
            rates.add_rate(
                tx, person=1, rate=rate, valid_from=day, project=None, reason="raise", at=1, by=None
            )
    with db.read() as tx:
        assert [r.rate for r in rates.of_people(tx, [1])] == [150_000, 200_000, 210_000]
        assert rates.of_people(tx, [2]) == []


def test_a_change_of_a_rule_adds_a_version(app):
    rule = Rule(1, 0, "Harbour", Shares(((Code(1), 10_000),)))
    with db.write() as tx:
        assert rules.next_number(tx) == 1
        assert rules.add_version(tx, rule, 5, None).version == 1
        changed = replace(rule, name="Depot", valid_from=DAY)
        assert rules.add_version(tx, changed, 6, None).version == 2
    with db.read() as tx:
        assert rules.next_number(tx) == 2
        assert [(v.rule.version, v.recorded_at) for v in rules.versions(tx, 1)] == [(1, 5), (2, 6)]
        assert [v.rule.name for v in rules.newest(tx)] == ["Depot"]
        assert [r.name for r in rules.in_use(tx)] == ["Harbour", "Depot"]


def test_a_cancelled_planned_shift_is_planned_no_more(people):
    shifts = [RosterShift(0, 1, 100, 200, None, Code(1)), RosterShift(0, 2, 150, 250)]
    with db.write() as tx:
        assert rosters.add_shifts(tx, shifts, 1) == 2
        found = rosters.planned(tx, 0, 160)
        assert [(s.person, s.code) for s in found] == [(1, Code(1)), (2, None)]
        assert rosters.cancel(tx, found[0].id, 9)
        assert not rosters.cancel(tx, found[0].id, 10)
    with db.read() as tx:
        assert [s.person for s in rosters.planned(tx, 0, 160)] == [2]
        assert rosters.planned(tx, 0, 160, people=[1]) == []
        assert rosters.find(tx, found[0].id) is None
