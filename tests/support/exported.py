"""A small company whose fortnight is exported: three people, two projects, leave and a bonus."""

from datetime import date, datetime

from timesheet.core.export.nouns import Earning, Names, Occasion
from timesheet.core.export.profile import Profile
from timesheet.core.journal.nouns import Entry, Line
from timesheet.core.worked import Worked

OCCASION = Occasion(
    first=date(2026, 11, 16),
    last=date(2026, 11, 29),
    batch=7,
    made=datetime(2026, 11, 30, 12, 0),
    company="Acme",
    currency="USD",
)
HARBOUR = ("P-100", "Harbour", "Acme Port", "T20", "06-100", "1000")
DEPOT = ("P-200", "Depot", "Acme Depot", "", "03-01", "1100")
NO_CODE = ("", "", "", "", "", "1000")
PEOPLE = {"00042": "Reyes, Ana", "00043": "Ben Okafor", "00051": "Mueller, Eva Maria"}

# Day of November, pay code, minutes, cents, code; overtime is straight time and a premium.
WORK = {
    "00042": [
        *((day, "REG", 480, 24000, HARBOUR) for day in (16, 17, 18, 19)),
        (20, "REG", 300, 15000, HARBOUR),
        (20, "REG", 180, 9000, DEPOT),
        (20, "OT", 125, 6250, DEPOT),
        (20, "OT", 0, 3125, DEPOT),
        *((day, "REG", 480, 24000, DEPOT) for day in (23, 24, 25, 26, 27)),
    ],
    "00043": [
        *((day, "REG", 20, 1033, DEPOT) for day in (16, 17, 18)),
        (19, "VAC", 480, 24800, NO_CODE),
        (20, "SICK", 240, 12400, NO_CODE),
        (23, "HOL", 480, 24800, NO_CODE),
    ],
    "00051": [
        (16, "REG", 461, 25000, HARBOUR),
        (17, "DT", 95, 7000, HARBOUR),
        (27, "BONUS", 0, 15000, NO_CODE),
        (27, "MEAL", 0, 500, NO_CODE),
    ],
}


def lines() -> list[Worked]:
    """Return what was worked, by person and day."""
    return [
        Worked(person, PEOPLE[person], date(2026, 11, day), code, minutes * 60, cents, *on)
        for person, rows in WORK.items()
        for day, code, minutes, cents, on in rows
    ]


# What the pay codes are at each provider; MEAL is paid in cash and said not to be exported.
MEAL = {"MEAL": Earning("")}
CODES = {
    "adp-wfn": ("REG", "OT", "V", "S", "H", "D", "BON"),
    "adp-run": ("REG", "OVT", "VAC", "SIC", "HOL", "DBL", "BON"),
    "gusto": (
        "regular_hours", "overtime_hours", "regular_hours", "regular_hours", "regular_hours",
        "double_overtime_hours", "bonus",
    ),
    "paychex-spi": ("Hourly", "Overtime", "Vacation", "Sick", "Holiday", "Double", "Bonus"),
    "paylocity": ("Reg", "OT", "Vac", "Sick", "Hol", "DT", "Bonus"),
    "datev-lodas": ("101", "102", "201", "202", "203", "103", ""),
    "datev-lug": ("101", "102", "201", "202", "203", "103", "300"),
}  # fmt: skip
PAY_CODES = ("REG", "OT", "VAC", "SICK", "HOL", "DT", "BONUS")
IDS = {
    "gusto": ("5G9934", "7H2210", "8K0001"),
    "datev-lodas": ("26", "27", "28"),
    "datev-lug": ("26", "27", "28"),
    "quickbooks-iif": ("Reyes, Ana", "Okafor, Ben", "Mueller, Eva Maria"),
    "xero-au": ("e1a0", "e2b0", "e3c0"),
    "xero-uk-nz": ("e1a0", "e2b0", "e3c0"),
}
SETTINGS = {
    "adp-wfn": {"company_code": "AB", "batch_id": "TS01"},
    "adp-run": {"iid": "R1ABC", "pay_frequency": "B"},
    "paychex-spi": {"client_id": "12345678"},
    "quickbooks-iif": {"company_name": "Acme", "create_time": "123456789"},
    "sage-300-cre": {"category": "1", "certified": "N"},
    "xero-uk-nz": {"payroll_calendar_id": "c0ffee"},
    "datev-lodas": {"berater": "1103899", "mandant": "62069"},
    "datev-buchungsstapel": {
        "berater": "1001", "mandant": "1", "account_digits": "4", "clearing_account": "1755",
    },
    "xero-journal": {
        "tax_rate": "Tax Exempt", "tracking_1": "Cost center", "tracking_2": "Project",
    },
    "intacct-journal": {"journal": "PYRJ", "location": "100"},
    "beancount": {"open_accounts": "yes"},
}  # fmt: skip


def names(profile: Profile) -> Names:
    """Return what the company's names are at a provider, all of them said."""
    given = CODES.get(profile.code, PAY_CODES)
    earnings = {
        own: Earning(code, "money" if own == "BONUS" else "hours")
        for own, code in zip(PAY_CODES, given, strict=True)
    }
    if profile.code in {"quickbooks-iif", "xero-au", "xero-uk-nz", "sage-300-cre"}:
        earnings["BONUS"] = Earning("")
    if profile.code == "intacct-timesheet":
        earnings["BONUS"] = Earning("")
    ids = IDS.get(profile.code, ("000042", "000043", "000051"))
    return Names(
        known={
            "person": dict(zip(PEOPLE, ids, strict=True)),
            "project": {"P-100": "Acme Port:Harbour", "P-200": "Acme Depot:Depot"},
            "account": {
                "6010": "Expenses:Wages:Direct",
                "6020": "Expenses:Burden",
                "2110": "Liabilities:AccruedWages",
                "2120": "Liabilities:PayrollTaxes",
            }
            if profile.code == "beancount"
            else {},
        },
        earnings=earnings | MEAL,
        settings=SETTINGS.get(profile.code, {}),
    )


def journal() -> list[Entry]:
    """Return the entries of a batch: wages by cost center and project, and their burden."""
    wages = (
        Line("6010", "Direct labor", 136000, 0, "1000", "P-100", 152460, "P-100", "X-7", ("a",)),
        Line("6010", "Direct labor", 156474, 0, "1100", "P-200", 167100, "P-200", "X-7", ("b",)),
        Line("2110", "Accrued wages", 0, 292474, memo="Wages", source="X-7", sources=("a", "b")),
    )
    burden = (
        Line("6020", "Burden", 27200, 0, "1000", "P-100", memo="P-100", source="X-7"),
        Line("6020", "Burden", 31295, 0, "1100", "P-200", memo="P-200", source="X-7"),
        Line("2120", "Accrued taxes", 0, 58495, memo="Burden", source="X-7"),
    )
    day = date(2026, 11, 29)
    return [
        Entry("TS-7-W", 1, "labor_distribution", day, "Wages 2026-11-16..29", wages),
        Entry("TS-7-B", 2, "burden", day, "Burden 2026-11-16..29", burden),
    ]
