"""A form described as data: its head, its columns, its statement, and what it asks of people.

Documents lie in ``timesheet/forms``; unknown words in them are refused with their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timesheet.core.export.profile import Column, FileRules, Setting
from timesheet.core.strictly import part, parts

SPANS = ("week", "month")
ABOUT = ("person", "project", "task")
NEEDS = ("one", "both")


@dataclass(frozen=True, slots=True)
class Head:
    """A line of a form's head: its title, and a text with ``{source|format}`` places."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that people say once: about each person, project or task, ``required`` or not."""

    name: str
    title: str
    about: str = "person"
    required: bool = False
    pattern: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """How a form is signed within the program, for each person of it.

    ``needs`` is one (the person himself, or a supervisor with first-hand knowledge) or both.
    ``columns`` are the headings of what is signed: a signature holds while they stand as they did.
    ``where`` is the value asked about a project that makes the form concern it; ``person`` and
    ``supervisor`` are what the form calls them, ``date`` is how it writes days.
    """

    needs: str
    columns: tuple[str, ...]
    where: str
    person: str
    supervisor: str
    date: str = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Form:
    """A form. ``rows`` names how its rows are made, ``span`` how many days it is about.

    ``week_start`` is the weekday on which its week begins (0 is Monday). ``of_project``: it is
    filled for one project. ``attest``: hours that need the person's own word must have it.
    ``media`` is html for a form that is printed and signed, csv for one that is sent.
    """

    code: str
    version: int
    name: str
    place: str
    rows: str
    span: str
    file: FileRules
    columns: tuple[Column, ...]
    head: tuple[Head, ...] = ()
    settings: tuple[Setting, ...] = ()
    asked: tuple[Asked, ...] = ()
    statement: tuple[str, ...] = ()
    about: str = ""
    week_start: int = 0
    of_project: bool = False
    attest: bool = False
    media: str = "csv"
    signing: Signing | None = None
    language: str = "en"


def read(document: Mapping[str, Any]) -> Form:
    """Return the form of a document; ValueError names what is wrong in it, and where."""
    rest = dict(document)
    made = {
        "file": part(FileRules, rest.pop("file", {}), "file"),
        "columns": parts(Column, rest.pop("columns", []), "columns"),
        "head": parts(Head, rest.pop("head", []), "head"),
        "settings": parts(Setting, rest.pop("settings", []), "settings"),
        "asked": parts(Asked, rest.pop("asked", []), "asked"),
        "signing": part(Signing, rest.pop("signing"), "signing") if "signing" in rest else None,
    }
    form = part(Form, {**rest, **made}, "form")
    if form.span not in SPANS or any(one.about not in ABOUT for one in form.asked):
        msg = f"{form.code}: a span is one of {SPANS}, what is asked about one of {ABOUT}"
        raise ValueError(msg)
    known = {column.header for column in form.columns}
    if form.signing and (form.signing.needs not in NEEDS or not known >= {*form.signing.columns}):
        msg = f"{form.code}: a signature needs one of {NEEDS}, and columns that there are"
        raise ValueError(msg)
    return form
