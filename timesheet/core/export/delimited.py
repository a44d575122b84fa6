"""Files of columns: CSV, tabs, semicolons; with the lines that stand before and after."""

import re
from collections.abc import Sequence

from timesheet.core.export.cells import cell, filled, wrong
from timesheet.core.export.nouns import Problem
from timesheet.core.export.profile import Column, FileRules, Profile
from timesheet.core.export.records import Record


def text(profile: Profile, found: Sequence[Record], shared: Record) -> tuple[str, list[Problem]]:
    """Return the text of a file, and what is wrong with its cells."""
    rules = profile.file
    written = [filled(line, shared, rules) for line in rules.before]
    if rules.header:
        written.append(_line([column.header for column in profile.columns], rules))
    problems: list[Problem] = []
    for record in found:
        whole, cells = shared | record, []
        for column in profile.columns:
            value = cell(column, whole, rules)
            problems += wrong(column, value, whole, rules)
            cells.append(value if rules.quote != "text" else _as_text(column, value))
        written.append(_line(cells, rules))
    written += [filled(line, shared, rules) for line in rules.after]
    return "".join(line + rules.eol for line in written), problems


def _line(cells: Sequence[str], rules: FileRules) -> str:
    return rules.separator.join(_quoted(value, rules) for value in cells)


def _as_text(column: Column, value: str) -> str:
    """Quote the texts of a file that must not quote its numbers and days."""
    return _doubled(value) if value and column.format.startswith(("text", "cut")) else value


def _quoted(value: str, rules: FileRules) -> str:
    if rules.quote == "text":
        return value
    special = rules.separator in value or any(sign in value for sign in '"\r\n')
    if rules.quote == "never" or not (special or (rules.quote == "always" and value)):
        return value
    return _doubled(value)


def _doubled(value: str) -> str:
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def strange(profile: Profile, written: str) -> list[Problem]:
    """Return the lines of a file with characters that the provider can't take."""
    rules, found = profile.file, []
    allowed = re.compile(rules.charset) if rules.charset else None
    for number, line in enumerate(written.split(rules.eol), 1):
        try:
            line.encode(rules.encoding)
            fits = allowed is None or allowed.fullmatch(line) is not None
        except UnicodeEncodeError:
            fits = False
        if not fits:
            said = (("n", str(number)), ("line", line[:120]))
            msg = "Line %(n)s has characters that this file can’t carry: %(line)s"
            found.append(Problem("value", line[:60], msg, said))
    return found
