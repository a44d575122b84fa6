"""Profiles learned from the customer's own template files: read, confirmed, kept as documents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from timesheet.core.export.profile import Family, Profile
from timesheet.core.export.teaching import (
    Manner,
    Taught,
    Template,
    document,
    manner,
    missing,
    most_like,
    taught,
    words_of,
)
from timesheet.core.headings import heading_row, meaning, plain
from timesheet.core.model import Instant
from timesheet.errors import Missing, Refused
from timesheet.exchange import foreign
from timesheet.exchange.profiles import documents, shipped
from timesheet.store import audit, batches, own_profiles
from timesheet.store.db import Tx, read, write

LONGEST, MOST = 80, 250
PREFIX = "own-"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a template is likely to mean, for a person to confirm."""

    like: Profile
    template: Template
    columns: tuple[Taught, ...]
    manner: Manner


def bases() -> list[Profile]:
    """Return the shipped profiles that a template can be like."""
    return [
        one
        for one in shipped().values()
        if one.family is Family.PAYROLL and one.writer == "delimited"
    ]


def own() -> list[Profile]:
    """Return the company's own profiles, by name."""
    with read() as tx:
        return sorted(own_profiles.own(tx).values(), key=lambda one: one.name)


def proposal(content: bytes, like: str = "") -> Proposal:
    """Return what a template file is likely to mean; Refused where it is no table."""
    sheet, every = foreign.read(content), bases()
    words = words_of(every)
    at = heading_row(sheet.rows, words)
    headings = sheet.rows[at]
    known = sum(meaning(value, words).confidence > 0 for value in headings)
    before = tuple(_line(row, sheet.separator) for row in sheet.rows[:at] if any(row))
    sample = sheet.rows[at + 1 : at + 6]
    if not known:
        # No heading at all: the columns have numbers, and the person says what they are.
        before, sample = (), sheet.rows[:5]
        headings = tuple(f"{n}" for n, _ in enumerate(sheet.rows[0], 1))
    ascii_only = all(value.isascii() for row in sheet.rows[:20] for value in row)
    template = Template(
        before, headings, sample, "" if ascii_only else sheet.encoding,
        sheet.separator if len(headings) > 1 else "", sheet.eol if sheet.separator else "",
    )  # fmt: skip
    base = base_of(like) if like else most_like(headings, every)
    columns = tuple(taught(headings, base, every))
    return Proposal(base, template, columns, manner(template, base, columns))


def _line(row: Sequence[str], separator: str) -> str:
    return (separator or ",").join(row).rstrip(separator or ",")


def base_of(code: str) -> Profile:
    """Return the profile that a template is said to be like; Missing where there is none."""
    found = next((one for one in bases() if one.code == code), None)
    if found is None:
        raise Missing("profile")
    return found


def save(name: str, shown: Proposal, author: int, now: Instant) -> str:
    """Keep what was confirmed as a profile of the company's, and return its code.

    One of the same name gets a further version. Refused, naming all, where a column is missing that
    the provider can't do without.
    """
    called = " ".join(name.split())
    if not 1 <= len(called) <= LONGEST or not plain(called):
        raise Refused("A name has 1 to %(most)s characters.", field="name", most=LONGEST)
    if lacks := missing(shown.like, shown.columns):
        raise Refused(
            "Say which column holds: %(names)s. A file without it can’t be read.",
            field="columns", names=", ".join(lacks),
        )  # fmt: skip
    how, before = shown.manner, shown.template.before
    base = documents()[shown.like.code]
    made = document(base, shown.like, called, how, shown.columns, before)
    code = PREFIX + re.sub(r"[^a-z0-9]+", "-", called.casefold()).strip("-")[:LONGEST]
    if code == PREFIX:
        code += plain(called)
    try:
        with write() as tx:
            version = own_profiles.add_version(tx, code, made, author, now)
            if version == 1:
                _take_over(tx, shown.like.code, code, (author, now))
            said = {"profile": code, "version": version}
            audit.record(tx, author, "export_profile", "profile", None, said)
    except ValueError as error:
        raise Refused("This can’t be a profile: %(why)s", field="columns", why=error) from None
    return code


def _take_over(tx: Tx, like: str, code: str, by: tuple[int, Instant]) -> None:
    """Take over how the provider calls what we know, as it was said for the profile it is like."""
    names = batches.names_at(tx, like)
    said = {(kind, own): (theirs, "hours") for kind, known in names.known.items()
            for own, theirs in known.items()}  # fmt: skip
    said |= {("setting", name): (value, "hours") for name, value in names.settings.items()}
    said |= {("pay_code", own): (one.code, one.sends) for own, one in names.earnings.items()}
    batches.say_names(tx, code, said, by)


def end(code: str, author: int, now: Instant) -> None:
    """End a profile of the company's: no more files are made by it, those made stay."""
    with write() as tx:
        if code not in own_profiles.own(tx):
            raise Missing("profile")
        own_profiles.add_version(tx, code, None, author, now)
        audit.record(tx, author, "export_profile_ended", "profile", None, {"profile": code})
