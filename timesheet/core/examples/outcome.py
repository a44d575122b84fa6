"""What the engine makes of a worked example, in the words that examples use."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from timesheet.core.calendar import instant, week_of
from timesheet.core.examples.jobs import by_job, job_money
from timesheet.core.examples.reading import Example, cents, read_example, with_anchor
from timesheet.core.model import Instant, Shift
from timesheet.core.pay.compliance import ALERTS
from timesheet.core.pay.days import day_begins, workday
from timesheet.core.pay.schema import MULT_UNIT, plain, read_clock, read_weekday
from timesheet.core.pay.week import pay_week
from timesheet.core.pay.work import Absence, PayResult, PayWeek, Piece, RateSpan
from timesheet.core.shifts.counted import Counted, count_shifts

_NAMES = {10_000: "regular_h", 15_000: "ot_1_5_h", 20_000: "dt_2_0_h"}


@dataclass(frozen=True, slots=True)
class Week:
    """Bounds of a workweek: its first day, and instants."""

    first: date
    start: Instant
    end: Instant


def outcome(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the engine makes of an example, in the keys of ``expected``; Refused may rise."""
    example = read_example(case)
    counted = _counted(example, case)
    shifts = [c.shift for c in counted]
    results = _best(example, counted, case)
    pieces = [piece for result in results for piece in result.pieces]
    found: dict[str, Any] = {
        "premiums": _premiums(results),
        "gross": _money(sum(line.cents for r in results for line in r.lines)),
        "gross_by_week": {
            str(i): _money(sum(line.cents for line in r.lines)) for i, r in enumerate(results, 1)
        },
        "regular_rate": _regular_rate(results),
        "rounding_drift_min": _number(sum(c.drift for c in counted), 60),
        "alerts": sorted({i.code for r in results for i in r.issues if i.code in ALERTS}),
        "by_day": _by(pieces, lambda p: p.day.isoformat()),
        "by_period": _by_period(pieces, case),
        "by_job_h": {job: _number(s, 3600) for job, s in by_job(shifts, example).items()},
    }
    found.update(_hours(pieces))
    found.update(job_money(results, shifts, example))
    return found


def _counted(example: Example, case: Mapping[str, Any]) -> list[Counted]:
    waived = [s.raw_start for s in example.shifts] if case.get("meal_waived") else []
    return count_shifts(
        example.shifts, example.policy, example.zone, planned=example.planned,
        sleeps=example.sleeps, waived=waived,
    )  # fmt: skip


def _best(example: Example, counted: list[Counted], case: Mapping[str, Any]) -> list[PayResult]:
    """Pay the weeks; where the workweek changes, both ways, and keep the greater (778.302)."""
    shifts = [c.shift for c in counted]
    ways = [
        [_paid(week, weeks, example, counted, case) for week in weeks]
        for weeks in _ways(example, shifts, case)
    ]
    return max(ways, key=_worth)


def _worth(results: list[PayResult]) -> tuple[int, int]:
    money = sum(line.cents for result in results for line in result.lines)
    return money, sum((p.end - p.start) * p.mult for r in results for p in r.pieces)


def _ways(example: Example, shifts: list[Shift], case: Mapping[str, Any]) -> Iterator[list[Week]]:
    start = example.policy.time.week_start
    change = case.get("workweek_change")
    if not change:
        yield list(_weeks(example, shifts, start.day, start.at))
        return
    effective = instant(datetime.fromisoformat(change["effective"]), example.zone)
    new = change["new_start"]
    day = read_weekday(new["day"], "workweek_change.new_start.day")
    at = read_clock(new.get("time", "00:00"), "workweek_change.new_start.time")
    old_weeks = [w for w in _weeks(example, shifts, start.day, start.at) if w.start < effective]
    new_weeks = [w for w in _weeks(example, shifts, day, at) if w.end > effective]
    if not old_weeks or not new_weeks:
        yield old_weeks or new_weeks
        return
    last, first = old_weeks[-1], new_weeks[0]
    for seam in sorted({max(last.start, effective), last.end}):
        yield [
            *old_weeks[:-1], replace(last, end=seam), replace(first, start=seam), *new_weeks[1:]
        ]  # fmt: skip


def _weeks(example: Example, shifts: list[Shift], first_day: int, at: int) -> Iterator[Week]:
    zone = example.zone
    spans = [(s.start, s.end) for s in shifts] + [(s.start, s.end) for s in example.standby]
    touched = set()
    for start, end in spans:
        day = week_of(workday(start, zone, at), first_day)
        while day_begins(day, zone, at) < max(end, start + 1):
            touched.add(day)
            day += timedelta(days=7)
    for day in sorted(touched):
        end = day_begins(day + timedelta(days=7), zone, at)
        yield Week(day, day_begins(day, zone, at), end)


