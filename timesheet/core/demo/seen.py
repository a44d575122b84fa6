"""What the product gets to see of a shift: punches with their faults, corrections, words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from random import Random

from timesheet.core.demo.nouns import Mended, Press, Said, Seen, Stint, Through
from timesheet.core.model import HOUR, Instant, Kind

NO_IN, NO_OUT, TWICE, ELSEWHERE, LEFT_LATE = 0.01, 0.025, 0.01, 0.01, 0.005
OFFLINE, MENDED, OWN_WORD, LEAD_WORD = 0.02, 0.85, 0.10, 0.08
QUARTER = 900


def watch(stints: Iterable[Stint], chance: Random, sites: int, office: int, seen: Seen) -> None:
    """Add what is seen of some shifts; ``office`` mends what concerns the leads themselves."""
    by_crew: dict[tuple[int, str], list[Stint]] = {}
    for stint in stints:
        seen.truth.append(stint)
        _press(stint, chance, sites, office, seen)
        if stint.worked_through:
            span = (stint.start, stint.end)
            seen.through.append(Through(stint.person, stint.day, *span, stint.end + 30))
        if chance.random() < OWN_WORD:
            seen.said.append(_said(stint, stint.person, stint.end + 40))
        by_crew.setdefault((stint.team, stint.day.isoformat()), []).append(stint)
    for crew in by_crew.values():
        if chance.random() < LEAD_WORD:
            seen.said.extend(_of_crew(crew))


def _press(stint: Stint, chance: Random, sites: int, office: int, seen: Seen) -> None:
    presses = list(_presses(stint, chance, sites))
    no_in, no_out = chance.random() < NO_IN, chance.random() < NO_OUT
    author = office if stint.person == stint.lead else stint.lead
    made_at = stint.end + chance.randrange(14, 40) * HOUR + chance.randrange(3000)
    mends = chance.random() < MENDED
    for forgotten, press, what in (
        (no_in, presses[0], "in"), (no_out, presses[-1], "out")
    ):  # fmt: skip
        if forgotten:
            presses.remove(press)
            if mends:
                seen.mended.append(
                    Mended(stint.person, None, press.at, press.kind, press.zone, press.site,
                           author, made_at, f"forgot to clock {what}; told the lead when")
                )  # fmt: skip
    if not no_out and chance.random() < LEFT_LATE:
        out = presses.pop()
        late = out.at + chance.randrange(25, 70) * 60
        presses.append(out._replace(at=late, received=late))
        seen.mended.append(
            Mended(stint.person, presses[-1], out.at, Kind.OUT, out.zone, out.site, author,
                   made_at, "clocked out in the car park; left when the crew left")
        )  # fmt: skip
    elif chance.random() < TWICE:
        again = chance.choice((presses[0], presses[-1]))
        later = again.at + chance.randrange(2, 60)
        if again.kind is not Kind.TRANSFER:
            presses.append(again._replace(at=later, received=max(later, again.received)))
    seen.presses.extend(presses)


def _presses(stint: Stint, chance: Random, sites: int) -> Iterator[Press]:
    elsewhere = chance.random() < ELSEWHERE
    site = chance.randrange(1, sites + 1) if elsewhere else stint.site
    offline = stint.channel == "phone" and chance.random() < OFFLINE
    for at, kind, project, task in _moments(stint):
        received = at + chance.randrange(1200, 6 * HOUR) if offline else at
        yield Press(
            stint.person, at, received, kind, stint.zone, stint.channel, site, project, task
        )


def _moments(stint: Stint) -> Iterator[tuple[Instant, Kind, int | None, int | None]]:
    yield stint.start, Kind.IN, None, None
    for before, after in pairwise(stint.pieces):
        changed = (before.project, before.task) != (after.project, after.task)
        clocked = after.start > before.end and not stint.deducted
        if clocked:
            yield before.end, Kind.BREAK_START, None, None
            yield after.start, Kind.BREAK_END, None, None
        if changed and stint.switches:
            at = after.start + 1 if clocked else after.start
            yield at, Kind.TRANSFER, after.project, after.task
    yield stint.end, Kind.OUT, None, None


def _said(stint: Stint, author: int, made_at: Instant) -> Said:
    return Said(stint.person, stint.start, stint.end, _parts(stint), author, made_at)


def _parts(stint: Stint) -> tuple[tuple[int, int, int], ...]:
    """Return the codes of a shift in quarters of an hour, as a person would say it."""
    spent: Counter[tuple[int, int]] = Counter()
    for piece in stint.pieces:
        spent[piece.project, piece.task] += piece.end - piece.start
    if len(spent) == 1:
        return tuple((*code, 1) for code in spent)
    return tuple((*code, max(1, round(s / QUARTER))) for code, s in spent.items())


def _of_crew(crew: Sequence[Stint]) -> Iterator[Said]:
    """Yield the lead's word, in the evening, on all who did what most of the crew did."""
    codes = Counter(tuple(code[:2] for code in _parts(stint)) for stint in crew)
    common = codes.most_common(1)[0][0]
    evening = max(stint.end for stint in crew) + 20 * 60
    for stint in crew:
        if stint.person != stint.lead and tuple(code[:2] for code in _parts(stint)) == common:
            yield _said(stint, stint.lead, evening)
