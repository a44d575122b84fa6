"""What one asked for and waits for: how far it is, cancel it, fetch it while it is kept."""

from datetime import date
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from timesheet import now
from timesheet.actions import (
    accepting,
    accruing_later,
    demo_people,
    exporting,
    importing_later,
    making,
    polling,
    registering_later,
    reviewing,
    taking_back,
)
from timesheet.actions.making import Made
from timesheet.actions.setting_up import looking
from timesheet.errors import Missing
from timesheet.web import filters
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("making", __name__, url_prefix="/files")

# What makes no file, and says words of people.
WORDS = frozenset({demo_people.KIND, accepting.KIND})
_KEY = "<int(max=9007199254740991):key>"


@pages.get("")
def home() -> str:
    """List what one asked for in the last days."""
    found = making.of_person(current_actor().id, _folder())
    listed = [(one, told(one)) for one in found]
    return render_template("files/home.html", found=listed, at=now.utc())


@pages.get(f"/{_KEY}")
def one(key: int) -> ResponseReturnValue:
    """Show how far it is; the page looks again by itself."""
    found = _own(key)
    return render_template("files/one.html", one=found, told=told(found), at=now.utc())


@pages.post(f"/{_KEY}/cancel")
def cancel(key: int) -> ResponseReturnValue:
    """Cancel it, where it isn't done yet."""
    if not making.cancel(key, current_actor().id, now.utc()):
        flash(_("It was done already."))
    return redirect(url_for("making.one", key=key), 303)


@pages.get(f"/{_KEY}/file")
def file(key: int) -> Response:
    """Send the file to whoever asked for it, while he may see reports."""
    found = _own(key)
    if found.path is None or not found.path.is_file():
        raise Missing("file")
    media = exporting.TYPES.get(found.path.suffix.removeprefix("."))
    if media is None:  # what a page shows, and is no file for people
        raise Missing("file")
    return send_file(found.path, media, as_attachment=True, download_name=found.name)


def waited_for(key: int, fresh: bool) -> ResponseReturnValue:  # noqa: FBT001
    """Lead to the page where somebody waits for a job; one that isn't ``fresh`` is another's."""
    if not fresh:
        flash(one_at_a_time(), "warn")
    return redirect(url_for("making.one", key=key), 303)


def one_at_a_time() -> str:
    """Return what is said to somebody who asks for a second thing while one is being made."""
    return _("One at a time: this is still being made. Wait for it, or cancel it.")


def told(found: Made) -> dict[str, Any]:
    """Return what a page says of it; ``share``: hundredths that are done (None: unknown)."""
    words = {
        "waiting": _("waits for its turn"),
        "running": _("being made"),
        "stopping": _("being cancelled"),
        "done": _("ready"),
        "failed": _("failed"),
        "cancelled": _("cancelled"),
    }
    text, values = found.why
    return {
        "title": _title(found),
        "state": words[found.state],
        "share": found.done * 100 // found.total if found.total else None,
        "why": _(text, **values) if text else "",
        "leads_to": _leads_to(found),
        "left": _left(found),
        "came": _came(found),
        # Once words are said they are taken back by Undo, not by stopping half-way.
        "can_cancel": found.state == "waiting" or (found.live and found.kind != "apply"),
    }


def _title(found: Made) -> str:
    name = found.name
    titles = {
        "apply": _("Corrections are applied"),
        "read": _("%(name)s is read", name=name),
        registering_later.KIND: _("%(name)s is read", name=name),
        importing_later.CHECK: _("%(name)s is checked", name=name),
        importing_later.BRING: _("%(name)s is brought in", name=name),
        importing_later.UNDO: _("%(name)s is taken back", name=name),
        demo_people.KIND: _("The demo’s people answer"),
        accepting.KIND: _("What is likely is accepted"),
        accruing_later.KIND: _("What is owed is worked out"),
        taking_back.KIND: _("What was said is taken back"),
    }
    return titles.get(found.kind, name)


def _came(found: Made) -> list[str]:
    """Return what came of it so far, as sentences, where that is no file."""
    if found.kind not in WORDS or found.state == "waiting":
        return []
    first, currency = date.fromisoformat(found.arguments["first"]), looking.currency()
    before = filters.amount(found.arguments["wrong"], currency)
    after = filters.amount(reviewing.expected(first), currency)
    told = _("Expected wrong before: %(before)s, now: %(now)s.", before=before, now=after)
    return [*_answers(first), told] if found.kind == demo_people.KIND else [told]


def _answers(first: date) -> list[str]:
    poll = polling.look(first)
    answered = ngettext("%(num)d question answered", "%(num)d questions answered", poll.answered)
    waiting = ngettext("%(num)d question waits", "%(num)d questions wait", poll.open)
    return [f"{answered} · {waiting}"]


def _leads_to(found: Made) -> tuple[str, str] | None:
    """Return where it goes on after what isn't a file, and in which words."""
    first, uuid = found.arguments.get("first", ""), found.arguments.get("uuid")
    undo = uuid if found.state == "done" else None
    past: tuple[str, dict[str, Any], str] = ("imports.home", {}, _("Back to past shifts"))
    left = ("review.home", {"first": first, "undo": uuid}, _("See what is left"))
    ways: dict[str, tuple[str, dict[str, Any], str]] = {
        registering_later.KIND: ("registers.home", {"first": first}, _("See it beside ours")),
        importing_later.CHECK: ("imports.home", {}, _("See what it would bring")),
        importing_later.BRING: past,
        importing_later.UNDO: past,
        demo_people.KIND: left,
        accepting.KIND: left,
        accruing_later.KIND: ("accruals.month", _accrual(found), _("See what is owed")),
        "read": ("corrections.home", {"first": first}, _("See what it would change")),
        "apply": (
            "corrections.home", {"first": first, "undo": undo}, _("Back to the corrections"),
        ),
    }  # fmt: skip
    if found.kind == taking_back.KIND:
        # Undo is offered again where it was cancelled: it goes on where it was.
        undo = None if found.state == "done" else uuid
        back = url_for(found.arguments["page"], first=first, undo=undo)
        return back, _("See what is left")
    if found.kind not in ways:
        return None
    page, said, words = ways[found.kind]
    return url_for(page, **said), words


def _accrual(found: Made) -> dict[str, Any]:
    without = found.arguments.get("without", ())
    return {
        "end": found.arguments.get("end", ""),
        "without": [f"{person}:{day}" for person, day in without],
    }


def _left(found: Made) -> str:
    """Return what is left of what was cancelled."""
    if found.kind in {importing_later.BRING, importing_later.UNDO}:
        return _("What was done by then stays. Go on with it, or take all of it back.")
    if found.kind == taking_back.KIND:
        return _("What was taken back by then stays so; Undo goes on with the rest.")
    if found.kind in WORDS:
        return _("What was said until then stays; the rest waits as before.")
    return _("Nothing was made, and nothing is left of it.")


def _own(key: int) -> Made:
    return making.find(key, current_actor().id, _folder())


def _folder() -> Path:
    folder: Path = current_app.config["TIMESHEET"].data_folder
    return folder
