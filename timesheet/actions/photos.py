"""A person's picture for the kiosk's tiles: he or an admin adds it, either deletes it at once."""

from timesheet.core.model import Instant
from timesheet.core.pictures import Picture, Unfit, taken
from timesheet.errors import Missing, Refused
from timesheet.store import audit, photos
from timesheet.store.db import read, write


def wanted() -> bool:
    """Tell whether the company wants pictures on the kiosk's tiles."""
    with read() as tx:
        return photos.wanted(tx)


def save(person: int, data: bytes, actor: int, now: Instant) -> None:
    """Keep a picture; Missing where the company wants none, Refused where it can't be taken."""
    try:
        picture = taken(data)
    except Unfit:
        msg = "Choose a JPEG or PNG picture of at most 1024 pixels a side and 200 kB."
        raise Refused(msg, field="picture") from None
    with write() as tx:
        if not photos.wanted(tx):
            raise Missing("pictures")
        photos.put(tx, person, picture, now)
        audit.record(tx, actor, "photo_added", "person", person)


def remove(person: int, actor: int) -> None:
    """Delete a picture; whether the company still wants them makes no difference."""
    with write() as tx:
        if photos.remove(tx, person):
            audit.record(tx, actor, "photo_removed", "person", person)


def held(person: int) -> bool:
    """Tell whether there is a picture of a person."""
    with read() as tx:
        return photos.held(tx, person)


def shown(person: int) -> Picture:
    """Return the picture of a person; Missing where there is none."""
    with read() as tx:
        found = photos.of(tx, person)
    if found is None:
        raise Missing("picture")
    return found
