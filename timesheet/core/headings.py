"""Headings of others' tables, however they spell them: known words, and what is nearest. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

SURE, LIKELY, GUESS = 1.0, 0.9, 0.75
_WORD = re.compile(r"[a-z0-9]+")


class Known(NamedTuple):
    """What a heading is likely to mean, and how surely, from 0 to 1; ("", 0) where nothing is."""

    meaning: str
    confidence: float


NOTHING = Known("", 0.0)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text without case, accents, spaces and signs: "O/T Hours" is "othours"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_WORD.findall(decomposed.replace("#", "number")))


def meaning(heading: str, words: Mapping[str, Iterable[str]]) -> Known:
    """Return what a heading means, of the meanings with their known headings.

    A heading that is known is sure; one that is nearly spelled like a known one is less so.
    """
    here, best = plain(heading), NOTHING
    if not here:
        return NOTHING
    for what, known in words.items():
        for one in known:
            there = plain(one)
            if here == there:
                return Known(what, SURE)
            share = SequenceMatcher(None, here, there).ratio()
            if share >= GUESS and share * LIKELY > best.confidence:
                best = Known(what, round(share * LIKELY, 2))
    return best


def heading_row(rows: Sequence[Sequence[str]], words: Mapping[str, Iterable[str]]) -> int:
    """Return the index of the row that is likely the headings: the one that is known best."""

    def known(row: Sequence[str]) -> float:
        return sum(meaning(value, words).confidence for value in row)

    scores = [known(row) for row in rows[:10]]
    return scores.index(max(scores)) if scores else 0
