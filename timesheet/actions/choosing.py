"""What a person says of his reminders: which, by which ways, when not, and where he is reached."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from timesheet.actions import guessing
from timesheet.actions.guessing import Limit
from timesheet.core.model import HOUR, Instant
from timesheet.core.reminding import Cause, Quiet, Way
from timesheet.errors import Missing, Refused
from timesheet.store import jobs, people, reached, reminders
from timesheet.store.db import read, write
from timesheet.store.reached import Device, Reach
from timesheet.store.reminders import Choice, Policy

PROVE = "prove_address"
"""The job that sends the proof of an address."""
PROOFS = Limit(3, HOUR)
TOO_MANY = "Too many mails were asked for. Try again in %(wait)s seconds."
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,189}\.[A-Za-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person's choices beside what the company allows."""

    policy: Policy
    choices: Mapping[Cause, Choice]
    reach: Reach
    devices: tuple[Device, ...]

    @property
    def quiet(self) -> Quiet:
        """Return his quiet hours: his own, else the company's."""
        return self.reach.quiet or company_quiet(self.policy)


def company_quiet(policy: Policy) -> Quiet:
    """Return the quiet hours of who says nothing else."""
    return Quiet(policy.quiet_start, policy.quiet_end)


def chosen(person: int) -> Chosen:
    """Return what a person has chosen."""
    with read() as tx:
        return Chosen(
            reminders.policy(tx),
            reminders.choices_of(tx, person),
            reached.reach(tx, person),
            tuple(reached.devices_of(tx, person)),
        )


def choose(
    person: int,
    ticked: Mapping[Cause, AbstractSet[Way]],
    offered: AbstractSet[Way],
    quiet: Quiet,
    locale: str,
) -> None:
    """Keep by which of the ways offered a person wants each cause, and when none.

    What he said of other ways and causes stays. He is written to in ``locale`` from now on.
    """
    with write() as tx:
        before = reminders.choices_of(tx, person)
        for cause, ways in ticked.items():
            said = {way.value: way in ways for way in offered}
            reminders.choose(tx, person, cause, replace(before[cause], **said))
        own = None if quiet == company_quiet(reminders.policy(tx)) else quiet
        new = replace(reached.reach(tx, person), quiet=own, locale=locale)
        reached.set_reach(tx, person, new)


def stop_way(person: int, cause: Cause, way: Way) -> None:
    """Let a person be reminded of a cause by one way no more."""
    with write() as tx:
        choice = reminders.choices_of(tx, person)[cause]
        reminders.choose(tx, person, cause, replace(choice, **{way.value: False}))


def set_address(person: int, address: str, locale: str, now: Instant) -> None:
    """Let a person be reached at an address once he has opened the link that is sent there.

    Refused where it is none. The present address stands no more, as it isn't wanted any longer.
    """
    said = address.strip()
    if len(said) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(said):
        msg = "That is not a mail address, like ana@example.com."
        raise Refused(msg, field="address")
    guessing.attempt({f"mail address of {person}": PROOFS}, now, TOO_MANY)
    with write() as tx:
        new = replace(reached.reach(tx, person), address=said, proved_at=None, locale=locale)
        reached.set_reach(tx, person, new)
        jobs.ask(tx, PROVE, f"{PROVE} {person}", {"person": person}, now)


def forget_address(person: int) -> None:
    """Send a person no mails any more, and forget where to."""
    with write() as tx:
        held = reached.reach(tx, person)
        if held.address:
            reached.set_reach(tx, person, replace(held, address="", proved_at=None))


def unproved(person: int) -> tuple[str, str]:
    """Return the address that waits for its proof ("": none does), and the person's language."""
    with read() as tx:
        found, shown = reached.reach(tx, person), people.shown(tx, person)
    if shown is None or found.proved_at is not None:
        return "", ""
    return found.address, found.locale or shown[2]


def prove(person: int, address: str, now: Instant) -> bool:
    """Note that an address is a person's; False where he has named another since."""
    with write() as tx:
        return reached.prove(tx, person, address, now)


def add_device(person: int, device: Device, locale: str) -> None:
    """Let a device show a person's reminders, in the language of the page it was said on."""
    with write() as tx:
        reached.set_reach(tx, person, replace(reached.reach(tx, person), locale=locale))
        reached.add_device(tx, person, device)


def pushes_allowed() -> bool:
    """Tell whether the company lets people be reminded on their devices."""
    with read() as tx:
        return reminders.policy(tx).push


def forget_device(person: int, key: int) -> None:
    """Let a device of a person's show nothing any more; Missing where it isn't his."""
    with write() as tx:
        if key not in {one.id for one in reached.devices_of(tx, person)}:
            raise Missing("no such device")
        reached.forget_devices(tx, [key])
