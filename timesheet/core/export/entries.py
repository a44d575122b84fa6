"""Journal entries as records: what the columns of a journal's profile can name."""

from timesheet.core.export.nouns import Names
from timesheet.core.export.records import Record, theirs
from timesheet.core.journal.nouns import Entry, Line


def records(names: Names, entry: Entry) -> list[Record]:
    """Return the lines of an entry as records; ``first.`` values stand on the first line only."""
    whole: Record = {
        "journal": entry.key,
        "entry.day": entry.day,
        "entry.text": entry.text,
        "entry.type": entry.kind,
        "entry.number": entry.number,
        "entry.reverses": entry.reverses,
    }
    first: Record = {
        "first.setting_journal": names.settings.get("journal", ""),
        "first.day": entry.day,
        "first.text": entry.text,
    }
    return [
        whole | (first if n == 1 else {}) | {"line_no": n} | _line(names, line)
        for n, line in enumerate(entry.lines, 1)
    ]


def _line(names: Names, line: Line) -> Record:
    return {
        "account.id": theirs(names, "account", line.account),
        "account.code": line.account,
        "account.name": line.account_name,
        "debit": line.debit,
        "credit": line.credit,
        "signed": line.debit - line.credit,
        "amount": line.debit or line.credit,
        "side": "S" if line.debit else "H",
        "cost_center.id": theirs(names, "cost_center", line.cost_center),
        "project.id": theirs(names, "project", line.project),
        "tracking_1": names.settings.get("tracking_1", "") if line.cost_center else "",
        "tracking_2": names.settings.get("tracking_2", "") if line.project else "",
        "hours": line.hundredths,
        "memo": line.memo,
        "estimated": "yes" if line.estimated else "",
        "source": line.source,
        "hash": line.digest,
    }
