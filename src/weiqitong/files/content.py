"""What a file is, told from its bytes; a name claims, it proves nothing. It stores nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

HEAD: Final = 4096
STEP: Final = 256 * 1024


class Readable(Protocol):
    """A seekable file of bytes: an open file or an upload."""

    def read(self, count: int = -1, /) -> bytes: ...
    def seek(self, place: int, whence: int = 0, /) -> int: ...


class Family(TextChoices):
    """What people call it; a name may differ from the content only inside one family."""

    PICTURE = "picture", _("a picture")
    PDF = "pdf", _("a PDF document")
    DOCUMENT = "document", _("a Word document")
    WORKBOOK = "workbook", _("an Excel workbook")
    TEXT = "text", _("plain text")
    SOUND = "sound", _("a sound recording")
    FILM = "film", _("a video")
    PROGRAM = "program", _("a program")
    ARCHIVE = "archive", _("an archive")
    MACROS = "macros", _("a document with macros")
    PAGE = "page", _("a web page")
    DAMAGED = "damaged", _("a damaged file")
    OTHER = "other", _("of a kind that is not taken here")


REFUSED: Final = frozenset(
    {
        Family.PROGRAM,
        Family.ARCHIVE,
        Family.MACROS,
        Family.PAGE,
        Family.DAMAGED,
        Family.OTHER,
    }
)

_OOXML: Final = "application/vnd.openxmlformats-officedocument."
FAMILIES: Final[dict[str, Family]] = {
    "image/jpeg": Family.PICTURE,
    "image/png": Family.PICTURE,
    "image/webp": Family.PICTURE,
    "image/heic": Family.PICTURE,
    "application/pdf": Family.PDF,
    "application/msword": Family.DOCUMENT,
    f"{_OOXML}wordprocessingml.document": Family.DOCUMENT,
    "application/vnd.ms-excel": Family.WORKBOOK,
    f"{_OOXML}spreadsheetml.sheet": Family.WORKBOOK,
    "application/vnd.oasis.opendocument.spreadsheet": Family.WORKBOOK,
    "text/plain": Family.TEXT,
    "text/csv": Family.TEXT,
    "audio/mpeg": Family.SOUND,
    "audio/mp4": Family.SOUND,
    "video/mp4": Family.FILM,
}
EXTENSIONS: Final[dict[str, Family]] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "heic", "heif"), Family.PICTURE),
    "pdf": Family.PDF,
    **dict.fromkeys(("doc", "docx"), Family.DOCUMENT),
    **dict.fromkeys(("xls", "xlsx", "ods"), Family.WORKBOOK),
    **dict.fromkeys(("txt", "csv", "log", "md"), Family.TEXT),
    **dict.fromkeys(("mp3", "m4a"), Family.SOUND),
    **dict.fromkeys(("mp4", "mov"), Family.FILM),
}
PROGRAM_EXTENSIONS: Final = frozenset(
    {"apk", "app", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk"}
    | {"msi", "pif", "ps1", "py", "reg", "scr", "sh", "vbe", "vbs", "wsf"}
)
PROGRAM_HEADS: Final = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
)
ARCHIVE_HEADS: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
PAGE_WORDS: Final = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<?xml")
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"heim"})
OLE_HEAD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams inside the old Office container, which is also that of installers and mail.
OLE_WORD: Final = "WordDocument".encode("utf-16-le")
OLE_BOOKS: Final = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
OLE_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")
OLE_SEALED: Final = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Found:
    """What the bytes are: a family for people and a media type for browsers, empty when refused."""

    family: Family
    media: str = ""

    @property
    def refused(self) -> bool:
        return self.family in REFUSED


def _of(media: str) -> Found:
    return Found(FAMILIES[media], media)


def extension(name: str) -> str:
    """The last extension of a name in lower case, without the dot; empty when it has none."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem and len(last) <= 10 else ""


def find(file: Readable, name: str) -> Found:
    """Tell the content of a seekable file; `name` only parts csv and scripts from plain text."""
    file.seek(0)
    head = file.read(HEAD)
    found = _by_head(head) or _by_container(file, head) or _text(file, head, name)
    file.seek(0)
    return found or Found(Family.OTHER)


