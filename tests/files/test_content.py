"""What a file is, told from its bytes."""

import io
import zipfile

import pytest

from weiqitong.files.content import OLE_HEAD, Family, extension, find
from weiqitong.files.names import LONGEST, clean

OOXML = "application/vnd.openxmlformats-officedocument."


def container(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def ole(*names: str) -> bytes:
    return OLE_HEAD + b"\0" * 300_000 + b"".join(name.encode("utf-16-le") for name in names)


@pytest.mark.parametrize(
    ("data", "name", "family", "media"),
    [
        (b"\xff\xd8\xff\xe0 rest", "a.jpg", Family.PICTURE, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n rest", "a.jpg", Family.PICTURE, "image/png"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "a.webp", Family.PICTURE, "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "a.heic", Family.PICTURE, "image/heic"),
        (b"%PDF-1.7\n", "a.pdf", Family.PDF, "application/pdf"),
        (b"ID3\x04\0\0", "a.mp3", Family.SOUND, "audio/mpeg"),
        (b"\xff\xfb\x90\x64rest", "a.mp3", Family.SOUND, "audio/mpeg"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", "a.m4a", Family.SOUND, "audio/mp4"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "a.mp4", Family.FILM, "video/mp4"),
        (
            container("word/document.xml"),
            "a.docx",
            Family.DOCUMENT,
            f"{OOXML}wordprocessingml.document",
        ),
        (container("xl/workbook.xml"), "a.xlsx", Family.WORKBOOK, f"{OOXML}spreadsheetml.sheet"),
        (container("xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx", Family.MACROS, ""),
        (container("virus.exe"), "a.docx", Family.ARCHIVE, ""),
        (container("META-INF/MANIFEST.MF"), "a.zip", Family.PROGRAM, ""),
        (ole("WordDocument"), "a.doc", Family.DOCUMENT, "application/msword"),
        (ole("Workbook"), "a.xls", Family.WORKBOOK, "application/vnd.ms-excel"),
        (ole("WordDocument", "_VBA_PROJECT"), "a.doc", Family.MACROS, ""),
        (ole("MsiDigitalSignature"), "a.doc", Family.OTHER, ""),
        (b"MZ\x90\0", "a.pdf", Family.PROGRAM, ""),
        (b"\x7fELF\x02", "a", Family.PROGRAM, ""),
        (b"#!/bin/sh\nrm -rf /", "a.txt", Family.PROGRAM, ""),
        (b"@echo off", "a.bat", Family.PROGRAM, ""),
        ("名称,电话\n".encode("gb18030"), "a.csv", Family.TEXT, "text/csv"),
        ("名称\t电话\n".encode("utf-16"), "a.csv", Family.TEXT, "text/csv"),
        ("你好".encode(), "a.txt", Family.TEXT, "text/plain"),
        (b"<svg onload=alert(1)>", "a.txt", Family.PAGE, ""),
        (b"\0\1\2\3", "a.txt", Family.OTHER, ""),
        (b"PK\x03\x04 broken", "a.xlsx", Family.DAMAGED, ""),
    ],
)
def test_the_bytes_decide(data, name, family, media):
    found = find(io.BytesIO(data), name)
    assert (found.family, found.media) == (family, media)


def test_a_long_text_cut_inside_a_character_is_still_text():
    assert find(io.BytesIO(("a" + "潍" * 3000).encode()), "a.txt").family == Family.TEXT


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\me\\合同.pdf", "合同.pdf"),
        ("../../etc/passwd", "passwd"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("   ", "file"),
        ("长" * 200 + ".xlsx", "长" * (LONGEST - 5) + ".xlsx"),
    ],
)
def test_a_name_is_made_harmless(name, kept):
    assert clean(name) == kept


def test_an_extension_needs_a_name_before_it():
    assert extension("a.TXT") == "txt"
    assert extension(".txt") == ""
    assert extension("none") == ""
