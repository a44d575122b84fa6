"""Amounts of time and money in words, for steps, exceptions and the sentences of a policy."""

from timesheet.core.model import Cents, Rate, Seconds
from timesheet.core.pay.schema import MULT_UNIT, Mult, plain


def hours(seconds: Seconds) -> str:
    """Write seconds as hours and minutes: "8 h 05 min", "20 min"."""
    sign = "-" if seconds < 0 else ""
    whole, minutes = divmod(abs(seconds) // 60, 60)
    if not minutes:
        return f"{sign}{whole} h"
    return f"{sign}{whole} h {minutes:02} min" if whole else f"{sign}{minutes} min"


def money(cents: Cents) -> str:
    """Write cents as an amount: "1,234.50"."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02}"


def hourly(rate: Rate) -> str:
    """Write a rate of 1/10,000 as an amount an hour: "13.37", "10.4625"."""
    whole, rest = divmod(rate, 10_000)
    decimals = f"{rest:04}"
    return f"{whole:,}.{decimals[:2] if decimals.endswith('00') else decimals}"


def times(mult: Mult) -> str:
    """Write a multiplier: "x 1.5"."""
    return f"x {plain(mult, MULT_UNIT)}"
