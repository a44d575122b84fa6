"""Signatures on statutory forms; only ever added."""

import json
from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from timesheet.core import calendar
from timesheet.core.forms.document import Form
from timesheet.core.forms.nouns import Signature, Signed
from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import FormSignature, Person

signatures = table_of(FormSignature)
persons = table_of(Person)


def of_form(
    tx: Tx, form: str, first: date, people: Collection[int] | None = None
) -> tuple[Signature, ...]:
    """Return the signatures on a form of the days that begin with one, oldest first.

    Days of signing are the signer's own. ``people`` None is everybody.
    """
    author, about = persons.alias(), persons.alias()
    query = (
        select(
            about.c.number, signatures.c.role, author.c.name, signatures.c.made_at,
            author.c.zone, signatures.c.sha256,
        )
        .join(about, about.c.id == signatures.c.person_id)
        .join(author, author.c.id == signatures.c.author_id)
        .where(signatures.c.form == form, signatures.c.first_day == first)
        .order_by(signatures.c.id)
    )  # fmt: skip
    if people is not None:
        query = query.where(signatures.c.person_id.in_(people))
    return tuple(
        Signature(
            row.number, row.role, row.name, calendar.day_of(row.made_at, row.zone), row.sha256
        )
        for row in tx.execute(query)
    )


def add_signature(
    tx: Tx,
    form: Form,
    days: tuple[date, date],
    about: tuple[int, str],
    what: tuple[Signed, str],
    by: tuple[int, Instant],
) -> int:
    """Add that somebody signed ``what`` (rows, statement) ``about`` a person, in a role."""
    signed, statement = what
    values = {
        "form": form.code, "version": form.version, "first_day": days[0], "last_day": days[1],
        "person_id": about[0], "role": about[1], "sha256": signed.sha256, "statement": statement,
        "signed": json.dumps([signed.headings, signed.rows], ensure_ascii=False),
        "author_id": by[0], "made_at": by[1],
    }  # fmt: skip
    return add(tx, signatures, values)
