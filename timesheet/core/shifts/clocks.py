"""Presses to look at: a client's clock that was wrong, a name that nobody proved. They stay."""

from collections.abc import Iterable, Iterator

from timesheet.core import calendar
from timesheet.core.model import Correction, Instant, Issue, Punch, Seconds, Severity
from timesheet.core.punching import timing

# What a client claims may lie anywhere; a calendar ends somewhere.
EARLIEST: Instant = 0
LATEST: Instant = 1 << 36


def doubtful_clocks(punches: Iterable[Punch], zone: str) -> Iterator[Issue]:
    """Yield an exception for each punch whose client's clock can't have been right.

    ``clock_off``: it differed from the server's by more than ``punching.SKEW``. ``late_press``:
    it came so late that it counts when it arrived. ``zone`` is the person's.
    """
    for punch in punches:
        if punch.claim is None:
            continue
        made, received, offline = punch.claim
        counts = timing(received, made, offline=offline)
        if counts.skewed or counts.late:
            there = punch.zone or zone
            yield Issue(
                "clock_off" if counts.skewed else "late_press",
                Severity.WARN,
                punch.person,
                calendar.day_of(punch.at, there),
                punch.at,
                _details(made, received, there),
                (punch.id,),
            )


def unverified(
    punches: Iterable[Punch], corrections: Iterable[Correction], zone: str
) -> Iterator[Issue]:
    """Yield an exception for each punch that a tablet kept without a badge or PIN to look at.

    It counts like any other; once somebody has corrected it, it is looked at. ``zone`` is the
    person's.
    """
    looked_at = {correction.punch for correction in corrections}
    for punch in punches:
        if punch.unverified and punch.id not in looked_at:
            there = punch.zone or zone
            day = calendar.day_of(punch.at, there)
            details = (("pressed", _wall(punch.at, there)),)
            yield Issue(
                "unverified", Severity.WARN, punch.person, day, punch.at, details, (punch.id,)
            )


def _details(made: Instant, received: Instant, zone: str) -> tuple[tuple[str, str], ...]:
    return (
        ("device clock", _difference(made - received)),
        ("device said", _wall(made, zone)),
        ("received", _wall(received, zone)),
    )


def _difference(seconds: Seconds) -> str:
    """Return by how much a clock was off, to the minute: "2 h 00 ahead"."""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{hours} h {minutes:02d} {'ahead' if seconds > 0 else 'behind'}"


def _wall(at: Instant, zone: str) -> str:
    if not EARLIEST <= at < LATEST:
        return "no date"
    return f"{calendar.local(at, zone):%Y-%m-%d %H:%M:%S}"
