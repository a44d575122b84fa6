"""Pay policies: which one holds for whom, from which day on; each change adds a version."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from timesheet.actions.setting_up import changes, following
from timesheet.actions.setting_up.changes import Author
from timesheet.core.pay.policy import Policy, PolicyError
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.schema import UNKNOWN
from timesheet.errors import Conflict, Missing, Refused
from timesheet.exchange.holidays import public_holidays
from timesheet.store import audit, db, holidays, policies, staff
from timesheet.store.codes import Person, Team
from timesheet.store.db import Tx
from timesheet.store.policies import PayPolicyVersion


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that isn't yet: which policy, for whom, and its document (canonical JSON).

    ``seen`` is the id of the newest version that its author looked at, 0 for a new policy.
    """

    code: str
    name: str
    document: str
    team: int | None = None
    person: int | None = None
    seen: int = 0

    @property
    def policy(self) -> Policy:
        """The policy that the document says."""
        return Policy.from_dict(json.loads(self.document))


@dataclass(frozen=True, slots=True)
class Line:
    """A policy with all its versions, the newest recorded last, as of a day.

    ``current`` is the version that counts on that day, None where it doesn't hold then.
    """

    versions: Sequence[PayPolicyVersion]
    current: PayPolicyVersion | None
    day: date

    @property
    def newest(self) -> PayPolicyVersion:
        """The version that was recorded last."""
        return self.versions[-1]

    @property
    def last(self) -> PayPolicyVersion:
        """The version to go on from: the latest that isn't an end."""
        spoken = [v for v in self.versions if not v.ended]
        return max(spoken, key=lambda v: (v.effective_from, v.id))

    @property
    def policy(self) -> Policy:
        """The policy as it holds, else as it last was or will be."""
        return Policy.from_dict(json.loads((self.current or self.last).document))

    def state(self, version: PayPolicyVersion) -> str:
        """Return "current", "future" or "past"."""
        if version.id == (self.current.id if self.current else 0):
            return "current"
        return "future" if version.effective_from > self.day else "past"


def lines(today: date) -> list[Line]:
    """Return all pay policies with their versions, by name."""
    with db.read() as tx:
        return _lines(tx, today)


def line(key: int, today: date) -> Line:
    """Return the policy that a version belongs to; Missing where there is none."""
    for found in lines(today):
        if any(version.id == key for version in found.versions):
            return found
    raise Missing("pay policy")


def _lines(tx: Tx, today: date) -> list[Line]:
    grouped: dict[object, list[PayPolicyVersion]] = {}
    for version in policies.pay_policies(tx):
        grouped.setdefault(version.line, []).append(version)
    found = [Line(versions, _current(versions, today), today) for versions in grouped.values()]
    return sorted(found, key=lambda one: (one.current is None, one.newest.name, one.newest.id))


def _current(versions: Sequence[PayPolicyVersion], today: date) -> PayPolicyVersion | None:
    held = [v for v in versions if v.effective_from <= today]
    latest = max(held, key=lambda v: (v.effective_from, v.id), default=None)
    return None if latest is None or latest.ended else latest


def document(data: Mapping[str, Any]) -> str:
    """Return a policy's data as canonical JSON; Refused names the field that can't be.

    The refusal's ``field`` is the place in the data ("overtime.daily[0].mult").
    """
    try:
        policy = Policy.from_dict(data)
        if policy.holiday:
            library_days(policy.holiday.calendar_id, [2026])
        return json.dumps(policy.to_dict(), separators=(",", ":"))
    except PolicyError as error:
        if error.why == UNKNOWN:
            raise Refused(
                "%(path)s: there is no such key.", field=error.path, path=error.path
            ) from error
        raise Refused(
            "%(path)s: %(why)s.", field=error.path, path=error.path, why=error.why
        ) from error


