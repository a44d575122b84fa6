"""What the clock page says: the buttons for a state, and the words for an answer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from timesheet.actions.punching import Pressed
from timesheet.actions.standing import Forgotten, Standing
from timesheet.core import calendar
from timesheet.core.model import Instant, Kind, Seconds
from timesheet.core.punching import Outcome, is_stale
from timesheet.core.shifts.leaving import CREW, ROSTER, USUAL
from timesheet.web import filters
from timesheet.web.i18n import gettext as _


class Choice(NamedTuple):
    """A button: what it means, what it says, and its picture."""

    intent: Kind
    label: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Face:
    """What a clock in some state shows: words, one large button, and smaller ones."""

    state: str
    words: str
    first: Choice
    others: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """The face for a state as it is now."""

    face: Face
    since: Instant | None
    version: int
    elapsed: Seconds | None


def faces(*, breaks: bool = True) -> dict[str, Face]:
    """Return the face of each state, so that a device can show the next one by itself.

    ``breaks``: the policy wants breaks to be clocked.
    """
    clock_in = Choice(Kind.IN, _("Clock in"), "in")
    clock_out = Choice(Kind.OUT, _("Clock out"), "out")
    start_break = Choice(Kind.BREAK_START, _("Start break"), "break")
    end_break = Choice(Kind.BREAK_END, _("End break"), "in")
    return {
        "out": Face("out", _("You are clocked out"), clock_in),
        "in": Face("in", _("You are clocked in"), clock_out, (start_break,) if breaks else ()),
        "break": Face("break", _("You are on a break"), end_break, (clock_out,)),
    }


def shown(standing: Standing, now: Instant) -> Shown:
    """Return what the page shows; a forgotten clock-out doesn't flip the meaning of the button."""
    clock = standing.clock
    if standing.overdue or is_stale(clock.state, clock.since, now):
        first = faces()["out"].first
        late_out = faces()["in"].first._replace(label=_("I am only leaving now"))
        face = Face("out", _("You never clocked out"), first, (late_out,))
        return Shown(face, None, clock.version, None)
    face = faces(breaks=standing.breaks)[clock.state]
    running = clock.state != "out" and clock.since is not None
    elapsed = max(0, now - clock.since) if running and clock.since is not None else None
    return Shown(face, clock.since, clock.version, elapsed)


def leavings(found: Forgotten, zone: str) -> list[tuple[Instant, str, str]]:
    """Return the likely ends as buttons: the instant, its time, and what speaks for it."""
    words = {ROSTER: _("roster"), USUAL: _("as usual"), CREW: _("your crew")}
    return [
        (one.at, filters.moment(one.at, zone, found.at), ", ".join(words[why] for why in one.why))
        for one in found.choices
    ]


def when_left(found: Forgotten, zone: str, now: Instant) -> str:
    """Return the question about a clock-in without its end."""
    day, today = (calendar.day_of(at, zone) for at in (found.at, now))
    if day == today:
        return _("When did you leave?")
    if day == today - timedelta(days=1):
        return _("When did you leave yesterday?")
    return _("When did you leave on %(day)s?", day=filters.day(day))


def said(kind: Kind, pressed: Pressed, zone: str, now: Instant, job: str = "") -> str:
    """Return the answer in words; it always names the time that counts, and the job begun."""
    time = filters.moment(pressed.at, zone, now)
    if pressed.outcome is Outcome.ALREADY:
        return _already(kind, time)
    if kind is Kind.IN:
        return _("Clocked in %(time)s", time=time)
    if kind is Kind.OUT:
        return _("Clocked out %(time)s", time=time)
    if kind is Kind.BREAK_START:
        return _("Break started %(time)s", time=time)
    if kind is Kind.BREAK_END:
        return _("Break ended %(time)s", time=time)
    return _("Switched to %(job)s %(time)s", job=job, time=time)


def _already(kind: Kind, time: str) -> str:
    if kind is Kind.OUT:
        return _("You are already clocked out, since %(time)s", time=time)
    if kind is Kind.BREAK_START:
        return _("Your break already runs, since %(time)s", time=time)
    return _("You are already clocked in, since %(time)s", time=time)
