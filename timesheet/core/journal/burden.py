"""Burden: what employment costs beside wages, as rates of them that hold from a day on. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

LARGEST = 50_000
_RATE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?", re.ASCII)


def burden_rate(text: str) -> int | None:
    """Return a rate in 1/100 of a percent ("18.5" or "18,5" is 1850); None where it is none."""
    found = _RATE.fullmatch(text.strip())
    if found is None:
        return None
    rate = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return rate if rate <= LARGEST else None


@dataclass(frozen=True, slots=True)
class BurdenFrom:
    """What holds from a day on: the rate of all wages, and those of pay codes with their own.

    Rates are in 1/100 of a percent.
    """

    valid_from: date
    rate: int = 0
    by_pay_code: Mapping[str, int] = field(default_factory=dict)

    def of(self, pay_code: str) -> int:
        """Return the rate of wages on a pay code."""
        return self.by_pay_code.get(pay_code, self.rate)


class Burden:
    """The rates of a company over time: of two from one day on, the one that is given later."""

    def __init__(self, versions: Iterable[BurdenFrom] = ()) -> None:
        by_day = {one.valid_from: one for one in versions}
        self._versions = [by_day[day] for day in sorted(by_day, reverse=True)]

    @property
    def days(self) -> tuple[date, ...]:
        """The days from which other rates hold."""
        return tuple(version.valid_from for version in reversed(self._versions))

    def rate(self, day: date, pay_code: str) -> int:
        """Return the rate of wages of a day on a pay code; 0 before the first version."""
        for version in self._versions:
            if version.valid_from <= day:
                return version.of(pay_code)
        return 0
