"""What numbers look like: local times, days, durations, hours, money and confidence in words."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import lazy_gettext as _later

from timesheet.core import calendar
from timesheet.core.model import Cents, Instant, Rate, Seconds, Source
from timesheet.web.i18n import gettext as _

MINUS = "\N{MINUS SIGN}"

SOURCE_WORDS = {
    Source.OWN_WORD: _later("own word"),
    Source.LEAD_WORD: _later("lead’s word"),
    Source.ACCOUNTING_WORD: _later("accounting’s word"),
    Source.RULE: _later("rule"),
    Source.ROSTER: _later("roster"),
    Source.LEARNED: _later("learned"),
    Source.LAST_CODE: _later("last code"),
    Source.POLICY: _later("policy"),
    Source.NOTHING: _later("unallocated"),
}


def _locale() -> Locale:
    return get_locale() or Locale("en")


def wall(at: Instant, zone: str) -> str:
    """Return the time of day of an instant on the wall clock of a zone: "08:02"."""
    return time_of(calendar.local(at, zone))


def wall_time(at: Instant, zone: str) -> str:
    """Return the time of day as fields of forms want it, whatever the language: "08:02"."""
    return f"{calendar.local(at, zone):%H:%M}"


def time_of(moment: datetime) -> str:
    """Return the time of day; 24 hours unless the locale names a country that counts to 12."""
    locale = _locale()
    if not locale.territory:
        return f"{moment:%H:%M}"
    return str(format_time(moment, "short", locale=locale))


def moment(at: Instant, zone: str, now: Instant) -> str:
    """Return the time of day of an instant, with its day where that is not today."""
    time = wall(at, zone)
    on = calendar.day_of(at, zone)
    return time if on == calendar.day_of(now, zone) else f"{day(on)}, {time}"


def day(value: date) -> str:
    """Return a day with its weekday: "Mon, Nov 23"."""
    return _written(value, "MMMEd")


def long_day(value: date) -> str:
    """Return a day in full: "Monday, November 23, 2026"."""
    return str(format_date(value, "full", locale=_locale()))


def month(value: date) -> str:
    """Return the month of a day: "November 2026"."""
    return _written(value, "yMMMM")


def weekday(value: date) -> str:
    """Return the short name of the weekday: "Mon"."""
    return str(format_date(value, "EEE", locale=_locale()))


def full_date(value: date) -> str:
    """Return a date with its year, the locale's way: "Nov 23, 2026"."""
    return str(format_date(value, "medium", locale=_locale()))


def written_day(text: str) -> str:
    """Return a date that was kept as text ("2026-11-23"), as people write it."""
    return full_date(date.fromisoformat(text))


def span_of_days(first: date, last: date) -> str:
    """Return two days as a span with the year once: "Nov 9 – Nov 22, 2026"."""
    start = _written(first, "MMMd" if first.year == last.year else "yMMMd")
    return f"{start} – {_written(last, 'yMMMd')}"


def _written(day: date, skeleton: str) -> str:
    return str(format_skeleton(skeleton, noon(day), locale=_locale()))


def noon(value: date) -> datetime:
    """Return the middle of a day, for what formats moments only."""
    # format_skeleton takes its pattern from the locale but only reads datetimes.
    return datetime(value.year, value.month, value.day, 12)  # noqa: DTZ001


def duration(seconds: Seconds) -> str:
    """Return a length of time to the minute begun, as people say it: "8 h 02"."""
    sign = MINUS if seconds < 0 else ""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return _("%(sign)s%(hours)d h %(minutes)02d", sign=sign, hours=hours, minutes=minutes)


