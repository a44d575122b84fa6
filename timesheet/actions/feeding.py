"""A saved report read by another program, with its token, as its owner sees it at that moment."""

from timesheet.actions import guessing, saving, signing
from timesheet.actions.guessing import Limit, TooMany
from timesheet.actions.reporting import Request, opened
from timesheet.actions.saving import Kept
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.model import Instant, Seconds
from timesheet.core.reports.asking import Asking, ordered
from timesheet.core.reports.paging import Paged, paged
from timesheet.errors import Missing
from timesheet.store import people, saved, sessions
from timesheet.store.db import Tx, write
from timesheet.store.saved import Behind

# Tokens that open nothing, from one network; and how often one that opens something is served.
WRONG = Limit(30, 60)
SERVED = Limit(120, 60)
TOO_MANY = "Too many requests. Wait %(wait)s seconds, then try again."
PAGE = 10_000


def admitted(token: str, network: str, now: Instant) -> tuple[Kept, Actor]:
    """Return the report that a token opens, and as whom it is read.

    Missing where the token is unknown or revoked, its owner has left, or may not see reports any
    more: all of these answer alike. TooMany where too much was tried, or asked for.
    """
    limits = {f"feeds from {guessing.neighbourhood(network)}": WRONG}
    tried = guessing.attempt(limits, now, TOO_MANY)
    wait = 0
    with write() as tx:
        held = saved.behind(tx, sessions.hashed(token), calendar.day_of(now, "UTC"))
        found = None if held is None else _opened(tx, held, now)
        if held is not None and found is not None:
            sessions.forget_attempt(tx, tried)
            wait = _counted(tx, held.feed.id, now)
    if found is None:
        msg = "feed"
        raise Missing(msg)
    if wait:
        raise TooMany(wait, TOO_MANY)
    return found


def _opened(tx: Tx, held: Behind, now: Instant) -> tuple[Kept, Actor] | None:
    report, roles = saving.kept(tx, held.report, now), people.roles_of(tx, held.report.owner)
    if report is None or "accounting" not in roles:
        return None
    name, zone, locale = report.owner_name, held.zone, held.locale
    return report, Actor(report.owner, name, roles, frozenset(), zone, locale, now)


def _counted(tx: Tx, feed: int, now: Instant) -> Seconds:
    """Count one more reading of a feed; return how long to wait where there were too many."""
    key = f"feed {feed}"
    count, first = sessions.attempts_since(tx, key, now - SERVED.window)
    if count >= SERVED.most:
        return max(1, first + SERVED.window - now)
    sessions.add_attempt(tx, [key], now, guessing.KEEP)
    saved.used(tx, feed, now)
    return 0


def page(report: Kept, actor: Actor, asking: Asking, rows: tuple[int, int], now: Instant) -> Paged:
    """Return the rows of a report after so many, at most so many, in its own order."""
    seen = signing.visible_people(actor, now)
    first, last = report.days
    request = Request(report.question.report, first, last, seen, asking, now=now)
    with opened(request) as made:
        return paged(ordered(made.table, asking), *rows)
