"""What colleagues' confirmed shifts say: the crew, the site, whoever kept the same hours.

To add a source, add it to ``SOURCES`` here. The words never name a person.
"""

from math import exp

from timesheet.core.inference.learner.sight import DAY
from timesheet.core.inference.learner.source import Source
from timesheet.core.inference.learner.view import Found, View, by_mass, pooled

CREW_LATELY = [(off, 0.5 ** (abs(off) / 3)) for off in range(-14, 8) if off]
COMPANY_LATELY = [(off, 0.5 ** (abs(off) / 2)) for off in range(-7, 5) if off]
NEARBY = [(off, 0.7 ** abs(off)) for off in (-7, -3, -2, -1, 1, 2, 3, 7)]
EARLIER_YEARS = [
    (off - round(365.25 * years), 0.7**years * 0.6 ** abs(off))
    for years in (1, 2, 3)
    for off in (-2, -1, 0, 1, 2)
]


def same_hours(view: View) -> Found:
    """Return the codes of whoever started and ended at exactly these times."""
    sight = view.sight
    return by_mass(view.memory.of(("hours", sight.day, sight.start, sight.end)))


def crew_same_hours(view: View) -> Found:
    """Return the same of those who share a team, a site or a device."""
    sight = view.sight
    span = (sight.day, sight.start, sight.end)
    return by_mass(pooled(view.memory, ((("crew hours", g, *span), 1.0) for g in sight.groups)))


def near_hours(view: View) -> Found:
    """Return the codes of whoever started and ended at about these times."""
    sight = view.sight
    keys = []
    for start, end in view.memory.times.get(sight.day, ()):
        apart = abs(start - sight.start) / 40 + abs(end - sight.end) / 60
        if 0 < apart < 4:
            keys.append((("hours", sight.day, start, end), exp(-apart)))
    return by_mass(pooled(view.memory, keys))


def crew_near_hours(view: View) -> Found:
    """Return the same of those who share a team, a site or a device."""
    sight = view.sight
    keys = []
    for start, end in view.memory.times.get(sight.day, ()):
        apart = abs(start - sight.start) / 60 + abs(end - sight.end) / 90
        if 0 < apart < 5:
            near = exp(-apart)
            keys += [(("crew hours", g, sight.day, start, end), near) for g in sight.groups]
    return by_mass(pooled(view.memory, keys))


def same_hours_nearby(view: View) -> Found:
    """Return the codes of the same hours on the days before and after."""
    day, start, end = view.sight.day, view.sight.start, view.sight.end
    keys = (
        (("hours", day + off, start + off * DAY, end + off * DAY), near) for off, near in NEARBY
    )
    return by_mass(pooled(view.memory, keys))


def crew_today(view: View) -> Found:
    """Return the codes of the crew on this day."""
    sight = view.sight
    keys = ((("crew", group, sight.day), 1.0) for group in sight.groups)
    return by_mass(pooled(view.memory, keys))


def crew_lately(view: View) -> Found:
    """Return the codes of the crew on the days around."""
    sight = view.sight
    keys = (
        (("crew", group, sight.day + off), near)
        for group in sight.groups
        for off, near in CREW_LATELY
    )
    return by_mass(pooled(view.memory, keys))


def company_today(view: View) -> Found:
    """Return the codes of everybody on this day."""
    return by_mass(view.memory.of(("day", view.sight.day)))


def company_lately(view: View) -> Found:
    """Return the codes of everybody on the days around."""
    day = view.sight.day
    return by_mass(
        pooled(view.memory, ((("day", day + off), near) for off, near in COMPANY_LATELY))
    )


def earlier_years(view: View) -> Found:
    """Return the codes of everybody at this time of earlier years."""
    day = view.sight.day
    return by_mass(pooled(view.memory, ((("day", day + off), near) for off, near in EARLIER_YEARS)))


def slot(view: View) -> Found:
    """Return the codes of this weekday, start and length, whoever worked them."""
    sight = view.sight
    return by_mass(view.memory.of(("slot", sight.weekday, sight.minute, sight.length)))


def crew_slot(view: View) -> Found:
    """Return the same of the crew."""
    sight = view.sight
    hours = (sight.weekday, sight.minute, sight.length)
    return by_mass(pooled(view.memory, ((("crew slot", g, *hours), 1.0) for g in sight.groups)))


def length(view: View) -> Found:
    """Return the codes of shifts of about this length, whoever worked them."""
    return by_mass(view.memory.of(("length", view.sight.length // 30)))


SOURCES: tuple[Source, ...] = (
    Source("same hours", same_hours, 0.6, "{right} of {seen} with exactly these hours"),
    Source("crew same hours", crew_same_hours, 0.4, "{right} of {seen} crew mates with your hours"),
    Source("near hours", near_hours, 0.2, "colleagues with similar hours that day"),
    Source("crew near hours", crew_near_hours, 0.2, "crew mates with similar hours that day"),
    Source("same hours nearby", same_hours_nearby, 0.2, "these hours on the days around"),
    Source("crew today", crew_today, 0.3, "{right} of {seen} confirmed in your crew that day"),
    Source("crew lately", crew_lately, 0.1, "your crew on the days around"),
    Source("company today", company_today, 0.15, "{right} of {seen} confirmed that day"),
    Source("company lately", company_lately, 0.05, "the company on the days around"),
    Source("earlier years", earlier_years, 0.05, "this time of earlier years"),
    Source("slot", slot, 0.1, "this weekday at these hours"),
    Source("crew slot", crew_slot, 0.1, "your crew on this weekday at these hours"),
    Source("company length", length, 0.03, "shifts of this length"),
)
