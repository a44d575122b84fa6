"""The sentences that files, accruals, registers and forms are refused with, for the catalogs."""

from flask_babel import lazy_gettext as _later

SENTENCES = (
    _later("Row %(row)s: “%(name)s” has no second column; a tab after it takes the name back."),
    _later("%(n)s workweeks are being recomputed. Try again in a moment."),
    _later("The accrual of this month end is batch %(number)s already. Void it first."),
    _later("Nothing is owed at this month end."),
    _later("A payroll was posted since this was worked out. Work it out again."),
    _later("You may not see what is owed any more."),
    _later("“%(value)s” is no rate. Say percent of wages, from 0 to 500, like 18.5."),
    _later("Row %(row)s: say a pay code and its rate, like “OT 12.5”."),
    _later("This file is larger than 4 MB, or has more than 20,000 rows: send a smaller one."),
    _later("This file is larger than 16 MB, or has more than 200,000 rows: send it in parts."),
    _later("This is neither a CSV nor a workbook (.xlsx). Save it as one and send it again."),
    _later("This file is empty."),
    _later("Choose a column that names the person, and one with hours or gross pay."),
    _later("Say which column holds: %(names)s. A file without it can’t be read."),
    _later("This can’t be a profile: %(why)s"),
    _later("%(name)s: %(title)s is not filled in."),
    _later("%(name)s: %(title)s can’t be “%(value)s”."),
    _later("%(name)s has not attested %(hours)s hours on %(project)s; they are inferred."),
    _later("%(name)s has %(days)s day-equivalents on EU projects this year; 215 are allowed."),
    _later("A stability period has at least six months, and as many as are measured."),
    _later("An administrative period has at most 90 days."),
    _later("Nobody has hours for this form in these days."),
    _later("These hours have changed since you looked. Look again."),
    _later("These hours are being computed. Look again in a moment."),
)
# Our own titles among the settings of profiles; the others are the provider's words.
TITLES = (
    _later("Account: direct labor"),
    _later("Account: indirect labor"),
    _later("Account: accrued wages"),
    _later("Account: burden"),
    _later("Account: accrued payroll taxes"),
    _later("Open the accounts in the file"),
)
