"""Is the process alive, and can it serve? No data for strangers."""

from flask import Blueprint, Response

from timesheet.store import db, migrate

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> Response:
    """Answer that the process lives."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/readyz")
def readyz() -> Response:
    """Answer 200 where the database answers and its schema is this program's; else 503."""
    try:
        db.ping()
        ready = migrate.current() == migrate.newest()
    except Exception:  # noqa: BLE001  (whatever it is, the answer is the same)
        ready = False
    return Response("ready\n" if ready else "not ready\n", 200 if ready else 503)
