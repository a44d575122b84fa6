"""Reminders in the words of mails and of devices' screens, in their receiver's language."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from timesheet import now
from timesheet.actions import choosing
from timesheet.actions.posting import Carrier
from timesheet.core.reminding import Cause, Way
from timesheet.errors import Missing
from timesheet.exchange.post import push
from timesheet.exchange.post.mail import Letter, Mailer
from timesheet.exchange.post.outcome import Outcome
from timesheet.exchange.post.push import Message
from timesheet.settings import Settings
from timesheet.store.sendable import Waiting
from timesheet.web import reminders
from timesheet.web.i18n import gettext as _

PROOF_LASTS = 3 * 86400
"""Seconds for which the link in the proof of an address works."""


@contextmanager
def carriers(settings: Settings) -> Iterator[Mapping[Way, Carrier]]:
    """Give what carries reminders by each way that this installation has."""
    with Mailer(settings) as mailer:
        found: dict[Way, Carrier] = {}
        if settings.mails:
            found[Way.MAIL] = lambda one: mailer.send(reminder(one))
        if settings.pushes:
            found[Way.PUSH] = lambda one: _push(one, settings)
        yield found


def _push(one: Waiting, settings: Settings) -> Outcome:
    device, about = one.device, one.reminder
    if device is None:
        return Outcome.NEVER
    keys = (device.endpoint, device.p256dh, device.auth)
    told = json.dumps(notice(one), ensure_ascii=False).encode()
    occasion = f"{about.cause} {about.about}"
    return push.send(Message(*keys, told, about.until, occasion), settings, now.utc())


def notice(one: Waiting) -> dict[str, str]:
    """Return what a device shows of a reminder: the words, where a tap leads, how to stop it."""
    about = one.reminder
    token = stop_token(about.person, about.cause, one.way)
    with force_locale(one.locale):
        said = reminders.in_words(about, one.zone, now.utc())
        return {
            "title": said.words,
            "body": said.why,
            "tag": about.cause.value,
            "lang": one.locale.replace("_", "-"),
            "action": _("Stop these"),
            "stop": urlsplit(_address("reminder_links.off", token=token)).path,
        }


def reminder(one: Waiting) -> Letter:
    """Return the mail of a reminder: what is asked, why, a link, and how to stop such mails."""
    about = one.reminder
    off = _address("reminder_links.off", token=stop_token(about.person, about.cause, one.way))
    with force_locale(one.locale):
        said = reminders.in_words(about, one.zone, now.utc())
        text = _(
            "%(question)s\n%(why)s\n\nAnswer it here: %(link)s\n\nNo more such mails: %(stop)s\n",
            question=said.words,
            why=said.why,
            link=_address("worker.home"),
            stop=off,
        )
        return Letter(one.address, said.words, text, off)


def prove_address(settings: Settings, person: int) -> None:
    """Send the link that proves an address to be a person's; nothing where none waits for it."""
    address, locale = choosing.unproved(person)
    if not (address and settings.mails):
        return
    link = _address("reminder_links.proof", token=proof_token(person, address))
    with force_locale(locale):
        text = _(
            "Somebody wants reminders of the time clock sent to this address.\n"
            "If it was you, open this link: %(link)s\n\n"
            "If it wasn’t, do nothing: nothing more is sent here.\n",
            link=link,
        )
        letter = Letter(address, _("Is this your mail address?"), text)
    with Mailer(settings) as mailer:
        if mailer.send(letter) in {Outcome.AWAY, Outcome.LATER}:
            msg = "the mail server took nothing"
            raise ConnectionError(msg)


def stop_token(person: int, cause: Cause, way: Way) -> str:
    """Return what lets its holder stop one kind of reminder of a person, and do nothing else."""
    return str(_stops().dumps([person, cause.value, way.value]))


def stopped(token: str) -> tuple[int, Cause, Way]:
    """Return what a token stops; Missing where it isn't ours."""
    try:
        person, cause, way = _stops().loads(token)
        return int(person), Cause(cause), Way(way)
    except (BadData, ValueError, TypeError):
        raise Missing("no such link") from None


def proof_token(person: int, address: str) -> str:
    """Return what proves that its holder reads the mails of an address."""
    return str(_proofs().dumps([person, address]))


def proved(token: str) -> tuple[int, str]:
    """Return whose address a token proves, and which; Missing where it isn't ours or is too old."""
    try:
        person, address = _proofs().loads(token, max_age=PROOF_LASTS)
        return int(person), str(address)
    except (BadData, ValueError, TypeError):
        raise Missing("no such link") from None


def _stops() -> Any:
    return URLSafeSerializer(str(current_app.secret_key), salt="reminder-stop")


def _proofs() -> Any:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="reminder-address")


def _address(endpoint: str, **values: str) -> str:
    """Return the address of a page as people reach it, outside of any request."""
    settings: Settings = current_app.config["TIMESHEET"]
    scheme, _sep, rest = settings.public_url.partition("://")
    host, _slash, path = rest.partition("/")
    return str(
        current_app.url_map.bind(host, f"/{path}", url_scheme=scheme).build(
            endpoint, values, force_external=True
        )
    )
