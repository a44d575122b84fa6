"""Reading and adding facts: punches, corrections, answers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, or_, select

from timesheet.core.closing import Says
from timesheet.core.model import (
    Answer,
    Channel,
    Claim,
    Code,
    Correction,
    Instant,
    Kind,
    Punch,
    Source,
)
from timesheet.store import closing
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.quick import Quick
from timesheet.store.tables import (
    AcceptedDoubt,
    AnswerRow,
    CorrectionRow,
    Declined,
    Project,
    PunchRow,
    Site,
    Task,
)

punches = table_of(PunchRow)
corrections = table_of(CorrectionRow)
answers = table_of(AnswerRow)
declined = table_of(Declined)
accepted = table_of(AcceptedDoubt)
projects = table_of(Project)
tasks = table_of(Task)
sites = table_of(Site)

_PUNCH = select(
    punches.c.id,
    punches.c.person_id,
    punches.c.at,
    punches.c.kind,
    punches.c.project_id,
    punches.c.task_id,
    punches.c.cost_code_id,
    punches.c.site_id,
    punches.c.zone,
    punches.c.channel,
    punches.c.pair,
    punches.c.break_seconds,
    punches.c.device_id,
    punches.c.claimed_at,
    punches.c.received_us,
    punches.c.offline,
    punches.c.actor_id,
)
_BETWEEN = Quick(
    _PUNCH.where(
        punches.c.person_id == bindparam("person"),
        punches.c.at >= bindparam("first"),
        punches.c.at < bindparam("last"),
    ).order_by(punches.c.at, punches.c.id)
)
_LAST_BEFORE = Quick(
    select(func.max(punches.c.at).label("at")).where(
        punches.c.person_id == bindparam("person"), punches.c.at < bindparam("last")
    )
)
_OF_PERSON = Quick(
    _PUNCH.where(punches.c.person_id == bindparam("person")).order_by(punches.c.at, punches.c.id)
)
_CORRECTIONS = Quick(select(corrections).where(corrections.c.person_id == bindparam("person")))
_BLIND = exists().where(accepted.c.answer_id == answers.c.id, accepted.c.blind)
_OF_ANSWERS = select(answers, _BLIND.label("blind")).where(
    answers.c.person_id == bindparam("person")
)
_ANSWERS = Quick(_OF_ANSWERS.order_by(answers.c.id))
_ANSWERS_BETWEEN = Quick(
    _OF_ANSWERS.where(
        or_(answers.c.end_at > bindparam("first"), answers.c.withdraws_id.is_not(None)),
        answers.c.start_at < bindparam("last"),
    ).order_by(answers.c.id)
)

_PROJECT = Quick(select(projects.c.id).where(projects.c.id == bindparam("key")))
_TASK = Quick(
    select(tasks.c.id).where(
        tasks.c.id == bindparam("key"), tasks.c.project_id == bindparam("project")
    )
)
_SITE = Quick(select(sites.c.id).where(sites.c.id == bindparam("key")))

FOR_EVER = 1 << 53
_KINDS = {kind.value: kind for kind in Kind}
_CHANNELS = {channel.value: channel for channel in Channel}


def punches_between(tx: Tx, person: int, first: Instant, last: Instant) -> list[Punch]:
    """Return a person's punches from ``first`` until before ``last``, in order of time."""
    rows = _BETWEEN.all(tx, {"person": person, "first": first, "last": last})
    return [_punch(row) for row in rows]


def last_before(tx: Tx, person: int, last: Instant) -> Instant | None:
    """Return when a person's last punch before an instant was, whatever corrections say."""
    for row in _LAST_BEFORE.all(tx, {"person": person, "last": last}):
        return None if row.at is None else int(row.at)
    return None


def punches_of(tx: Tx, person: int) -> list[Punch]:
    """Return all punches of a person, in order of time."""
    return [_punch(row) for row in _OF_PERSON.all(tx, {"person": person})]


def pressed_by_others(tx: Tx, person: int) -> list[Punch]:
    """Return the punches that a lead pressed for a person at a kiosk, in order of time."""
    query = _PUNCH.where(
        punches.c.person_id == person,
        punches.c.channel == Channel.KIOSK.value,
        punches.c.actor_id != person,
    )
    return [_punch(row) for row in tx.execute(query.order_by(punches.c.at, punches.c.id))]


def pressed_at_tablet(tx: Tx, tablet: int, person: int, client_uuid: str) -> Punch | None:
    """Return the punch that a press at a tablet made, by the press's uuid."""
    query = _PUNCH.where(
        punches.c.person_id == person,
        punches.c.client_uuid == client_uuid,
        punches.c.device_id == tablet,
        punches.c.channel == Channel.KIOSK.value,
    )
    row = tx.execute(query).first()
    return None if row is None else _punch(row)


def punches_by_id(tx: Tx, ids: Iterable[int]) -> list[Punch]:
    """Return punches by their ids."""
    wanted = list(ids)
    if not wanted:
        return []
    return [_punch(row) for row in tx.execute(_PUNCH.where(punches.c.id.in_(wanted)))]


def with_moved(
    tx: Tx, found: list[Punch], moved_by: list[Correction], first: Instant, last: Instant
) -> list[Punch]:
    """Add the punches that a correction moved into the window from elsewhere."""
    there = {punch.id for punch in found}
    moved = {
        c.punch
        for c in moved_by
        if c.punch is not None and c.punch > 0 and c.at is not None and first <= c.at < last
    }
    return found + punches_by_id(tx, sorted(moved - there))


def corrections_of(tx: Tx, person: int) -> list[Correction]:
    """Return all corrections of a person's punches."""
    return [_correction(row) for row in _CORRECTIONS.all(tx, {"person": person})]


