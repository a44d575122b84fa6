"""Amounts as records: for each, the values that the columns of a profile can name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby, zip_longest

from timesheet.core.export.amounts import NO_DAY, Amount, Key
from timesheet.core.export.nouns import Names, Occasion, names_of
from timesheet.core.export.profile import Profile
from timesheet.core.worked import Worked

Value = str | int | date | datetime | None
Record = dict[str, Value]
Earned = tuple[str, int]
Texts = Mapping[tuple[str, str], str]


def texts(lines: Iterable[Worked]) -> dict[tuple[str, str], str]:
    """Return what is written beside the names in lines: people's and projects' names, customers."""
    found: dict[tuple[str, str], str] = {}
    for line in lines:
        found["person", line.person] = line.name
        found["project", line.project] = line.project_name
        found["customer", line.project] = line.customer
    return found


def common(names: Names, occasion: Occasion) -> Record:
    """Return the values that are the same in all of a file."""
    found: Record = {
        "period.first": occasion.first,
        "period.last": occasion.last,
        "month.first": occasion.first.replace(day=1),
        "year.first": occasion.last.replace(month=1, day=1),
        "batch": occasion.batch,
        "made": occasion.made,
        "company": occasion.company,
        "currency": occasion.currency,
    }
    return found | {f"setting.{name}": value for name, value in names.settings.items()}


def records(
    profile: Profile, names: Names, changed: Mapping[Key, Amount], known: Texts
) -> list[Record]:
    """Return the records of a file in order, without the values common to all."""
    if not profile.rows.wide:
        return [
            _of(names, key, known) | {"earning.code": key.earning} | _amount(amount)
            for key, amount in changed.items()
        ]
    found: list[Record] = []
    for key, several in groupby(changed.items(), key=lambda one: one[0]._replace(earning="")):
        found += _wide(profile, _of(names, key, known), [(k.earning, a) for k, a in several])
    return found


def _amount(amount: Amount) -> Record:
    return {"hours": amount.units, "money": amount.cents}


def _of(names: Names, key: Key, known: Texts) -> Record:
    full = known.get(("person", key.person), "")
    first, last = names_of(full)
    found: Record = {
        "person.number": key.person,
        "person.name": f"{first} {last}".strip(),
        "person.last_first": f"{last}, {first}" if first else last,
        "person.first": first,
        "person.last": last,
        "day": None if key.day == NO_DAY else key.day,
        "project.name": known.get(("project", key.project), ""),
        "customer": known.get(("customer", key.project), ""),
    }
    for kind in ("person", "project", "task", "cost_code", "cost_center"):
        own = str(getattr(key, kind))
        found[f"{kind}.id"] = theirs(names, kind, own)
        found[f"{kind}.code"] = own
    return found


def theirs(names: Names, kind: str, own: str) -> str:
    """Return the provider's name for ours; ours where the provider has no other."""
    said = names.of(kind, own)
    return own if said is None else said


def _wide(profile: Profile, base: Record, earned: Sequence[tuple[str, Amount]]) -> Iterator[Record]:
    """Fill slots first, then the pairs, and as many further records as the rest needs."""
    rows = profile.rows
    slots: Record = {}
    hours: list[Earned] = []
    money: list[Earned] = []
    for code, amount in earned:
        if code in rows.slots:
            paid = rows.slots[code] == "money"
            slots[f"slot.{code}"] = amount.cents if paid else amount.units
            continue
        if amount.units:
            hours.append((code, amount.units))
        if amount.cents:
            money.append((code, amount.cents))
    of_hours, of_money = _chunks(hours, rows.pairs), _chunks(money, rows.money_pairs)
    for n, (some, more) in enumerate(zip_longest(of_hours, of_money, fillvalue=())):
        yield base | (slots if not n else {}) | _pairs("pair", some) | _pairs("money_pair", more)
    if not of_hours and not of_money:
        yield base | slots


def _chunks(some: Sequence[Earned], size: int) -> list[Sequence[Earned]]:
    return [some[n : n + size] for n in range(0, len(some), size)] if size else []


def _pairs(name: str, some: Sequence[Earned]) -> Record:
    found: Record = {}
    for n, (code, value) in enumerate(some, 1):
        found[f"{name}.{n}.code"], found[f"{name}.{n}.value"] = code, value
    return found
