"""Rules that accounting suggests to the admins, each with what it would have done lately."""

from dataclasses import dataclass
from typing import Any

from timesheet.actions.setting_up import rule_preview
from timesheet.actions.setting_up.rule_preview import Preview
from timesheet.core.inference.conditions import Conditions
from timesheet.core.inference.rules import WHOLE, Rule, Shares
from timesheet.core.model import Code, Instant
from timesheet.errors import Missing, Refused
from timesheet.store import audit, suggestions
from timesheet.store import names as naming
from timesheet.store.db import read, write
from timesheet.store.names import Names


@dataclass(frozen=True, slots=True)
class Idea:
    """Hours of a team, or of a person, go to a code."""

    code: Code
    team: int | None = None
    person: int | None = None

    @property
    def rule(self) -> Rule:
        """The rule that says so, of no number yet."""
        when = Conditions(
            teams=() if self.team is None else (self.team,),
            persons=() if self.person is None else (self.person,),
        )
        return Rule(0, 0, "", Shares(((self.code, WHOLE),)), when)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion that is open, in words: of whom, which code, and who made it."""

    row: Any
    whose: str
    code: str
    author: str
    number: str


def back_test(idea: Idea, now: Instant) -> Preview:
    """Return what the rule of an idea would have done in the last weeks; nothing is written."""
    if idea.code.project is None or (idea.team is None) == (idea.person is None):
        raise Refused("A rule needs a project, and a team or a person.")
    return rule_preview.preview(idea.rule, now)


def suggest(idea: Idea, author: int, now: Instant) -> None:
    """Suggest a rule to the admins; the same one twice is one."""
    seen = back_test(idea, now)
    with write() as tx:
        key = suggestions.add(
            tx,
            {
                "team_id": idea.team, "person_id": idea.person, "project_id": idea.code.project,
                "task_id": idea.code.task, "weeks": seen.weeks, "agrees": seen.agrees,
                "clashes": len(seen.clashes), "seconds": seen.seconds, "made_at": now,
                "author_id": author,
            },
        )  # fmt: skip
        audit.record(tx, author, "suggested", "rule", key)


def still_open() -> list[Suggested]:
    """Return what admins have not settled yet."""
    with read() as tx:
        rows, names = suggestions.still_open(tx), naming.names(tx)
    return [_told(row, names) for row in rows]


def _told(row: Any, names: Names) -> Suggested:
    person = names.people.get(row.person_id)
    whose = person.name if person else names.teams.get(row.team_id, "")
    code = names.code(row.project_id, row.task_id)
    author = names.people.get(row.author_id, naming.NOBODY).name
    return Suggested(row, whose, code, author, person.number if person else "")


def settle(key: int, by: int, now: Instant) -> None:
    """Say that a suggestion needs nothing more; Missing where it was settled."""
    with write() as tx:
        if not suggestions.settle(tx, key, by, now):
            raise Missing("suggestion")
        audit.record(tx, by, "settled", "rule", key)
