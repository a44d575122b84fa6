"""How providers call what we know: people, pay codes, codes and settings, on one page."""

from collections.abc import Mapping
from dataclasses import dataclass

from timesheet.actions import batches
from timesheet.core.export.profile import BOOKED, Family, Profile, Setting
from timesheet.core.model import Instant
from timesheet.errors import Refused
from timesheet.store import audit
from timesheet.store import batches as stored
from timesheet.store import names as naming
from timesheet.store.db import read, write
from timesheet.store.names import Names

LONGEST = 200
SENDS = ("hours", "money", "both")
LEDGER = (
    Setting("direct", "Account: direct labor", required=False, default="6010"),
    Setting("indirect", "Account: indirect labor", required=False, default="6000"),
    Setting("wages_due", "Account: accrued wages", required=False, default="2110"),
    Setting("burden", "Account: burden", required=False, default="6020"),
    Setting("taxes_due", "Account: accrued payroll taxes", required=False, default="2120"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """Something of ours and the provider's name for it: None: nobody said; "": not exported."""

    kind: str
    own: str
    title: str
    theirs: str | None
    sends: str = "hours"


@dataclass(frozen=True, slots=True)
class Page:
    """All that a profile may call otherwise: its settings, and the names by kind."""

    profile: Profile
    settings: tuple[tuple[Setting, str], ...]
    kinds: Mapping[str, tuple[Named, ...]]


def page(code: str) -> Page:
    """Return how a provider calls what we know; Missing where there is no such profile."""
    chosen = batches.profile(code)
    with read() as tx:
        said, ours = stored.names_at(tx, code), naming.names(tx)
        used = stored.used_pay_codes(tx)
    wanted = settings_of(chosen)
    settings = tuple((one, said.settings.get(one.name, "")) for one in wanted)
    kinds: dict[str, tuple[Named, ...]] = {}
    # A ledger's accounts come first: without them there is no file.
    for kind in sorted(chosen.kinds, key=lambda one: one != "account"):
        if kind == "pay_code":
            known = sorted({*used, *said.earnings})
            kinds[kind] = tuple(
                Named(kind, own, own, earning.code if earning else None,
                      earning.sends if earning else "hours")
                for own in known
                for earning in [said.earnings.get(own)]
            )  # fmt: skip
        elif kind == "account":
            booked = dict(getattr(batches.accounts(said), one.name) for one in LEDGER)
            kinds[kind] = tuple(
                Named(kind, own, title, said.of(kind, own)) for own, title in booked.items()
            )
        else:
            kinds[kind] = tuple(
                Named(kind, own, title, said.of(kind, own)) for own, title in _ours(ours, kind)
            )
    if chosen.family is Family.JOURNAL:
        codes = sorted({*used, *said.known.get(BOOKED[0], {})})
        rows = {
            "account_of_pay_code": [(code, "") for code in codes],
            "account_of_project": _ours(ours, "project"),
            "account_of_cost_center": _ours(ours, "cost_center"),
        }
        for kind in BOOKED:
            kinds[kind] = tuple(
                Named(kind, own, title, said.of(kind, own)) for own, title in rows[kind]
            )
    return Page(chosen, settings, kinds)


def settings_of(chosen: Profile) -> tuple[Setting, ...]:
    """Return what only the customer knows: a ledger's accounts among it."""
    return (*chosen.settings, *(LEDGER if chosen.family is Family.JOURNAL else ()))


def _ours(names: Names, kind: str) -> list[tuple[str, str]]:
    if kind == "person":
        return sorted((one.number, one.name) for one in names.people.values() if one.number)
    if kind == "project":
        return sorted((one.code, one.name) for one in names.projects.values())
    plain = {"task": names.tasks, "cost_code": names.cost_codes, "cost_center": names.cost_centers}
    return sorted({(name, "") for name in plain.get(kind, {}).values()})


def say(code: str, given: Mapping[str, str], author: int, now: Instant) -> int:
    """Take over what a form says, by fields "kind:own"; return how many names are new.

    An empty field says nothing, but takes back what was said before; for a pay code, "-" says
    explicitly that it is not exported. Refused names the field that is too long.
    """
    shown = page(code)
    said: dict[tuple[str, str], tuple[str | None, str]] = {}
    for setting, _ in shown.settings:
        said |= _one(given, "setting", setting.name)
    for kind, named in shown.kinds.items():
        for one in named:
            said |= _one(given, kind, one.own)
    pasted = _pasted(given, shown)
    with write() as tx:
        count = stored.say_names(tx, code, said | pasted, (author, now))
        if count:
            audit.record(tx, author, "export_names", "profile", None, {"profile": code, "n": count})
    return count


def _one(
    given: Mapping[str, str], kind: str, own: str
) -> dict[tuple[str, str], tuple[str | None, str]]:
    field = f"{kind}:{own}"
    if field not in given:
        return {}
    text = " ".join(given[field].split())
    if len(text) > LONGEST:
        raise Refused("%(name)s is longer than 200 characters.", field=field, name=own)
    sends = given.get(f"sends:{own}", "hours") if kind == "pay_code" else "hours"
    if sends not in SENDS:
        raise Refused("Choose hours, money or both.", field=f"sends:{own}")
    if kind == "pay_code" and text == "-":
        return {(kind, own): ("", sends)}
    return {(kind, own): (text or None, sends)}


def _pasted(given: Mapping[str, str], shown: Page) -> dict[tuple[str, str], tuple[str | None, str]]:
    """Return the names of rows that were pasted from a sheet: ours, then the provider's."""
    found: dict[tuple[str, str], tuple[str | None, str]] = {}
    for kind, named in shown.kinds.items():
        known = {one.own: one for one in named}
        for number, row in enumerate(given.get(f"paste:{kind}", "").splitlines(), 1):
            if not row.strip():
                continue
            own, two, theirs = (row if "\t" in row else row.replace(";", "\t", 1)).partition("\t")
            if not two:
                raise Refused(
                    "Row %(row)s: “%(name)s” has no second column; a tab after it takes the"
                    " name back.",
                    field=f"paste:{kind}", row=number, name=own.strip()[:40],
                )  # fmt: skip
            if own.strip() not in known:
                raise Refused(
                    "Row %(row)s: there is no %(name)s here.",
                    field=f"paste:{kind}", row=number, name=own.strip()[:40],
                )  # fmt: skip
            one = known[own.strip()]
            as_sent = {f"sends:{one.own}": one.sends, **given, f"{kind}:{one.own}": theirs}
            found |= _one(as_sent, kind, one.own)
    return found
