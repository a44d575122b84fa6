"""The words in the rows of reports, in the reader's language: on the page, in workbook and CSV.

JSON and feeds keep them as the core says them, which is stable. What people typed stays as it is.
"""

import re
from collections.abc import Callable

from timesheet.core.reports.table import Column, Speech
from timesheet.web.i18n import gettext as _
from timesheet.web.phrases import phrase
from timesheet.web.shapes import shape

EVENTS = (
    shape("accrual"), shape("added"), shape("approval taken back"), shape("asked"),
    shape("asked leads"), shape("asked no more"), shape("badge added"), shape("badges ended"),
    shape("billed"), shape("import taken back"),
    shape("budget set"), shape("burden"), shape("cancelled"), shape("changed"),
    shape("corrected"), shape("days approved"), shape("declared"), shape("demo made"),
    shape("disputed"), shape("drawn"), shape("export"), shape("export names"),
    shape("export profile"), shape("export profile ended"), shape("export void"),
    shape("feed made"), shape("feed revoked"), shape("form"), shape("form signed"),
    shape("form values"), shape("import taken back"), shape("imported"), shape("kiosk added"),
    shape("kiosk code made"),
    shape("kiosk ended"), shape("kiosk guessing"), shape("kiosk registered"), shape("lead added"),
    shape("lead removed"), shape("leave kind set"), shape("paper sheet"),
    shape("password changed"), shape("password set"), shape("period approve"),
    shape("period export"), shape("period lock"), shape("period post"), shape("period reject"),
    shape("period submit"), shape("period unapprove"), shape("period unlock"),
    shape("period void"), shape("period withdraw"), shape("person added"),
    shape("person disabled"), shape("pin set"), shape("planned"), shape("rate added"),
    shape("photo added"), shape("photo removed"),
    shape("register"), shape("removed"), shape("report changed"), shape("report deleted"),
    shape("report saved"), shape("roles"), shape("said"), shape("settled"), shape("suggested"),
    shape("team"), shape("terms set"), shape("took back"),
    # The steps of closing, and what declarations say.
    shape("submit"), shape("withdraw"), shape("reject"), shape("approve"), shape("unapprove"),
    shape("lock"), shape("unlock"), shape("void"), shape("post"),
    shape("overtime approved"), shape("accepted"), shape("meal waived"), shape("meal taken"),
    shape("rest missed"),
    shape("callout"), shape("earning"), shape("leave"), shape("leave requested"),
    shape("leave approved"), shape("leave refused"), shape("withdrawn"),
)  # fmt: skip
SUBJECTS = (
    shape("answer"), shape("badge"), shape("batch"), shape("burden version"), shape("company"),
    shape("correction"), shape("cost center"), shape("cost code"), shape("customer"),
    shape("day"), shape("declaration"), shape("holidays"), shape("hours"), shape("import batch"),
    shape("kiosk"), shape("leave kind"), shape("month"), shape("pay example"), shape("pay period"),
    shape("pay policy"), shape("payroll register"), shape("period"), shape("person"),
    shape("profile"), shape("project"), shape("punch"), shape("question budget"), shape("rate"),
    shape("reminder policy"), shape("roster"), shape("rule"), shape("sample"),
    shape("saved report"), shape("site"), shape("task"), shape("word"), shape("zone"),
)  # fmt: skip
CHANNELS = (
    shape("log"), shape("punch correction"), shape("closing"), shape("policy"),
    shape("own word"), shape("lead word"), shape("accounting word"), shape("last code"),
    shape("nothing"),
)  # fmt: skip
STATES = (
    shape("open"), shape("submitted"), shape("approved"), shape("locked"), shape("exported"),
    shape("posted"), shape("in use"), shape("to come"), shape("ended"), shape("replaced"),
    shape("missing"), shape("counts"), shape("booked"), shape("next journal"),
    shape("not locked yet"), shape("labor distribution"),
)  # fmt: skip
FINDINGS = (
    shape("no show"), shape("unplanned"), shape("late"), shape("left early"),
    shape("as planned"), shape("block"), shape("warn"), shape("info"), shape("straight"),
    shape("premium"), shape("labor"), shape("weekdays"), shape("hour"), shape("fixed price"),
    shape("time"), shape("code"), shape("pay"), shape("next payroll"), shape("cost only"),
    shape("Public holiday"), shape("unallocated"), shape("no code"),
)  # fmt: skip
EXCEPTIONS = (
    shape("missing out"), shape("missing in"), shape("double punch"), shape("unverified"),
    shape("too long"), shape("too short"), shape("overlap"), shape("impossible time"),
    shape("unscheduled"), shape("absent"), shape("early"), shape("missed meal"),
    shape("meal worked"), shape("short meal"), shape("late meal"),
    shape("break missing"), shape("daily rest"),
    shape("max daily"), shape("max avg week"), shape("below min wage"), shape("leave overlap"),
    shape("rounding drift"), shape("unapproved overtime"), shape("clock off"),
    shape("late press"),
)  # fmt: skip
WEEKDAYS = (
    shape("Monday"), shape("Tuesday"), shape("Wednesday"), shape("Thursday"), shape("Friday"),
    shape("Saturday"), shape("Sunday"),
)  # fmt: skip
# What stands before the colon of a detail.
LABELS = (
    shape("in"), shape("out"), shape("transfer"), shape("break start"), shape("break end"),
    shape("pressed"), shape("length"), shape("limit"), shape("worked"), shape("by"),
    shape("taken"), shape("needed"), shape("average"), shape("weeks"), shape("paid"),
    shape("drift"), shape("overtime"), shape("rest"), shape("claimed"), shape("arrived"),
    shape("at"), shape("version"), shape("fields"), shape("first"), shape("count"),
    shape("lines"), shape("lead"), shape("feed"), shape("shared"), shape("plan"),
    shape("people"), shape("from"), shape("to"), shape("end"), shape("shifts"),
)  # fmt: skip
KNOWN = frozenset((
    *EVENTS, *SUBJECTS, *CHANNELS, *STATES, *FINDINGS, *EXCEPTIONS, *LABELS, *WEEKDAYS,
    *("rule", "roster", "learned"),
))  # fmt: skip

