"""Every profile that ships: its file for one small company, byte by byte, and read back."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support import exported
from tests.support.provider_files import read_iif, read_lodas, read_spi, read_wfn
from timesheet.core.export.making import journal_file, payroll_file
from timesheet.core.export.nouns import Earning, Made
from timesheet.core.export.profile import Family
from timesheet.core.journal.burden import Burden, BurdenFrom
from timesheet.core.journal.making import Accounts, accrual, costs
from timesheet.exchange.profiles import shipped

GOLDEN = Path(__file__).parent / "golden"
PROFILES = shipped()


def made(code: str) -> Made:
    profile = PROFILES[code]
    names = exported.names(profile)
    if profile.family is Family.JOURNAL:
        file = journal_file(profile, names, exported.OCCASION, exported.journal())
    else:
        file = payroll_file(profile, names, exported.OCCASION, exported.lines())
    assert isinstance(file, Made), [str(problem) for problem in file]
    return file


def rows(file: Made, separator: str = ",", encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.content.decode(encoding)), delimiter=separator))


def hundredths(code: str) -> dict[str, dict[str, Decimal]]:
    """Hours by the provider's person and earning, rounded once: what payroll must get."""
    names = exported.names(PROFILES[code])
    seconds: dict[tuple[str, str], int] = defaultdict(int)
    for line in exported.lines():
        earning = names.earnings[line.pay_code]
        if earning.exported and earning.sends == "hours":
            seconds[names.known["person"][line.person], earning.code] += line.seconds
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (person, earning), total in seconds.items():
        found[person][earning] = (Decimal(total) / 3600).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    return found


@pytest.mark.parametrize("code", PROFILES)
def test_each_profile_writes_the_same_bytes_as_ever(code):
    file = made(code)
    golden = GOLDEN / f"{code}{Path(file.name).suffix}"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_bytes(file.content)
    assert file.content == golden.read_bytes()
    assert made(code) == file


def test_adp_workforce_now_reads_back_to_the_hours_of_the_payroll_summary():
    file = made("adp-wfn")
    assert file.name == "PRAB_EPI.csv"
    found = read_wfn(file.content)
    assert found.pop("000051") == {
        "REG": Decimal("7.68"),
        "D": Decimal("1.58"),
        "BON": Decimal(150),
    }
    wanted = hundredths("adp-wfn")
    wanted.pop("000051")
    assert found == wanted


def test_adp_workforce_now_begins_with_its_three_columns_and_has_no_zero():
    table = rows(made("adp-wfn"))
    assert table[0][:3] == ["Co Code", "Batch ID", "File #"]
    cells = [value for row in table[1:] for value in row[3:] if value]
    assert cells
    assert not [value for value in cells if re.fullmatch(r"-?0*[.,]?0*", value)]


def test_a_third_further_earning_goes_on_a_second_record():
    table = rows(made("adp-wfn"))
    ben = [dict(zip(table[0], row, strict=True)) for row in table[1:] if row[2] == "000043"]
    on_leave = [row for row in ben if row["Temp Dept"] == "1000"]
    codes = [(row["Hours 3 Code"], row["Hours 4 Code"], row["Reg Hours"]) for row in on_leave]
    assert codes == [("H", "S", ""), ("V", "", "")]


def test_paychex_reads_back_with_sixteen_columns_in_each_row():
    found = read_spi(made("paychex-spi").content)
    assert found["000051"].pop("Bonus") == Decimal("150.00")
    assert found == hundredths("paychex-spi")


def test_quickbooks_reads_back_to_the_minute():
    header, found = read_iif(made("quickbooks-iif").content)
    assert (header["COMPANYNAME"], header["COMPANYCREATETIME"]) == ("Acme", "123456789")
    assert found["Reyes, Ana"] == {"REG": 4800, "OT": 125}
    assert found["Okafor, Ben"] == {"REG": 60, "VAC": 480, "SICK": 240, "HOL": 480}


