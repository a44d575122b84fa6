"""An export profile: a provider's file described as data.

A document (TOML in ``timesheet/profiles``, JSON where a customer taught us one) has the parts that
the classes below name. Unknown words are refused with their place, so that a slip can't pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from timesheet.core.strictly import part, parts


class Family(StrEnum):
    """What a file is about: hours to pay, a journal to book, or a record to keep."""

    PAYROLL = "payroll"
    JOURNAL = "journal"
    RECORD = "record"


class Unit(StrEnum):
    """In what hours are counted in the file: hundredths of an hour, or minutes."""

    HUNDREDTH = "hundredth"
    MINUTE = "minute"


DIMENSIONS = ("person", "day", "project", "task", "cost_code", "cost_center", "earning")
MAPPED = ("person", "pay_code", "project", "task", "cost_code", "cost_center", "account")
# What may have an account of its own in a ledger, as kinds of names: the first that has one counts.
BOOKED = ("account_of_pay_code", "account_of_project", "account_of_cost_center")
SENDS = ("hours", "money", "both")


@dataclass(frozen=True, slots=True)
class FileRules:
    """How the file is written.

    ``quote``: needed, always, never, or text (columns of texts only: numbers stay bare).
    ``charset`` is a pattern that all of the file must match. ``before`` and ``after`` are lines
    around the records, with ``{source|format}`` places.
    """

    name: str
    encoding: str = "utf-8"
    separator: str = ","
    eol: str = "\r\n"
    quote: str = "needed"
    header: bool = True
    decimal: str = "."
    charset: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    max_rows: int = 0
    media: str = "text/csv"


@dataclass(frozen=True, slots=True)
class RowRules:
    """What makes a record: the dimensions that tell two apart, and the room for earnings.

    With ``slots`` (a name to "hours" or "money") or pairs a record has several earnings: those that
    are mapped to a slot have a column of their own, others fill the pairs of code and value, and
    what finds no room goes to a further record. ``arrays``: one number per day of the period.
    """

    by: tuple[str, ...] = ("person", "earning")
    unit: Unit = Unit.HUNDREDTH
    slots: Mapping[str, str] = field(default_factory=dict)
    pairs: int = 0
    money_pairs: int = 0
    arrays: bool = False

    @property
    def wide(self) -> bool:
        """Tell whether a record has room for several earnings."""
        return bool(self.slots or self.pairs or self.money_pairs)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, where its value comes from, how it is written, what it may be.

    ``max`` is a length in characters, ``most`` the greatest number. A zero is written as ``zero``
    (default: as nothing). ``const`` is the value itself, with ``{source}`` places.
    """

    header: str
    source: str = ""
    format: str = "text"
    max: int = 0
    most: int = 0
    required: bool = False
    pattern: str = ""
    zero: str = ""
    const: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that only the customer knows, by the provider's own word for it."""

    name: str
    title: str
    required: bool = True
    default: str = ""
    max: int = 0
    pattern: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A provider's file. ``maps`` says by kind whether names must be mapped or may be our own."""

    code: str
    version: int
    name: str
    family: Family
    file: FileRules
    columns: tuple[Column, ...] = ()
    rows: RowRules = RowRules()
    settings: tuple[Setting, ...] = ()
    maps: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    about: str = ""
    writer: str = "delimited"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of names that the provider may call otherwise."""
        return tuple(kind for kind in MAPPED if kind in self.maps)


def read(document: Mapping[str, Any]) -> Profile:
    """Return the profile of a document; ValueError names what is wrong in it, and where."""
    rest = dict(document)
    rows = dict(rest.pop("rows", {}))
    if "unit" in rows:
        rows["unit"] = Unit(rows["unit"])
    made = {
        "file": part(FileRules, rest.pop("file", {}), "file"),
        "rows": part(RowRules, rows, "rows"),
        "columns": parts(Column, rest.pop("columns", []), "columns"),
        "settings": parts(Setting, rest.pop("settings", []), "settings"),
        "family": Family(rest.pop("family", "payroll")),
    }
    profile = part(Profile, {**rest, **made}, "profile")
    _check(profile)
    return profile


def _check(profile: Profile) -> None:
    if strange := set(profile.rows.by) - set(DIMENSIONS):
        msg = f"rows: can't tell records apart by {', '.join(sorted(strange))}"
        raise ValueError(msg)
    for kind, rule in profile.maps.items():
        if kind not in MAPPED or rule not in {"required", "own"}:
            msg = f"maps: {kind} = {rule!r} says nothing"
            raise ValueError(msg)
    for column in profile.columns:
        if bool(column.source) == bool(column.const) and column.source:
            msg = f"{column.header}: either a source or a constant"
            raise ValueError(msg)
