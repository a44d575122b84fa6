"""What a report without rows says: why there are none, and what to do next."""

from typing import NamedTuple

from flask import url_for

from timesheet.web.i18n import gettext as _


class Nothing(NamedTuple):
    """Why there are no rows, and the page to go on with: its address and name, or none."""

    text: str
    href: str = ""
    name: str = ""


def nothing(report: str) -> Nothing:
    """Return what a report says that has no rows, though none were picked."""
    periods = url_for("accounting.all_periods"), _("All periods")
    jobs = url_for("budgets.home"), _("Budgets and billing")
    no_job = _("No project has hours, a budget or an invoice yet. Set them here.")
    found = {
        "exceptions": Nothing(_("No exception in these days: there is nothing to settle.")),
        "doubtful-hours": Nothing(
            _("All hours of these days are on a code that is sure enough: nothing is to be coded.")
        ),
        "overtime": Nothing(_("By the pay policies nobody worked overtime in these days.")),
        "roster-variance": Nothing(
            _("Nobody was planned in these days, and nobody worked. Look at others."), *periods
        ),
        "approvals": Nothing(
            _("Nobody has hours in this pay period, so nobody waits for approval."), *periods
        ),
        "adjustments": Nothing(_("Nothing has changed since these people were closed.")),
        "batch-register": Nothing(
            _("No file was made for these days. Lock the pay period; then its files are made."),
            *periods,
        ),
        "absence": Nothing(
            _("Nobody was away in these days. Leave is asked for and entered here."),
            url_for("leave.page"),
            _("Leave"),
        ),
        "audit-trail": Nothing(_("Nobody changed anything in these days.")),
        "rate-history": Nothing(_("Nobody has a rate yet: an admin adds it to the person.")),
        "accrued-wages": Nothing(
            _("Nothing is owed at the last day: all hours until then are in posted payrolls.")
        ),
        "job-cost-summary": Nothing(no_job, *jobs),
        "wip": Nothing(no_job, *jobs),
    }
    hours = _("Nobody has hours in these days. They appear with the first clock-in, or by import.")
    return found.get(report, Nothing(hours, *periods))
