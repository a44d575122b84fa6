"""The demo company: made once, in an empty installation, the same for the same seed."""

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from timesheet.actions import asking, demo_books, deriving, kiosk, refitting
from timesheet.actions.signing import hash_password
from timesheet.core import calendar
from timesheet.core.demo import beside
from timesheet.core.demo import company as demo
from timesheet.core.demo.company import Demo
from timesheet.core.demo.nouns import Human, Through
from timesheet.core.demo.plan import DAY, Plan
from timesheet.core.demo.work import MEAL, MEAL_AFTER, MEAL_OVER
from timesheet.core.model import Instant
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.errors import Refused
from timesheet.exchange import truth
from timesheet.exchange.truth import Names
from timesheet.store import audit, declarations, derived, leave, policies, questions, rules
from timesheet.store import demo as store
from timesheet.store.db import Tx, read, write
from timesheet.store.demo import Made
from timesheet.store.leave import LeaveKind
from timesheet.store.policies import Company
from timesheet.store.questions import Budget

TRUTH = "demo_truth.csv.gz"
LARGEST, LONGEST = 10_000, 104
# Questions that wait on the workers' pages when somebody looks in for the first time.
ASKED_SINCE, MOST_ASKED = 60 * 3600, 200
# Its rosters tell so much that a second question a week would cost more taps than it sets right.
ASKING = Budget(per_week=1)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which company to make: ``until`` None is today. ``folder`` gets the file of the truth.

    ``secret`` is the installation's: the password differs from one installation to the next.
    """

    workers: int
    weeks: int
    seed: int
    now: Instant
    folder: Path
    secret: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody to sign in as."""

    role: str
    login: str
    password: str
    what: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The demo company: who may sign in, and whether it was there already (``known``).

    ``pin`` is everybody's at a shared tablet.
    """

    logins: tuple[Login, ...]
    until: date
    pin: str
    known: bool = False
    punches: int = 0
    weeks: int = 0


def make(request: Request, progress: Progress | None = None) -> Ready:
    """Make the demo company, or say that it is there.

    Refused where the installation has people or codes of its own, or another demo company.
    """
    _check(request)
    today = calendar.day_of(request.now, demo.ZONE)
    with read() as tx:
        there, empty = store.made(tx), store.is_empty(tx)
    if there is not None and _is_same(there, request):
        plan = _plan(request, there.until)
        return Ready(_logins(demo.found(plan), request), there.until, _pin(request), known=True)
    if there is not None or not empty:
        what = f"another demo company ({there.description})" if there else "people or codes"
        msg = (
            f"this installation has {what} already, and a demo company goes into an empty one "
            "only: name another folder with TIMESHEET_DATA, or another DATABASE_URL"
        )
        raise Refused(msg)
    return _make(request, _plan(request, request.until or today), progress)


def _check(request: Request) -> None:
    today = calendar.day_of(request.now, demo.ZONE)
    for name, value, least, most in (
        ("workers", request.workers, 4, LARGEST), ("weeks", request.weeks, 1, LONGEST)
    ):  # fmt: skip
        if not least <= value <= most:
            raise Refused(f"{name}: {value} is not between {least} and {most}", field=name)
    if request.until is not None and request.until > today:
        raise Refused(f"until: {request.until} lies in the future", field="until")


def _is_same(there: Made, request: Request) -> bool:
    """Tell whether that is the company asked for; without a last day any day will do."""
    return there.description == _described(request) and request.until in {None, there.until}


def _plan(request: Request, until: date) -> Plan:
    return Plan(request.workers, request.weeks, request.seed, until)


def _described(request: Request) -> str:
    return f"workers {request.workers}, weeks {request.weeks}, seed {request.seed}"


def _make(request: Request, plan: Plan, progress: Progress | None) -> Ready:
    made = demo.found(plan)
    # A day that is over ends at midnight; today ends now, with some people clocked in.
    now = min(request.now, calendar.start_of_day(plan.until + DAY, demo.ZONE))
    with (
        truth.writing(request.folder / TRUTH, _names(made)) as facts,
        write() as tx,
    ):
        _set_up(tx, request, made, now)
        history = store.History(tx, plan.seed, calendar.start_of_day(plan.first, demo.ZONE))
        groups = len(made.crews) + len(made.rostered)
        worked: dict[int, set[date]] = defaultdict(set)
        through: list[Through] = []
        for n, seen in enumerate(made.history(now), 1):
            history.add(seen)
            for stint in seen.truth:
                worked[stint.person].add(stint.day)
            through += seen.through
            facts.add(seen.truth)
            if progress:
                progress("people", n, groups)
        history.finish()
        _declare(tx, made, worked, through)
        _record(tx, request, plan, history.punches)
    weeks = deriving.derive_stale(
        (lambda done, total: progress("deriving", done, total)) if progress else None,
        words_only=True,
    )
    refitting.refit(
        now, (lambda done, total: progress("inferring", done, total)) if progress else None
    )
    asking.lately(now, now - ASKED_SINCE, MOST_ASKED)
    demo_books.budget_everything(made.admin, plan.first, plan.until, now)
    demo_books.name_everything(made.accounting, plan.first, plan.until, now)
    accountant = next(one for one in made.company.people if one.id == made.accounting)
    demo_books.close_older(made.accounting, accountant.name, demo.ZONE, now)
    _give_pins(made, request, now)
    return Ready(
        _logins(made, request), plan.until, _pin(request), punches=history.punches, weeks=weeks
    )


def _set_up(tx: Tx, request: Request, made: Demo, now: Instant) -> None:
    plan = made.plan
    settings = Company(name=demo.NAME, zone=demo.ZONE, pay_anchor=plan.anchor, demo=True)
    policies.set_company(tx, settings)
    hashed = hash_password(_password(request))
    store.add_company(tx, made.company, hashed, now, made.admin)
    _assign_policies(tx, made, now)
    questions.set_budget(tx, ASKING)
    for rule in made.company.rules:
        rules.add_version(tx, rule, now, made.admin)


def _declare(
    tx: Tx, made: Demo, worked: Mapping[int, set[date]], through: Sequence[Through]
) -> None:
    """Add what was declared beside the punches, and mark its weeks (they begin on Mondays)."""
    first = date(made.plan.first.year, 1, 1)
    for code, name, paid, accrual in beside.KINDS:
        leave.add_kind(tx, LeaveKind(code, 0, name, paid, first, accrual), 0, made.admin)
    weeks: set[tuple[int, date]] = set()
    people = made.company.people
    for said in beside.declared(made.plan, people, worked, through, made.accounting):
        declarations.put(tx, said)
        days = range((said.last - said.first).days + 1)
        weeks |= {(said.person, calendar.week_of(said.first + n * DAY)) for n in days}
    derived.mark_stale(tx, sorted(weeks))


# Where shifts are planned, coming late and leaving early show.
WATCHED = {"compliance": {"late_min": 10, "early_min": 10}}
MEALS = {
    "tiers": [{"over_min": MEAL_OVER // 60, "total_min": MEAL // 60}],
    "cap": True,
    "after_min": MEAL_AFTER // 60,
}


def _assign_policies(tx: Tx, made: Demo, now: Instant) -> None:
    """Let most have their meals deducted, some be paid for them, and some clock them."""
    company, code = made.company, "us-flsa"
    usual, plain = PRESETS[code] | WATCHED, PRESETS["plain"]
    _assign(tx, made, now, code, _deducting(usual), "us-flsa, meal deducted")
    for team in company.duty_teams:
        _assign(tx, made, now, f"duty-{team}", usual, "us-flsa, meals on duty paid", team)
    if company.plain_team is not None:
        _assign(tx, made, now, "plain", _deducting(plain), "plain", company.plain_team)
    if company.clocking_team is not None:
        code = "us-california"
        _assign(tx, made, now, code, PRESETS[code] | WATCHED, code, company.clocking_team)


def _deducting(rules: dict[str, Any]) -> dict[str, Any]:
    return rules | {"breaks": rules.get("breaks", {}) | {"auto_deduct": MEALS}}


def _assign(
    tx: Tx,
    made: Demo,
    at: Instant,
    code: str,
    rules: dict[str, Any],
    name: str,
    team: int | None = None,
) -> None:
    document = json.dumps(Policy.from_dict(rules).to_dict(), separators=(",", ":"))
    first = date(made.plan.first.year - 1, 1, 1)
    policies.add_pay_policy(
        tx, code=code, name=name, effective_from=first, document=document, team=team, person=None,
        at=at, by=made.admin,
    )  # fmt: skip


def _record(tx: Tx, request: Request, plan: Plan, punches: int) -> None:
    store.add_batch(tx, _described(request), TRUTH, punches, request.now, plan.first, plan.until)
    audit.record(tx, None, "demo_made", "company", 1, {"plan": _described(request)})


def _names(made: Demo) -> Names:
    company = made.company
    return Names(
        {person.id: person.number for person in company.people},
        {team.id: team.name for team in company.teams},
        {project.id: project.code for project in company.projects},
        {task.id: task.code for task in company.tasks},
        {site.id: site.name for site in company.sites},
    )


def _give_pins(made: Demo, request: Request, now: Instant) -> None:
    """Give everybody the demo's PIN: a shared tablet can be tried without preparing each one."""
    key, pin = kiosk.pepper(request.secret), _pin(request)
    with write() as tx:
        for human in made.company.people:
            kiosk.keep_pin(tx, human.id, pin, key, now)


