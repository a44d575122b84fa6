"""The rows of forms: from lines and shifts to records, whose values the columns of a form name."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from timesheet.core.export.nouns import names_of
from timesheet.core.export.records import Record
from timesheet.core.forms.measuring import LOOK_BACK, Finding, Rule, Span, finding, rule, spans
from timesheet.core.forms.nouns import Facts, Presence, Said
from timesheet.core.model import Cents, Seconds, Source
from timesheet.core.money import round_half_up, split
from timesheet.core.register_rows import hundredths
from timesheet.core.reports.overtime import is_overtime
from timesheet.core.worked import Worked

DAY = timedelta(days=1)
WEEK = 7
# Day-equivalents over all EU projects of a person and a calendar year, in hundredths.
CEILING = 21_500
USUAL_DAY = 800


def by_classification(facts: Facts) -> Iterator[Record]:
    """Yield a person's week on a project by classification: hours a day, rates, weekly totals.

    Fringe is hours worked times what is said an hour.
    """
    of_project = [line for line in facts.lines if line.project == facts.project]
    whole = _sums(facts.lines)
    for (person, name), lines in _by_person(of_project):
        classes: dict[str, list[Worked]] = defaultdict(list)
        for line in lines:
            own = facts.said.of("classification", person)
            classes[facts.said.of("class", line.task) or own].append(line)
        for title in sorted(classes):
            base = _person(facts, person, name) | {"classification": title}
            week = _week(facts, person, classes[title])
            seconds, cents = whole[person]
            cash = _hourly(facts, "cash", person, _hundredths(_worked(lines)))
            yield base | week | {"hours.all": _hundredths(seconds), "gross.all": cents + cash}


def kind_of(line: Worked) -> str:
    """Return what a form calls hours: regular, overtime, double or leave."""
    if is_overtime(line.pay_code):
        return "double" if line.pay_code == "DT" else "overtime"
    return "leave" if line.source == Source.POLICY else "regular"


def own_word(line: Worked) -> bool:
    """Tell whether hours stand on the person's own word."""
    return line.source == Source.OWN_WORD


def _worked(lines: Iterable[Worked]) -> Seconds:
    return sum(line.seconds for line in lines if kind_of(line) != "leave")


def _week(facts: Facts, person: str, lines: Sequence[Worked]) -> Record:
    found: Record = {}
    worked = [line for line in lines if kind_of(line) != "leave"]
    totals: dict[str, int] = {}
    for short, named in (("st", "regular"), ("ot", "overtime"), ("dt", "double")):
        some = [line for line in worked if kind_of(line) == named]
        days = [_hundredths(_on(some, facts.first + n * DAY)) for n in range(WEEK)]
        found |= {f"{short}.{n}": value for n, value in enumerate(days, 1)}
        totals[short] = found[f"{short}.total"] = sum(days)
        found[f"{short}.rate"] = _rate(some)
    for n in range(1, WEEK + 1):
        found[f"over.{n}"] = _both(found, f"ot.{n}", f"dt.{n}")
    hours = sum(totals.values())
    credit, cash = (_hourly(facts, kind, person, hours) for kind in ("credit", "cash"))
    wages = sum(line.cents for line in worked)
    return found | {
        "hours.project": hours,
        "over.total": totals["ot"] + totals["dt"],
        "over.rate": found["ot.rate"] or found["dt.rate"],
        "fringe.credit": credit,
        "fringe.cash": cash,
        "gross.project": wages + cash,
        "attested": _attested(worked),
    }


def _hourly(facts: Facts, kind: str, person: str, hours: int) -> Cents:
    """Return a weekly total of what is said an hour: cents times hundredths of an hour."""
    said = hundredths(facts.said.of(f"fringe_{kind}", person)) or 0
    return round_half_up(Fraction(said * hours, 100))


def _both(found: Record, *names: str) -> int:
    return sum(value for name in names if isinstance(value := found[name], int))


def _rate(lines: Sequence[Worked]) -> Cents:
    """Return what an hour of some lines pays, rounded once; of regular ones without additions."""
    paid = [line for line in lines if line.seconds or kind_of(line) != "regular"]
    seconds, cents = sum(line.seconds for line in paid), sum(line.cents for line in paid)
    return round_half_up(Fraction(cents * 3600, seconds)) if seconds else 0


def by_day(facts: Facts) -> Iterator[Record]:
    """Yield shifts by person and day: begin, end, pauses, time worked, overtime, changes."""
    for shift in sorted(facts.shifts, key=lambda one: (one.person, one.day, one.start)):
        yield _person(facts, shift.person, shift.name) | _shift(facts, shift)


