"""How far a week's facts reach: where a person's punches may be cut without changing any shift."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from timesheet.core.model import Instant, Kind, Punch, Seconds

# No entry recorded as a pair is longer than this (readers refuse it), so none opened earlier can
# still be open.
LONGEST_PAIR: Seconds = 48 * 3600


def clean_cuts(punches: Sequence[Punch], gap: Seconds) -> list[int]:
    """Return the indexes before which the punches may be cut, in order.

    That is where an out is followed, ``gap`` seconds later or more, by an in, and no pair is open:
    whatever came before, the person was out, and the next in begins a shift. Within the first
    ``LONGEST_PAIR`` seconds an earlier pair may still be open, so there is no clean cut there.
    """
    cuts = []
    open_pairs: set[str] = set()
    known = punches[0].at + LONGEST_PAIR if punches else 0
    for i, punch in enumerate(punches):
        if i and not open_pairs and punch.at > known and _parts(punches[i - 1], punch, gap):
            cuts.append(i)
        if punch.pair is not None:
            (open_pairs.add if punch.kind is Kind.IN else open_pairs.discard)(punch.pair)
    return cuts


def _parts(before: Punch, after: Punch, gap: Seconds) -> bool:
    return before.kind is Kind.OUT and after.kind is Kind.IN and after.at - before.at >= gap


def around(
    punches: Sequence[Punch], cuts: Sequence[int], start: Instant, end: Instant
) -> tuple[int, int]:
    """Return the slice of punches that a span depends on; all where nothing can be cut off.

    ``cuts`` are the clean cuts of the punches: the last at or before ``start``, and the first at
    or after ``end``.
    """
    low = bisect_right(cuts, start, key=lambda i: punches[i].at)
    high = bisect_left(cuts, end, key=lambda i: punches[i].at)
    return cuts[low - 1] if low else 0, cuts[high] if high < len(cuts) else len(punches)
