"""What admins list and keep: people, teams, and what hours are charged to.

Each noun is a frozen record with the columns of its table; ``catalog`` reads and writes them.
``ended_on`` is the last day on which a thing is in use; nothing that was used is ever deleted.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What all nouns have; ``id`` 0 is one that isn't stored yet."""

    id: int = 0
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer(Entry):
    """Who a project is for."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostCenter(Entry):
    """Where wages are booked."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostCode(Entry):
    """What kind of work it is, across projects."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Entry):
    """A job that hours are charged to."""

    code: str
    name: str
    customer_id: int | None = None
    cost_center_id: int | None = None
    attestation_required: bool = False
    starts_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Entry):
    """A part of a project."""

    project_id: int
    code: str
    name: str
    cost_code_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Entry):
    """A place of work, with its time zone."""

    name: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Entry):
    """A crew, unit or department."""

    name: str
    cost_center_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Entry):
    """Somebody with a sign-in, hours, or both; ``login`` is in lower case."""

    number: str
    name: str
    login: str
    zone: str
    locale: str = "en"
    site_id: int | None = None
    started_on: date | None = None
