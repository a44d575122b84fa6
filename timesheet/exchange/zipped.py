"""Workbooks of strangers as archives: opened only where they unpack to what a workbook may hold."""

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from timesheet.errors import Refused

WORKBOOK = b"PK"
MOST_PARTS = 200
SIDE_BYTES = 2_000_000
# Sheets shrink to a tenth or a twentieth; what shrinks a hundredfold was made to be a bomb.
MOST_RATIO, SMALL_PART = 100, 1_000_000
_ROWS = re.compile(r"xl/(worksheets/.*|sharedStrings\.xml)")
_END = b"PK\x05\x06"


def no_file() -> Refused:
    """Return the refusal of what is no file of this kind at all."""
    return Refused("This is neither a workbook (.xlsx) nor a CSV; save it as one of them.")


def archive(content: bytes, most_bytes: int, too_large: Callable[[], Refused]) -> ZipFile:
    """Return a workbook's archive; Refused where it is none, or unpacks to more than it may."""
    end = content.rfind(_END)
    # Counted before the directory is read: a hundred thousand entries take long already.
    if end < 0 or int.from_bytes(content[end + 10 : end + 12], "little") > MOST_PARTS:
        raise too_large() if end >= 0 else no_file()
    opened = ZipFile(BytesIO(content))
    parts = opened.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_bytes:
        raise too_large()
    if any(_swollen(part) for part in parts):
        raise too_large()
    return opened


def _swollen(part: ZipInfo) -> bool:
    ratio = part.file_size / max(1, part.compress_size)
    if part.file_size > SMALL_PART and ratio > MOST_RATIO:
        return True
    return part.file_size > SIDE_BYTES and not _ROWS.fullmatch(part.filename)
