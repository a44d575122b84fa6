"""What the workbook of labor lines has beside them: job cost, overtime and the journal.

Each is made another way than the lines (from sums by week, from whole weeks, from places that are
booked on), and the reconciliation holds each against the database's totals.
"""

from timesheet.actions import booking, controls, more_reports, reporting
from timesheet.actions.reporting import Report
from timesheet.core.reports.journal_lines import journal_lines
from timesheet.exchange.book.source import Control, Extra, Tie

JOB = ("project", "task", "cost_center")


def extras(report: Report, control: Control) -> tuple[Extra, ...]:
    """Return the further sheets of the workbook of a report; none but for all labor lines."""
    picked = report.source.chosen.equal or report.asking.by
    if report.name != "labor-lines" or not report.whole or picked:
        return ()
    return (_job_cost(report, control), _overtime(report), _journal(report, control))


def _job_cost(report: Report, control: Control) -> Extra:
    table = reporting.summed(report.source, JOB, ())
    return Extra("Job cost", table, _hours_and_money(control.seconds, control.cents))


def _overtime(report: Report) -> Extra:
    seconds, cents = controls.overtime(report.source.tx, report.source.chosen)
    table = more_reports.overtime_analysis(report.source, ())
    return Extra("Overtime", table, _hours_and_money(seconds, cents))


def _journal(report: Report, control: Control) -> Extra:
    found = booking.journal(report.source, control.seconds or 0, control.cents or 0)
    table = journal_lines(found.booked, found.reason)
    debit = table.totals["debit"]
    ties = (
        Tie("hours", "seconds", found.seconds),
        Tie("amount = wages and burden", "cents", found.cents),
        Tie("credit = debit", "credit", debit),
    )
    return Extra("Journal", table, ties if found.booked else (), last=True)


def _hours_and_money(seconds: int | None, cents: int | None) -> tuple[Tie, ...]:
    return Tie("hours", "seconds", seconds or 0), Tie("amount", "cents", cents or 0)
