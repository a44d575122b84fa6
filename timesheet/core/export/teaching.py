"""A profile learned from a customer's own template: its headings, matched to what we know. Pure.

A template is like one of the shipped profiles, which gives what no heading tells: how records are
told apart, which settings there are, what the file may hold. Headings are matched by those of all
profiles, nothing is taken over without a person who confirms it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from timesheet.core.export.profile import DIMENSIONS, Column, Profile
from timesheet.core.headings import LIKELY, NOTHING, SURE, Known, meaning, plain

MORE: Mapping[str, Sequence[str]] = {
    "setting.iid": ("Company Code", "Co Code"),
    "person.id": (
        "Employee Time Clock ID", "Employee Number", "Employee No", "File Number", "Emp ID",
        "Worker ID", "Personalnummer",
    ),
    "person.name": ("Employee Name", "Full Name"),
    "person.last": ("Last Name", "Surname"),
    "person.first": ("First Name", "Given Name"),
    "period.first": ("Pay Period Start", "Period Start", "Begin Date"),
    "period.last": ("Pay Period End", "Period End", "End Date"),
    "day": ("Date", "Work Date", "Datum"),
    "project.id": ("Job", "Project", "Job Number", "Job Code"),
    "project.name": ("Job Name", "Project Name"),
    "customer": ("Customer", "Client"),
    "task.id": ("Task", "Service Item"),
    "cost_code.id": ("Cost Code", "Phase", "Kostenart"),
    "cost_center.id": ("Department", "Dept", "Cost Center", "Kostenstelle"),
    "earning.code": ("Earnings Code", "Earning Code", "Pay Code", "Pay ID", "Lohnart"),
    "hours": ("Hours", "Units", "Quantity", "Qty", "Stunden"),
    "money": ("Dollars", "Amount", "Betrag"),
}  # fmt: skip
_LONG = ("earning.code", "hours", "money")
_DATES = (
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4}"), "%m/%d/%Y"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d\d"), "%m/%d/%y"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}"), "%d.%m.%Y"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "%Y-%m-%d"),
    (re.compile(r"\d{8}"), "%Y%m%d"),
)
_DAYS = frozenset({"day", "period.first", "period.last", "month.first"})
_AMOUNTS = re.compile(r"slot\..*|(money_)?pair\.\d\.value|hours|money")
_COMMA = re.compile(r"-?\d+,\d{1,2}")


@dataclass(frozen=True, slots=True)
class Template:
    """A customer's template as it was read: the lines before its headings, headings, sample rows.

    ``encoding``, ``separator`` and ``eol`` are "" where the file doesn't tell.
    """

    before: tuple[str, ...]
    headings: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...] = ()
    encoding: str = ""
    separator: str = ""
    eol: str = ""


@dataclass(frozen=True, slots=True)
class Taught:
    """A column of a template: its heading, where its value is to come from, and how surely.

    An empty source leaves the column empty; ``const`` is a text that always stands in it.
    """

    header: str
    source: str = ""
    const: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How the file is written: whether with headings, its separator, decimals, and its days."""

    header: bool
    separator: str
    encoding: str
    decimal: str
    date: str
    eol: str = "\r\n"


def words_of(profiles: Iterable[Profile]) -> dict[str, set[str]]:
    """Return the headings that profiles have for their sources, to find a row of headings by."""
    found: dict[str, set[str]] = {source: set(known) for source, known in MORE.items()}
    for one in profiles:
        for column in one.columns:
            found.setdefault(column.source or column.header, set()).add(column.header)
    return found


def most_like(headings: Sequence[str], profiles: Sequence[Profile]) -> Profile:
    """Return the profile whose headings a template has most of."""
    here = {plain(heading) for heading in headings}

    def shared(one: Profile) -> tuple[float, int]:
        there = {plain(column.header) for column in one.columns}
        return len(here & there) / max(1, len(there)), len(here & there)

    return max(profiles, key=lambda one: (shared(one)[1], shared(one)[0]))


def sources(base: Profile) -> list[str]:
    """Return what a column of a profile like ``base`` can have: its own sources, then common."""
    own = [column.source for column in base.columns if column.source]
    slots = [f"slot.{name}" for name in base.rows.slots]
    common = [s for s in MORE if not s.startswith("setting.")]
    if base.rows.wide:
        common = [source for source in common if source not in _LONG]
    return list(dict.fromkeys([*own, *slots, *common]))


def taught(headings: Sequence[str], base: Profile, others: Iterable[Profile]) -> list[Taught]:
    """Return a template's columns with what they are likely to hold; each source once."""
    known = {plain(column.header): column for column in base.columns}
    near = _near(base, others)
    found: list[Taught] = []
    used: set[str] = set()
    for heading in headings:
        column = known.get(plain(heading))
        if column is not None:
            one = Taught(heading, column.source, column.const, SURE)
        else:
            said = _meant(heading, near)
            one = Taught(heading, said.meaning, "", said.confidence)
        if one.source in used:
            one = Taught(heading)
        used.add(one.source or " ")
        found.append(one)
    return found