def _by_head(head: bytes) -> Found | None:
    if head.startswith(PROGRAM_HEADS):
        return Found(Family.PROGRAM)
    if head.startswith(ARCHIVE_HEADS):
        return Found(Family.ARCHIVE)
    tests: tuple[tuple[bool, str], ...] = (
        (head.startswith(b"\xff\xd8\xff"), "image/jpeg"),
        (head.startswith(b"\x89PNG\r\n\x1a\n"), "image/png"),
        (head[:4] == b"RIFF" and head[8:12] == b"WEBP", "image/webp"),
        (b"%PDF-" in head[:1024], "application/pdf"),
        (head.startswith(b"ID3"), "audio/mpeg"),
        (_is_mpeg_frame(head), "audio/mpeg"),
    )
    media = next((media for true, media in tests if true), "")
    if media:
        return _of(media)
    return _by_brand(head[8:12]) if head[4:8] == b"ftyp" else None


def _is_mpeg_frame(head: bytes) -> bool:
    """Frame sync with a layer, bit rate and sampling rate that exist; UTF-16's mark is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    return head[1] & 0x06 == 0x02 and head[2] & 0xF0 not in (0x00, 0xF0) and head[2] & 0x0C != 0x0C


def _by_brand(brand: bytes) -> Found:
    if brand in HEIC_BRANDS:
        return _of("image/heic")
    return _of("audio/mp4" if brand.startswith((b"M4A", b"M4B")) else "video/mp4")


def _by_container(file: Readable, head: bytes) -> Found | None:
    if head.startswith(b"PK"):
        return _zip(file)
    return _ole(file) if head.startswith(OLE_HEAD) else None


def _zip(file: Readable) -> Found:
    try:
        with zipfile.ZipFile(file) as container:
            names = set(container.namelist())
            media = container.read("mimetype", None)[:60] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return Found(Family.DAMAGED)
    if any(name.endswith("vbaProject.bin") for name in names):
        return Found(Family.MACROS)
    if "word/document.xml" in names:
        return _of(f"{_OOXML}wordprocessingml.document")
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return _of(f"{_OOXML}spreadsheetml.sheet")
    if media.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return _of("application/vnd.oasis.opendocument.spreadsheet")
    if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
        return Found(Family.PROGRAM)
    return Found(Family.ARCHIVE)


def _ole(file: Readable) -> Found:
    wanted = (OLE_WORD, *OLE_BOOKS, OLE_MACROS, OLE_SEALED)
    seen = contains(file, wanted)
    if OLE_MACROS in seen:
        return Found(Family.MACROS)
    if OLE_WORD in seen:
        return _of("application/msword")
    # A sealed package is a workbook or document with a password; its reader says so.
    if OLE_SEALED in seen or seen.intersection(OLE_BOOKS):
        return _of("application/vnd.ms-excel")
    return Found(Family.OTHER)


def contains(file: Readable, needles: tuple[bytes, ...]) -> set[bytes]:
    """Which of the needles occur anywhere in a file, read in steps."""
    overlap = max(map(len, needles)) - 1
    seen: set[bytes] = set()
    tail = b""
    for block in blocks(file):
        window = tail + block
        seen.update(needle for needle in needles if needle in window)
        tail = window[-overlap:]
    return seen


def blocks(file: Readable) -> Iterator[bytes]:
    """The bytes of a seekable file from its beginning, never all in memory."""
    file.seek(0)
    while block := file.read(STEP):
        yield block


def _text(file: Readable, head: bytes, name: str) -> Found | None:
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not head or (not marked and any(b"\0" in block for block in blocks(file))):
        return None
    if not marked and not _readable(head):
        return None
    if extension(name) in PROGRAM_EXTENSIONS:
        return Found(Family.PROGRAM)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGE_WORDS):
        return Found(Family.PAGE)
    return _of("text/csv" if extension(name) == "csv" else "text/plain")


def _readable(head: bytes) -> bool:
    """Whether the beginning reads as UTF-8 or GB 18030; its last character may be cut."""
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
