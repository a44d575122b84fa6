"""What a press means: whether it makes a punch, and at which instant. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from timesheet.core.model import Instant, Kind, Seconds

SKEW: Seconds = 120
OFFLINE_WINDOW: Seconds = 72 * 3600

# An in that has stood for longer is a forgotten clock-out: the button says "Clock in" again.
STALE: Seconds = 16 * 3600

# The roster may say so earlier; no page calls an in forgotten that is younger than this.
DOUBTED: Seconds = 6 * 3600


class Outcome(StrEnum):
    """What became of a press."""

    RECORDED = "recorded"
    REPEATED = "repeated"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class Timing:
    """When a press counts, and what accounting should know about the client's clock."""

    at: Instant
    skewed: bool = False
    late: bool = False


def timing(received: Instant, claimed: Instant | None, *, offline: bool) -> Timing:
    """Return the instant that counts.

    Online it is the server's. A press that waited on the device counts when it was made, as the
    device says, if that is at most ``OFFLINE_WINDOW`` ago and not ahead of the server's clock;
    otherwise it counts when it arrived and is marked late, for a person to look at.
    """
    if claimed is None:
        return Timing(received)
    ahead = claimed - received
    if not offline:
        return Timing(received, skewed=abs(ahead) > SKEW)
    if ahead > SKEW or -ahead > OFFLINE_WINDOW:
        return Timing(received, skewed=ahead > SKEW, late=True)
    return Timing(min(claimed, received))


_SHOWS = {
    Kind.IN: "in",
    Kind.TRANSFER: "in",
    Kind.BREAK_END: "in",
    Kind.BREAK_START: "break",
    Kind.OUT: "out",
}


def state_after(kind: Kind) -> str:
    """Return what the clock shows after a punch."""
    return _SHOWS[kind]


def is_stale(state: str, since: Instant | None, now: Instant) -> bool:
    """Tell whether a clock still shows an in that somebody forgot to end."""
    return state != "out" and since is not None and now - since > STALE


def already(
    state: str, since: Instant | None, kind: Kind, now: Instant, *, seen: bool = False
) -> bool:
    """Tell whether the clock shows what the press asks for, so that no punch is needed.

    A second "in" while in is a double click or a second tab, unless the first is so old that its
    out was forgotten. ``seen``: the page showed this very state; who was still offered "Clock in",
    hours after the last one, was told that he forgot to clock out. A transfer is always news.
    """
    if kind is Kind.TRANSFER or is_stale(state, since, now):
        return False
    if seen and kind is Kind.IN and since is not None and now - since > DOUBTED:
        return False
    return state_after(kind) == state
