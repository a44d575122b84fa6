"""Where the values of an export's columns come from, in words."""

from flask_babel import lazy_gettext as _later

from timesheet.web.i18n import gettext as _

PLAIN = {
    "person.id": _later("Person: id at the provider"),
    "person.number": _later("Person: our number"),
    "person.name": _later("Person: name"),
    "person.first": _later("Person: first name"),
    "person.last": _later("Person: last name"),
    "period.first": _later("Pay period: first day"),
    "period.last": _later("Pay period: last day"),
    "month.first": _later("First day of the month"),
    "day": _later("Day of the work"),
    "project.id": _later("Project: name at the provider"),
    "project.name": _later("Project: our name"),
    "customer": _later("Customer"),
    "task.id": _later("Task"),
    "cost_code.id": _later("Cost code"),
    "cost_center.id": _later("Cost center"),
    "earning.code": _later("Earning of the pay code"),
    "hours": _later("Hours"),
    "money": _later("Amount"),
}


def words(source: str) -> str:
    """Return a source in words; what only its provider knows keeps the provider's name."""
    if source in PLAIN:
        return str(PLAIN[source])
    kind, _dot, name = source.partition(".")
    if kind == "slot":
        return _("Earning %(name)s", name=name)
    if kind == "setting":
        return _("Setting %(name)s", name=name)
    number, _dot, part = name.partition(".")
    if kind in {"pair", "money_pair"}:
        what = _("hours") if kind == "pair" else _("money")
        which = _("code") if part == "code" else _("value")
        return _("Other earning %(n)s, %(what)s: %(which)s", n=number, what=what, which=which)
    return source
