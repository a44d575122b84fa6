"""What others have mended of a person's punches lately: for his clock page to tell him."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.quick import Quick
from timesheet.store.tables import CorrectionRow, PunchRow
from timesheet.store.tables import Person as PersonRow

corrections = table_of(CorrectionRow)
punches = table_of(PunchRow)
persons = table_of(PersonRow)
added = corrections.alias("added")
author = persons.alias("author")


class Mended(NamedTuple):
    """Who mended a punch, and when it was before, or now where it was added."""

    by: str
    at: Instant


_SINCE = Quick(
    select(author.c.name, func.coalesce(punches.c.at, added.c.at, corrections.c.at))
    .select_from(
        corrections.join(author, author.c.id == corrections.c.author_id)
        .outerjoin(punches, punches.c.id == corrections.c.punch_id)
        .outerjoin(added, added.c.id == corrections.c.added_id)
    )
    .where(
        corrections.c.person_id == bindparam("person"),
        corrections.c.author_id != bindparam("person"),
        corrections.c.made_at >= bindparam("since"),
    )
    .order_by(corrections.c.id)
)


def by_others(tx: Tx, person: int, since: Instant) -> list[Mended]:
    """Return what others have mended since an instant, the earliest first."""
    return [
        Mended(str(name), int(at))
        for name, at in _SINCE.all(tx, {"person": person, "since": since})
    ]