def _near(base: Profile, others: Iterable[Profile]) -> dict[str, set[str]]:
    allowed = set(sources(base))
    words = words_of([base, *others])
    return {source: headings for source, headings in words.items() if source in allowed}


def _meant(heading: str, near: Mapping[str, set[str]]) -> Known:
    said = meaning(heading, near)
    return said._replace(confidence=min(said.confidence, LIKELY)) if said.meaning else NOTHING


def manner(template: Template, base: Profile, columns: Sequence[Taught]) -> Manner:
    """Return how the customer's file is written, as far as it tells; else as ``base`` is."""
    rules = base.file
    days = [c.format.partition(":")[2] for c in base.columns if c.format.startswith("date:")]
    date, decimal = (days or ["%m/%d/%Y"])[0], rules.decimal
    for row in template.sample:
        for column, value in zip(columns, row, strict=False):
            if column.source in _DAYS and value:
                date = next((form for look, form in _DATES if look.fullmatch(value)), date)
            if _AMOUNTS.fullmatch(column.source) and _COMMA.fullmatch(value):
                decimal = ","
    return Manner(
        header=rules.header,
        separator=template.separator or rules.separator,
        encoding=template.encoding or rules.encoding,
        decimal=decimal,
        date=date,
        eol=template.eol or rules.eol,
    )


def missing(base: Profile, columns: Sequence[Taught]) -> list[str]:
    """Return the headings of ``base`` that a profile like it can't do without, and has not."""
    there = {column.source for column in columns}
    lacks = [c.header for c in base.columns if c.required and c.source and c.source not in there]
    if base.rows.wide:
        amounts = [c for c in columns if _AMOUNTS.fullmatch(c.source)]
        return lacks if amounts else [*lacks, next(iter(base.rows.slots), "Hours")]
    needed = [c.header for c in base.columns if c.source in {"person.id", "earning.code", "hours"}
              and c.source not in there]  # fmt: skip
    return list(dict.fromkeys([*lacks, *needed]))


def document(
    base: Mapping[str, Any],
    like: Profile,
    name: str,
    how: Manner,
    columns: Sequence[Taught],
    before: Sequence[str],
) -> dict[str, Any]:
    """Return the document of a profile that writes a template's columns the way ``base`` does."""
    made = deepcopy(dict(base))
    file = dict(made.get("file", {}))
    file |= {
        "header": how.header, "separator": how.separator, "encoding": how.encoding,
        "decimal": how.decimal, "eol": how.eol, "before": list(before),
    }  # fmt: skip
    there = {column.source for column in columns}
    rows = dict(made.get("rows", {}))
    by = [d for d in like.rows.by if d in {"person", "earning"} or _told(d, there)]
    rows["by"] = by + [d for d in DIMENSIONS if d not in by and _told(d, there)]
    if "slots" in rows:
        rows["slots"] = {n: v for n, v in rows["slots"].items() if f"slot.{n}" in there}
    maps = {
        kind: rule
        for kind, rule in made.get("maps", {}).items()
        if kind not in DIMENSIONS or kind in rows["by"]
    }
    maps |= {kind: "own" for kind in rows["by"] if kind in _MAPPABLE and kind not in maps}
    return {
        **made, "name": name, "file": file, "rows": rows, "maps": maps,
        "about": f"Learned from your own template; like {like.name}.",
        "columns": [_column(one, like, how) for one in columns],
    }  # fmt: skip


_MAPPABLE = frozenset({"project", "task", "cost_code", "cost_center"})


def _told(dimension: str, there: Iterable[str]) -> bool:
    return any(source.partition(".")[0] == dimension for source in there)


def _column(one: Taught, like: Profile, how: Manner) -> dict[str, Any]:
    held = next((c for c in like.columns if c.source and c.source == one.source), None)
    if one.const or not one.source:
        return {"header": one.header, **({"const": one.const} if one.const else {})}
    column: dict[str, Any] = {"header": one.header, "source": one.source}
    if form := _format(one.source, held, like, how):
        column["format"] = form
    if held is not None:
        rest = {"max": held.max, "most": held.most, "required": held.required,
                "pattern": held.pattern}  # fmt: skip
        column |= {name: value for name, value in rest.items() if value}
    return column


def _format(source: str, held: Column | None, like: Profile, how: Manner) -> str:
    if source in _DAYS:
        return f"date:{how.date}"
    if held is not None:
        return held.format if held.format != "text" else ""
    if source.startswith("pair.") or source == "hours":
        return "minutes" if like.rows.unit == "minute" and source == "hours" else "hundredths"
    return "hundredths" if _AMOUNTS.fullmatch(source) else ""
