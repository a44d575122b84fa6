"""The one reading of the clock; everywhere else the time is an argument."""

import time

from timesheet.core.model import Instant


def utc() -> Instant:
    """Return this instant in seconds since 1970 UTC."""
    return time.time_ns() // 1_000_000_000


def utc_micros() -> int:
    """Return this instant in microseconds since 1970 UTC."""
    return time.time_ns() // 1_000
