"""Saved reports: kept under a name, shared or not, and the tokens that feed other programs."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from timesheet.actions.reporting import REPORTS
from timesheet.core import calendar
from timesheet.core.model import Instant
from timesheet.core.reports import spans
from timesheet.core.reports.spans import Days, Span
from timesheet.errors import Missing, Refused
from timesheet.store import audit, saved, sessions, terms
from timesheet.store.db import Tx, read, write
from timesheet.store.saved import Feed, Saved

LONGEST = 80
PREFIX = "tsf_"


@dataclass(frozen=True, slots=True)
class Question:
    """What is saved: the report, how its days are said, and what is asked of it."""

    report: str
    span: Span
    days: Days | None
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved report as it stands today: its question and the days that it means."""

    id: int
    owner: int
    owner_name: str
    name: str
    shared: bool
    question: Question
    days: Days


def mine(person: int, now: Instant) -> list[Kept]:
    """Return a person's reports and those that others share, by name."""
    with read() as tx:
        found = [kept(tx, one, now) for one in saved.of_person(tx, person)]
    return [one for one in found if one is not None]


def find(key: int, person: int, now: Instant) -> Kept:
    """Return a report that a person may see; Missing else."""
    with read() as tx:
        return _known(tx, key, person, now)


def own(key: int, person: int, now: Instant) -> tuple[Kept, list[Feed]]:
    """Return a person's own report with its feeds; Missing also where it is another's."""
    with read() as tx:
        return _own(tx, key, person, now), saved.feeds(tx, key)


def save(name: str, question: Question, person: int, now: Instant, *, shared: bool) -> int:
    """Save a question under a name of one's own, and return its id; Refused where it can't be."""
    if question.report not in REPORTS:
        msg = "There is no such report."
        raise Refused(msg, field="report")
    fixed = question.days if question.span is Span.FIXED else None
    if question.span is Span.FIXED and (fixed is None or fixed[1] < fixed[0]):
        msg = "Choose the days again."
        raise Refused(msg, field="days")
    first, last = fixed or (None, None)
    parameters = json.dumps(dict(question.parameters), sort_keys=True)
    with write() as tx:
        called = _free(tx, name, person)
        one = Saved(
            0, person, "", called, shared, question.report, question.span, first, last, parameters
        )
        key = saved.add_report(tx, one, now)
        said = {"kind": question.report, "shared": shared}
        audit.record(tx, person, "report_saved", "saved_report", key, said)
    return key


def change(key: int, name: str, person: int, now: Instant, *, shared: bool) -> None:
    """Give one's own report another name, and share it or not."""
    with write() as tx:
        _own(tx, key, person, now)
        saved.change(tx, key, _free(tx, name, person, key), shared=shared)
        audit.record(tx, person, "report_changed", "saved_report", key, {"shared": shared})


def remove(key: int, person: int, now: Instant) -> str:
    """Delete one's own report; its feeds end with it. Return what it was called."""
    with write() as tx:
        name = _own(tx, key, person, now).name
        saved.remove(tx, key)
        audit.record(tx, person, "report_deleted", "saved_report", key)
    return name


def make_feed(key: int, person: int, now: Instant) -> str:
    """Let one's own report be read with a new token, and return it: it is shown this once."""
    token = PREFIX + secrets.token_urlsafe(32)
    with write() as tx:
        _own(tx, key, person, now)
        feed = saved.add_feed(tx, key, sessions.hashed(token), now)
        audit.record(tx, person, "feed_made", "saved_report", key, {"feed": feed})
    return token


def revoke_feed(key: int, feed: int, person: int, now: Instant) -> None:
    """End a feed of one's own report; Missing where it has none such."""
    with write() as tx:
        _own(tx, key, person, now)
        if not saved.revoke(tx, feed, key, now):
            msg = "feed"
            raise Missing(msg)
        audit.record(tx, person, "feed_revoked", "saved_report", key, {"feed": feed})


def kept(tx: Tx, one: Saved, now: Instant) -> Kept | None:
    """Return a row of the store as what it means now; None where it means nothing any more."""
    house = terms.house(tx)
    fixed: tuple[date, date] | None = (one.first, one.last) if one.first and one.last else None
    try:
        span, parameters = Span(one.period), json.loads(one.parameters)
    except ValueError:
        return None
    if one.kind not in REPORTS or not isinstance(parameters, dict):
        return None
    texts = {str(name): value for name, value in parameters.items() if isinstance(value, str)}
    today = calendar.day_of(now, house.zone)
    return Kept(
        id=one.id,
        owner=one.owner,
        owner_name=one.owner_name,
        name=one.name,
        shared=one.shared,
        question=Question(one.kind, span, fixed, texts),
        days=spans.days(span, fixed, today, house.calendar),
    )


def _known(tx: Tx, key: int, person: int, now: Instant) -> Kept:
    one = saved.find(tx, key, person)
    found = None if one is None else kept(tx, one, now)
    if found is None:
        msg = "saved report"
        raise Missing(msg)
    return found


def _own(tx: Tx, key: int, person: int, now: Instant) -> Kept:
    found = _known(tx, key, person, now)
    if found.owner != person:
        msg = "saved report"
        raise Missing(msg)
    return found


def _free(tx: Tx, name: str, person: int, key: int | None = None) -> str:
    """Return a name without space around it; Refused where it is none, too long, or taken."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST:
        msg = "A name has 1 to %(most)s characters."
        raise Refused(msg, field="name", most=LONGEST)
    if saved.named(tx, person, name) not in {None, key}:
        msg = "You have a report called “%(name)s” already; choose another name."
        raise Refused(msg, field="name", name=name)
    return name
