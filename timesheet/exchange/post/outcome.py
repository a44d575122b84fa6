"""What came of an attempt to send something."""

from enum import StrEnum


class Outcome(StrEnum):
    """Of an attempt: SENT, or perhaps sent, is the end of it; so is NEVER, a refusal for good.

    LATER: refused for now. AWAY: the service can't be reached, and nothing else need be tried now.
    GONE: there is no such receiver any more.
    """

    SENT = "sent"
    LATER = "later"
    AWAY = "away"
    NEVER = "never"
    GONE = "gone"
