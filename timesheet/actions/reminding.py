"""Reminding people: a sweep that finds who is due what, what a page shows, and the word to stop."""

from collections.abc import Callable, Collection, Iterator, Sequence

from timesheet.actions import certifying
from timesheet.core import reminding
from timesheet.core.model import Instant
from timesheet.core.reminding import Cause, Occasion, Reminder, Way
from timesheet.store import remindable, reminders, sendable, situations
from timesheet.store.db import Tx, read, write
from timesheet.store.reminders import Given, Policy

AT_ONCE = 500
"""So many people are looked at in one transaction."""

Beat = Callable[[int, int], None]


def wanted(tx: Tx) -> bool:
    """Tell whether the company reminds of anything."""
    return bool(reminders.policy(tx).causes)


def sweep(now: Instant, beat: Beat) -> int:
    """Give every reminder that is due now; return how many were given.

    Several processes may do so at once: the database takes each reminder from one of them.
    ``beat`` is called with how many people were looked at, and of how many.
    """
    with read() as tx:
        rules = reminders.policy(tx)
        ended = certifying.ended(tx, now) if Cause.SIGN in rules.causes else ()
        found = sorted(remindable.candidates(tx, now, rules.causes, ended))
    number = 0
    for n, people in _batches(found):
        number += len(_remind(people, rules, now))
        beat(n, len(found))
    return number


def _batches(people: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    for n in range(0, len(people), AT_ONCE):
        yield min(n + AT_ONCE, len(people)), people[n : n + AT_ONCE]


def _remind(people: Sequence[int], rules: Policy, now: Instant) -> list[Given]:
    with read() as tx:
        due = _due(tx, people, rules, now)
    if not due:
        return []
    with write() as tx:
        given = reminders.give(tx, due, now)
        for way in rules.ways - {Way.PAGE} if given else ():
            sendable.queue(tx, given, way, now)
        return given


def _due(tx: Tx, people: Sequence[int], rules: Policy, now: Instant) -> list[Reminder]:
    wishes = reminders.wishes(tx, rules, people)
    told = reminders.told(tx, people, now)
    return [
        one
        for here in situations.situations(tx, now, people, certifying.ended(tx, now))
        for one in reminding.to_tell(here, now, wishes[here.person], told.get(here.person, ()))
    ]


def shown(person: int, now: Instant) -> list[Reminder]:
    """Return what a person was reminded of and hasn't done yet, what is most urgent first.

    What he stopped since or wants by other ways only, and what was answered meanwhile, is gone;
    quiet hours don't hide what he asks for himself by opening the page.
    """
    with read() as tx:
        given = reminders.standing(tx, person, now)
        if not given:
            return []
        wanted = {cause for cause, one in reminders.choices_of(tx, person).items() if one.page}
        wanted &= reminders.policy(tx).causes
        held = holding(tx, [person], now)
    told = [one.reminder for one in given if one.reminder.occasion in held]
    asked = [one for one in told if one.cause in wanted]
    return sorted(asked, key=lambda one: list(Cause).index(one.cause))


def holding(tx: Tx, people: Sequence[int], now: Instant) -> set[Occasion]:
    """Return of what each of some people may be reminded at an instant, told or not."""
    return {
        one.occasion
        for here in situations.situations(tx, now, people, certifying.ended(tx, now))
        for one in reminding.due(here, now)
    }


def stop(person: int, causes: Collection[Cause]) -> None:
    """Let a person be reminded of some causes no more."""
    with write() as tx:
        reminders.stop(tx, person, causes)
