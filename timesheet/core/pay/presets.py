"""Presets as data. Not legal advice: each carries its citation and the date it was checked."""

from typing import Any

NOTICE = "Not legal advice. Check the rules of your place, trade and contracts before use."

PRESETS: dict[str, dict[str, Any]] = {
    "plain": {
        "code": "plain",
        "preset": "plain",
        "note": NOTICE,
        "checked": "2026-11-23",
        "sources": ["No rule: hours as punched at the base rate"],
    },
    "us-flsa": {
        "code": "us-flsa",
        "preset": "us-flsa",
        "jurisdiction": "US",
        "note": NOTICE,
        "checked": "2026-11-23",
        "sources": [
            "29 CFR 778.103-.115 (workweek, regular rate, one and one-half)",
            "29 CFR 785.18-.19 (short rest is work, bona fide meals are not)",
        ],
        "breaks": {"paid_break_max_min": 20},
        "overtime": {"weekly": [{"over_h": 40, "mult": "1.5"}]},
    },
}
