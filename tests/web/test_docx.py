"""Papers are opened again: what was handed in stands there, in fonts and on the page of 公文."""

from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from weiqitong.web.docx import (
    Heading,
    Paragraph,
    Points,
    Signature,
    Table,
    chinese_number,
    paper,
)
from weiqitong.web.downloads import DOCX, docx_answer

PARTS = [
    Paragraph("按照批示要求，现将办理情况报告如下。"),
    Heading("办理情况"),
    Points(["已到现场。\n图纸已交。", "开口已完工。"]),
    Heading("各单位落实情况"),
    Table(["单位", "情况"], [["市交通运输局", "已完工"], ["区公安分局", "第一行\n第二行"]], [1, 3]),
]


@pytest.fixture
def opened() -> Any:
    data = paper(
        title="关于厂区南门道路开口的报告",
        number="潍批2021-17",
        addressee="程远山同志",
        parts=PARTS,
        signature=Signature("潍坊市领导小组办公室", date(2021, 9, 7)),
    )
    return Document(BytesIO(data))


def test_everything_handed_in_stands_there_in_its_order(opened: Any) -> None:
    words = [paragraph.text for paragraph in opened.paragraphs if paragraph.text]
    assert words == [
        "关于厂区南门道路开口的报告",
        "潍批2021-17",
        "程远山同志：",
        "按照批示要求，现将办理情况报告如下。",
        "一、办理情况",
        "1．已到现场。",
        "图纸已交。",
        "2．开口已完工。",
        "二、各单位落实情况",
        "潍坊市领导小组办公室",
        "2021年9月7日",
    ]
    [table] = opened.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["单位", "情况"],
        ["市交通运输局", "已完工"],
        ["区公安分局", "第一行\n第二行"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1].cells[0].width < table.rows[1].cells[1].width


def test_the_page_and_the_fonts_are_those_of_official_papers(opened: Any) -> None:
    [section] = opened.sections
    page = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    for found, wanted in zip(page, (210, 297, 37, 35), strict=True):
        assert abs(found - Mm(wanted)) < Mm(0.1)
    assert abs(section.left_margin - Mm(28)) < Mm(0.1)
    assert abs(section.right_margin - Mm(26)) < Mm(0.1)

    def font(place: int) -> tuple[str, Any]:
        run = opened.paragraphs[place].runs[0]
        return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size

    assert font(0) == ("方正小标宋简体", Pt(22))
    assert font(3) == ("仿宋_GB2312", Pt(16))
    assert font(5) == ("黑体", Pt(16))
    assert "PAGE" in section.footer.paragraphs[0]._p.xml


def test_control_characters_are_left_out_and_nothing_else_is_needed() -> None:
    data = paper(title="简报\x0b", parts=[Paragraph("一\x00行\u3000完")])
    assert [one.text for one in Document(BytesIO(data)).paragraphs if one.text] == [
        "简报",
        "一行\u3000完",
    ]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (42, "四十二")],
)
def test_headings_are_numbered_in_chinese(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_the_answer_is_saved_under_a_chinese_name() -> None:
    answer = docx_answer(b"PK", "报告件 潍批2021-17/a")
    assert answer["Content-Type"] == DOCX
    assert quote("报告件") in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "/a" not in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
