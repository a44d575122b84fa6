from dataclasses import replace
from datetime import date

import pytest

from tests.support.company import World, mondays, worked
from timesheet.actions import deriving
from timesheet.actions.setting_up import (
    changes,
    company,
    cost_centers,
    customers,
    people,
    projects,
    rates,
    sites,
    tasks,
    teams,
)
from timesheet.actions.setting_up.changes import Changed, fingerprint
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import catalog, db, derived, policies, staff
from timesheet.store import people as stored_people
from timesheet.store.catalog import Wanted
from timesheet.store.codes import CostCenter, Customer, Person, Project, Site, Task, Team
from timesheet.store.derived import labor_lines
from timesheet.store.staff import Belonging
from timesheet.store.tables import Audit


def find(kind, key):
    with db.read() as tx:
        return catalog.find(tx, kind, key)


def events():
    recorded = Audit.__table__.select().order_by(Audit.id)
    with db.read() as tx:
        return [(r.event, r.subject) for r in tx.execute(recorded)]


def refused(field, function, *args):
    with pytest.raises(Refused) as caught:
        function(*args)
    assert caught.value.field == field
    return caught.value


def test_a_customer_is_added_changed_and_recorded(world: World):
    key = customers.save(Customer(name="Harbour Ltd"), "", world.author)
    seen = find(Customer, key)
    customers.save(replace(seen, ended_on=date(2026, 12, 1)), fingerprint(seen), world.author)
    assert find(Customer, key).ended_on == date(2026, 12, 1)
    assert events() == [("added", "customer"), ("changed", "customer")]


def test_saving_without_a_change_records_nothing(world: World):
    seen = find(Project, world.harbour)
    projects.save(seen, fingerprint(seen), world.author)
    assert events() == []


def test_a_change_of_what_somebody_else_changed_says_what_stands_now(world: World):
    seen = find(Project, world.harbour)
    projects.save(replace(seen, name="Harbour East"), fingerprint(seen), world.author)
    with pytest.raises(Changed) as caught:
        projects.save(replace(seen, name="Harbour West"), fingerprint(seen), world.author)
    [difference] = caught.value.differences
    assert (difference.field, difference.now, difference.yours) == (
        "name",
        "Harbour East",
        "Harbour West",
    )
    assert find(Project, world.harbour).name == "Harbour East"


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "Fill"), ("  ", "Fill"), ("x" * 201, "200"), ("a\nb", "single"), ("a\x0b", "single")],
)
def test_a_name_says_something_on_one_line(world: World, name, message):
    assert message in refused("name", customers.save, Customer(name=name), "", world.author).message


def test_what_is_taken_is_taken_in_any_case(world: World):
    refused("code", projects.save, Project(code="h", name="Other"), "", world.author)
    same = Task(project_id=world.depot, code="FRAME", name="Framing")
    assert tasks.save(same, "", world.author)
    refused("code", tasks.save, replace(same, project_id=world.harbour), "", world.author)


def test_references_and_zones_exist(world: World):
    author = world.author
    refused("zone", sites.save, Site(name="Moon", zone="Mare/Crisium"), "", author)
    refused("zone", sites.save, Site(name="Moon", zone="../../etc/passwd"), "", author)
    refused("customer_id", projects.save, Project(code="X", name="X", customer_id=99), "", author)
    refused("project_id", tasks.save, Task(project_id=99, code="X", name="X"), "", author)
    refused("cost_center_id", teams.save, Team(name="X", cost_center_id=99), "", author)
    days = {"starts_on": date(2026, 2, 1), "ended_on": date(2026, 1, 1)}
    refused("ended_on", projects.save, Project(code="X", name="X", **days), "", author)


def test_only_what_was_never_used_can_be_removed(world: World):
    changes.remove(Project, world.depot, world.author)
    assert find(Project, world.depot) is None
    refused("", changes.remove, Project, world.harbour, world.author)  # it has a task
    changes.remove(Task, world.framing, world.author)
    worked(world.worker, mondays(1)[0], project=world.harbour)
    refused("", changes.remove, Project, world.harbour, world.author)
    refused("", changes.remove, Person, world.worker, world.author)
    with pytest.raises(Missing):
        changes.remove(Customer, 99, world.author)


def test_a_person_has_roles_and_one_admin_always_remains(world: World):
    author = world.author
    key = people.save(
        Person(number="P9", name="Dee", login="dee", zone="UTC"), {"worker", "lead"}, "", author
    )
    admin = find(Person, world.admin)
    refused("roles", people.save, admin, {"worker"}, fingerprint(admin), author)
    ended = replace(admin, ended_on=date(2026, 1, 1))
    refused("ended_on", people.save, ended, {"admin"}, fingerprint(admin), author)
    dee = find(Person, key)
    people.save(dee, {"admin"}, fingerprint(dee), author)
    people.save(admin, {"worker"}, fingerprint(admin), author)
    with db.read() as tx:
        assert stored_people.roles_of(tx, world.admin) == {"worker"}
    refused("roles", people.save, dee, {"root"}, fingerprint(dee), author)
    refused("login", people.save, replace(dee, login="Dee X"), {"admin"}, fingerprint(dee), author)


