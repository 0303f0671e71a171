"""Official papers as Word files (公文, GB/T 9704): pure values in, bytes out. It knows no app.

The page is A4 with 37, 35, 28 and 26 mm left free; the title is set in 方正小标宋, the text in 仿宋
of size three on a line of 28.8 points, headings in 黑体. Where a machine lacks a font, Word takes
its nearest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any
from unicodedata import category

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TITLE, TEXT, HEAD, LATIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "Times New Roman"
SONG = "宋体"  # page numbers
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26  # mm
SIZE, TITLE_SIZE, TABLE_SIZE, PAGE_SIZE = 16, 22, 12, 14  # points: 三号, 二号, 小四, 四号
LINE = 28.8  # points: 22 lines on a page
INDENT = 2 * SIZE  # two characters
WIDTH = 210 - LEFT - RIGHT
UNSEEN = frozenset({"Cc", "Cs", "Cn"})  # control characters, halves of pairs, what is no character
NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first level; `paper` numbers them 一、二、三、."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; each line of it is a paragraph."""

    text: str
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Points:
    """Paragraphs numbered 1. 2. 3."""

    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header that is repeated on every page; `widths` are shares of the line."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = field(default=())


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and the day in full."""

    unit: str
    day: date


Part = Heading | Paragraph | Points | Table


def paper(
    *,
    title: str,
    parts: Sequence[Part],
    number: str = "",
    addressee: str = "",
    signature: Signature | None = None,
) -> bytes:
    """A paper: title, number, addressee, parts, signature, page numbers; as the bytes of a docx."""
    document = Document()
    _set_up(document, title)
    _line(document, title, font=TITLE, size=TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    if number:
        _line(document, number, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "")
    if addressee:
        _line(document, f"{addressee}：")
    count = 0
    for part in parts:
        count += isinstance(part, Heading)
        _add(document, part, count)
    if signature is not None:
        _sign(document, signature)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def chinese_number(number: int) -> str:
    """一 … 九十九, as headings are numbered."""
    tens, ones = divmod(number, 10)
    if number < 10:
        return NUMERALS[number - 1]
    before = NUMERALS[tens - 1] if tens > 1 else ""
    return f"{before}十{NUMERALS[ones - 1] if ones else ''}"


def chinese_date(day: date) -> str:
    """2021年9月17日: on paper the day is Arabic, without leading noughts."""
    return f"{day.year}年{day.month}月{day.day}日"


def _set_up(document: Any, title: str) -> None:
    """The page, the usual text, the numbers at its foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance = Mm(BOTTOM - 7 - PAGE_SIZE * 0.353)  # 7 mm below the text
    usual = document.styles["Normal"]
    usual.font.name, usual.font.size = LATIN, Pt(SIZE)
    fonts = usual.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), TEXT)
    usual.paragraph_format.space_before = usual.paragraph_format.space_after = Pt(0)
    usual.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    usual.paragraph_format.line_spacing = Pt(LINE)
    document.core_properties.title = _clean(title)[:250]
    document.core_properties.author = ""
    _number_pages(section)


def _number_pages(section: Any) -> None:
    """— 1 — in the middle of the foot."""
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(foot, "— ", SONG, PAGE_SIZE)
    field_ = _run(foot, "", SONG, PAGE_SIZE)
    for kind, words in (("begin", ""), ("", " PAGE "), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = words
        field_._r.append(element)
    _run(foot, " —", SONG, PAGE_SIZE)


def _add(document: Any, part: Part, count: int) -> None:
    if isinstance(part, Heading):
        words = f"{chinese_number(count)}、{part.text}"
        _line(document, words, font=HEAD, indent=True, keep=True)
    elif isinstance(part, Paragraph):
        for text in part.text.splitlines() or [""]:
            _line(document, text, indent=part.indent)
    elif isinstance(part, Points):
        for number, text in enumerate(part.texts, 1):
            first, *more = text.splitlines() or [""]
            _line(document, f"{number}．{first}", indent=True)
            for line in more:
                _line(document, line, indent=True)
    else:
        _table(document, part)


def _line(
    document: Any,
    text: str,
    *,
    font: str = TEXT,
    size: float = SIZE,
    align: Any = None,
    indent: bool = False,
    keep: bool = False,
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(INDENT)
    if size > SIZE:
        paragraph.paragraph_format.line_spacing = Pt(size * 1.6)
    paragraph.paragraph_format.keep_with_next = keep
    _run(paragraph, text, font, size)
    return paragraph


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    """Words in one font: Word asks for that of Chinese characters apart from that of letters."""
    run = paragraph.add_run(_clean(text))
    run.font.size = Pt(size)
    run.font.name = LATIN
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _clean(text: str) -> str:
    """Without the control characters that no XML file may hold."""
    return "".join(sign for sign in text if sign in "\t\n" or category(sign) not in UNSEEN)


def _table(document: Any, part: Table) -> None:
    table = document.add_table(rows=0, cols=len(part.columns))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    shares = part.widths or [1.0] * len(part.columns)
    widths = [Mm(WIDTH * share / sum(shares)) for share in shares]
    for place, words in enumerate([part.columns, *part.rows]):
        row = table.add_row()
        _keep_whole(row, header=place == 0)
        for cell, text, width in zip(row.cells, words, widths, strict=True):
            cell.width = width
            _fill(cell, text, header=place == 0)
    document.add_paragraph()


def _keep_whole(row: Any, *, header: bool) -> None:
    """A row is not torn by the end of a page; the header comes again on the next one."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: Any, text: str, *, header: bool) -> None:
    for place, line in enumerate(text.splitlines() or [""]):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.paragraph_format.line_spacing = Pt(TABLE_SIZE * 1.5)
        if header:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, line, HEAD if header else TEXT, TABLE_SIZE)


def _sign(document: Any, signature: Signature) -> None:
    """At the right: the unit, and below its middle the day; four characters are left free."""
    _line(document, "")
    unit = _line(document, signature.unit, align=WD_ALIGN_PARAGRAPH.RIGHT, keep=True)
    unit.paragraph_format.right_indent = Pt(INDENT)
    day = _line(document, chinese_date(signature.day), align=WD_ALIGN_PARAGRAPH.RIGHT)
    day.paragraph_format.right_indent = Pt(2 * INDENT)
