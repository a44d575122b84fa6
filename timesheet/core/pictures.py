"""A small picture of a person, taken in strictly.

Its kind is that of its first bytes, its size that of its own header, and nothing is kept but what
draws it: places, dates, cameras and comments fall away.
"""

from collections.abc import Iterator
from typing import NamedTuple

LARGEST = 200_000
"""Bytes; a page sends far fewer, as it draws the picture small first."""
WIDEST = 1024
"""Pixels of either side."""

_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
# Frames that tell a JPEG's size; the others of the range are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE


class Unfit(ValueError):
    """Not a picture that can be taken."""


class Picture(NamedTuple):
    """A picture as it is kept: its media type and its bytes."""

    kind: str
    data: bytes


def taken(data: bytes) -> Picture:
    """Return a JPEG or PNG without anything that doesn't draw it; Unfit where it is none, or large.

    What follows its end is cut off, so that no other file can hide in it.
    """
    if not 0 < len(data) <= LARGEST:
        raise Unfit("size")
    if data.startswith(_PNG):
        return Picture("image/png", _PNG + b"".join(_chunks(data)))
    if data.startswith(b"\xff\xd8\xff"):
        return Picture("image/jpeg", b"\xff\xd8" + b"".join(_segments(data)))
    raise Unfit("kind")


def _check(width: int, height: int) -> None:
    if not (0 < width <= WIDEST and 0 < height <= WIDEST):
        raise Unfit("pixels")


def _chunks(data: bytes) -> Iterator[bytes]:
    """Yield the chunks of a PNG that draw it, from its header to its end."""
    at, ended = len(_PNG), False
    if data[at + 4 : at + 8] != b"IHDR":
        raise Unfit("kind")
    while not ended:
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        chunk = data[at : at + 12 + length]
        if len(name) < 4 or len(chunk) < 12 + length:
            raise Unfit("kind")
        if name == b"IHDR":
            _check(int.from_bytes(chunk[8:12], "big"), int.from_bytes(chunk[12:16], "big"))
        if name in _DRAWS:
            yield chunk
        at, ended = at + len(chunk), name == b"IEND"


def _segments(data: bytes) -> Iterator[bytes]:
    """Yield the segments of a JPEG that draw it, and its scans, to its end."""
    at, sized = 2, False
    while True:
        if data[at : at + 1] != b"\xff" or at + 2 > len(data):
            raise Unfit("kind")
        marker = data[at + 1]
        if marker == _END:
            if not sized:
                raise Unfit("kind")
            yield b"\xff\xd9"
            return
        if marker in _BARE:
            at += 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at:end]
        if len(segment) < 4 or end > len(data):
            raise Unfit("kind")
        if marker in _FRAMES:
            _check(int.from_bytes(segment[7:9], "big"), int.from_bytes(segment[5:7], "big"))
            sized = True
        if marker == _SCAN:
            end = _scan_end(data, end)
            segment = data[at:end]
        if marker != _COMMENT and not 0xE0 <= marker <= 0xEF:
            yield segment
        at = end


def _scan_end(data: bytes, at: int) -> int:
    """Return where a scan ends: at the next marker that isn't one of its own."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Unfit("kind")
        if data[at + 1] not in {0x00, 0xFF, *range(0xD0, 0xD8)}:
            return at
        at += 1 if data[at + 1] == 0xFF else 2
