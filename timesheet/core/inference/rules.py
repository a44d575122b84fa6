"""Admin rules as data: typed conditions and a typed outcome; never code, never a pattern.

A rule is a version of policy: it has days of validity, so that any day can be rebuilt with the
rules of that day. In JSON::

    {"id": 12, "version": 3, "name": "Night cleaning", "priority": 5,
     "valid_from": "2026-01-01",
     "when": {"team": [4], "between": ["22:00", "06:00"]},
     "then": {"kind": "code", "code": {"project": 7, "task": 31}}}
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from timesheet.core.inference import conditions, fields
from timesheet.core.inference.conditions import Conditions
from timesheet.core.inference.fields import RuleError
from timesheet.core.model import Code

WHOLE = 10_000
"""100 % in hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Hard: the hours go to these codes by weight (one code: all of them; 60 % is 6,000)."""

    parts: tuple[tuple[Code, int], ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """Soft: evidence for a code, worth ``weight`` confirmed shifts that were right."""

    code: Code
    weight: int


class Place(StrEnum):
    """Which part of a shift a breakdown step takes."""

    FIRST = "first"
    LAST = "last"
    FRACTION = "fraction"


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the shift and what of the code differs there (parts that are None stay).

    ``amount`` is in minutes for FIRST and LAST, in hundredths of a percent for FRACTION.
    """

    place: Place
    amount: int
    code: Code


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Parts of a shift have another task or cost code ("first 15 minutes: set-up")."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Eligible:
    """Only these codes may be inferred; a code without a task admits every task of its project."""

    codes: tuple[Code, ...]

    def admits(self, code: Code) -> bool:
        """Tell whether a code may be inferred."""
        return any(
            all(p is None or p == q for p, q in zip(allowed, code, strict=True))
            for allowed in self.codes
        )


