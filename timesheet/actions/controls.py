"""What the rows of a report must come to in its files, as the database itself sums it up."""

from collections.abc import Callable, Mapping

from timesheet.actions.reporting import Report
from timesheet.core.model import Cents, Seconds
from timesheet.core.reports.overtime import is_overtime
from timesheet.exchange.book.source import Control
from timesheet.store import issues as stored
from timesheet.store import terms, totals
from timesheet.store.db import Tx
from timesheet.store.selection import Selection

Sums = tuple[Seconds | None, Cents | None]
NOTHING: Sums = (None, None)


def control(report: Report) -> Control:
    """Ask the database for the totals that the rows of a report must come to.

    None where it knows none apart from these very rows: some were picked by their text, or the
    report is of no hours that are stored as such.
    """
    tx, chosen = report.source.tx, report.source.chosen
    issues = sum(stored.issue_counts(tx, chosen).values())
    if not report.whole:
        sums = NOTHING if report.source.filtered else PARTLY.get(report.name, _none)(tx, chosen)
        return Control(seconds=sums[0], cents=sums[1], exceptions=issues)
    if report.name == "exceptions":
        return Control(rows=None if report.asking.by else issues)
    if report.name == "timecards":
        return Control(seconds=totals.present(tx, chosen), exceptions=issues)
    ours = totals.control(tx, chosen, line_by_line=True)
    itself = report.name == "labor-lines" and not report.asking.by
    by_pay_code = report.table.shown.has("pay_code")
    return Control(
        seconds=ours.seconds,
        cents=ours.cents,
        rows=ours.rows if itself else None,
        # Compared with other days, there are people of those days too.
        people=ours.people if report.table.person and not report.asking.against else None,
        lines=ours.rows,
        exceptions=issues,
        by={"pay_code": totals.sums_by_pay_code(tx, chosen)} if by_pay_code else {},
    )


def overtime(tx: Tx, chosen: Selection) -> tuple[Seconds, Cents]:
    """Return hours and money on the pay codes of overtime."""
    known = totals.sums_by_pay_code(tx, chosen)
    over = [sums for code, sums in known.items() if is_overtime(code)]
    return sum(one[0] for one in over), sum(one[1] for one in over)


def _worked(tx: Tx, chosen: Selection) -> Sums:
    return totals.control(tx, chosen).seconds - totals.without_work(tx, chosen), None


def _rounded(tx: Tx, chosen: Selection) -> Sums:
    return -totals.card_totals(tx, chosen)["rounding_seconds"], None


def _present(tx: Tx, chosen: Selection) -> Sums:
    return totals.present(tx, chosen), None


def _of_period(tx: Tx, chosen: Selection) -> Sums:
    """Return the sums of a pay period: of other days, the report is of the first one's period."""
    if terms.house(tx).calendar.period_of(chosen.first) != (chosen.first, chosen.last):
        return NOTHING
    ours = totals.control(tx, chosen)
    return ours.seconds, ours.cents


def _none(_tx: Tx, _chosen: Selection) -> Sums:
    return NOTHING


# Of reports that leave out lines by what they are: what is left, counted another way.
PARTLY: Mapping[str, Callable[[Tx, Selection], Sums]] = {
    "overtime": overtime,
    "utilisation": _worked,
    "rounding-effect": _rounded,
    "roster-variance": _present,
    "approvals": _of_period,
}
