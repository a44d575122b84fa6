"""Rules in words, for people who read them: when, then what."""

from timesheet.core.inference.conditions import Window
from timesheet.core.inference.rules import Breakdown, Eligible, Hint, Place, Rule, Shares
from timesheet.core.model import Code
from timesheet.store.names import Names
from timesheet.web.forms.company import WEEKDAYS
from timesheet.web.i18n import gettext as _


def conditions(rule: Rule, names: Names) -> str:
    """Return when a rule applies: "Crew · Monday, Friday · 22:00–06:00"; always, if it does."""
    when = rule.when
    said = [
        ", ".join(names.people[key].name for key in when.persons if key in names.people),
        ", ".join(names.teams.get(key, "") for key in when.teams),
        ", ".join(names.sites.get(key, "") for key in when.sites),
        ", ".join(str(WEEKDAYS[day]) for day in when.weekdays),
        _window(when.between) if when.between else "",
        _("starts %(window)s", window=_window(when.starts_between)) if when.starts_between else "",
        _("device %(ids)s", ids=", ".join(map(str, when.devices))) if when.devices else "",
        _("from %(day)s", day=when.first_day) if when.first_day else "",
        _("until %(day)s", day=when.last_day) if when.last_day else "",
        _("at least %(n)d h", n=when.min_seconds // 3600) if when.min_seconds else "",
        _("at most %(n)d h", n=when.max_seconds // 3600) if when.max_seconds else "",
    ]
    return " · ".join(part for part in said if part) or _("always")


def outcome(rule: Rule, names: Names) -> str:
    """Return what follows from a rule: "HARBOUR 60 %, DEPOT 40 %"."""
    match rule.then:
        case Shares(((whole, _w),)):
            return code(whole, names)
        case Shares(parts):
            return ", ".join(f"{code(c, names)} {weight / 100:g} %" for c, weight in parts)
        case Hint(likely, weight):
            return _("probably %(code)s (worth %(n)d)", code=code(likely, names), n=weight)
        case Eligible(codes):
            return _("only %(codes)s", codes=", ".join(code(c, names) for c in codes))
        case Breakdown(steps):
            return ", ".join(f"{_place(s.place, s.amount)}: {code(s.code, names)}" for s in steps)


def code(value: Code, names: Names) -> str:
    """Return a code in words; hours without any are unallocated."""
    if value == Code():
        return _("unallocated")
    parts = [
        names.code(value.project, value.task),
        names.cost_codes.get(value.cost_code or 0, ""),
        names.cost_centers.get(value.cost_center or 0, ""),
    ]
    if value.project is None and value.task is not None:
        parts[0] = names.tasks.get(value.task, "")
    return " · ".join(part for part in parts if part)


def _window(window: Window) -> str:
    return "–".join(f"{m // 60:02}:{m % 60:02}" for m in (window.start, window.end))


def _place(place: Place, amount: int) -> str:
    if place is Place.FIRST:
        return _("first %(n)d minutes", n=amount)
    if place is Place.LAST:
        return _("last %(n)d minutes", n=amount)
    return f"{amount / 100:g} %"
