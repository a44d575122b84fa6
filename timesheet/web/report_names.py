"""The reports in addresses and in words, and where those of some days are."""

from datetime import date
from typing import NamedTuple

from flask import url_for

from timesheet.actions import computing
from timesheet.errors import Missing
from timesheet.web.i18n import gettext as _

VIEWS = ("payroll-summary", "labor-distribution", "timecards", "exceptions")
LINES = "labor-lines"
MORE = (
    "job-cost-detail", "doubtful-hours", "overtime", "utilisation", "rounding-effect",
    "roster-variance", "approvals", "adjustments", "batch-register", "absence", "rate-history",
    "audit-trail", "effort-detail", "accrued-wages", "job-cost-summary", "wip",
)  # fmt: skip
ANY = f"any({', '.join(repr(name) for name in (*VIEWS, LINES, *MORE))})"


class Place(NamedTuple):
    """The days of reports in an address: a pay period by its first day, or first and last."""

    first: date
    last: date | None = None

    def page(self, report: str, query: str = "") -> str:
        """Return the address of a report of these days."""
        if self.last is None:
            address = url_for("accounting.period", first=self.first, report=report)
        else:
            address = url_for("days.page", first=self.first, last=self.last, report=report)
        return f"{address}?{query}" if query else address

    def file(self, report: str, kind: str) -> str:
        """Return the address of a report of these days as a file."""
        if self.last is None:
            return url_for("accounting.download", first=self.first, report=report, kind=kind)
        return url_for("days.download", first=self.first, last=self.last, report=report, kind=kind)

    def choice(self, report: str) -> str:
        """Return the address of the page that offers a report of these days as files."""
        if self.last is None:
            return url_for("accounting.choice", first=self.first, report=report)
        return url_for("days.choice", first=self.first, last=self.last, report=report)


def check(*days: date) -> None:
    """Let days pass that there may be hours on; Missing else."""
    if not all(computing.EARLIEST <= day <= computing.LATEST for day in days):
        msg = "day"
        raise Missing(msg)


def titles() -> dict[str, str]:
    """Return what each report is called."""
    return {
        "payroll-summary": _("Payroll summary"),
        "labor-distribution": _("Labor distribution"),
        "timecards": _("Time cards"),
        "exceptions": _("Exceptions"),
        LINES: _("Lines"),
        **more(),
    }


def more() -> dict[str, str]:
    """Return what the reports are called that stand behind "More reports"."""
    return {
        "job-cost-detail": _("Job cost detail"),
        "job-cost-summary": _("Job cost summary"),
        "wip": _("Unbilled labor (WIP)"),
        "doubtful-hours": _("Unallocated and low-confidence hours"),
        "overtime": _("Overtime analysis"),
        "utilisation": _("Utilisation"),
        "rounding-effect": _("Rounding effect"),
        "roster-variance": _("Variance to the roster"),
        "approvals": _("Approvals status"),
        "adjustments": _("Adjustments"),
        "batch-register": _("Export and batch register"),
        "absence": _("Absence and leave"),
        "rate-history": _("Rate history and use"),
        "audit-trail": _("Audit trail"),
        "effort-detail": _("Effort against detail"),
        "accrued-wages": _("Accrued wages at month end"),
    }


def tabs(place: Place, report: str) -> list[tuple[str, str, bool]]:
    """Return address and words of the main reports, and whether each is the one on the page."""
    called = titles()
    names = VIEWS if report in VIEWS else (*VIEWS, report)
    return [(place.page(name), called[name], name == report) for name in names]


def more_links(place: Place) -> list[tuple[str, str]]:
    """Return address and words of the reports behind "More reports"."""
    return [(place.page(name), title) for name, title in more().items()]
