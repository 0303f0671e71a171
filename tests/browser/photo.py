"""A picture as a phone's camera would hand it over; small, but a real PNG."""

import struct
import zlib
from typing import Any

WIDTH, HEIGHT = 64, 48


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png() -> bytes:
    """A gradient, line by line: filter byte 0, then one grey byte a pixel."""
    rows = b"".join(bytes([0, *((x * 3 + y) % 256 for x in range(WIDTH))]) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def a_photo(name: str) -> dict[str, Any]:
    """As playwright hands a file to a page."""
    return {"name": name, "mimeType": "image/png", "buffer": png()}