def test_lodas_reads_back_in_the_order_that_it_declares():
    assert read_lodas(made("datev-lodas").content) == hundredths("datev-lodas")


def test_three_times_twenty_minutes_are_one_hour():
    by_day = rows(made("sage-300-cre"))
    hours = [Decimal(row[8]) for row in by_day if row[0] == "000043" and row[7] == "REG"]
    assert sorted(hours) == [Decimal("0.33"), Decimal("0.33"), Decimal("0.34")]


def test_gusto_gets_blanks_and_never_a_zero():
    table = rows(made("gusto"))
    assert len(table[0]) == 15
    assert {cell for row in table[1:] for cell in row}.isdisjoint({"0", "0.00"})
    assert table[2][:5] == ["Okafor", "Ben", "", "7H2210", "21.00"]


def test_xero_australia_takes_a_number_for_each_day_of_the_period():
    sheets = json.loads(made("xero-au").content)
    assert [sheet["EmployeeID"] for sheet in sheets] == ["e1a0", "e2b0", "e3c0"]
    for sheet in sheets:
        assert sheet["StartDate"] == "/Date(1794787200000+0000)/"
        assert all(len(line["NumberOfUnits"]) == 14 for line in sheet["TimesheetLines"])
    ana = sum(sum(line["NumberOfUnits"]) for line in sheets[0]["TimesheetLines"])
    assert round(ana, 2) == 82.08


def test_datev_bookings_have_125_columns_positive_amounts_and_a_side():
    lines = rows(made("datev-buchungsstapel"), ";", "cp1252")
    assert [len(line) for line in lines] == [31, *[125] * 7]
    assert lines[0][:5] == ["EXTF", "700", "21", "Buchungsstapel", "13"]
    assert lines[2][:2] == ["1360,00", "S"]
    assert lines[4][:2] == ["2924,74", "H"]
    sums = {side: sum(_german(row[0]) for row in lines[2:] if row[1] == side) for side in "SH"}
    assert sums["S"] == sums["H"]
    assert all(row[9] == "2911" for row in lines[2:])