def _paid(
    week: Week, weeks: list[Week], example: Example, counted: list[Counted], case: Mapping[str, Any]
) -> PayResult:
    first = week is weeks[0]
    shifts = tuple(c.shift for c in counted)
    mine = [c for c in counted if week.start <= c.shift.raw_start < week.end]
    days = {c.shift.day for c in mine}
    earnings = example.earnings
    work = PayWeek(
        person=0, week=week.first, week_start=week.start, week_end=week.end, zone=example.zone,
        shifts=shifts, period_of=lambda _: weeks[0].first, rates=_rates(shifts, example),
        holidays={date.fromisoformat(day): "" for day in case.get("holidays", ())},
        punched=tuple(example.shifts), callouts=tuple(example.callouts),
        standby=tuple(example.standby), absences=_absences(week, case) if first else (),
        earnings=earnings if first else replace(earnings, bonus=0, piece=0),
        rest_missed=frozenset(map(date.fromisoformat, case.get("rest_missed_days", ()))),
        meal_waived=frozenset(
            (day, n) for n in (1, 2) if case.get(f"waive_meal_{n}") for day in days
        ),
        scheduled=dict.fromkeys(days, round(float(case.get("scheduled_h", 0)) * 3600)),
        earlier=_earlier(week, example), drift=sum(c.drift for c in mine),
    )  # fmt: skip
    return pay_week(work, with_anchor(example.policy, weeks[0].first))


def _rates(shifts: tuple[Shift, ...], example: Example) -> tuple[RateSpan, ...]:
    return tuple(
        RateSpan(s.start, s.end, example.rates[s.words[0].code.project or 0])
        for shift in shifts
        for s in shift.segments
    )


def _absences(week: Week, case: Mapping[str, Any]) -> tuple[Absence, ...]:
    amount = cents((case.get("pay") or {}).get("non_work_pay", 0), "pay.non_work_pay")
    return (Absence(week.first, "LEAVE", cents=amount),) if amount else ()


def _earlier(week: Week, example: Example) -> tuple[int, ...]:
    """Return the seconds of the weeks before, latest first, as many as may be averaged."""
    found = []
    for back in range(1, example.policy.compliance.reference_weeks):
        low, high = week.start - back * 604_800, week.start - (back - 1) * 604_800
        found.append(
            sum(
                max(0, min(s.end, high) - max(s.start, low))
                for shift in example.shifts
                for s in shift.segments
            )
        )
    return tuple(found)


def _number(value: int, per: int) -> float:
    return round(value / per, 6)


def _money(amount: int) -> float:
    return amount / 100


def _regular_rate(results: list[PayResult]) -> float | None:
    rates = [r.regular_rate for r in results if r.regular_rate is not None]
    return rates[-1] / 10_000 if rates else None


def _hours(pieces: Iterable[Piece]) -> dict[str, Any]:
    seconds: dict[int, int] = dict.fromkeys(_NAMES, 0)
    for piece in pieces:
        seconds[piece.mult] = seconds.get(piece.mult, 0) + piece.end - piece.start
    found: dict[str, Any] = {name: _number(seconds[m], 3600) for m, name in _NAMES.items()}
    found["paid_h"] = _number(sum(seconds.values()), 3600)
    found["other_mult_h"] = {
        plain(m, MULT_UNIT): _number(s, 3600) for m, s in sorted(seconds.items()) if m not in _NAMES
    }
    return found


def _by(pieces: Iterable[Piece], name: Any) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[name(piece)].append(piece)
    return {
        key: {k: v for k, v in _hours(group).items() if v and k != "paid_h"}
        for key, group in sorted(groups.items())
    }


def _by_period(pieces: list[Piece], case: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    periods = [tuple(map(date.fromisoformat, p)) for p in case.get("pay_periods", ())]

    def name(piece: Piece) -> str:
        for first, last in periods:
            if first <= piece.day <= last:
                return f"{first}/{last}"
        return ""

    return _by(pieces, name) if periods else {}


def _premiums(results: list[PayResult]) -> list[dict[str, Any]]:
    """Return what is paid in addition, one entry per code: in hours, or as an amount."""
    seconds: dict[str, int] = defaultdict(int)
    for result in results:
        for extra in result.extras:
            seconds[extra.code] += extra.seconds
    found: list[dict[str, Any]] = []
    for code in sorted(seconds):
        if seconds[code]:
            found.append({"code": code, "hours": _number(seconds[code], 3600)})
        else:
            amount = sum(
                line.cents for r in results for line in r.lines if line.pay_code == code.upper()
            )
            found.append({"code": code, "amount": _money(amount)})
    return found
