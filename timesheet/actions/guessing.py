"""How fast somebody may guess: a password, a PIN, a code. There is never a hard lock."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

from timesheet.core.model import Instant, Seconds
from timesheet.errors import Refused
from timesheet.store import sessions
from timesheet.store.db import write

KEEP: Seconds = 24 * 3600


class Limit(NamedTuple):
    """How many wrong guesses are looked at within a window."""

    most: int
    window: Seconds


class TooMany(Refused):
    """Too many wrong guesses; ``wait`` seconds until the next is looked at."""

    def __init__(self, wait: Seconds, text: str) -> None:
        super().__init__(text, wait=wait)
        self.wait = wait


def attempt(limits: Mapping[str, Limit], now: Instant, text: str) -> list[int]:
    """Count a guess before it is looked at: of many at once, none slips through the limit.

    Returns what to give to ``right`` if it was right; TooMany, in the words of ``text`` with its
    place %(wait)s, where a limit is reached.
    """
    with write() as tx:
        for key, limit in sorted(limits.items()):
            count, first = sessions.attempts_since(tx, key, now - limit.window)
            if count >= limit.most:
                raise TooMany(max(1, first + limit.window - now), text)
        return sessions.add_attempt(tx, sorted(limits), now, KEEP)


def right(made: list[int]) -> None:
    """Let a guess that was right count for nothing."""
    with write() as tx:
        sessions.forget_attempt(tx, made)


def neighbourhood(address: str) -> str:
    """Return the network that guesses from an address count for: an IPv6 customer has a /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
