"""A worker's own word on a meal that the pay policy deducts: worked through, or of another length.

The word is a fact beside his punches. It reaches his pay whatever the policy says of waivers: time
that was worked is paid (29 CFR 785.11, 785.19), and accounting sees it as an exception.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from timesheet.actions import declaring
from timesheet.actions.setting_up import following
from timesheet.core.model import Instant, Seconds
from timesheet.core.pay.declared import Declaration, Says
from timesheet.errors import Missing, Refused
from timesheet.store import clock, declarations, queries
from timesheet.store.db import Tx, read, write

LONGEST: Seconds = 3 * 3600
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deducted:
    """The meal of a shift (by its start): what the policy would deduct, and what was deducted."""

    shift: Instant
    owed: Seconds
    taken: Seconds


def of_shift_ended(person: int, at: Instant) -> Deducted | None:
    """Return the meal of the shift that ended at an instant; None where none was deducted."""
    with read() as tx:
        row = queries.shift_ended(tx, person, at)
    if row is None or not row.meal_owed:
        return None
    return Deducted(row.start_at, row.meal_owed, row.meal_taken)


def say(person: int, shift: Instant, seconds: Seconds, now: Instant) -> None:
    """Say how long the meal of a finished shift really was, in seconds (0: worked through).

    Saying the same again changes nothing. Missing without such a shift; Refused where the policy
    deducts no meal from it.
    """
    if not 0 <= seconds <= LONGEST:
        raise Refused("Choose how long it was.", field="minutes")
    with write() as tx:
        clock.locked(tx, person)
        row = _shift(tx, person, shift)
        held = _word(tx, person, row)
        if held is not None and held.seconds == seconds:
            return
        declaring.put(
            tx,
            Declaration(
                0, person, Says.MEAL_TAKEN, row.day, row.day, person, now, seconds=seconds,
                start=row.raw_start, end=row.raw_end,
            ),
        )  # fmt: skip
    following.derive()


def take_back(person: int, shift: Instant, now: Instant) -> None:
    """Take the own word on a meal back, so that the policy decides again."""
    with write() as tx:
        clock.locked(tx, person)
        held = _word(tx, person, _shift(tx, person, shift))
        while held is not None:
            declaring.put(tx, declaring.counter(held, person, "", now))
            held = _word(tx, person, _shift(tx, person, shift))
    following.derive()


def _shift(tx: Tx, person: int, start: Instant) -> Any:
    row = queries.shift_row(tx, person, start)
    if row is None:
        raise Missing("no such shift")
    if row.is_open or not row.meal_owed:
        raise Refused("No meal is deducted from this shift.", field="shift")
    return row


def _word(tx: Tx, person: int, row: Any) -> Declaration | None:
    """Return the word that holds for a shift, read from the facts and not from what was derived."""
    said = declarations.of(tx, person, row.day - DAY, row.day + DAY)
    gone = {one.about for one in said}
    mine = [
        one
        for one in said
        if one.says is Says.MEAL_TAKEN
        and one.id not in gone
        and (one.start or 0) < row.raw_end
        and (one.end or 0) > row.raw_start
    ]
    return mine[-1] if mine else None
