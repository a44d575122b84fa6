"""What facts still owe: the derivation of their workweeks, which follows their commit.

The fact's transaction notes it, the derivation takes it. A note that stays was left by a process
that ended between the two; whoever looks for such notes finds whose workweeks are not current.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.quick import Quick, Row
from timesheet.store.selection import WEEK, Selection, whose
from timesheet.store.tables import Owed

owed = table_of(Owed)

DAY = timedelta(days=1)

_NOTE = Quick(insert(owed).inline(), ["person_id", "at", "word", "since"])
_TAKE = Quick(
    delete(owed).where(owed.c.person_id == bindparam("person")).returning(owed.c.at, owed.c.word)
)


def note(tx: Tx, person: int, at: Instant, now: Instant, *, word: bool = False) -> None:
    """Note that a fact at an instant is to be derived; ``word``: it names a code."""
    _NOTE.run(tx, {"person_id": person, "at": at, "word": word, "since": now})


def take(tx: Tx, person: int) -> list[Row]:
    """Delete what is noted of a person and return it, as rows of ``at`` and ``word``.

    Facts that are read after this are those of all notes taken, and of later ones, which stay.
    """
    return _TAKE.all(tx, {"person": person})


def take_all(tx: Tx) -> None:
    """Delete all notes: everything is about to be derived."""
    tx.execute(delete(owed))


def left(tx: Tx, before: Instant) -> list[int]:
    """Return of whom something is noted since before an instant."""
    query = select(owed.c.person_id).where(owed.c.since < before)
    return list(tx.execute(query.distinct().order_by(owed.c.person_id)).scalars())


def put_off(tx: Tx, person: int, now: Instant) -> None:
    """Let what is noted of a person count as noted now: it couldn't be seen to."""
    tx.execute(update(owed).where(owed.c.person_id == person).values(since=now))


def people(tx: Tx, chosen: Selection) -> list[int]:
    """Return of whom something is noted in workweeks with days among those chosen."""
    near = owed.c.at.between(_midnight(chosen.first - WEEK - DAY), _midnight(chosen.last + 2 * DAY))
    return list(tx.execute(select(owed.c.person_id).where(near, whose(owed, chosen))).scalars())


def _midnight(day: date) -> Instant:
    return int(datetime.combine(day, time(), UTC).timestamp())
