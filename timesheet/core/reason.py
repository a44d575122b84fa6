"""A reason as an English sentence; screens translate the same parts."""

from typing import Final

from timesheet.core.model import Source

WORDS = {
    Source.OWN_WORD: "said by the worker",
    Source.LEAD_WORD: "said by the team lead",
    Source.ACCOUNTING_WORD: "said by accounting",
    Source.RULE: "rule",
    Source.ROSTER: "roster",
    Source.LEARNED: "learned",
    Source.LAST_CODE: "last confirmed code",
    Source.POLICY: "pay policy",
    Source.NOTHING: "nobody said",
}


# What stands before an answer's number where a line names the word that it stands on.
ANSWER: Final = "answer "


def of_answer(key: int) -> str:
    """Return how a line names the answer that it stands on: "answer 12"."""
    return f"{ANSWER}{key}"


def words(source: str, ref: str, details: tuple[str, ...] = ()) -> str:
    """Return what a value rests on: its details if there are any, and the fact or rule behind."""
    what = " · ".join(details) if details else WORDS.get(Source(source), source)
    return f"{what} ({ref})" if ref and ref not in what else what