def _shift(facts: Facts, shift: Presence) -> Record:
    part_time = facts.said.of("regime", shift.person) == "parcial"
    ordinary = shift.seconds - shift.overtime
    return {
        "day": shift.day, "start": shift.start, "end": shift.end,
        "pause.start": " ".join(one for one, _ in shift.pauses),
        "pause.end": " ".join(one for _, one in shift.pauses),
        "pause.minutes": shift.pause_seconds // 60, "worked": shift.seconds // 60,
        "ordinary": ordinary // 60, "overtime": shift.overtime // 60 if not part_time else 0,
        "complementary": shift.overtime // 60 if part_time else 0,
        "site": shift.site, "changed.by": shift.changed_by, "changed.on": shift.changed_on,
        "changed.reason": shift.reason, "agreed": shift.agreed,
    }  # fmt: skip


def by_activity(facts: Facts) -> Iterator[Record]:
    """Yield a person's activities of a span: hours, share of all of it in tenths of a percent, pay.

    All compensated activity of who works on an award stands in it, federal and other (of everybody
    where no award was ever said); the shares of a person sum to 100.
    """
    awards = any(facts.said.known.get("award", {}).values())
    funded = {line.person for line in facts.lines if facts.said.of("award", line.project)}
    for (person, name), lines in _by_person(facts.lines):
        if awards and person not in funded:
            continue
        activities: dict[str, list[Worked]] = defaultdict(list)
        for line in lines:
            activities[line.project].append(line)
        names = sorted(activities, key=lambda one: (not facts.said.of("award", one), one))
        seconds = [sum(line.seconds for line in activities[one]) for one in names]
        shares = split(1000, [max(0, value) for value in seconds])
        for project, share, amount in zip(names, shares, seconds, strict=True):
            some = activities[project]
            yield _person(facts, person, name) | {
                "award": facts.said.of("award", project),
                "listing": facts.said.of("listing", project),
                "activity": some[0].project_name or "Other activity",
                "hours": _hundredths(amount),
                "share": share * 10,
                "salary": sum(line.cents for line in some),
                "actual": "actual" if _is_attested(some) else "estimate",
                "attested": _attested(some),
                "basis": ", ".join(sorted({line.source.replace("_", " ") for line in some})),
            }


def by_eu_project(facts: Facts) -> Iterator[Record]:
    """Yield a person's month on an EU project in day-equivalents, rounded to half days."""
    year = _days_of_year(facts)
    for (person, name), lines in _by_person(facts.lines):
        for project, some in _by_project(lines):
            if not facts.said.of("eu_number", project):
                continue
            tasks = sorted({line.task for line in some if line.task})
            yield _person(facts, person, name) | {
                "acronym": facts.said.of("acronym", project) or project,
                "number": facts.said.of("eu_number", project),
                "category": facts.said.of("category", person),
                "days": _days(facts, person, sum(line.seconds for line in some)),
                "packages": ";".join(tasks), "activities": some[0].project_name,
                "days.year": year[person], "ceiling": CEILING // 100,
                "attested": _attested(some),
            }  # fmt: skip


def _days_of_year(facts: Facts) -> Mapping[str, int]:
    """Return the day-equivalents of people's years over all EU projects, as declared monthly."""
    seconds: dict[tuple[str, int, str], Seconds] = defaultdict(int)
    for line in facts.year:
        if facts.said.of("eu_number", line.project) and kind_of(line) != "leave":
            seconds[line.person, line.day.month, line.project] += line.seconds
    found: dict[str, int] = defaultdict(int)
    for (person, _month, _project), value in seconds.items():
        found[person] += _days(facts, person, value)
    return found


def _days(facts: Facts, person: str, seconds: Seconds) -> int:
    a_day = hundredths(facts.said.of("day_hours", person)) or USUAL_DAY
    return round_half_up(Fraction(2 * seconds, 36 * a_day)) * 50


