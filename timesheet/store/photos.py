"""Pictures of people for the kiosk's tiles: kept where the company wants them, deleted at once."""

import hashlib

from sqlalchemy import delete, insert, select

from timesheet.core.model import Instant
from timesheet.core.pictures import Picture
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import Company, Photo

photos = table_of(Photo)
companies = table_of(Company)


def wanted(tx: Tx) -> bool:
    """Tell whether the company wants pictures on the kiosk's tiles."""
    return bool(tx.execute(select(companies.c.kiosk_photos)).scalar())


def put(tx: Tx, person: int, picture: Picture, at: Instant) -> None:
    """Keep a picture of a person, in the place of the one before."""
    remove(tx, person)
    digest = hashlib.sha256(picture.data).hexdigest()[:16]
    values = {"person_id": person, "kind": picture.kind, "content": picture.data}
    tx.execute(insert(photos).values(**values, digest=digest, added_at=at))


def remove(tx: Tx, person: int) -> bool:
    """Delete the picture of a person; tell whether there was one."""
    return tx.execute(delete(photos).where(photos.c.person_id == person)).rowcount == 1


def of(tx: Tx, person: int) -> Picture | None:
    """Return the picture of a person, if there is one."""
    query = select(photos.c.kind, photos.c.content).where(photos.c.person_id == person)
    row = tx.execute(query).first()
    return None if row is None else Picture(row.kind, bytes(row.content))


def held(tx: Tx, person: int) -> bool:
    """Tell whether there is a picture of a person, without reading it."""
    query = select(photos.c.person_id).where(photos.c.person_id == person)
    return tx.execute(query).first() is not None


def digests(tx: Tx) -> dict[int, str]:
    """Return of whom there are pictures, with what tells each from another; none unless wanted."""
    if not wanted(tx):
        return {}
    return {
        row.person_id: row.digest for row in tx.execute(select(photos.c.person_id, photos.c.digest))
    }
