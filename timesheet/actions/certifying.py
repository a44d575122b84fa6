"""Signing for hours: a person for his own month, or whoever leads him and knows the work.

After the fact only, and only what is shown: the digest of what stood on the page comes back with
the signature (2 CFR 200.430(g); Horizon Europe model grant agreement, article 20).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from timesheet.actions.form_facts import DAY, Ground, days_of, each, form_of, frame, ground
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.export.nouns import Problem
from timesheet.core.forms.document import Form
from timesheet.core.forms.filling import fill
from timesheet.core.forms.nouns import Filled, Mark, Standing
from timesheet.core.forms.signatures import Role, complete
from timesheet.core.model import HOUR, Instant, Seconds
from timesheet.core.reminding import SIGN_FOR
from timesheet.errors import Conflict, Missing, Refused
from timesheet.exchange.forms import shipped
from timesheet.store import audit, filing, form_signatures, people, totals
from timesheet.store.db import Tx, read, write
from timesheet.store.selection import Selection
from timesheet.store.unsigned import Ended

AHEAD: Seconds = 14 * HOUR
"""A day begins so much earlier somewhere than by UTC."""
MONTHS = 4
"""So many months are listed: the present one and those that ended before it."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a form says of one person, with who signed it, and as what the reader may sign.

    ``ended`` tells whether its days are over; ``unattested`` are hours that lack his word.
    """

    form: Form
    first: date
    last: date
    person: int
    standing: Standing
    statement: str
    role: Role
    ended: bool
    unattested: tuple[Problem, ...]

    @property
    def mine(self) -> Mark | None:
        """The signature in the role that the reader has."""
        return self.standing.person if self.role is Role.PERSON else self.standing.supervisor

    @property
    def signable(self) -> bool:
        """Tell whether the reader's signature is wanted and can be given now."""
        held = self.mine is not None and self.mine.holds
        return self.ended and not held and not self.unattested


def wanted(tx: Tx) -> list[Form]:
    """Return the forms that are signed here and concern this company."""
    signed = [(one, one.signing.where) for one in shipped().values() if one.signing is not None]
    known = filing.said(tx, {where for _, where in signed}).known
    return [form for form, where in signed if any(known.get(where, {}).values())]


def ended(tx: Tx, now: Instant) -> list[Ended]:
    """Return the forms to be signed whose last days ended lately, anywhere on earth."""
    today = calendar.day_of(now + AHEAD, "UTC")
    found = []
    for form in wanted(tx):
        first, last = days_of(form, days_of(form, today)[0] - DAY)
        signing = form.signing
        if signing is None or today > last + DAY + SIGN_FOR + DAY:
            continue
        said = filing.said(tx, {signing.where}).known.get(signing.where, {})
        about = frozenset(code for code, value in said.items() if value)
        found.append(Ended(form.code, signing.needs == "both", first, last, about))
    return found


def following(actor: Actor, now: Instant) -> Declaration | None:
    """Return what somebody is to sign next, his own first and the newest of it."""
    over = [one for one in listed(actor, now) if one.ended and not complete(one.form, one.standing)]
    mine = [one for one in over if one.mine is None or not one.mine.holds]
    return next((one for one in mine if one.signable), next(iter(mine), None))


def concerns_anybody() -> bool:
    """Tell whether there is any form to sign in this company."""
    with read() as tx:
        return bool(wanted(tx))


def listed(actor: Actor, now: Instant) -> list[Declaration]:
    """Return what somebody may sign in the last months: his own, then his crew's; newest first."""
    today = calendar.day_of(now, actor.zone)
    with read() as tx:
        on = ground(tx)
        found = [one for form in wanted(tx) for one in _of_form(tx, form, on, actor, today)]
    return sorted(found, key=lambda one: (one.role is not Role.PERSON, -one.first.toordinal()))


def shown(code: str, first: date, person: int, actor: Actor, now: Instant) -> Declaration:
    """Return what a form says of a person; Missing where the reader has no business with it."""
    with read() as tx:
        return _one(tx, form_of(code), first, (person, actor), now)


def sign(code: str, first: date, person: int, digest: str, actor: Actor, now: Instant) -> bool:
    """Add a signature to what was shown; False where it is there already.

    Conflict where something else stands there by now. Refused before the days are over, and while
    hours that need the person's own word are only inferred.
    """
    with write() as tx:
        form = form_of(code)
        one = _one(tx, form, first, (person, actor), now)
        if one.standing.sha256 != digest:
            raise Conflict("These hours have changed since you looked. Look again.", field="form")
        if not one.ended:
            raise Refused("It is signed when its days are over, not before.", field="form")
        if one.unattested:
            raise Refused(str(one.unattested[0]), field="form")
        if one.mine is not None and one.mine.holds:
            return False
        form_signatures.add_signature(
            tx, form, (one.first, one.last), (person, one.role), (one.standing.what, one.statement),
            (actor.id, now),
        )  # fmt: skip
        told = {"form": code, "first": str(first), "role": one.role, "sha256": digest}
        audit.record(tx, actor.id, "form_signed", "person", person, told)
    return True


def _of_form(tx: Tx, form: Form, on: Ground, actor: Actor, today: date) -> Iterator[Declaration]:
    first, last = days_of(form, today)
    for _ in range(MONTHS):
        crew = people.team_members(tx, actor.led, first, last)
        roles = dict.fromkeys(crew, Role.SUPERVISOR) | {actor.id: Role.PERSON}
        yield from _declarations(tx, form, on, (first, last), roles, today)
        first, last = days_of(form, first - DAY)


def _one(tx: Tx, form: Form, first: date, who: tuple[int, Actor], now: Instant) -> Declaration:
    person, actor = who
    days = days_of(form, first)
    if form.signing is None or days[0] != first:
        raise Missing("form")
    role = Role.PERSON
    if person != actor.id:
        role = Role.SUPERVISOR
        if person not in people.team_members(tx, actor.led, *days):
            raise Missing("person")
    if totals.stale_weeks(tx, Selection(*days, frozenset({person}))):
        raise Refused("These hours are being computed. Look again in a moment.", field="form")
    today = calendar.day_of(now, actor.zone)
    for one in _declarations(tx, form, ground(tx), days, {person: role}, today):
        return one
    raise Missing("person")


def _declarations(
    tx: Tx, form: Form, on: Ground, days: tuple[date, date], roles: dict[int, Role], today: date
) -> Iterator[Declaration]:
    about = frame(form, days, on)
    done = fill(form, about, each(tx, form, about, on, frozenset(roles)))
    statement = done.statement[0] if done.statement else ""
    keys = {on.names.people[key].number: key for key in roles}
    for standing in done.signed:
        person = keys[standing.number]
        yield Declaration(
            form, *days, person, standing, statement, roles[person], days[1] < today,
            _unattested(done, standing),
        )  # fmt: skip


def _unattested(done: Filled, standing: Standing) -> tuple[Problem, ...]:
    return tuple(
        one for one in done.problems if one.kind == "attest" and one.name == standing.number
    )