def test_a_new_password_ends_all_sessions(world: World):
    refused("new", people.set_password, world.worker, "short", world.author)
    people.set_password(world.worker, "a sentence that holds", world.author)
    with db.read() as tx:
        found = stored_people.credentials_of(tx, world.worker)
    assert found.auth_version == 2
    assert found.password_hash.startswith("$argon2id$")
    with pytest.raises(Missing):
        people.set_password(99, "a sentence that holds", world.author)


def test_whoever_loses_a_role_or_ends_is_signed_out(world: World):
    def version():
        with db.read() as tx:
            query = persons.select().where(persons.c.id == world.worker)
            return tx.execute(query).one().auth_version

    persons = staff.people
    person = find(Person, world.worker)
    people.save(person, {"worker", "lead"}, fingerprint(person), world.author)
    assert version() == 1
    people.save(person, {"worker"}, fingerprint(person), world.author)
    assert version() == 2
    people.save(
        replace(person, ended_on=date(2026, 6, 1)), {"worker"}, fingerprint(person), world.author
    )
    assert version() == 3


def test_memberships_follow_each_other_without_a_gap_or_overlap(world: World):
    other = teams.save(Team(name="Other"), "", world.author)

    def spans():
        with db.read() as tx:
            found = staff.belongings(tx, person=world.worker)
        return [(b.team, b.first, b.last) for b in found if isinstance(b, Belonging)]

    first, march, june = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
    people.join(world.worker, other, june, world.author)
    assert spans() == [(world.team, first, date(2026, 5, 31)), (other, june, None)]
    people.join(world.worker, other, march, world.author)
    assert spans()[1] == (other, march, date(2026, 5, 31))
    people.join(world.worker, world.team, march, world.author)
    assert spans()[1] == (world.team, march, date(2026, 5, 31))
    people.join(world.worker, None, date(2026, 7, 1), world.author)
    assert spans()[2] == (other, june, date(2026, 6, 30))
    refused("team_id", people.join, world.worker, 99, june, world.author)


def test_only_a_lead_leads(world: World):
    refused("number", teams.add_lead, world.team, world.worker, world.author)
    with db.write() as tx:
        staff.set_roles(tx, world.worker, {"lead"})
    teams.add_lead(world.team, world.worker, world.author)
    with db.read() as tx:
        assert staff.leads_of(tx, world.team) == {world.worker}
    teams.remove_lead(world.team, world.worker, world.author)
    with db.read() as tx:
        assert staff.leads_of(tx, world.team) == set()


def cents(person):
    with db.read() as tx:
        query = labor_lines.select().where(labor_lines.c.person_id == person)
        return sum(row.cents for row in tx.execute(query))


def test_a_rate_with_its_reason_acts_from_its_first_day_on(world: World):
    early, late = mondays(2)
    for day in (early, late):
        worked(world.worker, day)
    deriving.rebuild()
    assert cents(world.worker) == 2 * 8 * 20_00
    rates.add(world.worker, 300_000, late, None, "a raise", world.author)
    assert cents(world.worker) == 8 * 20_00 + 8 * 30_00
    with db.read() as tx:
        assert derived.count_stale(tx) == 0
    refused("reason", rates.add, world.worker, 1, late, None, " ", world.author)
    refused("rate", rates.add, world.worker, -1, late, None, "less", world.author)
    with pytest.raises(Missing):
        rates.add(99, 1, late, None, "nobody", world.author)


def test_a_cost_center_of_a_project_goes_to_hours_already_worked(world: World):
    worked(world.worker, mondays(1)[0], project=world.harbour)
    deriving.rebuild()
    center = cost_centers.save(CostCenter(code="100", name="Site work"), "", world.author)
    seen = find(Project, world.harbour)
    projects.save(replace(seen, cost_center_id=center), fingerprint(seen), world.author)
    with db.read() as tx:
        assert set(tx.execute(db_centers()).scalars()) == {center}


def db_centers():
    return labor_lines.select().with_only_columns(labor_lines.c.cost_center_id)


def test_the_company_keeps_its_workweek_once_hours_are_recorded(world: World):
    with db.read() as tx:
        seen = policies.company(tx)
    company.save(replace(seen, week_start=6), fingerprint(seen), world.author)
    refused("zone", company.save, replace(seen, zone="X"), "", world.author)
    refused("currency", company.save, replace(seen, currency="usd"), "", world.author)
    refused("pay_calendar", company.save, replace(seen, pay_calendar="lunar"), "", world.author)
    refused("confidence_floor", company.save, replace(seen, confidence_floor=101), "", world.author)
    with pytest.raises(Conflict):
        company.save(seen, fingerprint(seen), world.author)
    worked(world.worker, mondays(1)[0])
    deriving.rebuild()
    now = replace(seen, week_start=6)
    refused("week_start", company.save, seen, fingerprint(now), world.author)


def test_lists_are_searched_and_paged_in_the_order_of_their_labels(world: World):
    for name in ("alpha", "Beta", "gamma", "50%_off", "Delta"):
        customers.save(Customer(name=name), "", world.author)
    with db.read() as tx:
        pages, after = [], None
        while some := catalog.page(tx, Customer, Wanted(after=after), 2):
            pages.append([c.name for c in some])
            after = some[-1].id
        assert pages == [["50%_off", "alpha"], ["Beta", "Delta"], ["gamma"]]
        found = catalog.page(tx, Customer, Wanted(search="%_"))
        assert [c.name for c in found] == ["50%_off"]
        assert len(catalog.page(tx, Customer, Wanted(search="ETA"))) == 1
