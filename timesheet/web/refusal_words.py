"""The sentences that stand in the way of a file or of a step, for the catalogs to find."""

from flask_babel import lazy_gettext as _later
from flask_babel import ngettext

from timesheet.errors import Refused
from timesheet.web.i18n import gettext as _


def why_not(refused: Refused) -> str:
    """Return why a file isn't made, short: the page that follows lists all that is in the way.

    What is said for one page only travels in a cookie, which holds no list of hundreds.
    """
    lines = refused.text.count("\n") + 1
    if lines == 1:
        return _(refused.text, **refused.values)
    return str(
        ngettext(
            "%(num)d thing is in the way of this file.",
            "%(num)d things are in the way of this file.",
            lines,
        )
    )


SENTENCES = (
    _later("%(title)s is not filled in."),
    _later("%(title)s can’t be “%(value)s”."),
    _later("%(title)s has more than %(n)s characters."),
    _later("%(name)s (%(number)s) has no id at the provider."),
    _later("The id %(id)s stands for several people: %(numbers)s."),
    _later("Pay code %(code)s has no earning, and nobody said “not exported”."),
    _later("Pay code %(code)s has money and no hours: send it as money."),
    _later("Pay code %(code)s: this column takes hours or money, not the other."),
    _later("Pay code %(code)s has no column in this file; it has %(slots)s."),
    _later("Project %(name)s has no name at the provider."),
    _later("Task %(name)s has no name at the provider."),
    _later("Cost code %(name)s has no name at the provider."),
    _later("Cost center %(name)s has no name at the provider."),
    _later("Account %(name)s has no name at the provider."),
    _later("%(n)s records are more than the %(most)s allowed."),
    _later("Line %(n)s has characters that this file can’t carry: %(line)s"),
    _later("%(column)s is empty and must not be."),
    _later("%(column)s: “%(value)s” has more than %(n)s characters."),
    _later("%(column)s can’t be “%(value)s”."),
    _later("%(column)s: “%(value)s” is more than fits."),
    _later("%(column)s: “%(value)s” has the character that separates columns."),
    _later("Nothing is new since batch %(number)s: there is no file to make."),
    _later("Nobody of this pay period is locked yet. Lock it first; then its files are made."),
    _later("This batch was voided already."),
    _later("A second person is needed: you made this batch."),
    _later("A later batch builds on this one: void that first."),
    _later("This pay period is posted; what changes is adjusted."),
    _later("%(name)s is longer than 200 characters."),
    _later("Choose hours, money or both."),
    _later("Row %(row)s: there is no %(name)s here."),
    _later("This pay period was handed in. Take it back first, or ask accounting."),
    _later("This pay period was approved. Ask accounting, or have the approval undone."),
    _later("This pay period is closed. Accounting can enter the difference as an adjustment."),
    _later("Draw the sample when the pay period is over."),
    _later("This period has no money to draw from."),
    _later("Somebody coded this line before."),
    _later(
        "Nothing in this file has the columns line, revision, period, correct_project and"
        " correct_task."
    ),
    _later("This file is larger than lines to correct can be; delete rows that you don’t correct."),
    _later("This file takes too long to read; send fewer rows."),
    _later("This is neither a workbook (.xlsx) nor a CSV; save it as one of them."),
    _later("This file has no rows; send back those that you corrected."),
    _later("This file wasn’t made here: download the lines again and correct those."),
    _later("What you sent was kept by an earlier version of the program: send the file again."),
    _later("This file is of the pay period that begins on %(day)s; open that one."),
    _later("There is nothing to do."),
    _later("There is no such report."),
    _later("Choose the days again."),
    _later("A name has 1 to %(most)s characters."),
    _later("You have a report called “%(name)s” already; choose another name."),
    _later("You may not see reports any more."),
    _later("That is not a mail address, like ana@example.com."),
    _later("Too many mails were asked for. Try again in %(wait)s seconds."),
    _later("Quiet hours need times like 21:00."),
    _later("Hours from 0 to 10,000,000."),
    _later("An amount from 0 to 10,000,000,000."),
    _later("Choose a task of this project."),
    _later("A bill rate lies above 0 and up to 10,000 an hour."),
    _later("A price lies above 0 and up to 10,000,000,000."),
    _later("An amount other than 0; less than 0 for a credit note."),
    _later("At most 40 characters."),
    _later("Choose how it is paid for."),
    _later("The push service of this browser is not known here. An admin can add it."),
    _later("A rule needs a project, and a team or a person."),
)
