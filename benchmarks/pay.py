"""Speed of pay: 10,000 workers x two weeks of punches into pay lines, and one click's workweek.

Run: PYTHONPATH=. python benchmarks/pay.py [workers] [preset]
"""

import gc
import random
import sys
import time
from datetime import date, timedelta

from timesheet.core.model import Kind, Punch
from timesheet.core.pay.days import day_begins
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.week import pay_week
from timesheet.core.pay.work import PayWeek, RateSpan
from timesheet.core.shifts.counted import count_shifts
from timesheet.core.shifts.pairing import PairingRules, shifts_of

ZONE = "America/New_York"
FIRST = date(2026, 6, 1)


def punches_of(person: int, weeks: int, rng: random.Random) -> list[Punch]:
    """Five or six days a week with a meal and a transfer: six punches a day."""
    found: list[Punch] = []
    for week in range(weeks):
        for day in range(rng.choice((5, 5, 6))):
            start = day_begins(FIRST + timedelta(days=7 * week + day), ZONE)
            at = start + 6 * 3600 + rng.randrange(7200)
            for kind, gap in (
                (Kind.IN, 7200),
                (Kind.TRANSFER, 5400),
                (Kind.BREAK_START, 1800 + rng.randrange(600)),
                (Kind.BREAK_END, 9000),
                (Kind.TRANSFER, 7200 + rng.randrange(5400)),
                (Kind.OUT, 0),
            ):
                number = len(found)
                found.append(Punch(number, person, at, kind, seq=number))
                at += gap
    return found


def pay(punches: list[Punch], person: int, weeks: int, policy: Policy) -> int:
    """Take one person's punches to pay lines; return their number."""
    shifts, _ = shifts_of(punches, (), PairingRules(ZONE))
    counted = tuple(c.shift for c in count_shifts(shifts, policy, ZONE))
    lines = 0
    for i in range(weeks):
        week = FIRST + timedelta(days=7 * i)
        start, end = day_begins(week, ZONE), day_begins(week + timedelta(days=7), ZONE)
        mine = tuple(s for s in counted if s.end > start and s.start < end)
        punched = tuple(s for s in shifts if s.end > start and s.start < end)
        work = PayWeek(
            person, week, start, end, ZONE, mine, lambda _: FIRST,
            (RateSpan(start, end, 200_000),), punched=punched,
        )  # fmt: skip
        lines += len(pay_week(work, policy).lines)
    return lines


def main() -> None:
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    names = sys.argv[2:] or ["us-flsa", "us-california"]
    rng = random.Random(1)
    crew = [punches_of(person, 2, rng) for person in range(workers)]
    week = punches_of(0, 1, rng)
    print(f"{workers} workers, {sum(map(len, crew))} punches")
    for name in names:
        policy = Policy.from_dict(PRESETS[name])
        pay(week, 0, 1, policy)
        gc.collect()
        began, cpu = time.perf_counter(), time.process_time()
        lines = sum(pay(punches, i, 2, policy) for i, punches in enumerate(crew))
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        times = []
        for _ in range(200):
            began = time.perf_counter()
            pay(week, 0, 1, policy)
            times.append(time.perf_counter() - began)
        times.sort()
        print(
            f"{name}: {lines} pay lines in {took:.2f} s, {cpu:.2f} s of one core"
            f" ({cpu / workers / 2 * 1000:.3f} ms a week);"
            f" a click's workweek: median {times[100] * 1000:.2f} ms,"
            f" 99th {times[197] * 1000:.2f} ms"
        )


if __name__ == "__main__":
    main()
