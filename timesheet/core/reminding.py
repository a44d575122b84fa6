"""Who is reminded of what at an instant: only whom it concerns, with a reason, never twice. Pure.

A reminder is due within a span of time. Nothing is kept about one that isn't due yet, or that quiet
hours hold back: whoever asks again later finds it due, answered meanwhile, or too old to be told.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from statistics import median_low

from timesheet.core import calendar
from timesheet.core.model import HOUR, Instant, RosterShift, Seconds
from timesheet.core.punching import STALE
from timesheet.core.shifts import leaving, presence
from timesheet.core.shifts.leaving import ROSTER, USUAL, Stay
from timesheet.core.shifts.presence import Presence

DAY = timedelta(days=1)
MINUTE: Seconds = 60
LONG = "long"
"""Why, where neither the roster nor a habit tells anything: the clock runs for longer than days."""

ENOUGH = 3
"""So many days alike are a habit."""
COME_AFTER: Seconds = 15 * MINUTE
"""So long after a planned start somebody is asked whether he came."""
USUALLY_COME_AFTER: Seconds = 30 * MINUTE
LEFT_AFTER: Seconds = 45 * MINUTE
"""So long after the end somebody is asked whether he left; who works late is asked once."""
PRESSED: Seconds = HOUR
"""Who pressed anything so lately knows of his clock."""
COME_FOR: Seconds = 4 * HOUR
LEFT_FOR: Seconds = 18 * HOUR
QUESTION_AFTER: Seconds = 4 * HOUR
QUESTION_FOR: Seconds = 3 * 24 * HOUR
"""How long a question waits for its answer: afterwards nobody remembers."""
WEEK_AT: Seconds = 8 * HOUR
WEEK_FOR = 4 * DAY
SIGN_AT: Seconds = 8 * HOUR
SIGN_FOR = 14 * DAY
"""How long after its days somebody is reminded to sign a declaration of them."""
WEEKS_BACK = 4
ROUND: Seconds = 5 * MINUTE


class Cause(StrEnum):
    """What somebody is reminded of."""

    CLOCK_IN = "clock_in"
    CLOCK_OUT = "clock_out"
    QUESTION = "question"
    WEEK = "week"
    SIGN = "sign"


class Way(StrEnum):
    """How somebody is reminded: beside his clock, on the screen of a device of his, or by mail."""

    PAGE = "page"
    PUSH = "push"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nobody is told anything, by his own wall clock, in seconds after midnight.

    They may run over midnight; ``start`` equal to ``end`` means that there are none.
    """

    start: Seconds = 21 * HOUR
    end: Seconds = 7 * HOUR

    def holds(self, at: Instant, zone: str) -> bool:
        """Tell whether an instant lies within them, in a zone."""
        shown = calendar.local(at, zone)
        wall = shown.hour * HOUR + shown.minute * MINUTE + shown.second
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


@dataclass(frozen=True, slots=True)
class Question:
    """A question that waits: the start of its shift, when it was asked, how long it stands."""

    about: Instant
    asked: Instant
    until: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of somebody around an instant.

    ``since`` is the clock's last press, ``came`` the start of the shift that it belongs to (None
    where it isn't derived yet). ``started`` are the starts of his shifts since yesterday,
    ``roster`` his planned shifts of the week around, ``own`` his finished shifts of the last four
    weeks. ``away`` are days of leave, ``holidays`` those on which habits say nothing. ``week`` is
    the first day of a finished workweek that holds hours without his word, ``unsigned`` the first
    and the last day of a declaration that lacks his signature.
    """

    person: int
    zone: str
    state: str = "out"
    since: Instant | None = None
    came: Instant | None = None
    started: tuple[Instant, ...] = ()
    roster: tuple[RosterShift, ...] = ()
    own: tuple[Stay, ...] = ()
    away: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()
    question: Question | None = None
    week: date | None = None
    unsigned: tuple[date, date] | None = None


Occasion = tuple[int, Cause, Instant]
"""A person, a cause, and what tells one occasion from the next."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to remind somebody of, from ``at`` until before ``until``.

    ``about`` tells one occasion from the next: of a person, a cause and it there is one reminder
    ever. ``expected`` is the instant that the reason names: a planned or usual start or end.
    """

    person: int
    cause: Cause
    about: Instant
    at: Instant
    until: Instant
    why: str
    expected: Instant

    @property
    def occasion(self) -> Occasion:
        """Return what there is one reminder of, ever."""
        return self.person, self.cause, self.about


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody is to be spared: causes nobody reminds him of, and his quiet hours."""

    causes: frozenset[Cause] = frozenset(Cause)
    quiet: Quiet = Quiet()


def to_tell(
    here: Situation, now: Instant, wish: Wish, told: Collection[tuple[Cause, Instant]] = ()
) -> tuple[Reminder, ...]:
    """Return what to remind somebody of at this instant: one reminder a cause at most.

    ``told`` are cause and occasion of what he was reminded of before.
    """
    if wish.quiet.holds(now, here.zone):
        return ()
    return tuple(
        one
        for one in due(here, now)
        if one.cause in wish.causes and (one.cause, one.about) not in told
    )


def due(here: Situation, now: Instant) -> tuple[Reminder, ...]:
    """Return what stands to be said at an instant, whatever the hour; nothing while on leave."""
    if calendar.day_of(now, here.zone) in here.away:
        return ()
    return tuple(one for one in _thinkable(here, now) if one.at <= now < one.until)