def by_month(facts: Facts) -> Iterator[Record]:
    """Yield a person's hours of service in a month, and whether he is full time, and why.

    Looking back, people without hours in the month stand in it too: a stability period goes on.
    """
    by = measuring_rule(facts.said)
    worked = {person: lines for (person, _), lines in _by_person(facts.lines)}
    names = dict(facts.measured_names) | {line.person: line.name for line in facts.lines}
    for person in sorted(names):
        lines = worked.get(person, [])
        leave = sum(line.seconds for line in lines if kind_of(line) == "leave")
        hours = _hundredths(sum(line.seconds for line in lines))
        measured, found = _full_time(facts, by, person, sum(line.seconds for line in lines))
        back, weeks = facts.resumed.get(person, (None, 0))
        told = f"; back on {back} after {weeks} weeks without hours, as a new employee"
        days = (measured.last - measured.first).days + 1
        yield _person(facts, person, names[person]) | {
            "type": facts.said.of("type", person), "hired": facts.said.of("hired", person),
            "resumed": back,
            "worked": hours - _hundredths(leave), "leave": _hundredths(leave), "hours": hours,
            "measured": "monthly" if measured.how == "month" else f"look-back, {measured.how}",
            "measured.first": measured.first, "measured.last": measured.last,
            "stable.first": measured.stable_from, "stable.last": measured.stable_to,
            "weeks": round_half_up(Fraction(days * 100, WEEK)), "average": found.average,
            "a_month": found.a_month, "full": "Y" if found.full else "N",
            "reason": found.reason + (told if back else ""),
        }  # fmt: skip


def measuring_rule(said: Said) -> Rule:
    """Return how the company measures; what can't be said of it is measured as usual."""
    try:
        return rule(said.settings)
    except ValueError:
        return Rule(look_back=said.settings.get("method") == LOOK_BACK)


def _full_time(facts: Facts, by: Rule, person: str, of_month: Seconds) -> tuple[Span, Finding]:
    """Return what makes a person full time in a month, or else what keeps him from being it."""

    def found(one: Span) -> Finding:
        looked_back = facts.measured.get((person, one.first, one.last), 0)
        seconds = of_month if one.how == "month" else looked_back
        away = facts.away.get((person, one.first, one.last), 0)
        return finding(by, one, seconds, facts.since, away)

    back, _ = facts.resumed.get(person, (None, 0))
    every = [(one, found(one)) for one in spans_of(facts.said, by, facts.first, person, back)]
    return next((pair for pair in every if pair[1].full), every[0])


def hired_on(said: Said, person: str) -> date | None:
    """Return when a person was hired, where that was said."""
    hired = said.of("hired", person)
    try:
        return date.fromisoformat(hired) if hired else None
    except ValueError:
        return None


def spans_of(
    said: Said, by: Rule, month: date, person: str, resumed: date | None = None
) -> tuple[Span, ...]:
    """Return what decides about the month of a person, new since he ``resumed`` where he did."""
    hired = hired_on(said, person)
    if resumed is not None and (hired is None or hired < resumed):
        hired = resumed
    return spans(by, month, hired, said.of("type", person))


ROWS: Mapping[str, Callable[[Facts], Iterator[Record]]] = {
    "classification": by_classification,
    "day": by_day,
    "activity": by_activity,
    "eu_project": by_eu_project,
    "month": by_month,
}


def _person(facts: Facts, person: str, name: str) -> Record:
    first, last = names_of(name)
    given, _, middle = first.partition(" ")
    found: Record = {
        "person.number": person, "person.name": f"{first} {last}".strip(), "person.last": last,
        "person.first": given, "person.middle": middle[:1],
        "personnel": facts.said.of("personnel_no", person) or person,
    }  # fmt: skip
    return found | {
        f"said.{kind}": known.get(person, "") for kind, known in facts.said.known.items()
    }


def _by_person(lines: Iterable[Worked]) -> Iterator[tuple[tuple[str, str], list[Worked]]]:
    ordered = sorted(lines, key=lambda line: (line.person, line.name))
    for who, some in groupby(ordered, key=lambda line: (line.person, line.name)):
        yield who, list(some)


def _by_project(lines: Iterable[Worked]) -> Iterator[tuple[str, list[Worked]]]:
    ordered = sorted(lines, key=lambda line: line.project)
    for project, some in groupby(ordered, key=lambda line: line.project):
        yield project, list(some)


def _sums(lines: Iterable[Worked]) -> Mapping[str, tuple[Seconds, Cents]]:
    found: dict[str, tuple[Seconds, Cents]] = defaultdict(lambda: (0, 0))
    for line in lines:
        seconds, cents = found[line.person]
        found[line.person] = seconds + line.seconds, cents + line.cents
    return found


def _on(lines: Iterable[Worked], day: date) -> Seconds:
    return sum(line.seconds for line in lines if line.day == day)


def _hundredths(seconds: Seconds) -> int:
    return round_half_up(Fraction(seconds, 36))


def _is_attested(lines: Iterable[Worked]) -> bool:
    return all(own_word(line) or kind_of(line) == "leave" for line in lines)


def _attested(lines: Sequence[Worked]) -> str:
    """Return what hours rest on: a word, an inference, or (leave) a record that nobody infers."""
    if lines and all(kind_of(line) == "leave" for line in lines):
        return "recorded"
    return "attested" if _is_attested(lines) else "inferred, not attested"