def days_and_hours(seconds: Seconds) -> str:
    """Return a length of time to the hour, as people plan with it: "2 days 3 h"."""
    days, hours = divmod(seconds // 3600, 24)
    if not days:
        return _("%(hours)d h", hours=hours)
    return str(ngettext("%(num)d day %(hours)d h", "%(num)d days %(hours)d h", days, hours=hours))


def clock_hours(seconds: Seconds) -> str:
    """Return a length of time as a spreadsheet's [h]:mm shows it: "8:02"."""
    sign = MINUS if seconds < 0 else ""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{sign}{hours}:{minutes:02d}"


def hours(seconds: Seconds) -> str:
    """Return decimal hours with two digits, halves rounded up: "1,234.50"."""
    return hundredths((abs(seconds) * 100 + 1800) // 3600 * (-1 if seconds < 0 else 1))


def whole(number: int) -> str:
    """Return a whole number with the locale's marks: "1,240"."""
    group, _point = _marks(str(_locale()))
    return f"{number:,}".replace(",", group)


def money(cents: Cents) -> str:
    """Return money with two digits: "1,234.50"."""
    return hundredths(cents)


def decimal(value: float, digits: int = 1) -> str:
    """Return a number with so many digits after the point, the locale's way: "5.3"."""
    whole = round(abs(value), digits)
    form = "#,##0" + ("." + "0" * digits if digits else "")
    return (MINUS if value < 0 < whole else "") + str(format_decimal(whole, form, _locale()))


def signed(value: float) -> str:
    """Return a difference with its sign and one digit: "+1.2", "−0.4"."""
    return ("" if value < 0 else "+") + decimal(value)


def amount(cents: Cents, currency: str) -> str:
    """Return money with its sign and digits, where the locale puts them: "$1,234.50", "¥1,235"."""
    if not currency:
        return money(cents)
    value = Decimal(cents).scaleb(-2)
    return str(format_currency(value, currency, locale=_locale()))


def hundredths(value: int) -> str:
    """Return an integer of hundredths with the locale's marks, quickly: tables have many."""
    group, point = _marks(str(_locale()))
    whole, rest = divmod(abs(value), 100)
    grouped = f"{whole:,}" if group == "," else f"{whole:,}".replace(",", group)
    return f"{MINUS if value < 0 else ''}{grouped}{point}{rest:02d}"


@lru_cache(maxsize=64)
def _marks(locale: str) -> tuple[str, str]:
    symbols: Any = Locale.parse(locale).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


def rate(value: Rate) -> str:
    """Return a rate an hour with two digits, or as many as it needs: "20.50", "13.3725"."""
    whole = hundredths(value // 100)
    rest = f"{value % 100:02d}".rstrip("0")
    return whole + rest


def local_day(at: Instant, zone: str) -> date:
    """Return the local day of an instant, for the filters that show days."""
    return calendar.day_of(at, zone)


def day_before(value: date) -> date:
    """Return the day before."""
    return value - timedelta(days=1)


def day_after(value: date) -> date:
    """Return the day after."""
    return value + timedelta(days=1)


def percent(probability: float) -> str:
    """Return a probability as a whole per cent, never 100 % unless it is certain."""
    whole = round(probability * 100)
    if probability < 1:
        whole = min(whole, 99)
    return f"{whole} %" if whole >= 0 else f"{MINUS}{-whole} %"


def confidence(probability: float) -> str:
    """Return a calibrated probability in words, so that nobody has to read a number."""
    if probability >= 0.95:
        return _("almost certain")
    if probability >= 0.8:
        return _("likely")
    if probability >= 0.6:
        return _("probable")
    return _("a guess")


def source_words(source: str) -> str:
    """Return where a value came from, in a word or two."""
    return str(SOURCE_WORDS[Source(source)])


FILTERS: dict[str, Callable[..., object]] = {
    "wall": wall,
    "wall_time": wall_time,
    "moment": moment,
    "day": day,
    "long_day": long_day,
    "weekday": weekday,
    "full_date": full_date,
    "duration": duration,
    "clock_hours": clock_hours,
    "days_and_hours": days_and_hours,
    "hours": hours,
    "whole": whole,
    "money": money,
    "amount": amount,
    "rate": rate,
    "local_day": local_day,
    "day_before": day_before,
    "day_after": day_after,
    "percent": percent,
    "decimal": decimal,
    "signed": signed,
    "written_day": written_day,
    "confidence": confidence,
    "source_words": source_words,
}


def attach(app: Flask) -> None:
    """Give the filters to every template."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["span_of_days"] = span_of_days
