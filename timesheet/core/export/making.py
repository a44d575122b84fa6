"""From lines to the bytes of a file, or to everything that is in the way."""

from collections.abc import Callable, Sequence

from timesheet.core.export import beancount, delimited, entries, xero
from timesheet.core.export.amounts import amounts
from timesheet.core.export.cells import filled
from timesheet.core.export.missing import missing, unmapped_accounts
from timesheet.core.export.nouns import Made, Names, Occasion, Problem
from timesheet.core.export.profile import Profile
from timesheet.core.export.records import Record, common, records, texts
from timesheet.core.journal.nouns import Entry
from timesheet.core.worked import Worked

Text = tuple[str, list[Problem]]
Writer = Callable[[Profile, Sequence[Record], Record], Text]
WRITERS: dict[str, Writer] = {
    "delimited": delimited.text,
    "beancount": beancount.text,
    "xero": xero.text,
}


def payroll_file(
    profile: Profile,
    names: Names,
    occasion: Occasion,
    lines: Sequence[Worked],
    before: Sequence[Worked] = (),
) -> Made | list[Problem]:
    """Return the file of what is new in ``lines`` since ``before``, or all that is in the way.

    A first file has nothing before it. No record at all is a file without records: whether that is
    worth making is for the caller to say.
    """
    if problems := missing(profile, names, [*lines, *before]):
        return problems
    changed = amounts(profile, names, lines, before)
    found = records(profile, names, changed, texts([*before, *lines]))
    return _file(profile, found, common(names, occasion))


def journal_file(
    profile: Profile, names: Names, occasion: Occasion, journal: Sequence[Entry]
) -> Made | list[Problem]:
    """Return the file of journal entries, or all that keeps it from being made."""
    if problems := [*missing(profile, names, []), *unmapped_accounts(profile, names, journal)]:
        return problems
    found = [record for entry in journal for record in entries.records(names, entry)]
    days = [entry.day for entry in journal] or [occasion.last]
    shared: Record = {"entries.first": min(days), "entries.last": max(days)}
    return _file(profile, found, common(names, occasion) | shared)


def _file(profile: Profile, found: Sequence[Record], shared: Record) -> Made | list[Problem]:
    rules = profile.file
    if rules.max_rows and len(found) > rules.max_rows:
        said = (("n", str(len(found))), ("most", str(rules.max_rows)))
        return [Problem("rows", "", "%(n)s records are more than the %(most)s allowed.", said)]
    text, problems = WRITERS[profile.writer](profile, found, shared)
    problems += delimited.strange(profile, text)
    if problems:
        return list(dict.fromkeys(problems))
    name = filled(rules.name, shared, rules)
    return Made(name, text.encode(rules.encoding), rules.media, len(found))
