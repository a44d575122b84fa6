"""What people say of their hours: answers to questions, a lead's for the crew's day, taken back.

Each is a fact with its author and its instant; the workweek and the pending shifts that it touches
are derived in the same transaction. A press whose uuid is known says nothing twice.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from timesheet.actions import deriving
from timesheet.actions.learning import Key
from timesheet.core.model import Code, Instant, Source
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import clock, facts, questions, seen
from timesheet.store.db import Tx, write
from timesheet.store.questions import Asked
from timesheet.store.seen import Seen

Parts = tuple[tuple[Code, int], ...]

SKIP, UNKNOWN = "skip", "unknown"
MOST_PARTS = 8
LARGEST_WEIGHT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a worker answers: codes with weights, or "skip" or "unknown" instead.

    ``uuid`` is that of the press.
    """

    person: int
    question: int
    uuid: str
    parts: Parts = ()
    instead: str = ""


def answer(reply: Reply, now: Instant) -> None:
    """Record an answer to a question that this person was asked.

    Missing where it is another's; Conflict where another answer came first. Skipping is remembered
    and says nothing of the hours; "I don't know" is a word, and tells no code.
    """
    check_uuid(reply.uuid)
    with write() as tx:
        asked = questions.find(tx, reply.question, reply.person)
        if asked is None:
            raise Missing("question")
        if asked.outcome:
            if asked.uuid == reply.uuid:
                return
            raise Conflict("This was answered already.", field="question")
        if questions.used(tx, reply.person, reply.uuid):
            raise Conflict("This press answered another question.", field="uuid")
        if reply.instead == SKIP:
            questions.end(tx, asked.id, "skipped", reply.uuid, None, now)
            return
        _check_parts(tx, reply.parts, asked.start, unknown=reply.instead == UNKNOWN)
        key = _say(tx, asked, reply, now)
        questions.end(tx, asked.id, _outcome(asked, reply), reply.uuid, key, now)
        _derive(tx, [(reply.person, asked.start)])


def _say(tx: Tx, asked: Asked, reply: Reply, now: Instant) -> int:
    """Add the answer: of the whole shift, or where his punches told of some of it, of the rest."""
    one = seen.one(tx, reply.person, asked.raw_start)
    return facts.add_answer(
        tx,
        reply.parts,
        person_id=reply.person,
        start_at=asked.start,
        end_at=asked.end,
        source=Source.OWN_WORD.value,
        author_id=reply.person,
        made_at=now,
        client_uuid=reply.uuid,
        whole_shift=one is None or one.word is None,
    )


def _outcome(asked: Asked, reply: Reply) -> str:
    if not reply.parts:
        return "unknown"
    if len(reply.parts) > 1:
        return "split"
    return "yes" if asked.codes[:1] == (reply.parts[0][0],) else "other"


def take_back(person: int, question: int, uuid: str, now: Instant) -> None:
    """Take one's answer to a question back: as if it had never been given."""
    check_uuid(uuid)
    with write() as tx:
        asked = questions.find(tx, question, person)
        if asked is None or (asked.answer is None and asked.outcome != "taken_back"):
            raise Missing("answer")
        if asked.outcome == "taken_back":
            return
        facts.add_answer(
            tx,
            (),
            person_id=person,
            start_at=asked.start,
            end_at=asked.end,
            source=Source.OWN_WORD.value,
            author_id=person,
            made_at=now,
            withdraws_id=asked.answer,
            client_uuid=uuid,
        )
        questions.end(tx, asked.id, "taken_back", asked.uuid, asked.answer, now)
        _derive(tx, [(person, asked.start)])


def for_crew(
    lead: int, crew: frozenset[int], wall_day: int, code: Code, uuid: str, now: Instant
) -> int:
    """Record a lead's word for everything of a crew's day that nobody spoke of; return how much.

    ``crew`` are the people that the lead may answer for; never himself. A worker's own word stays.
    Of two presses at once the second waits, and says nothing twice.
    """
    check_uuid(uuid)
    with write() as tx:
        clock.locked(tx, lead)
        _check_parts(tx, ((code, 1),), wall_day * 86_400)
        shifts = [one for one in seen.of_people(tx, crew - {lead}, wall_day) if one.pending]
        return _lead_says_of(tx, lead, shifts, code, uuid, now)


def for_shifts(
    lead: int, keys: Collection[tuple[int, Instant]], code: Code, uuid: str, now: Instant
) -> int:
    """Record a lead's word for some shifts, by whose and when punched in; return for how many.

    As ``for_crew``: only of what nobody spoke of, once a press.
    """
    check_uuid(uuid)
    with write() as tx:
        clock.locked(tx, lead)
        found = [seen.one(tx, *key) for key in sorted(keys)]
        shifts = [one for one in found if one and one.pending and one.person != lead]
        for one in shifts[:1]:
            _check_parts(tx, ((code, 1),), one.start)
        return _lead_says_of(tx, lead, shifts, code, uuid, now)


def _lead_says_of(
    tx: Tx, lead: int, shifts: Iterable[Seen], code: Code, uuid: str, now: Instant
) -> int:
    """Record a lead's word for shifts and derive what follows; return of how many it is new."""
    said = []
    for one in shifts:
        end = one.start + max(1, one.sight.end - one.sight.start) * 60
        key = one.person, one.raw_start
        if lead_says(tx, lead, key, (one.start, end), code, uuid, now):
            said.append(one)
    _derive(tx, [(one.person, one.start) for one in said])
    return len(said)


def lead_says(
    tx: Tx,
    lead: int,
    shift: tuple[int, Instant],
    span: tuple[Instant, Instant],
    code: Code,
    uuid: str,
    now: Instant,
) -> bool:
    """Add a lead's word about a shift: whose, and when punched in; from when to when.

    False where the press has said it before. What follows of it is for the caller to derive.
    """
    press = f"{uuid}:{shift[0]}:{shift[1]}"
    if facts.answer_of_press(tx, lead, press) is not None:
        return False
    facts.add_answer(
        tx,
        ((code, 1),),
        person_id=shift[0],
        start_at=span[0],
        end_at=span[1],
        source=Source.LEAD_WORD.value,
        author_id=lead,
        made_at=now,
        client_uuid=press,
    )
    return True


def _derive(tx: Tx, spoken_of: Iterable[tuple[int, Instant]]) -> None:
    """Derive what words change: the workweeks spoken of, then the pending ones that they touch."""
    touched: set[Key] = set()
    for person, start in spoken_of:
        touched |= set(deriving.derive_in(tx, person, start, word=True))
    deriving.derive_keys(tx, sorted(touched))


def check_uuid(uuid: str) -> None:
    """Refuse a press whose uuid is none."""
    if not 8 <= len(uuid) <= 64:
        raise Refused("Load the page again and choose from it.", field="uuid")


def _check_parts(tx: Tx, parts: Parts, at: Instant, *, unknown: bool = False) -> None:
    if not parts and not unknown:
        raise Refused("Choose what it was for.", field="code")
    known = set(questions.codes_in_use(tx, at))
    if len(parts) > MOST_PARTS or any(code not in known for code, _ in parts):
        raise Refused("Choose codes from the list.", field="code")
    if any(not 0 < weight <= LARGEST_WEIGHT for _, weight in parts):
        raise Refused("Say how much of it was for each.", field="weight")
    if len({code for code, _ in parts}) < len(parts):
        raise Refused("Name each code once.", field="code")
