"""Sites: places of work, each with its time zone."""

from timesheet.actions.setting_up import changes
from timesheet.actions.setting_up.changes import Author
from timesheet.store.codes import Site
from timesheet.store.db import Tx


def save(site: Site, seen: str, author: Author) -> int:
    """Add or change a site and return its id."""
    return changes.save(site, seen, author, _check)


def _check(_tx: Tx, site: Site, _before: Site | None) -> None:
    changes.check_zone(site.zone)
