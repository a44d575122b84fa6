from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.company import NOON, TODAY, World, mondays, worked
from timesheet.actions import deriving
from timesheet.actions.setting_up import following, pay_policies, rule_preview, rules
from timesheet.core.inference.conditions import Conditions
from timesheet.core.inference.rules import Hint, Rule, Shares
from timesheet.core.model import UNALLOCATED, Code
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import db, derived
from timesheet.store import rules as stored
from timesheet.store.derived import labor_lines


def to(project, task=None):
    return Shares(((Code(project, task), 10_000),))


def hours_by_project(person):
    with db.read() as tx:
        found: dict = {}
        for row in tx.execute(labor_lines.select().where(labor_lines.c.person_id == person)):
            found[row.project_id] = found.get(row.project_id, 0) + row.seconds // 3600
        return found


def test_a_rule_acts_from_its_first_day_on_and_ends_on_another(world: World):
    early, late = mondays(2)
    for day in (early, late):
        worked(world.worker, day)
    deriving.rebuild()
    assert hours_by_project(world.worker) == {None: 16}
    rule = Rule(0, 0, "Crew", to(world.harbour), Conditions(teams=(world.team,)), valid_from=late)
    made = rules.save(rule, 0, world.author)
    assert (made.id, made.version) == (1, 1)
    assert hours_by_project(world.worker) == {None: 8, world.harbour: 8}
    changed = replace(made, then=to(world.depot), valid_from=early)
    assert rules.save(changed, 1, world.author).version == 2
    assert hours_by_project(world.worker) == {world.depot: 16}
    rules.end(1, 2, late, world.author)
    assert hours_by_project(world.worker) == {world.depot: 8, None: 8}
    with db.read() as tx:
        assert [v.rule.active for v in stored.versions(tx, 1)] == [True, True, False]
    assert deriving.check() == []


def test_p30_a_rule_that_changes_while_all_is_derived_again_leaves_no_mix(world, monkeypatch):
    crew = (world.worker, world.mate)
    for person in crew:
        for day in mondays(2):
            worked(person, day)
    deriving.rebuild()
    made = rules.save(Rule(0, 0, "All", to(world.harbour)), 0, world.author)
    with db.write() as tx:
        derived.mark_all_stale(tx)
    monkeypatch.setattr(deriving, "CHUNK", 1)
    # Another process saved it, and has not come to derive what follows from it.
    monkeypatch.setattr(following, "derive", lambda: None)
    seen = []

    def between(_done, _total):
        if not seen:
            rules.save(replace(made, then=to(world.depot)), 1, world.author)
        seen.append([hours_by_project(person) for person in crew])

    deriving.derive_stale(between)
    assert all(len(hours) == 1 for people in seen for hours in people)
    assert [hours_by_project(person) for person in crew] == [{world.depot: 16}] * 2
    assert deriving.check() == []


def test_of_two_who_change_a_rule_the_second_is_told(world: World):
    made = rules.save(Rule(0, 0, "Crew", to(world.harbour)), 0, world.author)
    rules.save(replace(made, name="Crew two"), 1, world.author)
    with pytest.raises(Conflict, match="Crew two"):
        rules.save(replace(made, name="Crew three"), 1, world.author)
    with pytest.raises(Missing):
        rules.end(7, 1, TODAY, world.author)


@pytest.mark.parametrize(
    ("when", "field"),
    [
        (Conditions(persons=(99,)), "persons"),
        (Conditions(teams=(99,)), "teams"),
        (Conditions(sites=(99,)), "sites"),
    ],
)
def test_a_rule_speaks_of_what_there_is(world: World, when, field):
    with pytest.raises(Refused) as caught:
        rules.save(Rule(0, 0, "x", to(world.harbour), when), 0, world.author)
    assert caught.value.field == field
    for code in (Code(99), Code(world.depot, world.framing), Code(None, None, 99)):
        with pytest.raises(Refused) as caught:
            rules.save(Rule(0, 0, "x", Shares(((code, 10_000),))), 0, world.author)
        assert caught.value.field == "parts"


def test_a_preview_says_what_moves_in_hours_and_money_and_writes_nothing(world: World):
    for day in mondays(5):
        worked(world.worker, day)
        worked(world.mate, day, hours=4)
    deriving.rebuild()
    rule = Rule(0, 0, "Ben", to(world.harbour), Conditions(persons=(world.worker,)))
    seen = rule_preview.preview(replace(rule, valid_from=TODAY), NOON)
    [flow] = seen.flows
    assert (flow.was, flow.becomes) == (UNALLOCATED, Code(world.harbour))
    assert (flow.seconds, flow.cents, flow.people) == (4 * 8 * 3600, 4 * 8 * 20_00, 1)
    assert (seen.weeks, seen.weeks_in_all, seen.people, seen.wages) == (4, 4, 1, 0)
    assert (seen.first, seen.last) == (date(2026, 10, 26), date(2026, 11, 22))
    assert hours_by_project(world.worker) == {None: 40}
    with db.read() as tx:
        assert stored.versions(tx) == []
        assert derived.count_stale(tx) == 0


def test_a_preview_counts_the_words_that_a_rule_contradicts(world: World):
    first, second, third = mondays(3)
    worked(world.worker, first, project=world.harbour)
    worked(world.worker, second, project=world.depot)
    worked(world.worker, third, project=world.depot)
    deriving.rebuild()
    seen = rule_preview.preview(Rule(0, 0, "All", to(world.harbour)), NOON)
    assert (seen.flows, seen.seconds) == ((), 0)  # people's words stand
    assert seen.agrees == 1
    assert [(c.person, c.day, c.said, c.ruled) for c in seen.clashes] == [
        (world.worker, day, Code(world.depot), Code(world.harbour)) for day in (second, third)
    ]
    assert sum(c.seconds for c in seen.clashes) == 16 * 3600


def test_a_preview_of_a_change_compares_with_the_version_before(world: World):
    day = mondays(1)[0]
    worked(world.worker, day)
    deriving.rebuild()
    made = rules.save(Rule(0, 0, "All", to(world.harbour)), 0, world.author)
    split = Shares(((Code(world.harbour), 2_500), (Code(world.depot), 7_500)))
    [flow] = rule_preview.preview(replace(made, then=split), NOON).flows
    assert (flow.was, flow.becomes, flow.seconds, flow.cents) == (
        Code(world.harbour), Code(world.depot), 6 * 3600, 120_00
    )  # fmt: skip
    [flow] = rule_preview.preview(replace(made, active=False), NOON).flows
    assert (flow.becomes, flow.seconds) == (UNALLOCATED, 8 * 3600)
    hint = replace(made, then=Hint(Code(world.depot), 100))
    [flow] = rule_preview.preview(hint, NOON).flows
    assert flow.becomes == Code(world.depot)


def test_a_pay_policy_holds_from_a_day_for_a_team(world: World):
    monday = mondays(1)[0]
    for n in range(5):
        worked(world.worker, monday + timedelta(days=n), hours=10)
    deriving.rebuild()

    def pay():
        with db.read() as tx:
            rows = tx.execute(labor_lines.select()).all()
            return sum(row.cents for row in rows)

    assert pay() == 50 * 20_00
    made = pay_policies.assign("us-flsa", monday, world.team, None, world.author)
    assert (made.code, made.version) == ("us-flsa", 1)
    assert pay() == 55 * 20_00
    for args in (("us-mars", None, None), ("plain", 99, None), ("plain", None, 99)):
        with pytest.raises(Refused):
            pay_policies.assign(args[0], monday, args[1], args[2], world.author)
