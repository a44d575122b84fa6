"""When somebody probably left who forgot to say so: evidence to choose from, never a guess taken.

Nothing here changes an hour. What comes out are instants with what speaks for each, as buttons
for the person himself; only his choice becomes a fact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

from timesheet.core.model import HOUR, Instant, RosterShift, Seconds

ROSTER, USUAL, CREW = "roster", "usual", "crew"

SAME: Seconds = 10 * 60
"""Ends closer than this are one suggestion, at the first of them."""
ROUND: Seconds = 5 * 60
MOST = 3
EARLY: Seconds = 3 * HOUR
"""How long before his planned start somebody may come and still mean that shift."""
ALIKE: Seconds = 2 * HOUR
"""Shifts that began within this of one another, by the wall clock, are of one kind."""
OVERDUE: Seconds = 3 * HOUR
"""So long after the planned end an open shift is taken for a forgotten one, if the next is near."""
BEFORE_NEXT: Seconds = 2 * HOUR


@dataclass(frozen=True, slots=True)
class Leaving:
    """An instant at which somebody may have left, and what speaks for it, strongest first."""

    at: Instant
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """A finished shift: its ends, and the wall clock at both in seconds after midnight.

    ``wall_end`` counts on from the midnight before the start: a night ends after 86,400.
    """

    start: Instant
    end: Instant
    wall_start: Seconds
    wall_end: Seconds


def planned(since: Instant, roster: Iterable[RosterShift]) -> RosterShift | None:
    """Return the planned shift that a clock-in at an instant was for, where there is one."""
    fits = [one for one in roster if one.start - EARLY <= since < one.end]
    return min(fits, key=lambda one: (abs(one.start - since), one.id), default=None)


def overdue(since: Instant, now: Instant, roster: Sequence[RosterShift]) -> bool:
    """Tell whether the roster says that an open shift was forgotten: it is over, the next is near.

    Somebody who works late is in nobody's way: his next planned shift isn't about to begin.
    """
    was = planned(since, roster)
    if was is None or now < was.end + OVERDUE:
        return False
    return any(one.start > was.end and one.start - BEFORE_NEXT <= now < one.end for one in roster)


def likely_ends(
    since: Instant,
    until: Instant,
    midnight: Instant,
    *,
    roster: Sequence[RosterShift] = (),
    own: Sequence[Stay] = (),
    crew: Sequence[Stay] = (),
) -> tuple[Leaving, ...]:
    """Return up to ``MOST`` likely ends of the stay that began at ``since``, best first.

    All lie within ``(since, until]``. ``midnight`` is the start of the local day of ``since``;
    ``own`` are finished shifts of the person, ``crew`` of colleagues around that time.
    """
    found: list[tuple[Instant, str]] = []
    if plan := planned(since, roster):
        found.append((plan.end, ROSTER))
    wall = since - midnight
    usual = [stay.wall_end for stay in own if abs(stay.wall_start - wall) <= ALIKE]
    if usual:
        found.append((midnight + _rounded(median_low(usual)), USUAL))
    together = [stay.end for stay in crew if stay.start < since + EARLY and stay.end > since]
    if together:
        found.append((midnight + _rounded(median_low(together) - midnight), CREW))
    return _merged((at, why) for at, why in found if since < at <= until)


def _rounded(wall: Seconds) -> Seconds:
    return (wall + ROUND // 2) // ROUND * ROUND


def _merged(found: Iterable[tuple[Instant, str]]) -> tuple[Leaving, ...]:
    merged: list[Leaving] = []
    for at, why in found:
        for n, one in enumerate(merged):
            if abs(one.at - at) <= SAME:
                merged[n] = Leaving(one.at, (*one.why, why))
                break
        else:
            merged.append(Leaving(at, (why,)))
    # What several sources say comes first; among equals the order of the sources stays.
    return tuple(sorted(merged, key=lambda one: -len(one.why))[:MOST])