def _pin(request: Request) -> str:
    """Return the demo's PIN: as its password, of this seed in this installation."""
    said = hashlib.blake2b(
        f"demo pin {request.seed}".encode(), key=request.secret.encode()[:64], digest_size=6
    )
    return f"24{int.from_bytes(said.digest(), 'big') % 10**3:03}7"


def _password(request: Request) -> str:
    """Return the demo's password: of this seed, in this installation, and in no other."""
    said = hashlib.blake2b(
        f"demo {request.seed}".encode(), key=request.secret.encode()[:64], digest_size=10
    )
    text = base64.b32encode(said.digest()).decode().lower()
    return "-".join(text[n : n + 4] for n in range(0, 16, 4))


def _logins(made: Demo, request: Request) -> tuple[Login, ...]:
    password = _password(request)
    teams = {team.id: team for team in made.company.teams}

    def login(role: str, human: Human) -> Login:
        what = f"{human.name}, {teams[human.team].name}" if human.team else human.name
        return Login(role, human.login, password, what)

    people = [human for human in made.company.people if human.ended_on is None]
    seen: set[str] = set()
    found = []
    for human in people:
        team = teams[human.team].name.split()[0] if human.team else ""
        role = "lead" if "lead" in human.roles else human.roles[0]
        if f"{role} {team}" not in seen:
            seen.add(f"{role} {team}")
            found.append(login(role, human))
    order = ("worker", "lead", "accounting", "admin")
    return tuple(sorted(found, key=lambda one: order.index(one.role)))
