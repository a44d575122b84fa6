"""Inference rules: each change adds a version; the document is the rule's JSON."""

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sqlalchemy import func, select

from timesheet.core.inference.rules import Rule
from timesheet.core.inference.versions import in_force
from timesheet.core.model import Instant, Seconds, Source
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.quick import Quick
from timesheet.store.tables import AllocationRow, RuleRow

rules = table_of(RuleRow)
allocations = table_of(AllocationRow)


@dataclass(frozen=True, slots=True)
class RecordedRule:
    """A version of a rule, when it was recorded (an instant), and by whom (a person's id)."""

    rule: Rule
    recorded_at: Instant
    recorded_by: int | None


_ALL = select(rules.c.document, rules.c.recorded_at, rules.c.recorded_by).order_by(
    rules.c.number, rules.c.version
)


_DOCUMENTS = Quick(select(rules.c.document).order_by(rules.c.id))


def in_use(tx: Tx) -> tuple[Rule, ...]:
    """Return the rules as they hold, each version cut to the days of work on which it does."""
    return _in_force(tuple(document for (document,) in _DOCUMENTS.all(tx, {})))


def versions(tx: Tx, number: int | None = None) -> list[RecordedRule]:
    """Return all versions of one rule or of all, by number and version."""
    query = _ALL if number is None else _ALL.where(rules.c.number == number)
    return [RecordedRule(_read(document), at, by) for document, at, by in tx.execute(query)]


def newest(tx: Tx) -> list[RecordedRule]:
    """Return the newest version of each rule, by number."""
    return list({v.rule.id: v for v in versions(tx)}.values())


def next_number(tx: Tx) -> int:
    """Return the number that the next new rule gets."""
    return (tx.execute(select(func.max(rules.c.number))).scalar() or 0) + 1


def add_version(tx: Tx, rule: Rule, at: Instant, by: int | None) -> Rule:
    """Add the next version of a rule (its own ``version`` doesn't count) and return it."""
    last = tx.execute(select(func.max(rules.c.version)).where(rules.c.number == rule.id)).scalar()
    rule = replace(rule, version=(last or 0) + 1)
    values = {
        "number": rule.id,
        "version": rule.version,
        "name": rule.name,
        "document": json.dumps(rule.to_dict(), separators=(",", ":")),
        "active": rule.active,
        "recorded_at": at,
        "recorded_by": by,
    }
    add(tx, rules, values)
    return rule


def decided(tx: Tx, number: int, first_week: date) -> tuple[Seconds, int]:
    """Return the hours that a rule decides in the workweeks since one, and of how many people."""
    query = select(
        func.coalesce(func.sum(allocations.c.seconds), 0),
        func.count(allocations.c.person_id.distinct()),
    ).where(
        allocations.c.week >= first_week,
        allocations.c.source == Source.RULE.value,
        allocations.c.ref.like(f"rule {number} v%"),
    )
    seconds, people = tx.execute(query).one()
    return int(seconds), people


@lru_cache(maxsize=8)
def _in_force(documents: tuple[str, ...]) -> tuple[Rule, ...]:
    return in_force(_read(document) for document in documents)


@lru_cache(maxsize=4096)
def _read(document: str) -> Rule:
    return Rule.from_dict(json.loads(document))
