"""Every report of job cost says which work bears the premium of overtime."""

from datetime import date

from flask import Flask

from tests.support.company import set_up
from timesheet.actions import reporting
from timesheet.actions.reporting import Request
from timesheet.actions.setting_up import pay_policies


def notes(name: str, first: date, last: date) -> tuple[str, ...]:
    with reporting.opened(Request(name, first, last)) as report:
        return report.table.notes


def test_reports_of_job_cost_say_how_the_premium_is_charged(app: Flask):
    world = set_up()
    january, march = date(2026, 1, 1), date(2026, 3, 1)
    for name in ("labor-distribution", "labor-lines"):
        assert notes(name, january, march) == ()
    pay_policies.assign("us-flsa", january, None, None, world.author)
    [line] = pay_policies.lines(march)
    data = {"allocation": {"premium": "overhead"}}
    pay_policies.activate(pay_policies.next_of(line, data), march, world.author)
    before = "us-flsa: Hours stay where they were worked; the premium is charged"
    weekly, overhead = f"{before} over all hours of the week.", f"{before} as overhead."
    for name in ("labor-distribution", "labor-lines"):
        assert notes(name, january, date(2026, 2, 1)) == (weekly,)
        assert notes(name, january, march) == (overhead, weekly)
        assert notes(name, march, march) == (overhead,)
    assert notes("payroll-summary", january, march) == ()