def from_preset(preset: str, name: str, team: int | None, person: int | None) -> Draft:
    """Return a new policy as a preset has it."""
    if preset not in PRESETS:
        raise Refused("Choose one from the list.", field="preset")
    if team is not None and person is not None:
        raise Refused("Either a team or a person, not both.", field="person")
    return Draft(name, name, document(PRESETS[preset]), team, person)


def next_of(found: Line, data: Mapping[str, Any]) -> Draft:
    """Return a next version of a policy, as data has it."""
    newest = found.newest
    return Draft(newest.code, newest.name, document(data), newest.team, newest.person, newest.id)


def activate(draft: Draft, effective_from: date, author: Author) -> PayPolicyVersion:
    """Let a version hold from a day on; workweeks from then on are derived again."""
    added = _add(draft, effective_from, "assigned", author)
    following.derive()
    return added


def end(found: Line, effective_from: date, author: Author) -> PayPolicyVersion:
    """Let a policy hold no more from a day on; its versions stay for the days before."""
    newest = found.newest
    draft = Draft(newest.code, newest.name, "", newest.team, newest.person, newest.id)
    added = _add(draft, effective_from, "ended", author)
    following.derive()
    return added


def _add(draft: Draft, effective_from: date, event: str, author: Author) -> PayPolicyVersion:
    with db.write() as tx:
        changes.check_reference(tx, Team, draft.team, "team_id")
        changes.check_reference(tx, Person, draft.person, "person")
        _check_seen(tx, draft)
        added = policies.add_pay_policy(
            tx,
            code=draft.code,
            name=draft.name,
            effective_from=effective_from,
            document=draft.document,
            team=draft.team,
            person=draft.person,
            at=author.at,
            by=author.person,
        )
        payload = {"code": added.code, "version": added.version, "from": effective_from.isoformat()}
        audit.record(tx, author.person, event, "pay_policy", added.id, payload)
        _take_holidays(tx, draft, effective_from, author)
        following.mark(tx, people=people_of(tx, draft), first_day=effective_from)
    return added


def _check_seen(tx: Tx, draft: Draft) -> None:
    own = [v for v in policies.pay_policies(tx) if v.line == (draft.code, draft.team, draft.person)]
    newest = own[-1] if own else None
    if newest is not None and draft.seen != newest.id:
        raise Conflict(
            "There is version %(version)d of “%(name)s” meanwhile. Look at it first; "
            "nothing of yours was saved.",
            field="name",
            version=newest.version,
            name=newest.name,
        )


def _take_holidays(tx: Tx, draft: Draft, effective_from: date, author: Author) -> None:
    """Take over the public holidays that a policy asks for, where none are kept yet."""
    rule = draft.policy.holiday if draft.document else None
    if rule is None or not rule.calendar_id or holidays.known(tx, rule.calendar_id):
        return
    years = range(effective_from.year, effective_from.year + 2)
    found = library_days(rule.calendar_id, years)
    holidays.put(tx, rule.calendar_id, found.items(), author.at, author.person)


def library_days(calendar: str, years: Iterable[int]) -> dict[date, str]:
    """Return the public holidays that the library has; Refused where it has no such calendar."""
    try:
        return public_holidays(calendar, years)
    except ValueError as error:
        why = "there is no such calendar of public holidays"
        path = "holiday.calendar_id"
        raise Refused("%(path)s: %(why)s.", field=path, path=path, why=why) from error


def people_of(tx: Tx, draft: Draft) -> list[int] | None:
    """Return the people whom a policy may be about; None: everybody."""
    if draft.person:
        return [draft.person]
    return sorted(staff.members_ever(tx, [draft.team])) if draft.team else None


def assign(
    preset: str, effective_from: date, team: int | None, person: int | None, author: Author
) -> PayPolicyVersion:
    """Let a preset hold as it is from a day on, for all, for a team or for a person."""
    draft = from_preset(preset, preset, team, person)
    with db.read() as tx:
        own = [v.id for v in policies.pay_policies(tx) if v.line == (preset, team, person)]
    return activate(replace(draft, seen=own[-1] if own else 0), effective_from, author)
