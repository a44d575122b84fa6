"""Signatures on a form: who certified whose rows, and whether they still say what he signed."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from timesheet.core.export.cells import cell
from timesheet.core.export.records import Record
from timesheet.core.forms.document import Form
from timesheet.core.forms.nouns import Mark, Signature, Signed, Standing


class Role(StrEnum):
    """As who somebody signs: the person himself, or who has first-hand knowledge of his work."""

    PERSON = "person"
    SUPERVISOR = "supervisor"


def by_person(some: Iterable[Signature]) -> dict[str, list[Signature]]:
    """Return signatures by the number of the person whose hours they are about."""
    found: dict[str, list[Signature]] = {}
    for one in some:
        found.setdefault(one.about, []).append(one)
    return found


def standing(form: Form, records: Sequence[Record], given: Iterable[Signature]) -> Standing | None:
    """Return who signed for a person with these records, and whether it still holds.

    None where the form isn't signed in the program.
    """
    if form.signing is None:
        return None
    columns = [one for one in form.columns if one.header in form.signing.columns]
    what = Signed(
        tuple(column.header for column in columns),
        tuple(tuple(cell(one, record, form.file) for one in columns) for record in records),
    )
    first, now = records[0], what.sha256

    def mark(role: Role) -> Mark | None:
        """Return the latest that still holds, or else the latest."""
        some = [Mark(one.by, one.on, one.sha256 == now) for one in given if one.role == role]
        return max(some, key=lambda one: (one.holds, one.on), default=None)

    return Standing(
        str(first["person.number"]), str(first["person.name"]), what, now,
        mark(Role.PERSON), mark(Role.SUPERVISOR),
    )  # fmt: skip


def complete(form: Form, standing: Standing) -> bool:
    """Tell whether the signatures that a form wants of a person are there and hold."""
    held = [mark is not None and mark.holds for mark in (standing.person, standing.supervisor)]
    return all(held) if form.signing is not None and form.signing.needs == "both" else any(held)


def dates(one: Standing, usual: str = "") -> Record:
    """Return the values of a person's signature columns: days of what holds, who supervises.

    ``usual`` is who does where nobody signed as one.
    """

    def day(mark: Mark | None) -> date | None:
        return mark.on if mark is not None and mark.holds else None

    return {
        "signed.person": day(one.person),
        "signed.supervisor": day(one.supervisor),
        "signed.by": one.supervisor.by if one.supervisor and one.supervisor.holds else usual,
    }
