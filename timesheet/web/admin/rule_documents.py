"""Between the form of a rule and the rule: what was said, and where a refusal belongs."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from timesheet.actions.setting_up import code_texts, looking
from timesheet.core.inference.fields import RuleError
from timesheet.core.inference.rules import Breakdown, Eligible, Hint, Rule, Shares
from timesheet.core.model import Code
from timesheet.errors import Refused
from timesheet.store.names import Names
from timesheet.web.i18n import gettext as _

EDITED = frozenset({"person", "team", "site", "weekday", "between", "starts_between"})
FIELDS = {
    "when.weekday": "weekdays",
    "when.between": "between_start",
    "when.starts_between": "starts_from",
    "when.team": "teams",
    "when.site": "sites",
    "then.weight": "weight",
}


def shown(rule: Rule, names: Names) -> dict[str, Any]:
    """Return a rule as the form shows it."""
    when = rule.when
    between, starts = when.between, when.starts_between
    kind, parts = _parts_shown(rule, names)
    return {
        "name": rule.name,
        "priority": rule.priority,
        "persons": [names.people[key].number for key in when.persons],
        "teams": list(when.teams),
        "sites": list(when.sites),
        "weekdays": list(when.weekdays),
        "between_start": _time(between.start) if between else None,
        "between_end": _time(between.end) if between else None,
        "starts_from": _time(starts.start) if starts else None,
        "starts_to": _time(starts.end) if starts else None,
        "valid_to": rule.valid_to,
        "kind": kind,
        "parts": parts,
        "weight": rule.then.weight if isinstance(rule.then, Hint) else 5,
    }


def begun(query: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form of a new rule begins with, by its address: team, person, code."""
    code, team = query.get("code", "")[:200], query.get("team", "")
    if not code:
        return {}
    teams = [int(team)] if team.isascii() and team.isdecimal() and len(team) < 16 else []
    persons = [person] if (person := query.get("person", "")[:200]) else []
    return {"name": code, "teams": teams, "persons": persons, "parts": [{"code": code}]}


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _parts_shown(rule: Rule, names: Names) -> tuple[str, list[dict[str, Any]]]:
    def row(code: Code, percent: str = "") -> dict[str, Any]:
        text = names.code(code.project, code.task)
        return {"code": text, "cost_code": code.cost_code, "percent": percent}

    match rule.then:
        case Shares(parts):
            whole = len(parts) == 1
            return "charge", [row(c, "" if whole else f"{w / 100:g}") for c, w in parts]
        case Hint(code, _weight):
            return "hint", [row(code)]
        case Eligible(codes):
            return "eligible", [row(code) for code in codes]
        case Breakdown():
            return "charge", []


def said(form: Any, before: Rule | None) -> Rule | None:
    """Return the rule that a form describes; None where it can't be, which is said in the form.

    Conditions that the form doesn't show stay as they were before.
    """
    reader = _Reader(form, before)
    document = {
        "id": before.id if before else 1,
        "version": before.version if before else 1,
        "name": form.name.data,
        "priority": form.priority.data or 0,
        "valid_from": _iso(form.valid_from.data),
        "valid_to": _iso(form.valid_to.data),
        "when": reader.when(),
        "then": reader.then(),
    }
    if reader.failed:
        return None
    try:
        return Rule.from_dict(document)
    except RuleError as error:
        reader.blame(error.field, f"{error.problem[:1].upper()}{error.problem[1:]}.")
        return None


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


class _Reader:
    """Reads a form into the document of a rule, and says in the form what can't be."""

    def __init__(self, form: Any, before: Rule | None) -> None:
        self.form = form
        self.before = before
        self.failed = False

    def fail(self, field: Any, message: str) -> None:
        field.errors = [*field.errors, message]
        self.failed = True

    def when(self) -> dict[str, Any]:
        form = self.form
        when = self._kept()
        ids = {
            "person": self._persons(),
            "team": form.teams.data,
            "site": form.sites.data,
            "weekday": form.weekdays.data,
        }
        when |= {name: values for name, values in ids.items() if values}
        for name, first, last in (
            ("between", form.between_start, form.between_end),
            ("starts_between", form.starts_from, form.starts_to),
        ):
            if (first.data is None) != (last.data is None):
                self.fail(last if last.data is None else first, _("Fill in both times, or none."))
            elif first.data is not None:
                when[name] = [f"{first.data:%H:%M}", f"{last.data:%H:%M}"]
        return when

    def _kept(self) -> dict[str, Any]:
        kept: Any = self.before.to_dict()["when"] if self.before else {}
        return {name: value for name, value in kept.items() if name not in EDITED}

    def _persons(self) -> list[int]:
        found = []
        for row in self.form.persons:
            if row.data:
                try:
                    found.append(looking.person_by_number(row.data).id)
                except Refused as refused:
                    self.fail(row, _(refused.text, **refused.values))
        return found

    def then(self) -> dict[str, Any]:
        kind = self.form.kind.data
        rows = [row.form for row in self.form.parts if _filled(row.form)]
        if not rows:
            self.fail(self.form.parts[0].form.code, _("Name a code."))
            return {}
        known = code_texts.codes_of(row.code.data for row in rows if row.code.data)
        codes = [self._code(row, known) for row in rows]
        if kind == "hint":
            return {"kind": "hint", "code": codes[0], "weight": self.form.weight.data or 5}
        if kind == "eligible":
            return {"kind": "eligible", "codes": codes}
        if len(rows) == 1 and not rows[0].percent.data:
            return {"kind": "code", "code": codes[0]}
        parts = [
            {"code": code, "percent": (row.percent.data or "").replace(",", ".")}
            for code, row in zip(codes, rows, strict=True)
        ]
        return {"kind": "split", "parts": parts}

    def _code(self, row: Any, known: Mapping[str, Code]) -> dict[str, int]:
        text = row.code.data or ""
        if text and text not in known:
            self.fail(row.code, _("There is no code “%(code)s”.", code=text))
        named = known.get(text, Code())._replace(cost_code=row.cost_code.data)
        return {name: key for name, key in named._asdict().items() if key is not None}

    def blame(self, path: str, message: str) -> None:
        """Say what is wrong at the field that a path names: a row of codes, or a condition."""
        name = FIELDS.get(path, path)
        if name in self.form:
            self.fail(self.form[name], message)
        elif path.startswith("then."):
            row = self._row(path)
            percent = path.endswith("percent") or "percent" in message
            self.fail(row.percent if percent else row.code, message)
        else:
            self.form.form_errors.append(message)

    def _row(self, path: str) -> Any:
        rows = [row.form for row in self.form.parts if _filled(row.form)]
        number = path.partition("[")[2].partition("]")[0]
        return rows[int(number)] if number.isdecimal() and int(number) < len(rows) else rows[0]


def _filled(row: Any) -> bool:
    return bool(row.code.data or row.cost_code.data or row.percent.data)
