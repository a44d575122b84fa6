"""The counts that pages send with a task, stored once the answer is out: nobody waits for them."""

import json
import logging
from collections.abc import Mapping

from flask import Flask, Response, current_app, request

from timesheet import now
from timesheet.core import calendar
from timesheet.store import effort
from timesheet.store.db import write
from timesheet.store.effort import Spent

log = logging.getLogger(__name__)

# What no task of a person takes; a page that says more was left open or is lying.
MOST = {"taps": 200, "keys": 2000, "loads": 50, "ms": 600_000}
DONE = frozenset({201, 303})


def attach(app: Flask) -> None:
    """Note the counts of every task that was done."""
    app.after_request(_note)


def _note(answer: Response) -> Response:
    if request.method == "POST" and answer.status_code in DONE and (spent := _sent()):
        task, app = _task(), current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
        answer.call_on_close(lambda: _store(app, task, spent))
    return answer


def _sent() -> Spent | None:
    """Return the counts of a request; None where it carries none that make sense."""
    try:
        body = request.get_json() if request.is_json else request.form
        said = body.get("effort")
        counts = json.loads(said) if isinstance(said, str) else said
        if not isinstance(counts, Mapping):
            return None
        return Spent(*(_count(counts.get(name), most) for name, most in MOST.items()))
    except (ValueError, AttributeError, RecursionError):
        return None


def _count(value: object, most: int) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return min(value, most)


def _task() -> str:
    if request.endpoint == "worker.punch":
        sent = request.get_json() if request.is_json else request.form
        return str(sent.get("intent"))[:40]
    return (request.endpoint or "").rpartition(".")[2][:40]


def _store(app: Flask, task: str, spent: Spent) -> None:
    try:
        with app.app_context(), write() as tx:
            effort.add_effort(tx, calendar.day_of(now.utc(), "UTC"), task, spent)
    except Exception:  # a count is worth nobody's punch
        log.exception("an effort wasn't counted")
