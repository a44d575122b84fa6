"""All the evidence on one shift, as numbers for the mixture."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from timesheet.core.inference.learner import expected, personal, shared
from timesheet.core.inference.learner.memory import Counts
from timesheet.core.inference.learner.mixture import Array, Sheet, log_evidence
from timesheet.core.inference.learner.sight import Label
from timesheet.core.inference.learner.view import CLASSES, Found, View

SOURCES = personal.SOURCES + shared.SOURCES + expected.SOURCES
CANDIDATES = 20
YOUNG = 100
"""Confirmed shifts below which a company counts as new."""

_FIRST = np.arange(len(SOURCES), dtype=np.intp) * CLASSES
_PLACE = {source.name: place for place, source in enumerate(SOURCES)}
WEIGHTS = tuple(source.weight for source in SOURCES for _ in range(CLASSES))
CONTEXT = (-1.0, *[0.0] * 10)
"""What speaks for "something else" before anything is learned."""


class Gathered(NamedTuple):
    """The candidates of a shift, and the numbers about them."""

    codes: list[Label]
    sheet: Sheet
    masses: Array
    totals: Array


def gather(view: View) -> Gathered:
    """Ask every source about a shift."""
    founds = [source.find(view) for source in SOURCES]
    totals = np.array([sum(found.counts.values()) for found in founds])
    pool = _pool(founds, totals.tolist())
    codes = sorted(pool, key=pool.__getitem__, reverse=True)[:CANDIDATES]
    masses = _masses(founds, codes)
    strengths = np.array([found.strength for found in founds], dtype=np.intp)
    evidence = log_evidence(masses, totals)
    context = _context(view, pool, totals)
    return Gathered(codes, Sheet(evidence, _FIRST + strengths, context), masses, totals)


def _pool(founds: list[Found], totals: list[float]) -> Counts:
    """Average all sources plainly; this picks the candidates."""
    pool: Counts = {}
    for source, found, total in zip(SOURCES, founds, totals, strict=True):
        share = (source.weight + 0.05) / (total + 0.5)
        for code, mass in found.counts.items():
            pool[code] = pool.get(code, 0.0) + mass * share
    return pool


def _masses(founds: list[Found], codes: list[Label]) -> Array:
    place = {code: n for n, code in enumerate(codes)}
    masses: npt.NDArray[np.float64] = np.zeros((len(codes), len(SOURCES)))
    for column, found in enumerate(founds):
        for code, mass in found.counts.items():
            row = place.get(code)
            if row is not None:
                masses[row, column] = mass
    return masses


def _context(view: View, pool: Counts, totals: Array) -> Array:
    own = len(view.before)
    return np.array(
        [
            1.0,
            own == 0,
            own > 20,
            totals[_PLACE["same hours"]] > 0,
            totals[_PLACE["crew today"]] > 0,
            totals[_PLACE["company today"]] > 0,
            max(pool.values()) / sum(pool.values()) if pool else 0.0,
            not pool,
            len(view.memory) < YOUNG,
            min(view.last[0], 60) / 60,
            bool(view.sight.planned),
        ],
        dtype=np.float64,
    )
