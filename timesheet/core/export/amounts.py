"""How much of which earning goes on which record, so that all files of a period sum to the whole.

Hours are rounded once, for a person's earning in the whole period; the records it is spread over
get whole units that sum to that. What was sent before is counted the same way and subtracted, so
that a first file and its deltas together are exactly the file of the period as it stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from timesheet.core.export.nouns import Earning, Names
from timesheet.core.export.profile import Profile, RowRules, Unit
from timesheet.core.money import round_half_up
from timesheet.core.worked import Worked

SECONDS_OF = {Unit.HUNDREDTH: 36, Unit.MINUTE: 60}
NO_DAY = date.min


class Key(NamedTuple):
    """What tells two amounts of a file apart; what the profile doesn't ask for is empty."""

    person: str
    day: date
    project: str
    task: str
    cost_code: str
    cost_center: str
    earning: str


class Amount(NamedTuple):
    """Hours in the units of the profile, and cents."""

    units: int
    cents: int


NOTHING = Amount(0, 0)


def amounts(
    profile: Profile, names: Names, lines: Iterable[Worked], before: Iterable[Worked] = ()
) -> dict[Key, Amount]:
    """Return what is new in ``lines`` since ``before``, in order of the keys; nothing is zero.

    Pay codes that are not exported, or that nobody mapped, are left out.
    """
    now, then = _of(profile, names, lines), _of(profile, names, before)
    found = {}
    for key in sorted({*now, *then}):
        mine, theirs = now.get(key, NOTHING), then.get(key, NOTHING)
        changed = Amount(mine.units - theirs.units, mine.cents - theirs.cents)
        if changed != NOTHING:
            found[key] = changed
    return found


def _of(profile: Profile, names: Names, lines: Iterable[Worked]) -> dict[Key, Amount]:
    seconds: dict[tuple[str, str], dict[Key, int]] = defaultdict(lambda: defaultdict(int))
    cents: dict[Key, int] = defaultdict(int)
    for line in lines:
        earning = names.earnings.get(line.pay_code)
        if earning is None or not earning.exported:
            continue
        key = _key(profile.rows, line, earning)
        if earning.sends != "money":
            seconds[line.person, earning.code][key] += line.seconds
        if earning.sends != "hours":
            cents[key] += line.cents
    units: dict[Key, int] = {}
    for spread in seconds.values():
        units |= dict(zip(spread, whole(list(spread.values()), profile.rows.unit), strict=True))
    return {key: Amount(units.get(key, 0), cents.get(key, 0)) for key in {*units, *cents}}


def _key(rows: RowRules, line: Worked, earning: Earning) -> Key:
    by = rows.by
    return Key(
        line.person,
        line.day if "day" in by else NO_DAY,
        line.project if "project" in by else "",
        line.task if "task" in by else "",
        line.cost_code if "cost_code" in by else "",
        line.cost_center if "cost_center" in by else "",
        earning.code,
    )


def whole(seconds: Sequence[int], unit: Unit) -> list[int]:
    """Return seconds in whole units that sum to the rounded total (halves away from zero).

    Each gets what fits into it, the missing units go to the largest remainders, ties to the
    earlier; no part is a whole unit off its exact value.
    """
    size = SECONDS_OF[unit]
    parts = [value // size for value in seconds]
    missing = round_half_up(Fraction(sum(seconds), size)) - sum(parts)
    for i in sorted(range(len(parts)), key=lambda i: -(seconds[i] % size))[:missing]:
        parts[i] += 1
    return parts
