"""Statutory forms: filled from the lines and shifts of a week or month, shown, made as batches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile

from timesheet.actions.batches import in_the_way
from timesheet.actions.form_facts import days_of, each, form_of, frame, ground
from timesheet.actions.signing import Actor
from timesheet.core.export.cells import filled as written
from timesheet.core.export.nouns import Made
from timesheet.core.forms.document import Asked, Form
from timesheet.core.forms.filling import common, fill
from timesheet.core.forms.nouns import Facts, Filled, Said
from timesheet.core.model import Instant
from timesheet.errors import Refused
from timesheet.exchange.forms import shipped
from timesheet.exchange.forms import write as write_form
from timesheet.store import audit, batches, filing, totals
from timesheet.store import names as naming
from timesheet.store.batches import RECORD, Batch, Kept, Sum
from timesheet.store.db import Tx, read, write
from timesheet.store.filing import SAID
from timesheet.store.selection import Selection

LONGEST = 200
PREFIX = "form-"


@dataclass(frozen=True, slots=True)
class Shown:
    """A form filled for some days, the projects with hours in them, and what was made of it."""

    form: Form
    first: date
    last: date
    project: str
    projects: tuple[str, ...]
    about: Facts
    filled: Filled
    made: tuple[Batch, ...]

    @property
    def declared(self) -> bool:
        """Tell whether anybody is to sign it here: it is said which projects it is about."""
        where = self.form.signing.where if self.form.signing else ""
        return any(self.about.said.known.get(where, {}).values())


@dataclass(frozen=True, slots=True)
class Question:
    """A value that a form asks for, and what was said of it."""

    field: str
    title: str
    value: str
    required: bool
    example: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a form asks for: settings, and by kind (person, project, task) the same of each.

    Each row of a kind is what it is about (our name and code) with its questions in order.
    """

    settings: tuple[Question, ...]
    about: Mapping[str, tuple[tuple[str, str, tuple[Question, ...]], ...]]

    @property
    def fields(self) -> frozenset[str]:
        """The names of all fields."""
        rows = (row for rows in self.about.values() for row in rows)
        return frozenset(
            one.field for some in (self.settings, *(row[2] for row in rows)) for one in some
        )


def forms() -> list[Form]:
    """Return the forms, by name."""
    return list(shipped().values())


def shown(code: str, day: date, project: str, most: int) -> Shown:
    """Return a form as it would be made now, with the first ``most`` people; nothing is written."""
    form = form_of(code)
    with read() as tx:
        about, projects, some = _opened(tx, form, day, project)
        made = batches.records(tx, PREFIX + form.code, about.first)
        filled = fill(form, about, some, most)
    return Shown(form, about.first, about.last, about.project, projects, about, filled, tuple(made))


def make(code: str, day: date, project: str, actor: Actor, now: Instant) -> int:
    """Make a form as a batch, the statement in it to be signed, and return the batch's number.

    Refused, naming all of it, where something is missing, or hours that need the person's own word
    are inferred only. What is read is of one moment, and no press waits while it is.
    """
    form = form_of(code)
    with TemporaryFile() as out:
        with read() as tx:
            about, _, some = _opened(tx, form, day, project)
            filled = write_form(out, form, about, some)
        if filled.problems:
            raise in_the_way(filled.problems, "form")
        if not filled.count:
            raise Refused("Nobody has hours for this form in these days.", field="form")
        out.seek(0)
        name = written(form.file.name, common(form, about), form.file)
        media = "text/html" if form.media == "html" else "text/csv"
        file = Made(name, out.read(), media, filled.count)
    holds = Sum(filled.people, filled.seconds, filled.cents)
    with write() as tx:
        audit.record(tx, actor.id, "form", "form", None, {"form": code, "day": str(day)})
        number = batches.take_number(tx)
        kept = Kept(number, RECORD, (about.first, about.last), (), holds)
        return batches.add_batch(tx, form, file, kept, (actor.id, now), prefix=PREFIX)


def questions(code: str) -> Asking:
    """Return what a form asks people for, with what was said."""
    form = form_of(code)
    with read() as tx:
        said, names = filing.said(tx), naming.names(tx)
    settings = tuple(
        Question(f"setting|{one.name}", one.title, said.settings.get(one.name, ""),
                 one.required and not one.default, one.default or one.example)
        for one in form.settings
    )  # fmt: skip
    known = {
        "person": sorted((p.name, p.number) for p in names.people.values() if p.number),
        "project": sorted((p.name, p.code) for p in names.projects.values()),
        "task": sorted({(code, "") for code in names.tasks.values()}),
    }
    about = {}
    for kind, rows in known.items():
        asked = [one for one in form.asked if one.about == kind]
        if asked and rows:
            about[kind] = tuple(
                (name, key, tuple(_question(one, key or name, said) for one in asked))
                for name, key in rows
            )
    return Asking(settings, about)


def _question(asked: Asked, key: str, said: Said) -> Question:
    value = said.of(asked.name, key)
    return Question(f"{asked.name}|{key}", asked.title, value, asked.required, asked.example)


def say(code: str, given: Mapping[str, str], author: int, now: Instant) -> int:
    """Take over what people say for forms; return how many values are new."""
    asked = questions(code).fields
    said: dict[tuple[str, str], tuple[str | None, str]] = {}
    for field, value in given.items():
        if field not in asked:
            continue
        text = " ".join(value.split())
        if len(text) > LONGEST:
            raise Refused("%(name)s is longer than 200 characters.", field=field, name=field)
        kind, _, own = field.partition("|")
        said[kind, own] = (text or None, "hours")
    with write() as tx:
        count = batches.say_names(tx, SAID, said, (author, now))
        if count:
            audit.record(tx, author, "form_values", "form", None, {"form": code, "n": count})
    return count


def _opened(
    tx: Tx, form: Form, day: date, project: str
) -> tuple[Facts, tuple[str, ...], Iterator[Facts]]:
    """Return what a form is about, the projects with hours in its days, and facts of its people."""
    days, on = days_of(form, day), ground(tx)
    projects: list[str] = []
    if form.of_project:
        sums = totals.sum_views(tx, Selection(*days), ["project_id"], on.names)
        projects = sorted({one.project for one in sums if one.project})
        project = project or next(iter(projects), "")
    about = frame(form, days, on, project)
    return about, tuple(projects), each(tx, form, about, on)
