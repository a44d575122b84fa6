"""Text that others will open: without what no file may hold, and without formulas in it."""

import re

# Everything XML 1.0 can't carry, lone surrogates included (a file system or a bad client makes
# them; no encoder takes them).
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# A spreadsheet evaluates what starts with one of these; some strip spaces, invisible and control
# characters first, and East Asian versions read the full-width signs alike.
_SIGN = "[=+\\-@＝＋－＠]"
_UNSEEN = r"[\s\x00-\x1f\x7f\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*"
_START = re.compile(rf"[\t\r\n\0]|{_UNSEEN}{_SIGN}")

# A file with commas opened where lists are parted by semicolons (or the other way round) is cut
# within the text, and what follows the cut would be evaluated.
_CUT = re.compile(rf"([,;\t\r\n]{_UNSEEN})({_SIGN}?)")


def legal(text: str) -> str:
    """Replace what XML 1.0 can't hold (control characters, lone surrogates) by U+FFFD."""
    # Nearly every text is printable through and through, and that is told at once.
    return text if text.isprintable() else _ILLEGAL.sub("\ufffd", text)


def disarmed(text: str) -> str:
    """Put an apostrophe before whatever a spreadsheet would run as a formula."""
    safe = _CUT.sub(lambda cut: f"{cut[1]}'{cut[2]}" if cut[2] else cut[0], text)
    return f"'{safe}" if _START.match(text) else safe
