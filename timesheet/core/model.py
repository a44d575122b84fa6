"""The nouns of the line, frozen.

Units, everywhere in the core: an *instant* is an integer of seconds since 1970-01-01 UTC, a *day*
is a local date, a span is half-open ``[start, end)``, time is counted in integer seconds, money in
integer cents. A *rate* is in 1/10,000 of the currency unit per hour (13.37 an hour is 133_700).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

Instant = int
Seconds = int
Cents = int
Rate = int

HOUR: Seconds = 3600
RATE_UNIT = 10_000


class Kind(StrEnum):
    """What the worker meant by a punch; never "toggle"."""

    IN = "in"
    OUT = "out"
    TRANSFER = "transfer"
    BREAK_START = "break_start"
    BREAK_END = "break_end"


class Channel(StrEnum):
    """Where a punch came from."""

    WEB = "web"
    PHONE = "phone"
    KIOSK = "kiosk"
    IMPORT = "import"
    CORRECTION = "correction"


class Source(StrEnum):
    """What a derived value rests on, strongest first."""

    OWN_WORD = "own_word"
    LEAD_WORD = "lead_word"
    ACCOUNTING_WORD = "accounting_word"
    RULE = "rule"
    ROSTER = "roster"
    LEARNED = "learned"
    LAST_CODE = "last_code"
    POLICY = "policy"
    NOTHING = "nothing"


WORDS = frozenset({Source.OWN_WORD, Source.LEAD_WORD, Source.ACCOUNTING_WORD})


class Code(NamedTuple):
    """What hours are charged to; each part is the id of a row or None where nobody knows it."""

    project: int | None = None
    task: int | None = None
    cost_code: int | None = None
    cost_center: int | None = None


UNALLOCATED = Code()


@dataclass(frozen=True, slots=True)
class Reason:
    """Where a derived value came from.

    ``ref`` names the exact fact or policy ("rule 12 v3", "answer 81", "punch 9"); ``details`` are
    the strongest pieces of evidence in words that a worker understands, strongest first. ``likely``
    is the best guess behind hours that stand as unallocated.
    """

    source: Source
    ref: str = ""
    details: tuple[str, ...] = ()
    likely: Code | None = None

    @property
    def attested(self) -> bool:
        """True where a person gave his word; never for anything inferred."""
        return self.source in WORDS


class Claim(NamedTuple):
    """What a client's clock said of a press: when it was made, and when the server got it.

    ``offline``: the press waited on the device before it was sent.
    """

    made: Instant
    received: Instant
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Punch:
    """A fact: somebody clicked. Never changed, never deleted.

    ``at`` is the effective instant (the server's for an online punch), ``seq`` the server's order
    of arrival. ``pair`` joins an in and an out that were recorded as one entry (imports, paper
    sheets), whatever else is open meanwhile; ``break_seconds`` is an unpaid break declared with
    such an out. ``code`` is the worker's own word, given with the punch. ``claim`` is what the
    client's clock said, where it said anything. ``actor`` pressed: the person himself, or a lead
    for his crew; None where nobody was recognised.
    """

    id: int
    person: int
    at: Instant
    kind: Kind
    code: Code | None = None
    site: int | None = None
    zone: str | None = None
    channel: Channel = Channel.WEB
    pair: str | None = None
    break_seconds: Seconds = 0
    device: int | None = None
    seq: int = 0
    claim: Claim | None = None
    actor: int | None = None

    @property
    def unverified(self) -> bool:
        """True for a press on a shared tablet without network with only a name behind it."""
        waited = self.claim is not None and self.claim.offline
        return self.channel is Channel.KIOSK and waited and self.actor is None


@dataclass(frozen=True, slots=True)
class Correction:
    """A fact that supersedes: it voids a punch, moves it, or adds one that was forgotten.

    ``punch`` is the punch meant (None: a forgotten one is added). ``at`` and ``kind`` are the
    values that hold instead; both None voids the punch. The latest correction of a punch wins.
    """

    id: int
    person: int
    punch: int | None
    at: Instant | None
    kind: Kind | None
    reason: str
    author: int
    made_at: Instant
    code: Code | None = None
    site: int | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A fact: a person's word on what a span of somebody's presence was for.

    ``parts`` are codes with weights (one code: weight 1; "6 h Harbour, 2 h Depot": 3 to 1).
    ``whole_shift``: the word holds for the shift that the span overlaps most, even if its ends are
    corrected later; otherwise for exactly this span. Empty ``parts`` mean "I don't know".
    ``withdrawn`` answers count for nothing. Of two words on one instant the later wins, but a
    worker's own is only superseded by himself or by accounting. ``blind`` ones book and teach
    nothing: they were given to many lines at once, for their confidence.
    """

    id: int
    person: int
    start: Instant
    end: Instant
    parts: tuple[tuple[Code, int], ...]
    source: Source
    author: int
    made_at: Instant
    reason: str = ""
    whole_shift: bool = True
    withdrawn: bool = False
    blind: bool = False


@dataclass(frozen=True, slots=True)
class RosterShift:
    """A planned shift: who, when, where, on what."""

    id: int
    person: int
    start: Instant
    end: Instant
    site: int | None = None
    code: Code | None = None


class Word(NamedTuple):
    """The code that a punch itself carries, with that punch."""

    code: Code
    punch: int


@dataclass(frozen=True, slots=True)
class Segment:
    """An uninterrupted piece of presence in which nothing changes.

    ``words`` are the codes open at the time by the punches themselves (two where a worker minds
    two machines: the time is shared equally); empty where no punch said a code. ``site`` is where
    the worker was. ``zone`` is the zone of the punch that opened it.
    """

    start: Instant
    end: Instant
    words: tuple[Word, ...] = ()
    site: int | None = None
    zone: str | None = None
    device: int | None = None

    @property
    def seconds(self) -> Seconds:
        """Length of the segment in seconds."""
        return self.end - self.start


class Expectation(NamedTuple):
    """What a rule, a hint or the roster says of a shift before anybody's word.

    ``kind`` is "rule", "hint", "roster", "elsewhere" (the roster, of another site than the punches
    came from), "beside" (what others do at the site, by the roster), "open" (what somebody is
    planned or usual for there, and nobody does), "approved" (what stood when a lead approved it) or
    "given" (what a rule gives a part of the shift to). ``ref`` is who says it ("rule 12 v3");
    ``weight`` the confirmed shifts a hint is worth, people, or the "given" hundredths of a percent.
    """

    kind: str
    ref: str
    code: Code
    weight: int = 1


class Meal(NamedTuple):
    """A break that nobody punched: what a policy would deduct, what it did; the word on that."""

    owed: Seconds
    taken: Seconds
    said: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of work with its segments in order; the gaps between them are its breaks.

    ``raw_start``/``raw_end`` are what was punched, ``start``/``end`` what counts after rounding.
    ``open`` shifts have an in and no out yet; what is closed of them is in ``segments``, and
    ``open_since`` is the punch that nothing has followed. ``expected`` is what was
    said of it before anybody's word, once that was looked at. ``meal`` is what the policy deducts.
    """

    person: int
    day: date
    start: Instant
    end: Instant
    segments: tuple[Segment, ...]
    raw_start: Instant
    raw_end: Instant
    punches: tuple[int, ...] = ()
    open: bool = False
    team: int | None = None
    open_since: Instant | None = None
    expected: tuple[Expectation, ...] = ()
    meal: Meal | None = None

    @property
    def seconds(self) -> Seconds:
        """Paid presence in seconds: the sum of the segments."""
        return sum(s.end - s.start for s in self.segments)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Hours of a shift on one code: ``seconds`` somewhere within ``[start, end)``.

    ``seconds`` is less than the span where several codes share it. ``confidence`` is a calibrated
    probability in [0, 1] that the code is right; 1.0 for a person's word. The allocations of a
    shift always sum to its paid seconds.
    """

    start: Instant
    end: Instant
    seconds: Seconds
    code: Code
    reason: Reason
    confidence: float


class Part(StrEnum):
    """Which part of pay a line is: the straight hours, or what is paid in addition to them."""

    STRAIGHT = "straight"
    PREMIUM = "premium"


@dataclass(frozen=True, slots=True)
class PaySpan:
    """A piece of a pay line: when exactly its seconds were worked, on which local day."""

    start: Instant
    end: Instant
    day: date

    @property
    def seconds(self) -> Seconds:
        """Length in seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class PayLine:
    """Hours and money of one person, workweek and pay period on one pay code.

    A STRAIGHT line has the seconds and their money at the base rate; a PREMIUM line has no
    seconds, only money in addition (the half of time and a half, a differential, a top-up), and
    its ``spans`` say over which work its money is spread (none: over the whole week's work).
    ``cents`` is rounded half up, once, here. ``absent``: paid time without work; its span begins
    with the day.
    """

    person: int
    week: date
    period: date
    pay_code: str
    part: Part
    seconds: Seconds
    rate: Rate
    multiplier: str
    cents: Cents
    spans: tuple[PaySpan, ...]
    reason: Reason
    absent: bool = False


@dataclass(frozen=True, slots=True)
class LaborLine:
    """The finest row: one person, day, code, pay code and reason, with its seconds and cents."""

    person: int
    week: date
    period: date
    day: date
    code: Code
    pay_code: str
    part: Part
    seconds: Seconds
    cents: Cents
    start: Instant
    end: Instant
    shift_start: Instant
    confidence: float
    reason: Reason


class Severity(StrEnum):
    """How much an exception matters: BLOCK stops the closing of the period, not the punch."""

    INFO = "info"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Issue:
    """An exception for a person to look at: what, who, when, and the facts behind it.

    ``code`` is a stable name ("missing_out"); ``details`` are pairs of name and value from which
    the screen makes a sentence. ``seconds`` and ``cents`` are what is at stake, where known.
    ``settled`` names the declaration by which somebody accepted it as it is.
    """

    code: str
    severity: Severity
    person: int
    day: date
    at: Instant
    details: tuple[tuple[str, str], ...] = ()
    punches: tuple[int, ...] = ()
    seconds: Seconds = 0
    cents: Cents = 0
    settled: int | None = None


@dataclass(frozen=True, slots=True)
class Timecard:
    """One person's workweek, wholly derived; what ``pipeline.build`` returns."""

    person: int
    week: date
    shifts: tuple[Shift, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    pay_lines: tuple[PayLine, ...] = ()
    labor_lines: tuple[LaborLine, ...] = ()
    issues: tuple[Issue, ...] = ()