def _german(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


@pytest.mark.parametrize(
    ("code", "key", "debit", "credit"),
    [("journal", 0, 7, 8), ("qbo-journal", 0, 3, 4), ("intacct-journal", None, 8, 9)],
)
def test_each_entry_of_a_journal_file_balances(code, key, debit, credit):
    sums: dict[str, Decimal] = defaultdict(Decimal)
    entry = ""
    for row in rows(made(code))[1:]:
        entry = row[key] if key is not None else (row[0] and row[2]) or entry
        sums[entry] += Decimal(row[debit] or 0) - Decimal(row[credit] or 0)
    assert len(sums) == 2
    assert set(sums.values()) == {Decimal(0)}


@pytest.mark.parametrize("code", [c for c, p in PROFILES.items() if p.family is Family.JOURNAL])
def test_an_accrual_with_its_reversal_fits_the_file_of_every_ledger(code):
    rates = Burden([BurdenFrom(date(2026, 1, 1), 1_850)])
    spent = costs(exported.lines(), rates, exported.lines()[:3])
    entries = accrual("TS-7", 1, date(2026, 11, 30), spent, Accounts(indirect=("6010", "Wages")))
    names = exported.names(PROFILES[code])
    file = journal_file(PROFILES[code], names, exported.OCCASION, entries)
    assert isinstance(file, Made), [str(problem) for problem in file]
    assert file.rows == sum(len(entry.lines) for entry in entries)
    text = file.content.decode(PROFILES[code].file.encoding)
    assert ('estimate: "yes"' if code == "beancount" else "(estimate)") in text


def test_a_xero_journal_sums_to_nothing_by_narration():
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows(made("xero-journal"))[1:]:
        sums[row[0]] += Decimal(row[5])
    assert set(sums.values()) == {Decimal(0)}


def test_beancount_takes_the_journal(tmp_path):
    path = tmp_path / "journal.beancount"
    path.write_bytes(made("beancount").content)
    command = [str(Path(sys.executable).with_name("bean-check")), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_name_without_a_mapping_is_said_at_once():
    profile = PROFILES["adp-wfn"]
    complete = exported.names(profile)
    bare = replace(
        complete,
        known={"person": {"00042": "000042"}},
        earnings={"REG": Earning("REG")},
        settings={"batch_id": "LONGER THAN 8"},
    )
    problems = payroll_file(profile, bare, exported.OCCASION, exported.lines())
    assert isinstance(problems, list)
    said = {(problem.kind, problem.name) for problem in problems}
    assert said == {
        ("setting", "company_code"),
        ("setting", "batch_id"),
        ("person", "00043"),
        ("person", "00051"),
        *(("pay_code", code) for code in ("BONUS", "DT", "HOL", "MEAL", "OT", "SICK", "VAC")),
    }
    assert "Ben Okafor (00043) has no id at the provider." in map(str, problems)


def test_one_id_for_two_people_is_refused_for_both():
    profile = PROFILES["paychex-spi"]
    names = exported.names(profile)
    known = {**names.known, "person": dict.fromkeys(exported.PEOPLE, "000042")}
    problems = payroll_file(
        profile, replace(names, known=known), exported.OCCASION, exported.lines()
    )
    assert {problem.name for problem in problems} == set(exported.PEOPLE)


@pytest.mark.parametrize(
    ("code", "kind", "own", "theirs", "said"),
    [
        ("adp-wfn", "project", "P-100", "Hafen Süd", "characters that this file"),
        ("adp-wfn", "person", "00042", "0000042", "more than 6 characters"),
        ("adp-wfn", "person", "00042", "00{42", "characters that this file"),
        ("paychex-spi", "cost_center", "1000", "1000|12345678", "can’t be"),
        ("paychex-spi", "person", "00042", "12345678901", "more than 10 characters"),
        ("datev-lodas", "person", "00042", "100000", "can’t be"),
        ("datev-lug", "project", "P-100", "a;b", "separates columns"),
        ("datev-lug", "project", "P-100", "Ω", "characters that this file"),
        ("quickbooks-iif", "project", "P-100", "a\tb", "separates columns"),
    ],
)
def test_what_a_format_cannot_carry_is_refused_with_its_place(code, kind, own, theirs, said):
    profile = PROFILES[code]
    names = exported.names(profile)
    known = {**names.known, kind: {**names.known.get(kind, {}), own: theirs}}
    problems = payroll_file(
        profile, replace(names, known=known), exported.OCCASION, exported.lines()
    )
    assert isinstance(problems, list)
    assert all(said in str(problem) for problem in problems), problems


def test_paychex_refuses_more_hours_than_a_line_holds():
    profile = PROFILES["paychex-spi"]
    many = [line._replace(seconds=line.seconds * 40) for line in exported.lines()]
    problems = payroll_file(profile, exported.names(profile), exported.OCCASION, many)
    assert isinstance(problems, list)
    assert all("more than fits" in str(problem) for problem in problems)
    assert "00042" in {problem.name for problem in problems}


def test_money_without_hours_must_be_sent_as_money():
    profile = PROFILES["adp-run"]
    names = exported.names(profile)
    as_hours = replace(names, earnings={**names.earnings, "BONUS": Earning("BON")})
    problems = payroll_file(profile, as_hours, exported.OCCASION, exported.lines())
    assert [problem.name for problem in problems] == ["BONUS"]


def test_an_earning_without_a_column_is_refused():
    profile = PROFILES["gusto"]
    names = exported.names(profile)
    other = replace(names, earnings={**names.earnings, "DT": Earning("triple")})
    problems = payroll_file(profile, other, exported.OCCASION, exported.lines())
    assert [problem.name for problem in problems] == ["DT"]
    assert "regular_hours" in str(problems[0])
