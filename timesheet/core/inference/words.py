"""Whose word holds: punches that carry a code, and answers, for a piece of a shift."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from timesheet.core import reason
from timesheet.core.model import Answer, Code, Instant, Reason, Segment, Shift, Source


class Said(NamedTuple):
    """The word that holds on a piece: codes with weights, and who said it."""

    parts: tuple[tuple[Code, int], ...]
    reason: Reason


def _overlap(answer: Answer, start: Instant, end: Instant) -> int:
    return min(answer.end, end) - max(answer.start, start)


def about(answers: Iterable[Answer], shift: Shift, shifts: Sequence[Shift]) -> tuple[Answer, ...]:
    """Return the answers that speak of a shift, the word on a whole shift widened to all of it.

    Answers withdrawn, and those that only say "I don't know", don't count.
    """
    return tuple(
        answer
        for answer in answers
        if answer.person == shift.person
        and answer.parts
        and not answer.withdrawn
        and _overlap(answer, shift.start, shift.end) > 0
        and (not answer.whole_shift or _meant(answer, shift, shifts))
    )


def _meant(answer: Answer, shift: Shift, shifts: Sequence[Shift]) -> bool:
    own = _overlap(answer, shift.start, shift.end)
    rivals = (s for s in shifts if s.person == shift.person and s.start != shift.start)
    return all(
        (own, -shift.start) > (_overlap(answer, rival.start, rival.end), -rival.start)
        for rival in rivals
    )


def cuts(answers: Iterable[Answer]) -> list[Instant]:
    """Return the instants at which answers about a span begin or end."""
    return [at for a in answers if not a.whole_shift for at in (a.start, a.end)]


def said(piece: Segment, answers: Sequence[Answer]) -> Said | None:
    """Return the word that holds on a piece, or None where nobody gave one.

    Of two words the later wins, whatever the order in which they are passed; a lead's counts only
    where the worker himself said nothing. A punch's own code is the earliest of words.
    """
    heard = [a for a in answers if a.whole_shift or (a.start <= piece.start and piece.end <= a.end)]
    if piece.words or any(a.source is Source.OWN_WORD for a in heard):
        heard = [a for a in heard if a.source is not Source.LEAD_WORD]
    if heard:
        return _of_answer(max(heard, key=lambda a: (a.made_at, a.id)))
    return _of_punches(piece) if piece.words else None


_SPEAKER = {
    Source.OWN_WORD: "your own word",
    Source.LEAD_WORD: "your lead's word",
    Source.ACCOUNTING_WORD: "accounting's word",
}


def _of_answer(answer: Answer) -> Said:
    said = (_SPEAKER.get(answer.source, "an answer"), answer.reason)
    details = tuple(text for text in said if text)
    return Said(answer.parts, Reason(answer.source, reason.of_answer(answer.id), details))


def _of_punches(piece: Segment) -> Said:
    refs = ", ".join(f"punch {word.punch}" for word in piece.words)
    how = "chosen at the clock"
    if len(piece.words) > 1:
        how = f"{len(piece.words)} codes open at once, shared equally"
    parts = tuple((word.code, 1) for word in piece.words)
    return Said(parts, Reason(Source.OWN_WORD, refs, (how,)))
