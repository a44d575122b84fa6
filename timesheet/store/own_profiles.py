"""Export profiles of the company's own, by version; only ever added."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select

from timesheet.core.export.profile import Profile, read
from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import ProfileRow

profiles = table_of(ProfileRow)


def own(tx: Tx) -> dict[str, Profile]:
    """Return the company's profiles as they hold, by code; those that were ended are not among."""
    rows = tx.execute(select(profiles.c.code, profiles.c.document).order_by(profiles.c.id))
    latest = {row.code: row.document for row in rows}
    return {code: _read(document) for code, document in latest.items() if document}


def add_version(
    tx: Tx, code: str, document: Mapping[str, Any] | None, author: int, at: Instant
) -> int:
    """Add the next version of a profile (None: it ends) and return its number."""
    query = select(func.max(profiles.c.version)).where(profiles.c.code == code)
    version = int(tx.execute(query).scalar() or 0) + 1
    written = ""
    if document is not None:
        written = json.dumps({**document, "code": code, "version": version}, ensure_ascii=False)
        _read(written)
    values = {"code": code, "version": version, "document": written}
    add(tx, profiles, values | {"author_id": author, "made_at": at})
    return version


@lru_cache(maxsize=64)
def _read(document: str) -> Profile:
    return read(json.loads(document))
