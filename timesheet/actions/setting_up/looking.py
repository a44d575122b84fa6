"""Looking before changing: lists, entries, and what a form may offer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from timesheet.core import calendar
from timesheet.core.inference.rules import Rule
from timesheet.core.model import Instant, RosterShift, Seconds
from timesheet.errors import Missing, Refused
from timesheet.store import catalog, db, derived, people, policies, rates, rosters, staff
from timesheet.store import names as naming
from timesheet.store import rules as recorded
from timesheet.store.catalog import PAGE, Wanted
from timesheet.store.codes import (
    CostCenter,
    CostCode,
    Customer,
    Entry,
    Person,
    Project,
    Site,
    Task,
    Team,
)
from timesheet.store.names import Names
from timesheet.store.policies import Company, PayPolicyVersion
from timesheet.store.rates import RecordedRate
from timesheet.store.rules import RecordedRule
from timesheet.store.staff import Belonging

E = TypeVar("E", bound=Entry)
T = TypeVar("T")
MOST = 2000
SUGGESTED = 500
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A page of a list; ``next`` is the id after which the next page begins, if there is one."""

    entries: list[T]
    next: int | None


def listed(kind: type[E], search: str, after: int | None, today: date | None) -> Listed[E]:
    """Return a page of a list; without what ended before ``today``, where a day is given."""
    with db.read() as tx:
        found = catalog.page(tx, kind, Wanted(search, after, today), PAGE + 1)
    more = len(found) > PAGE
    return Listed(found[:PAGE], found[PAGE - 1].id if more else None)


def find(kind: type[E], key: int) -> E:
    """Return an entry; Missing where there is none."""
    with db.read() as tx:
        entry = catalog.find(tx, kind, key)
    if entry is None:
        raise Missing(kind.__name__)
    return entry


def offered(kind: type[E], today: date, held: int | None = None) -> list[E]:
    """Return what a form offers: what is in use today, and the one that is held anyway."""
    with db.read() as tx:
        found = catalog.page(tx, kind, Wanted(ended_before=today), MOST)
        own = catalog.find(tx, kind, held)
    if own is not None and own not in found:
        found.append(own)
    return found


def names(kinds: Iterable[type[Entry]]) -> dict[type[Entry], dict[int, str]]:
    """Return short names by id: a code where there is one."""
    with db.read() as tx:
        return {
            kind: {key: _short(entry) for key, entry in catalog.by_id(tx, kind).items()}
            for kind in kinds
        }


def _short(entry: Any) -> str:
    return str(getattr(entry, "code", None) or entry.name)


COUNTED: tuple[type[Entry], ...] = (
    Person,
    Team,
    Project,
    Task,
    Customer,
    CostCode,
    CostCenter,
    Site,
)


def counts(today: date) -> tuple[dict[str, int], int]:
    """Return how many entries are in use, by kind, and how many workweeks wait to be derived."""
    with db.read() as tx:
        found = {kind.__name__: catalog.count(tx, kind, today) for kind in COUNTED}
        return found, derived.count_stale(tx)


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team's leads, and who belongs to it now or will; at most ``MOST`` people."""

    leads: list[Person]
    members: list[tuple[Person, Belonging]]


def team(key: int) -> TeamView:
    """Return who leads a team and who belongs to it."""
    with db.read() as tx:
        leads = catalog.by_id(tx, Person, staff.leads_of(tx, key))
        belongings = [b for b in staff.belongings(tx, team=key) if b.last is None][:MOST]
        found = catalog.by_id(tx, Person, {b.person for b in belongings})
    members = [(found[b.person], b) for b in belongings]
    return TeamView(
        sorted(leads.values(), key=lambda p: p.name.lower()),
        sorted(members, key=lambda pair: pair[0].name.lower()),
    )


def person_by_number(number: str, field: str = "number") -> Person:
    """Return the person of a number; Refused where there is none."""
    plain = number.strip()
    with db.read() as tx:
        found = catalog.by_text(tx, Person, "number", {plain}) if plain.isprintable() else {}
    for person in found.get(plain.lower(), []):
        return person
    raise Refused("Nobody has the number “%(number)s”.", field=field, number=plain[:40])


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with his roles, his teams over time and his rates."""

    person: Person
    roles: frozenset[str]
    belongings: list[Belonging]
    rates: list[RecordedRate]


def person(key: int) -> PersonView:
    """Return a person with all that is set up about him; Missing where there is none."""
    with db.read() as tx:
        entry = catalog.find(tx, Person, key)
        if entry is None:
            raise Missing("person")
        return PersonView(
            entry,
            people.roles_of(tx, key),
            staff.belongings(tx, person=key),
            rates.of_people(tx, [key]),
        )


def about(found: list[Person], today: date) -> dict[int, tuple[list[str], str]]:
    """Return the roles of people and the name of the team of each today, by id."""
    ids = [person.id for person in found]
    with db.read() as tx:
        roles = staff.roles_by_person(tx, ids)
        teams = staff.teams_on(tx, ids, today)
        labels = catalog.by_id(tx, Team, teams.values())
    return {
        key: (roles.get(key, []), labels[teams[key]].name if key in teams else "") for key in ids
    }


def company() -> Company | None:
    """Return the company's settings; None before it is set up."""
    with db.read() as tx:
        try:
            return policies.company(tx)
        except Missing:
            return None