def _thinkable(here: Situation, now: Instant) -> Iterator[Reminder]:
    found = (_clock_in(here, now), _clock_out(here), _question(here), _week(here), _sign(here))
    return (one for one in found if one is not None)


def _clock_in(here: Situation, now: Instant) -> Reminder | None:
    if here.state != "out":
        return None
    today = calendar.day_of(now, here.zone)
    if here.roster:
        return _planned_start(here, now, today)
    first = usual_start(here.own, today, here.zone)
    if first is None or today in here.holidays or _came_since(here, first - leaving.EARLY):
        return None
    return _reminder(
        here, Cause.CLOCK_IN, first, (USUALLY_COME_AFTER, COME_FOR), why=USUAL, expected=first
    )


def _planned_start(here: Situation, now: Instant, today: date) -> Reminder | None:
    """Return the reminder of a planned shift that runs and that he didn't come for."""
    day = calendar.day_bounds(today, here.zone)
    found = presence.whereabouts(here.state, here.since, now, day, here.roster, came=here.started)
    if found.presence is not Presence.LATE or found.at is None:
        return None
    end = max(plan.end for plan in here.roster if plan.start == found.at)
    span = (COME_AFTER, min(end - found.at, COME_FOR))
    return _reminder(here, Cause.CLOCK_IN, found.at, span, why=ROSTER, expected=found.at)


def _came_since(here: Situation, at: Instant) -> bool:
    pressed = here.since is not None and here.since >= at
    return pressed or any(start >= at for start in here.started)


def usual_start(own: Collection[Stay], today: date, zone: str) -> Instant | None:
    """Return when somebody usually begins on a weekday; None where no habit tells.

    A habit is to have begun at much the same time on most of the last four such days.
    """
    same = {today - 7 * n * DAY for n in range(1, WEEKS_BACK + 1)}
    first: dict[date, Seconds] = {}
    for stay in own:
        if (day := calendar.day_of(stay.start, zone)) in same:
            first[day] = min(stay.wall_start, first.get(day, stay.wall_start))
    if len(first) < ENOUGH:
        return None
    middle = median_low(first.values())
    if sum(abs(wall - middle) <= leaving.ALIKE for wall in first.values()) < ENOUGH:
        return None
    wall = datetime.combine(today, time()) + timedelta(seconds=_rounded(middle))
    return calendar.instant(wall, zone)


def _rounded(wall: Seconds) -> Seconds:
    return (wall + ROUND // 2) // ROUND * ROUND


def _clock_out(here: Situation) -> Reminder | None:
    if here.state == "out" or here.since is None or here.came is None:
        return None
    end, why = _should_have_left(here, here.came)
    if end is None:
        end, after = here.since, STALE
    else:
        after = max(LEFT_AFTER, here.since + PRESSED - end)
    about = here.came
    return _reminder(here, Cause.CLOCK_OUT, about, (after, after + LEFT_FOR), why, expected=end)


def _should_have_left(here: Situation, came: Instant) -> tuple[Instant | None, str]:
    """Return when the shift should have ended and what says so: the roster before any habit."""
    midnight = calendar.start_of_day(calendar.day_of(came, here.zone), here.zone)
    wall = came - midnight
    alike = [stay for stay in here.own if abs(stay.wall_start - wall) <= leaving.ALIKE]
    habit = alike if len(alike) >= ENOUGH else ()
    far = came + 2 * 24 * HOUR
    ends = leaving.likely_ends(came, far, midnight, roster=here.roster, own=habit)
    for why in (ROSTER, USUAL):
        for one in ends:
            if why in one.why:
                return one.at, why
    return None, LONG


def _question(here: Situation) -> Reminder | None:
    if here.question is None:
        return None
    one = here.question
    span = (QUESTION_AFTER, one.until - one.asked)
    return _reminder(here, Cause.QUESTION, one.about, span, start=one.asked)


def _week(here: Situation) -> Reminder | None:
    if here.week is None:
        return None
    over = here.week + 7 * DAY
    about = calendar.start_of_day(here.week, here.zone)
    begins = calendar.start_of_day(over, here.zone)
    end = calendar.start_of_day(over + WEEK_FOR, here.zone)
    return _reminder(here, Cause.WEEK, about, (WEEK_AT, end - begins), start=begins)


def _sign(here: Situation) -> Reminder | None:
    if here.unsigned is None:
        return None
    first, last = here.unsigned
    about = calendar.start_of_day(first, here.zone)
    begins = calendar.start_of_day(last + DAY, here.zone)
    end = calendar.start_of_day(last + DAY + SIGN_FOR, here.zone)
    return _reminder(here, Cause.SIGN, about, (SIGN_AT, end - begins), start=begins)


def _reminder(
    here: Situation,
    cause: Cause,
    about: Instant,
    span: tuple[Seconds, Seconds],
    why: str = "",
    *,
    expected: Instant | None = None,
    start: Instant | None = None,
) -> Reminder:
    """Return a reminder whose ``span`` counts from ``start``, else from what is expected."""
    said = about if expected is None else expected
    since = said if start is None else start
    return Reminder(here.person, cause, about, since + span[0], since + span[1], why, said)
