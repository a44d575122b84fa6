"""Punches and corrections to the punches that count. The facts stay as they are."""

from collections.abc import Iterable
from dataclasses import replace

from timesheet.core.model import Channel, Correction, Punch


def effective(punches: Iterable[Punch], corrections: Iterable[Correction]) -> list[Punch]:
    """Return the punches that count, in order of time.

    The latest correction of a punch (by id) holds: it moves the punch, says another kind, or voids
    it (neither instant nor kind). A correction without a punch adds one; its id is negative, so
    that it can't be taken for a punch's.
    """
    latest: dict[int, Correction] = {}
    added: list[Punch] = []
    for correction in sorted(corrections, key=lambda c: c.id):
        if correction.punch is None:
            added.append(_added(correction))
        else:
            latest[correction.punch] = correction
    kept = [_corrected(punch, latest.get(punch.id)) for punch in punches]
    # A forgotten punch, once added, is corrected by naming it with its negative id.
    kept += [_corrected(punch, latest.get(punch.id)) for punch in added]
    return sorted((p for p in kept if p is not None), key=lambda p: (p.at, p.id))


def _added(correction: Correction) -> Punch:
    if correction.at is None or correction.kind is None:
        msg = f"correction {correction.id} adds a punch without an instant or a kind"
        raise ValueError(msg)
    return Punch(
        id=-correction.id,
        person=correction.person,
        at=correction.at,
        kind=correction.kind,
        code=correction.code,
        site=correction.site,
        zone=correction.zone,
        channel=Channel.CORRECTION,
    )


def _corrected(punch: Punch, correction: Correction | None) -> Punch | None:
    if correction is None:
        return punch
    if correction.at is None and correction.kind is None:
        return None
    return replace(
        punch,
        at=punch.at if correction.at is None else correction.at,
        kind=correction.kind or punch.kind,
        code=correction.code or punch.code,
        site=correction.site or punch.site,
        zone=correction.zone or punch.zone,
        channel=Channel.CORRECTION,
    )