def currency() -> str:
    """Return the three letters of the company's money; "" before it is set up."""
    held = company()
    return held.currency if held else ""


def pay_policies() -> list[PayPolicyVersion]:
    """Return all versions of pay policies, the latest effective first."""
    with db.read() as tx:
        found = policies.pay_policies(tx)
    return sorted(found, key=lambda v: (v.effective_from, v.id), reverse=True)


def numbers(today: date) -> list[tuple[str, str]]:
    """Return numbers and names of people, to choose from while typing; at most ``SUGGESTED``."""
    with db.read() as tx:
        found = catalog.page(tx, Person, Wanted(ended_before=today), SUGGESTED)
    return [(person.number, person.name) for person in found]


def numbers_of(ids: Iterable[int]) -> list[tuple[str, str]]:
    """Return numbers and names of some people, by name."""
    with db.read() as tx:
        found = catalog.by_id(tx, Person, ids)
    return sorted(((p.number, p.name) for p in found.values()), key=lambda pair: pair[1].lower())


def roster_names(today: date) -> dict[str, list[tuple[str, str]]]:
    """Return what a planned shift may name: people, sites, projects."""
    with db.read() as tx:
        wanted = Wanted(ended_before=today)
        sites = catalog.page(tx, Site, wanted, SUGGESTED)
        projects = catalog.page(tx, Project, wanted, SUGGESTED)
    return {
        "people": numbers(today),
        "sites": [(site.name, site.zone) for site in sites],
        "projects": [(project.code, project.name) for project in projects],
    }


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned shift in words; ``zone`` is that of its times."""

    id: int
    person: Person
    start: Instant
    end: Instant
    zone: str
    site: str
    code: str


def planned(first: date, search: str, after: int | None) -> Listed[Planned]:
    """Return the planned shifts of the week from ``first`` on, by start, those of some people.

    ``after`` is the number of shifts on the pages before.
    """
    start = calendar.start_of_day(first, "UTC") - DAY_SECONDS
    end = start + 9 * DAY_SECONDS
    offset = after or 0
    with db.read() as tx:
        found = [p.id for p in catalog.page(tx, Person, Wanted(search), MOST)] if search else None
        shifts = rosters.planned(tx, start, end, found)
        staffed = catalog.by_id(tx, Person, {s.person for s in shifts})
        sites = catalog.by_id(tx, Site)
        known = naming.names(tx)
    rows = [_planned(shift, staffed[shift.person], sites, known) for shift in shifts]
    last = first + timedelta(days=6)
    rows = [row for row in rows if first <= calendar.day_of(row.start, row.zone) <= last]
    more = offset + PAGE < len(rows)
    return Listed(rows[offset : offset + PAGE], offset + PAGE if more else None)


def _planned(shift: RosterShift, person: Person, sites: dict[int, Site], known: Names) -> Planned:
    site = sites.get(shift.site or 0)
    zone = site.zone if site else person.zone
    code = known.code(shift.code.project, shift.code.task) if shift.code else ""
    name = site.name if site else ""
    return Planned(shift.id, person, shift.start, shift.end, zone, name, code)


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule with all its versions, the newest first, and what it decides since a day."""

    newest: Rule
    versions: list[RecordedRule]
    since: date
    seconds: Seconds
    people: int


def rule(number: int, today: date) -> RuleView:
    """Return a rule with what it decided in the last four weeks; Missing where there is none."""
    with db.read() as tx:
        found = recorded.versions(tx, number)
        if not found:
            raise Missing("rule")
        since = today - timedelta(days=28)
        seconds, count = recorded.decided(tx, number, since)
    return RuleView(found[-1].rule, found[::-1], since, seconds, count)


@dataclass(frozen=True, slots=True)
class RuleList:
    """The newest version of each rule, those that hold first, by priority; and the names."""

    rules: list[Rule]
    names: Names


def rules() -> RuleList:
    """Return all rules in their newest version."""
    with db.read() as tx:
        found = [version.rule for version in recorded.newest(tx)]
        known = naming.names(tx)
    return RuleList(sorted(found, key=lambda r: (not r.active, -r.priority, r.id)), known)


def all_names() -> Names:
    """Return the names of everything that rules speak of."""
    with db.read() as tx:
        return naming.names(tx)
