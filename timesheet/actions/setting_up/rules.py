"""Rules: each change adds a version, which holds from its own first day on."""

from dataclasses import replace
from datetime import date

from timesheet.actions.setting_up import following
from timesheet.actions.setting_up.changes import Author
from timesheet.core.inference.rules import Breakdown, Eligible, Hint, Rule, Shares
from timesheet.core.model import Code
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import audit, catalog, db, rules, staff
from timesheet.store.codes import CostCenter, CostCode, Entry, Person, Project, Site, Task, Team
from timesheet.store.db import Tx

_PARTS: tuple[tuple[str, type[Entry]], ...] = (
    ("project", Project),
    ("task", Task),
    ("cost_code", CostCode),
    ("cost_center", CostCenter),
)


def save(rule: Rule, seen: int, author: Author) -> Rule:
    """Add a rule (its id is 0) or the next version of one; return it as recorded.

    ``seen`` is the newest version that the author looked at. Workweeks from the first day of the
    version on are derived again, those of the people it is about.
    """
    with db.write() as tx:
        before = _newest(tx, rule.id, seen)
        check(tx, rule)
        number = rule.id or rules.next_number(tx)
        recorded = rules.add_version(tx, replace(rule, id=number), author.at, author.person)
        event = "added" if before is None else "changed"
        audit.record(tx, author.person, event, "rule", number, {"version": recorded.version})
        _follow(tx, recorded, before)
    following.derive()
    return recorded


def end(number: int, seen: int, first: date, author: Author) -> Rule:
    """Let a rule hold no more from a day on: another version, which isn't active."""
    with db.read() as tx:
        newest = [v.rule for v in rules.versions(tx, number)][-1:]
    if not newest:
        raise Missing("rule")
    ended = replace(newest[0], valid_from=first, valid_to=None, active=False)
    return save(ended, seen, author)


def _newest(tx: Tx, number: int, seen: int) -> Rule | None:
    if not number:
        return None
    found = rules.versions(tx, number)
    if not found:
        raise Missing("rule")
    newest = found[-1].rule
    if newest.version != seen:
        raise Conflict(
            "Somebody else has made version %(version)d of this rule meanwhile: “%(name)s”. "
            "Look at it first; nothing of yours was saved.",
            version=newest.version,
            name=newest.name,
        )
    return newest


def check(tx: Tx, rule: Rule) -> None:
    """Refuse a rule that speaks of people, places or codes that there aren't."""
    when = rule.when
    for field, kind, ids in (
        ("persons", Person, when.persons),
        ("teams", Team, when.teams),
        ("sites", Site, when.sites),
    ):
        if set(ids) - set(catalog.by_id(tx, kind, ids)):
            raise Refused("Choose from the list.", field=field)
    for code in codes_of(rule):
        _check_code(tx, code)


def _check_code(tx: Tx, code: Code) -> None:
    for name, kind in _PARTS:
        if getattr(code, name) is not None and catalog.find(tx, kind, getattr(code, name)) is None:
            raise Refused("There is no such code.", field="parts")
    task = catalog.find(tx, Task, code.task)
    if task is not None and code.project is not None and task.project_id != code.project:
        raise Refused("That task belongs to another project.", field="parts")


def codes_of(rule: Rule) -> list[Code]:
    """Return the codes that a rule's outcome names."""
    match rule.then:
        case Shares(parts):
            return [code for code, _ in parts]
        case Hint(code, _):
            return [code]
        case Breakdown(steps):
            return [step.code for step in steps]
        case Eligible(codes):
            return list(codes)


def _follow(tx: Tx, rule: Rule, before: Rule | None) -> None:
    touched: set[int] = set()
    for version in (rule, before):
        people = None if version is None else people_of(tx, version)
        if version is not None and people is None:
            return following.mark(tx, first_day=rule.valid_from)
        touched |= people or set()
    return following.mark(tx, people=sorted(touched), first_day=rule.valid_from)


def people_of(tx: Tx, rule: Rule) -> set[int] | None:
    """Return the people that a rule may be about; None: anybody."""
    when = rule.when
    if when.persons:
        return set(when.persons)
    return staff.members_ever(tx, when.teams) if when.teams else None
