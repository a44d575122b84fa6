"""Presets as data. Not legal advice: each carries its citation and the date it was checked.

Figures that change with the year (minimum wages) are in the data and marked to be verified.
"""

from typing import Any

NOTICE = "Not legal advice. Check the rules of your place, trade and contracts before use."
VERIFY = " Figures marked in the sources are to be verified before use."
CHECKED = "2026-11-23"

_WEEKLY_40 = [{"over_h": 40, "mult": "1.5"}]
_DAILY_8 = [{"over_h": 8, "mult": "1.5"}]
_DAILY_8_12 = [{"over_h": 8, "mult": "1.5"}, {"over_h": 12, "mult": "2"}]


def _preset(
    code: str, jurisdiction: str, sources: list[str], blocks: dict[str, Any], note: str = ""
) -> dict[str, Any]:
    return {
        "code": code,
        "preset": code,
        "jurisdiction": jurisdiction,
        "sources": sources,
        "checked": CHECKED,
        "note": NOTICE + note,
        **blocks,
    }


_FLSA = {"breaks": {"paid_break_max_min": 20}, "overtime": {"weekly": _WEEKLY_40}}

_CALIFORNIA = {
    "breaks": {"paid_break_max_min": 20},
    "time": {"week_start": {"day": "sun", "time": "00:00"}},
    "overtime": {
        "daily": _DAILY_8_12,
        "nth_day": {
            "n": 7,
            "scope": "workweek",
            "tiers": [{"over_h": 0, "mult": "1.5"}, {"over_h": 8, "mult": "2"}],
        },
        "weekly": _WEEKLY_40,
    },
    "penalty_hours": {"meal_premium": {"elapsed": True}},
    "reporting_time": {"min_h": 2, "max_h": 4, "fraction": "0.5"},
    "rate": {"bonus": "ca_flat"},
}

_ARBZG = {
    "breaks": {
        "auto_deduct": {
            "tiers": [
                {"over_h": 6, "op": "gt", "total_min": 30},
                {"over_h": 9, "op": "gt", "total_min": 45},
            ],
            "cap": True,
            "credit_piece_min": 15,
            "placement": "after",
            "after_h": 3,
        }
    },
    "compliance": {
        "min_daily_rest_h": 11,
        "max_daily_h": 10,
        "break_piece_min": 15,
        "break_rules": [{"over_h": 6, "min": 30}, {"over_h": 9, "min": 45}],
        "max_avg_week_h": 48,
        "reference_weeks": 24,
    },
}

_AU_RETAIL = {
    "overtime": {
        "daily": [{"over_h": 9, "mult": "1.5"}, {"over_h": 12, "mult": "2"}],
        "weekly": [{"over_h": 38, "mult": "1.5"}, {"over_h": 41, "mult": "2"}],
        "mult_by_day": {"sun": "2", "holiday": "2.5"},
    },
    "penalties": [
        {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "18:00", "to": "24:00",
         "mult": "1.25"},
        {"days": ["sat"], "mult": "1.25"},
        {"days": ["sun"], "mult": "1.5"},
        {"holiday": True, "mult": "2.25"},
    ],
}  # fmt: skip

