"""Small pictures made by hand, with what cameras write beside them."""

import struct
import zlib

SECRET = b"GPS 39.74 N, by Ana"


def png(width: int = 2, height: int = 2, rows: int = 2) -> bytes:
    """Return a red PNG with a comment; it can be drawn where it has as many rows as it is high."""
    drawn = b"".join(b"\x00" + b"\xff\x00\x00" * width for _ in range(rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"tEXt", b"Comment\x00" + SECRET), (b"eXIf", SECRET),
             (b"IDAT", zlib.compress(drawn)), (b"IEND", b""))  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def jpeg(width: int = 8, height: int = 8) -> bytes:
    """Return the segments of a JPEG, as far as its reading goes, with EXIF and a comment."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\x00"),
            _segment(0xE1, b"Exif\x00\x00" + SECRET),
            _segment(0xFE, SECRET),
            _segment(0xDB, b"\x00" + b"\x01" * 64),
            _segment(0xC0, frame),
            _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            scan,
            b"\xff\xd9",
        )
    )


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data