def answers_between(
    tx: Tx, person: int, first: Instant | None = None, last: Instant | None = None
) -> list[Answer]:
    """Return the words about a person's presence that touch a span (default: all)."""
    if first is None and last is None:
        rows = _ANSWERS.all(tx, {"person": person})
    else:
        span = {"first": first or 0, "last": FOR_EVER if last is None else last}
        rows = _ANSWERS_BETWEEN.all(tx, {"person": person, **span})
    withdrawn = {row.withdraws_id for row in rows if row.withdraws_id is not None}
    return [_answer(row, withdrawn) for row in rows if row.withdraws_id is None]


_PUNCH_COLUMNS = [column.name for column in punches.columns if column.name != "id"]
_ADD_PUNCH = Quick(insert(punches).returning(punches.c.id), _PUNCH_COLUMNS)
_UNSAID: dict[str, Any] = {
    column.name: getattr(column.default, "arg", None) for column in punches.columns
}


def add_punch(tx: Tx, **values: Any) -> int:
    """Add a punch and return its id; the columns of the table are the keywords."""
    return _ADD_PUNCH.add(tx, _UNSAID | values)


def add_declined(tx: Tx, **values: Any) -> None:
    """Keep a press that made no punch."""
    add(tx, declined, values)


def add_correction(tx: Tx, *, late: bool = False, **values: Any) -> int:
    """Add a correction and return its id.

    Conflict where its author's word on that time counts no more; ``late`` as in ``closing``.
    """
    for at in _corrected(tx, values):
        who = values["person_id"], values["author_id"]
        closing.check_instant(tx, *who, at, Says.TIME, late=late)
    return add(tx, corrections, values)


def _corrected(tx: Tx, values: Mapping[str, Any]) -> set[Instant]:
    """Return the instants that a correction is about: where a punch was, and where it goes."""
    ats = {values.get("at")}
    for name, table in (("punch_id", punches), ("added_id", corrections)):
        if (key := values.get(name)) is not None:
            ats.add(tx.execute(select(table.c.at).where(table.c.id == key)).scalar())
    return {at for at in ats if at is not None}


def add_answer(tx: Tx, parts: Sequence[tuple[Code, int]], **values: Any) -> int:
    """Add a person's word and return its id; Conflict where his word counts no more."""
    who = values["person_id"], values["author_id"]
    closing.check_instant(tx, *who, values["start_at"], Says.CODE)
    return add(tx, answers, {"parts": parts_to_json(parts), **values})


def answer_of_press(tx: Tx, author: int, client_uuid: str) -> int | None:
    """Return the answer that a press gave, if it came before."""
    query = select(answers.c.id).where(
        answers.c.author_id == author, answers.c.client_uuid == client_uuid
    )
    return tx.execute(query).scalar()


def answers_of_press(tx: Tx, author: int, client_uuid: str) -> list[Any]:
    """Return the answers that one press gave for several people, by their spans."""
    of_press = answers.c.client_uuid.startswith(f"{client_uuid}:", autoescape=True)
    query = select(answers).where(answers.c.author_id == author, of_press)
    return list(tx.execute(query.order_by(answers.c.id)))


def parts_to_json(parts: Sequence[tuple[Code, int]]) -> str:
    """Write codes with weights as the table keeps them."""
    return json.dumps([[*code, weight] for code, weight in parts], separators=(",", ":"))


def parts_from_json(text: str) -> tuple[tuple[Code, int], ...]:
    """Read codes with weights as the table keeps them."""
    return tuple((Code(*part[:4]), part[4]) for part in json.loads(text))


def _punch(row: Any) -> Punch:
    key, person, at, kind, project, task, cost_code, site, zone, channel, pair, rest, *last = row
    device, claimed, received_us, offline, actor = last
    coded = project is not None or cost_code is not None
    return Punch(
        key,
        person,
        at,
        _KINDS[kind],
        Code(project, task, cost_code) if coded else None,
        site,
        zone,
        _CHANNELS[channel],
        pair,
        rest,
        device,
        key,
        None if claimed is None else Claim(claimed, received_us // 1_000_000, bool(offline)),
        actor,
    )


def _correction(row: Any) -> Correction:
    return Correction(
        id=row.id,
        person=row.person_id,
        # A forgotten punch that was added and is corrected again is named by its negative id.
        punch=row.punch_id if row.added_id is None else -row.added_id,
        at=row.at,
        kind=None if row.kind is None else _KINDS[row.kind],
        reason=row.reason,
        author=row.author_id,
        made_at=row.made_at,
        code=None if row.project_id is None else Code(row.project_id, row.task_id),
        site=row.site_id,
        zone=row.zone,
    )


def _answer(row: Any, withdrawn: set[int]) -> Answer:
    return Answer(
        id=row.id,
        person=row.person_id,
        start=row.start_at,
        end=row.end_at,
        parts=parts_from_json(row.parts),
        source=Source(row.source),
        author=row.author_id,
        made_at=row.made_at,
        reason=row.reason,
        whole_shift=row.whole_shift,
        withdrawn=row.id in withdrawn,
        blind=row.blind,
    )


def unknown_code(tx: Tx, project: int | None, task: int | None, site: int | None) -> str | None:
    """Return which of project, task and site is no row of ours ("task": or not the project's)."""
    if project is not None and not _PROJECT.one(tx, {"key": project}):
        return "project"
    if task is not None and not _TASK.one(tx, {"key": task, "project": project}):
        return "task"
    if site is not None and not _SITE.one(tx, {"key": site}):
        return "site"
    return None


def people_with_facts(tx: Tx) -> list[int]:
    """Return the people that have any punch or correction, in order."""
    query = select(punches.c.person_id).union(select(corrections.c.person_id))
    return sorted(tx.execute(query).scalars())
