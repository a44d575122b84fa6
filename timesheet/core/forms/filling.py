"""A form filled: its cells as texts, and everything that keeps it from being made, by name."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from timesheet.core.export.cells import cell, filled, wrong
from timesheet.core.export.nouns import Problem
from timesheet.core.export.records import Record
from timesheet.core.forms import signatures
from timesheet.core.forms.document import Asked, Form
from timesheet.core.forms.gathering import CEILING, ROWS, kind_of, own_word
from timesheet.core.forms.measuring import Unlawful, rule
from timesheet.core.forms.nouns import Facts, Filled, OfPerson, Standing
from timesheet.core.model import HOUR

NOT_SAID = "%(name)s: %(title)s is not filled in."
NOT_SO = "%(name)s: %(title)s can’t be “%(value)s”."


def fill(
    form: Form,
    frame: Facts,
    some: Iterable[Facts] | None = None,
    most: int | None = None,
    keep: Callable[[OfPerson], None] | None = None,
) -> Filled:
    """Return a form as facts fill it; what is missing is named, and leaves its cell empty.

    ``frame`` says what it is about; the facts of its people come as ``some``, in order of their
    numbers (None: ``frame`` has them). Rows and signatures of the first ``most`` people are kept
    (None: of all); ``keep`` gets what it says of each person in turn, so that a file can be written
    whose rows were never in memory together.
    """
    blank = unfilled(form, frame)
    problems: dict[Problem, None] = dict.fromkeys(
        (*_settings(form, frame), *_unmeasured(form, frame))
    )
    rows: list[tuple[str, ...]] = []
    rests: list[str] = []
    signed: list[Standing] = []
    people = count = unsigned = seconds = cents = 0
    for facts in (frame,) if some is None else some:
        wrong_cells: list[Problem] = []
        named: dict[str, str] = {}
        for one in _each(form, facts, people, wrong_cells):
            if most is None or people < most:
                rows += one.rows
                rests += one.rests
                signed += [one.signed] if one.signed else []
            named[one.number] = one.name
            people += 1
            count += len(one.rows)
            unsigned += one.signed is not None and not signatures.complete(form, one.signed)
            if keep is not None:
                keep(one)
        problems |= dict.fromkeys((*_of_people(form, facts, named), *wrong_cells))
        seconds += sum(line.seconds for line in facts.lines)
        seconds += sum(shift.seconds for shift in facts.shifts)
        cents += sum(line.cents for line in facts.lines)
    return replace(
        blank, rows=tuple(rows), rests=tuple(rests), signed=tuple(signed),
        problems=tuple(problems), count=count, unsigned=unsigned, people=people,
        seconds=seconds, cents=cents,
    )  # fmt: skip


def unfilled(form: Form, frame: Facts) -> Filled:
    """Return a form with what is the same whoever it is about: head, headings, statement."""
    shared = common(form, frame)
    return Filled(
        head=tuple((one.title, filled(one.value, shared, form.file)) for one in form.head),
        headings=tuple(column.header for column in form.columns),
        statement=tuple(filled(text, shared, form.file) for text in form.statement),
    )


def _each(form: Form, facts: Facts, before: int, problems: list[Problem]) -> Iterator[OfPerson]:
    """Yield what a form says of one person after the other; ``before`` are those before them.

    What is wrong with cells is added to ``problems``.
    """
    shared = common(form, facts)
    given = signatures.by_person(facts.signatures)
    usual = str(shared.get("setting.supervisor", ""))
    by_person = groupby(ROWS[form.rows](facts), key=lambda one: str(one["person.number"]))
    for entry, (number, some) in enumerate(by_person, before + 1):
        records: list[Record] = [shared | {"entry": entry} | record for record in some]
        standing = signatures.standing(form, records, given.get(number, ()))
        if standing is not None:
            days = signatures.dates(standing, usual)
            records = [record | days for record in records]
        rows = []
        for record in records:
            values = tuple(cell(column, record, form.file) for column in form.columns)
            problems += _wrong(form, values, record)
            rows.append(values)
        rests = tuple(str(record.get("attested", "")) for record in records)
        yield OfPerson(number, str(records[0]["person.name"]), tuple(rows), rests, standing)


def _of_people(form: Form, facts: Facts, people: Mapping[str, str]) -> Iterator[Problem]:
    yield from _asked(form, facts, people)
    yield from _unattested(form, facts, people)


def _wrong(form: Form, values: Sequence[str], record: Record) -> Iterator[Problem]:
    for column, value in zip(form.columns, values, strict=True):
        for one in wrong(column, value, record, form.file):
            yield _named(one, record)
    yield from _over(form, record)


def common(form: Form, facts: Facts) -> Record:
    """Return the values that are the same in all of a form."""
    found: Record = {
        "first": facts.first, "last": facts.last, "year": facts.first.year,
        "month": facts.first.month, "company": facts.company, "currency": facts.currency,
        "project.code": facts.project, "project.name": facts.project_name,
    }  # fmt: skip
    for kind in form.asked:
        if kind.about == "project":
            found[f"project.{kind.name}"] = facts.said.of(kind.name, facts.project)
    for setting in form.settings:
        found[f"setting.{setting.name}"] = facts.said.settings.get(setting.name, setting.default)
    return found


def _settings(form: Form, facts: Facts) -> Iterator[Problem]:
    for setting in form.settings:
        value = facts.said.settings.get(setting.name, setting.default)
        said = (("title", setting.title),)
        if setting.required and not value:
            yield Problem("setting", setting.name, "%(title)s is not filled in.", said)
        elif value and setting.pattern and not re.fullmatch(setting.pattern, value):
            text = "%(title)s can’t be “%(value)s”."
            yield Problem("setting", setting.name, text, (*said, ("value", value)))


def _asked(form: Form, facts: Facts, people: Mapping[str, str]) -> Iterator[Problem]:
    about = {
        "person": people,
        "project": {facts.project: facts.project} if facts.project else {},
        "task": {},
    }
    for one in form.asked:
        for key, name in sorted(about[one.about].items()):
            yield from _one(one, facts.said.of(one.name, key), name)


def _one(asked: Asked, value: str, name: str) -> Iterator[Problem]:
    said = (("title", asked.title), ("name", name))
    if asked.required and not value:
        yield Problem("asked", name, NOT_SAID, said)
    elif value and asked.pattern and not re.fullmatch(asked.pattern, value):
        more = (*said, ("value", value))
        yield Problem("asked", name, NOT_SO, more)


def _named(problem: Problem, record: Record) -> Problem:
    """Return what is wrong with a cell, with the person whose row it is."""
    said = dict(problem.values)
    values = (("name", str(record["person.name"])), ("title", said["column"]))
    if not said["value"]:
        return Problem("asked", problem.name, NOT_SAID, values)
    return Problem("asked", problem.name, NOT_SO, (*values, ("value", said["value"])))


def _unattested(form: Form, facts: Facts, people: Collection[str]) -> Iterator[Problem]:
    """Yield whose own word is missing for hours that need it; an inference can't be certified."""
    if not form.attest:
        return
    seconds: dict[tuple[str, str, str], int] = defaultdict(int)
    for line in facts.lines:
        wanted = line.project in facts.must and facts.project in {"", line.project}
        wanted = wanted and line.person in people
        if wanted and not own_word(line) and kind_of(line) != "leave":
            seconds[line.name, line.project, line.person] += line.seconds
    for (name, project, person), value in sorted(seconds.items()):
        if value:
            said = (("name", name), ("project", project), ("hours", f"{value / HOUR:.2f}"))
            text = "%(name)s has not attested %(hours)s hours on %(project)s; they are inferred."
            yield Problem("attest", person, text, said)


def _unmeasured(form: Form, facts: Facts) -> Iterator[Problem]:
    """Yield what the company said of its measuring and can't be."""
    if form.rows == "month":
        try:
            rule(facts.said.settings)
        except Unlawful as error:
            yield Problem("setting", "method", str(error))
        except ValueError:
            return  # a value that its pattern refuses, and that is named already


def _over(form: Form, record: Record) -> Iterator[Problem]:
    days = record.get("days.year")
    if form.rows == "eu_project" and isinstance(days, int) and days > CEILING:
        said = (("name", str(record["person.name"])), ("days", f"{days / 100:.1f}"))
        text = "%(name)s has %(days)s day-equivalents on EU projects this year; 215 are allowed."
        yield Problem("value", str(record["person.number"]), text, said)