Outcome = Shares | Hint | Breakdown | Eligible


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule. Of several hard ones that apply the highest ``priority`` wins.

    ``valid_from`` is the first and ``valid_to`` the last day of work for which the version holds
    (None: no bound).
    """

    id: int
    version: int
    name: str
    then: Outcome
    when: Conditions = field(default_factory=Conditions)
    priority: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    active: bool = True

    @property
    def ref(self) -> str:
        """How a reason names this version."""
        return f"rule {self.id} v{self.version}"

    def valid_on(self, day: date) -> bool:
        """Tell whether the version holds for a day of work."""
        return (
            self.active
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )

    @classmethod
    def from_dict(cls, document: object) -> "Rule":
        """Read a rule from parsed JSON; RuleError names the field that is wrong, and why."""
        doc = fields.mapping(document, "rule", _KNOWN)
        for name in ("id", "version", "name", "then"):
            if name not in doc:
                raise RuleError(name, "is missing")
        rule = cls(
            id=fields.integer(doc["id"], "id"),
            version=fields.integer(doc["version"], "version"),
            name=fields.text(doc["name"], "name"),
            then=_outcome(doc["then"]),
            when=conditions.read(doc.get("when", {})),
            priority=fields.integer(doc.get("priority", 0), "priority", -1000, 1000),
            valid_from=_day(doc, "valid_from"),
            valid_to=_day(doc, "valid_to"),
            active=fields.boolean(doc.get("active", True), "active"),
        )
        if rule.valid_from and rule.valid_to and rule.valid_from > rule.valid_to:
            raise RuleError("valid_to", "must not lie before valid_from")
        return rule

    def to_dict(self) -> dict[str, object]:
        """Return the JSON document that ``from_dict`` reads."""
        return {
            "id": self.id,
            "version": self.version,
            "name": self.name,
            "priority": self.priority,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "active": self.active,
            "when": conditions.document(self.when),
            "then": _document(self.then),
        }


_KNOWN = frozenset(
    ("id", "version", "name", "priority", "valid_from", "valid_to", "active", "when", "then")
)


def _day(doc: Mapping[str, object], name: str) -> date | None:
    value = doc.get(name)
    return None if value is None else fields.day(value, name)


def _outcome(value: object) -> Outcome:
    doc = fields.mapping(
        value, "then", frozenset(("kind", *(k for ks in _KINDS.values() for k in ks)))
    )
    kind = doc.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise RuleError("then.kind", f"must be one of {', '.join(_KINDS)}")
    wanted = {"kind", *_KINDS[kind]}
    for name in sorted(wanted ^ set(doc)):
        problem = "is missing" if name in wanted else f"doesn't belong to a rule of kind {kind}"
        raise RuleError(f"then.{name}", problem)
    return _READERS[kind](doc)


def _shares(doc: Mapping[str, object]) -> Shares:
    parts = fields.items(doc["parts"], "then.parts", _share, low=1)
    if sum(weight for _, weight in parts) != WHOLE:
        raise RuleError("then.parts", "must sum to 100 percent")
    if len({code for code, _ in parts}) < len(parts):
        raise RuleError("then.parts", "must not name a code twice")
    return Shares(parts)


def _share(value: object, field: str) -> tuple[Code, int]:
    doc = fields.mapping(value, field, frozenset(("code", "percent")))
    return (
        fields.code(doc.get("code"), f"{field}.code"),
        fields.percent(doc.get("percent"), f"{field}.percent"),
    )


def _step(value: object, field: str) -> Step:
    doc = fields.mapping(value, field, frozenset(("place", "minutes", "percent", "code")))
    place = doc.get("place")
    if not isinstance(place, str) or place not in list(Place):
        raise RuleError(f"{field}.place", f"must be one of {', '.join(Place)}")
    if place == Place.FRACTION:
        amount = fields.percent(doc.get("percent"), f"{field}.percent")
    else:
        amount = fields.integer(doc.get("minutes"), f"{field}.minutes", 1, 24 * 60)
    return Step(Place(place), amount, fields.code(doc.get("code"), f"{field}.code"))


def _breakdown(doc: Mapping[str, object]) -> Breakdown:
    steps = fields.items(doc["steps"], "then.steps", _step, low=1)
    if sum(s.amount for s in steps if s.place is Place.FRACTION) > WHOLE:
        raise RuleError("then.steps", "fractions must not sum to more than 100 percent")
    return Breakdown(steps)


_KINDS: dict[str, tuple[str, ...]] = {
    "code": ("code",),
    "split": ("parts",),
    "hint": ("code", "weight"),
    "breakdown": ("steps",),
    "eligible": ("codes",),
}
_READERS: dict[str, Callable[[Mapping[str, object]], Outcome]] = {
    "code": lambda doc: Shares(((fields.code(doc["code"], "then.code"), WHOLE),)),
    "split": _shares,
    "hint": lambda doc: Hint(
        fields.code(doc["code"], "then.code"),
        fields.integer(doc["weight"], "then.weight", 1, 1000),
    ),
    "breakdown": _breakdown,
    "eligible": lambda doc: Eligible(fields.items(doc["codes"], "then.codes", fields.code, low=1)),
}


def _document(outcome: Outcome) -> dict[str, object]:
    match outcome:
        case Shares(((code, _),)):
            return {"kind": "code", "code": fields.code_document(code)}
        case Shares(parts):
            shares = [{"code": fields.code_document(c), "percent": _percent(w)} for c, w in parts]
            return {"kind": "split", "parts": shares}
        case Hint(code, weight):
            return {"kind": "hint", "code": fields.code_document(code), "weight": weight}
        case Breakdown(steps):
            return {"kind": "breakdown", "steps": [_step_document(s) for s in steps]}
        case Eligible(codes):
            return {"kind": "eligible", "codes": [fields.code_document(c) for c in codes]}


def _step_document(step: Step) -> dict[str, object]:
    amount: dict[str, object] = (
        {"percent": _percent(step.amount)}
        if step.place is Place.FRACTION
        else {"minutes": step.amount}
    )
    return {"place": step.place.value, **amount, "code": fields.code_document(step.code)}


def _percent(weight: int) -> int | str:
    return weight // 100 if weight % 100 == 0 else f"{weight // 100}.{weight % 100:02}"
