"""What the company consists of. Ids count from 1 in each kind, as in an empty database."""

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from timesheet.core.inference.rules import Rule
from timesheet.core.model import Instant, Kind, Rate


class Site(NamedTuple):
    """A place of work."""

    id: int
    name: str
    zone: str


class Customer(NamedTuple):
    """Who pays for projects."""

    id: int
    name: str


class Named(NamedTuple):
    """A cost center or a cost code."""

    id: int
    code: str
    name: str


class Project(NamedTuple):
    """What hours are charged to."""

    id: int
    code: str
    name: str
    customer: int | None
    cost_center: int | None
    attestation: bool = False
    starts_on: date | None = None
    ended_on: date | None = None


class Task(NamedTuple):
    """A part of a project."""

    id: int
    project: int
    code: str
    name: str
    cost_code: int | None


class Team(NamedTuple):
    """A crew or a unit, with who leads it."""

    id: int
    name: str
    cost_center: int
    leads: tuple[int, ...]


class Pay(NamedTuple):
    """A rate (1/10,000 an hour) from a day on, for one project or (None) for all."""

    valid_from: date
    rate: Rate
    reason: str
    project: int | None = None


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody with his roles, his team and what he earns over time."""

    id: int
    number: str
    name: str
    login: str
    zone: str
    roles: tuple[str, ...]
    started_on: date
    ended_on: date | None = None
    site: int | None = None
    team: int | None = None
    pay: tuple[Pay, ...] = ()


class Work(NamedTuple):
    """A code, by the ids of project and task, and where it is done."""

    project: int
    task: int
    site: int


class Piece(NamedTuple):
    """Truth: from one instant to another the work was on this."""

    start: Instant
    end: Instant
    project: int
    task: int


class Planned(NamedTuple):
    """A shift in the roster; without a code where only the time was planned."""

    person: int
    start: Instant
    end: Instant
    site: int
    project: int | None
    task: int | None


class Stint(NamedTuple):
    """Truth: one worker's shift, its pieces of work (the gaps are breaks) and how he tells it.

    ``switches``: he presses "switch job" when his work changes. ``deducted``: his meal isn't
    punched, the pay policy deducts it; without a gap he worked through it, and says so.
    """

    person: int
    team: int
    lead: int
    site: int
    zone: str
    channel: str
    day: date
    pieces: tuple[Piece, ...]
    switches: bool = False
    deducted: bool = False

    @property
    def worked_through(self) -> bool:
        """True where a meal is deducted that he didn't have."""
        return self.deducted and all(a.end == b.start for a, b in pairwise(self.pieces))

    @property
    def start(self) -> Instant:
        """When he came."""
        return self.pieces[0].start

    @property
    def end(self) -> Instant:
        """When he left."""
        return self.pieces[-1].end


class Press(NamedTuple):
    """A punch as the product got it: ``received`` is later than ``at`` where it was offline."""

    person: int
    at: Instant
    received: Instant
    kind: Kind
    zone: str
    channel: str
    site: int
    project: int | None = None
    task: int | None = None


class Mended(NamedTuple):
    """A correction: of the press meant (None: a forgotten one is added), by whom, when, why."""

    person: int
    press: Press | None
    at: Instant
    kind: Kind
    zone: str
    site: int
    author: int
    made_at: Instant
    reason: str


class Said(NamedTuple):
    """A person's word on a shift: codes with weights."""

    person: int
    start: Instant
    end: Instant
    parts: tuple[tuple[int, int, int], ...]
    author: int
    made_at: Instant


class Through(NamedTuple):
    """A person's word that he worked through the meal of a shift."""

    person: int
    day: date
    start: Instant
    end: Instant
    made_at: Instant


@dataclass(slots=True)
class Seen:
    """What the product got to see, beside what was true."""

    presses: list[Press] = field(default_factory=list)
    mended: list[Mended] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    truth: list[Stint] = field(default_factory=list)
    through: list[Through] = field(default_factory=list)


@dataclass(slots=True)
class Company:
    """Everything that admins set up.

    Meals are deducted, but for teams that eat on duty and are paid for it (``duty_teams``), and for
    one in a state whose law wants meals clocked (``clocking_team``).
    """

    sites: list[Site] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    cost_centers: list[Named] = field(default_factory=list)
    cost_codes: list[Named] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    people: list[Human] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    plain_team: int | None = None
    clocking_team: int | None = None
    duty_teams: list[int] = field(default_factory=list)