PRESSES = {"in": "In", "out": "Out"}

_DETAIL = re.compile(r"([a-z][a-z ]*): ")
_PRESS = re.compile(r"(in|out|transfer|break start|break end) (\d\d:\d\d.*)")
_STATE = re.compile(r"([a-z]+) \((\S+) to (\S+)\)")
_REFERENCE = re.compile(r"([a-z][a-z ]*) \((.*)\)")


def speaker(column: Column) -> Callable[[str], str] | None:
    """Return the function from a text of a column to what its reader reads; None: the same."""
    return _SPEAKERS[column.speech]


def word(text: str) -> str:
    """Return a word of the core; what is none stays as it is."""
    plain = text.replace("_", " ")
    if plain not in KNOWN:
        return text
    # "in" is also "is in", and "out" "is away": a press has the words of its button.
    pressed = PRESSES.get(plain, plain)
    said = _(pressed)
    return plain if said == pressed else said


def _details(text: str) -> str:
    """Return "missing out (in: 07:02); late" or "in: 07:02; out: 15:30"."""
    return "; ".join(_one(piece) for piece in text.split("; "))


def _one(piece: str) -> str:
    if found := _REFERENCE.fullmatch(piece):
        inside = ", ".join(_labelled(pair) for pair in found[2].split(", "))
        return f"{word(found[1])} ({inside})"
    return _labelled(piece) if _DETAIL.match(piece) else word(piece)


def _labelled(pair: str) -> str:
    label, colon, value = pair.partition(": ")
    return f"{word(label)}{colon}{value}" if colon else pair


def _change(text: str) -> str:
    """Return what stood before a change, or after it; what a person said is left alone."""
    if found := _PRESS.fullmatch(text):
        return f"{word(found[1])} {found[2]}"
    if found := _STATE.fullmatch(text):
        return _("%(state)s (%(first)s to %(last)s)", state=word(found[1]), first=found[2],
                 last=found[3])  # fmt: skip
    return _details(text) if _DETAIL.match(text) else word(text)


def heading(text: str) -> str:
    """Return a heading, a meaning or a note of ours; of "Before: Hours", both parts."""
    said = _(text) if text else ""
    if said == text and ": " in text:
        return ": ".join(map(heading, text.split(": ")))
    return phrase(text) if said == text else said


_SPEAKERS: dict[Speech, Callable[[str], str] | None] = {
    Speech.AS_IT_IS: None,
    Speech.HEADING: heading,
    Speech.WORD: word,
    Speech.SENTENCE: phrase,
    Speech.DETAILS: _details,
    Speech.CHANGE: _change,
}
