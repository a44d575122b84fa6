"""What must be known before a file is made: every name without a mapping, all of them at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from timesheet.core.export.cells import _pattern
from timesheet.core.export.nouns import Names, Problem
from timesheet.core.export.profile import BOOKED, Profile
from timesheet.core.journal.nouns import Entry
from timesheet.core.worked import Worked

CODED = ("project", "task", "cost_code", "cost_center")


def missing(profile: Profile, names: Names, lines: Sequence[Worked]) -> list[Problem]:
    """Return all that is not said yet and must be; none: the file can be made."""
    return [
        *_settings(profile, names),
        *_people(profile, names, lines),
        *_pay_codes(profile, names, lines),
        *_codes(profile, names, lines),
    ]


def _settings(profile: Profile, names: Names) -> Iterator[Problem]:
    for setting in profile.settings:
        value, said = names.settings.get(setting.name, ""), (("title", setting.title),)
        if setting.required and not value:
            yield Problem("setting", setting.name, "%(title)s is not filled in.", said)
        elif value and setting.pattern and not _pattern(setting.pattern).fullmatch(value):
            text = "%(title)s can’t be “%(value)s”."
            yield Problem("setting", setting.name, text, (*said, ("value", value)))
        elif setting.max and len(value) > setting.max:
            text = "%(title)s has more than %(n)s characters."
            yield Problem("setting", setting.name, text, (*said, ("n", str(setting.max))))


def _people(profile: Profile, names: Names, lines: Iterable[Worked]) -> Iterator[Problem]:
    known = {line.person: line.name for line in lines}
    same: dict[str, list[str]] = defaultdict(list)
    for number, name in sorted(known.items()):
        theirs = names.of("person", number)
        if theirs:
            same[theirs].append(number)
        elif profile.maps.get("person") == "required":
            text = "%(name)s (%(number)s) has no id at the provider."
            yield Problem("person", number, text, (("name", name), ("number", number)))
    for theirs, numbers in sorted(same.items()):
        if len(numbers) > 1:
            said = (("id", theirs), ("numbers", ", ".join(numbers)))
            for number in numbers:
                text = "The id %(id)s stands for several people: %(numbers)s."
                yield Problem("person", number, text, said)


def _pay_codes(profile: Profile, names: Names, lines: Iterable[Worked]) -> Iterator[Problem]:
    if "pay_code" not in profile.maps:
        return
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        sums[line.pay_code][0] += abs(line.seconds)
        sums[line.pay_code][1] += abs(line.cents)
    rows = profile.rows
    for code, (seconds, cents) in sorted(sums.items()):
        said, earning = (("code", code),), names.earnings.get(code)
        if earning is None:
            text = "Pay code %(code)s has no earning, and nobody said “not exported”."
            yield Problem("pay_code", code, text, said)
        elif not earning.exported:
            continue
        elif cents and not seconds and earning.sends == "hours":
            text = "Pay code %(code)s has money and no hours: send it as money."
            yield Problem("pay_code", code, text, said)
        elif rows.wide and (text := _no_room(profile, earning.code, earning.sends)):
            slots = ", ".join(rows.slots)
            yield Problem("pay_code", code, text, (*said, ("slots", slots)))


def _no_room(profile: Profile, code: str, sends: str) -> str:
    """Return why an earning has no column in a file with columns by earning; "" if it has one."""
    rows = profile.rows
    kind = rows.slots.get(code)
    if kind is not None:
        fits = sends == kind
        return "" if fits else "Pay code %(code)s: this column takes hours or money, not the other."
    room = (sends == "money" or rows.pairs) and (sends == "hours" or rows.money_pairs)
    return "" if room else "Pay code %(code)s has no column in this file; it has %(slots)s."


def _codes(profile: Profile, names: Names, lines: Iterable[Worked]) -> Iterator[Problem]:
    wanted = [k for k in CODED if profile.maps.get(k) == "required" and k in profile.rows.by]
    used = {(kind, str(getattr(line, kind))) for line in lines for kind in wanted}
    yield from _unnamed(names, used)


NAMELESS = {
    "project": "Project %(name)s has no name at the provider.",
    "task": "Task %(name)s has no name at the provider.",
    "cost_code": "Cost code %(name)s has no name at the provider.",
    "cost_center": "Cost center %(name)s has no name at the provider.",
    "account": "Account %(name)s has no name at the provider.",
}


def _unnamed(names: Names, used: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    for kind, own in sorted(used):
        if own and not names.of(kind, own):
            yield Problem(kind, own, NAMELESS[kind], (("name", own),))


def unmapped_accounts(
    profile: Profile, names: Names, journal: Iterable[Entry]
) -> Iterator[Problem]:
    """Yield what the ledger must call its own way and nobody said how: accounts and codes.

    An account that was said for a pay code, project or cost center, or that is written as the
    ledger writes them, needs no other name.
    """
    named = {own for kind in BOOKED for own in names.known.get(kind, {}).values()}
    written = next((c.pattern for c in profile.columns if c.source == "account.id"), "")
    used = {
        (kind, str(getattr(line, kind)))
        for entry in journal
        for line in entry.lines
        for kind in ("account", "cost_center", "project")
        if profile.maps.get(kind) == "required"
    }
    yield from _unnamed(
        names,
        {
            (kind, own)
            for kind, own in used
            if kind != "account"
            or not (own in named or (written and _pattern(written).fullmatch(own)))
        },
    )
