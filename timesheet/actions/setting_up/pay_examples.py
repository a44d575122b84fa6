"""An admin's own worked examples of a pay policy: kept, run on every change of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from timesheet.actions import histories
from timesheet.actions.setting_up.changes import Author
from timesheet.core import calendar
from timesheet.core.examples.check import Checked, check
from timesheet.core.examples.outcome import outcome
from timesheet.core.model import RATE_UNIT, UNALLOCATED, Code, Shift
from timesheet.core.pay.rates import RateFrom, rate_of
from timesheet.core.pay.schema import WEEKDAYS, plain
from timesheet.core.shifts.pairing import shifts_of
from timesheet.errors import Missing, Refused
from timesheet.store import audit, db, pay_examples, terms
from timesheet.store.pay_examples import KeptExample

MOST = 200
LARGEST = 400_000


@dataclass(frozen=True, slots=True)
class Run:
    """A kept example and what the policy makes of it."""

    kept: KeptExample
    checked: Checked


def runs(policy: str, document: str) -> list[Run]:
    """Run the kept examples of a policy with a document of it (JSON)."""
    with db.read() as tx:
        found = pay_examples.of(tx, policy)
    data = json.loads(document) if document else {}
    return [Run(one, check(with_policy(one.case, data))) for one in found]


def with_policy(case: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an example that is computed with a policy's data."""
    own = {key: value for key, value in case.items() if key != "policy"}
    if "week_start" in data.get("time", {}):
        own.pop("workweek_start", None)
    return {**own, "policy": {"preset": "", **data}}


def read(text: str) -> list[dict[str, Any]]:
    """Read pasted examples: a list, one example, or an object with ``cases``."""
    if len(text) > LARGEST:
        raise Refused("That is too long.", field="examples")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Refused("This is no JSON: %(why)s.", field="examples", why=str(error)) from error
    if isinstance(found, dict):
        found = found.get("cases", [found])
    if not isinstance(found, list) or not found or len(found) > MOST:
        raise Refused("A list of examples is needed.", field="examples")
    for n, case in enumerate(found, 1):
        if not isinstance(case, dict) or not isinstance(case.get("expected"), dict):
            raise Refused("Example %(n)d says nothing that is expected.", field="examples", n=n)
    return found


def keep(policy: str, cases: list[dict[str, Any]], author: Author) -> int:
    """Keep examples of a policy; return how many."""
    with db.write() as tx:
        there = len(pay_examples.of(tx, policy))
        if there + len(cases) > MOST:
            raise Refused("At most %(most)d examples are kept.", field="examples", most=MOST)
        for n, case in enumerate(cases, there + 1):
            name = str(case.get("id") or n)[:100]
            key = pay_examples.keep(
                tx, policy, name, {**case, "id": name}, author.at, author.person
            )
            audit.record(tx, author.person, "added", "pay_example", key, {"policy": policy})
    return len(cases)


def remove(policy: str, key: int, author: Author) -> None:
    """Remove an example; Missing where the policy has no such."""
    with db.write() as tx:
        if not pay_examples.remove(tx, policy, key, author.at):
            raise Missing("pay example")
        audit.record(tx, author.person, "removed", "pay_example", key, {"policy": policy})


_EXPECTED = ("regular_h", "ot_1_5_h", "dt_2_0_h", "other_mult_h", "paid_h", "premiums", "gross",
             "by_day")  # fmt: skip


def from_timecard(person: int, day: date, document: str) -> dict[str, Any]:
    """Make an example of a person's workweek: its punches, without who or what for.

    What the policy makes of them now is what is expected; Refused where nothing was worked.
    """
    with db.read() as tx:
        house, worker = terms.house(tx), terms.worker(tx, person)
        week = house.week(worker, day)
        history = histories.window(tx, house, worker, week)
        here = terms.terms_of(house, worker, week)
    start, end = here.bounds(week)
    shifts = shifts_of(history.effective, (), here.pairing)[0]
    jobs: dict[Code, str] = {}
    punches = [
        punch
        for shift in shifts
        if start <= shift.raw_start < end and not shift.open
        for punch in _punches(shift, worker.zone, here.rates, jobs)
    ]
    if not punches:
        raise Refused("Nothing was worked in that week.", field="day")
    case: dict[str, Any] = {
        "id": f"week of {week.isoformat()}",
        "timezone": worker.zone,
        "workweek_start": {"day": WEEKDAYS[house.week_start], "time": "00:00"},
        "punches": punches,
    }
    got = outcome(with_policy(case, json.loads(document)))
    return {**case, "expected": {key: got[key] for key in _EXPECTED}}


def _punches(
    shift: Shift, zone: str, rates: tuple[RateFrom, ...], jobs: dict[Code, str]
) -> Iterator[dict[str, Any]]:
    for segment in shift.segments:
        code = segment.words[0].code if segment.words else UNALLOCATED
        rate = rate_of(rates, calendar.day_of(segment.start, zone), code)
        start, end = (calendar.local(at, zone) for at in (segment.start, segment.end))
        punch: dict[str, Any] = {
            "in": start.replace(tzinfo=None, fold=0).isoformat(),
            "out": end.replace(tzinfo=None, fold=0).isoformat(),
            "rate": plain(rate, RATE_UNIT),
            "job": jobs.setdefault(code, f"job {len(jobs) + 1}"),
        }
        folds = {"in_fold": start.fold, "out_fold": end.fold}
        yield {**punch, **{name: fold for name, fold in folds.items() if fold}}
