"""Files to bring in, written as people's programs write them."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from weiqitong.directory.credit_code import check_character


def credit_code(number: int) -> str:
    body = f"91370704MA3{number:06d}"
    return body + check_character(body)


def csv_file(folder: Path, rows: Iterable[Sequence[Any]], *, encoding: str = "gb18030") -> Path:
    path = folder / "roster.csv"
    lines = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    path.write_bytes((lines + "\r\n").encode(encoding))
    return path


def workbook_bytes(*sheets: tuple[str, Iterable[Sequence[Any]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy/m/d"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(line, column, cell)
    book.close()
    return out.getvalue()


def workbook(folder: Path, *sheets: tuple[str, Iterable[Sequence[Any]]]) -> Path:
    path = folder / "roster.xlsx"
    path.write_bytes(workbook_bytes(*sheets))
    return path