_ALL = (
    _preset("plain", "", ["No rule: hours as punched, at the base rate"], {}),
    _preset(
        "us-flsa", "US",
        ["29 CFR 778.103-.115: workweek, regular rate, one and one-half",
         "29 CFR 785.18-.19: short rests are work, bona fide meals are not"],
        _FLSA,
    ),
    _preset(
        "us-california", "US-CA",
        ["Cal. Labor Code 500, 510: over 8 and 12 hours, seventh day, over 40",
         "Cal. Labor Code 512, 226.7; Donohue v. AMN (2021): meals, from punched times",
         "Alvarado v. Dart Container (2018) 4 Cal.5th 542: flat-sum bonus",
         "8 CCR 11040(5)(A): reporting time pay"],
        _CALIFORNIA,
        " The split shift premium needs your minimum wage: add split_shift with its floor.",
    ),
    _preset(
        "daily8-weekly40", "contract; US-AK",
        ["AS 23.10.060(b): over 8 a day, over 40 straight hours a week",
         "29 CFR 778.202: daily overtime is credited"],
        {"breaks": {"paid_break_max_min": 20},
         "overtime": {"daily": _DAILY_8, "weekly": _WEEKLY_40}},
    ),
    _preset(
        "ca-ontario", "CA-ON",
        ["Ontario ESA 2000 s.22(1): over 44 a week", "s.24: public holiday hours at 1.5 apart"],
        {"time": {"week_start": {"day": "sun", "time": "00:00"}},
         "overtime": {"weekly": [{"over_h": 44, "mult": "1.5"}]},
         "holiday": {"mult": "1.5", "counts_toward_weekly": False, "calendar_id": "CA-ON"}},
    ),
    _preset(
        "ca-bc", "CA-BC",
        ["BC ESA s.34: two hours a day at least", "s.35, 40: over 8 and 12 a day, over 40 a week",
         "s.45, 46: statutory holidays count toward the 40"],
        {"time": {"week_start": {"day": "sun", "time": "00:00"}},
         "overtime": {"daily": _DAILY_8_12, "weekly": _WEEKLY_40},
         "holiday": {"mult": "1.5", "counts_toward_weekly": True, "calendar_id": "CA-BC",
                     "eligibility": {"employed_days": 30, "worked_days": 15}},
         "minimums": [{"code": "min_daily", "kind": "work", "min_h": 2}]},
    ),
    _preset(
        "ca-alberta", "CA-AB",
        ["Alberta Employment Standards Code s.21: over 8 a day or 44 a week, whichever is greater"],
        {"time": {"week_start": {"day": "sun", "time": "00:00"}},
         "overtime": {"daily": _DAILY_8, "weekly": [{"over_h": 44, "mult": "1.5"}]}},
    ),
    _preset(
        "de-arbzg", "DE",
        ["ArbZG s.3: ten hours a day at most, 48 a week on average over 24 weeks",
         "ArbZG s.4: 30 minutes over 6 hours, 45 over 9, pieces of at least 15",
         "ArbZG s.5: eleven hours of rest"],
        _ARBZG,
    ),
    _preset(
        "fr-35h", "FR",
        ["Code du travail L3121-27 to -36: 25 % for the first eight hours over 35, then 50 %"],
        {"overtime": {"weekly": [{"over_h": 35, "mult": "1.25"}, {"over_h": 43, "mult": "1.5"}]},
         "compliance": {"max_daily_h": 10, "min_daily_rest_h": 11,
                        "break_rules": [{"over_h": 6, "min": 20}]}},
    ),
    _preset(
        "uk-wtr", "UK",
        ["Working Time Regulations 1998 reg 4: 48 a week over 17 weeks",
         "reg 10, 12: 11 hours of rest, 20 minutes over 6 hours"],
        {"compliance": {"break_rules": [{"over_h": 6, "min": 20}], "break_piece_min": 20,
                        "min_daily_rest_h": 11, "max_avg_week_h": 48, "reference_weeks": 17}},
    ),
    _preset(
        "us-nevada", "US-NV",
        ["NRS 608.0126: 24 hours from the start of work are a workday",
         "NRS 608.018: over 40 a week; over 8 a day below 1.5 times the minimum wage (12: verify)"],
        {"breaks": {"paid_break_max_min": 20}, "shift": {"day_attribution": "rolling24"},
         "overtime": {"daily": _DAILY_8, "eligibility": {"rate_below": "18"},
                      "weekly": _WEEKLY_40}},
        VERIFY,
    ),
    _preset(
        "us-colorado", "US-CO",
        ["7 CCR 1103-1 Rule 4.1.1: over 12 a day, over 12 consecutive hours, over 40 a week"],
        {"breaks": {"paid_break_max_min": 20},
         "overtime": {"daily": [{"over_h": 12, "mult": "1.5"}],
                      "consecutive": [{"over_h": 12, "mult": "1.5"}], "weekly": _WEEKLY_40}},
    ),
    _preset(
        "us-new-york", "US-NY",
        ["12 NYCRR 142-2.2: over 40 a week",
         "12 NYCRR 142-2.4: an hour at the minimum wage (17.00: verify) over a spread of 10 hours"],
        {**_FLSA, "spread": {"over_h": 10, "amount": "17"}},
        VERIFY,
    ),
    _preset(
        "us-8-80", "US",
        ["29 CFR 778.601, FLSA 7(j): hospitals, over 8 a day and 80 in 14 days, by agreement"],
        {"breaks": {"paid_break_max_min": 20}, "time": {"averaging_weeks": 2},
         "overtime": {"daily": _DAILY_8, "weekly": _WEEKLY_40}},
    ),
    _preset(
        "eu-wtd", "EU",
        ["Directive 2003/88/EC art. 3, 4: 11 hours of rest, a break over 6 hours",
         "art. 6, 16: 48 a week on average over four months"],
        {"compliance": {"min_daily_rest_h": 11, "break_rules": [{"over_h": 6, "min": 15}],
                        "max_avg_week_h": 48, "reference_weeks": 17}},
    ),
    _preset(
        "au-retail", "AU",
        ["General Retail Industry Award 2020 [MA000004] cl. 21, 22 (verify percentages)"],
        _AU_RETAIL,
        VERIFY,
    ),
)  # fmt: skip

PRESETS: dict[str, dict[str, Any]] = {preset["code"]: preset for preset in _ALL}
