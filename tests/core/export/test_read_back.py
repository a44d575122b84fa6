"""Every profile's file is read back by a reader that shares nothing with its writer."""

from collections import defaultdict

import pytest

from tests.core.export.test_profiles import PROFILES, hundredths, made
from tests.support import exported, ledger_readers, payroll_readers
from timesheet.core.export.profile import Family

PAYROLL = {
    "adp-run": payroll_readers.read_run,
    "gusto": payroll_readers.read_gusto,
    "paylocity": payroll_readers.read_paylocity,
    "xero-au": payroll_readers.read_xero_au,
    "xero-uk-nz": payroll_readers.read_xero_uk_nz,
    "sage-300-cre": payroll_readers.read_sage_300,
    "intacct-timesheet": payroll_readers.read_intacct,
    "datev-lug": payroll_readers.read_lug,
}
LEDGER = {
    "journal": ledger_readers.read_journal,
    "qbo-journal": ledger_readers.read_qbo,
    "xero-journal": ledger_readers.read_xero,
    "intacct-journal": ledger_readers.read_intacct,
    "datev-buchungsstapel": ledger_readers.read_datev,
}
# Read back in test_profiles: four by readers of their own, beancount's by bean-check.
ELSEWHERE = {"adp-wfn", "paychex-spi", "quickbooks-iif", "datev-lodas", "beancount"}


def test_no_profile_ships_without_a_reader():
    assert PAYROLL.keys() | LEDGER.keys() | ELSEWHERE == PROFILES.keys()


@pytest.mark.parametrize("code", PAYROLL)
def test_payroll_gets_the_hours_of_each_person_and_earning(code):
    assert PAYROLL[code](made(code).content) == hundredths(code)


@pytest.mark.parametrize("code", LEDGER)
def test_a_ledger_gets_the_cents_of_each_account_and_place(code):
    names = exported.names(PROFILES[code])
    assert PROFILES[code].family is Family.JOURNAL
    wanted: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for entry in exported.journal():
        for line in entry.lines:
            project = names.known["project"].get(line.project, line.project)
            key = entry.key[-1], line.account, line.cost_center, project
            wanted[key] += line.debit - line.credit
    assert LEDGER[code](made(code).content) == wanted
