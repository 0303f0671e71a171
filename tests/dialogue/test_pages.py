"""The pages as each person meets them: composing, answering, waiting, pasting, setting."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.dialogue.county import WORDS, County, shown
from tests.factories import FRIDAY
from weiqitong.cases.models import Case, Draft
from weiqitong.core import clock
from weiqitong.dialogue import services
from weiqitong.dialogue.enums import State
from weiqitong.dialogue.models import Line, Message
from weiqitong.dialogue.selectors import talk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY)


def line_address(county: County, name: str = "line") -> str:
    return reverse(f"dialogue:{name}", args=[county.line.region.code])


def test_a_contact_writes_and_comes_back_to_the_conversation(county, browse):
    assert browse("contact", reverse("dialogue:home")).headers["Location"] == line_address(county)
    answer = browse(
        "contact",
        line_address(county, "post"),
        "post",
        {"text": WORDS, "private": "on", "addressed": str(county.leader.pk), "once": uuid4()},
    )
    assert answer.status_code == 302
    asked = Message.objects.get()
    assert (asked.private, asked.addressed_id) == (True, county.leader.pk)
    page = shown(browse("contact", line_address(county)))
    assert WORDS in page
    assert "程志强" in page  # who owes the answer


def test_the_script_gets_a_new_token_or_the_sentence_that_refuses(county, browse):
    address, once = line_address(county, "post"), uuid4()
    headers = {"X-Part": "talk"}
    told = browse("contact", address, "post", {"text": WORDS, "once": once}, headers=headers)
    assert told.json()["once"] != str(once)
    again = browse("contact", address, "post", {"text": WORDS, "once": once}, headers=headers)
    assert again.status_code == 200
    assert Message.objects.count() == 1
    bad = browse("contact", address, "post", {"text": " ", "once": uuid4()}, headers=headers)
    assert bad.status_code == 422
    assert bad.json()["message"]


def test_nothing_typed_is_lost_when_it_is_refused_and_sending_uses_the_draft_up(county, browse):
    draft = reverse("cases:draft", args=[f"line/{county.line.region.code}"])
    browse("contact", draft, "post", {"text": "写到一半", "private": "on"})
    page = shown(browse("contact", line_address(county)))
    assert "写到一半" in page
    assert 'name="private"' in page.split("checked")[0].rsplit("<input", 1)[1] + page
    long = "长" * 1001
    refused = browse(
        "contact", line_address(county, "post"), "post", {"text": long, "once": uuid4()}
    )
    assert refused.status_code == 422
    assert long in refused.content.decode()
    browse("contact", line_address(county, "post"), "post", {"text": WORDS, "once": uuid4()})
    assert not Draft.objects.exists()


def test_a_leader_answers_and_it_waits_no_more(county, browse):
    asked = county.ask()
    address = reverse("dialogue:reply", args=[asked.code])
    browse("county_leader", address, "post", {"text": "等通知", "once": uuid4()})
    asked.refresh_from_db()
    assert asked.state == State.WAITING
    browse("county_leader", address, "post", {"text": "周一办", "answers": "on", "once": uuid4()})
    asked.refresh_from_db()
    assert asked.state == State.ANSWERED
    page = shown(browse("contact", reverse("dialogue:message", args=[asked.code])))
    assert "周一办" in page


def test_one_tap_makes_a_need_and_two_make_one(county, browse):
    asked = county.ask()
    address = reverse("dialogue:make-case", args=[asked.code])
    first = browse("coordinator", address, "post")
    second = browse("coordinator", address, "post")
    assert first.headers["Location"] == second.headers["Location"]
    assert first.headers["Location"] == f"/cases/{Case.objects.get().number}/"


def test_a_pasted_message_asks_for_its_enterprise(county, browse):
    (taken,) = services.take_pasted(
        county.people["coordinator"],
        county.line,
        [services.Piece("老郑", "厂里明天停电吗")],
        group="群",
        now=FRIDAY,
    )
    address = reverse("dialogue:make-case", args=[taken.code])
    for data in ({}, {"client": ""}, {"client": "没有这家"}):
        assert browse("coordinator", address, "post", data).status_code == 422
    assert browse("coordinator", address, "post", {"client": "永丰纺织"}).status_code == 302
    assert Case.objects.get().client_id == county.neighbour_client.pk


def test_hiding_asks_for_a_reason(county, browse):
    asked = county.ask()
    address = reverse("dialogue:hide", args=[asked.code])
    assert browse("coordinator", address, "post").status_code == 422
    assert browse("coordinator", address, "post", {"reason": "误发"}).status_code == 302
    assert (
        browse("coordinator", reverse("dialogue:show", args=[asked.code]), "post").status_code
        == 302
    )
    assert Message.objects.get().hidden_at is None


def test_the_waiting_list_says_whose_turn_until_when(county, browse):
    county.ask()
    county.ask("neighbour", text="水压不够", addressed=county.leader)
    page = shown(browse("coordinator", reverse("dialogue:waiting")))
    assert WORDS[:20] in page
    assert "turn-who" in page
    assert "18:00" in page
    assert "水压不够" not in page  # the leader's turn
    assert "水压不够" in shown(browse("coordinator", reverse("dialogue:waiting") + "?tab=all"))
    assert "水压不够" in shown(browse("county_leader", reverse("dialogue:waiting")))


def test_homes_show_what_waits(county, browse):
    for who in ("coordinator", "county_leader", "county_secretary"):
        assert "case-line" not in shown(browse(who, "/")) or WORDS not in shown(browse(who, "/"))
    county.ask()
    for who in ("coordinator", "county_leader", "county_secretary", "city_coordinator"):
        assert WORDS[:20] in shown(browse(who, "/")), who


def test_older_messages_are_reached_upwards_and_none_is_skipped(county):
    for number in range(70):
        county.ask(text=f"第{number}条", now=FRIDAY + timedelta(minutes=number))
    actor = county.people["contact"]
    seen: list[str] = []
    before = ""
    for _page in range(3):
        shown_ = talk.talk(county.line, actor, FRIDAY, before)
        seen = [one.message.text for one in shown_.bubbles] + seen
        before = shown_.older
    assert before == ""
    assert seen == [f"第{number}条" for number in range(70)]


def test_the_conversation_costs_few_queries_however_long(
    county, browse, django_assert_max_num_queries
):
    for number in range(12):
        asked = county.ask(text=f"第{number}条")
        services.reply(county.people["coordinator"], asked, text="好", now=FRIDAY)
        services.make_case(county.people["coordinator"], asked, now=FRIDAY)
    for who in ("contact", "coordinator"):
        browse(who, line_address(county))
    with django_assert_max_num_queries(14):
        browse("contact", line_address(county))
    with django_assert_max_num_queries(16):
        browse("coordinator", line_address(county))
    with django_assert_max_num_queries(8):
        browse("contact", line_address(county, "latest"))


CHUNK = """永丰纺织郑秀兰 2021/9/17 9:30:10
厂里明天停电吗？电话13812345678
路人 2021/9/17 9:31
[图片]
恒岳铸造老周 2021/9/17 9:40
南门的路灯坏了
"""


def test_a_clerk_pastes_a_chat_and_chooses(county, browse):
    address = line_address(county, "paste")
    assert browse("contact", address).status_code == 403
    assert browse("city_coordinator", address).status_code == 404
    assert browse("coordinator", address).status_code == 200
    once = str(uuid4())
    seen = browse("coordinator", address, "post", {"chunk": CHUNK, "group": "", "once": once})
    page = shown(seen)
    assert "坊子永丰纺织有限公司" in page  # proposed
    assert "潍坊恒岳精密铸造有限公司" in page
    assert "13812345678" not in page.split("paste-row", 1)[1]
    data: dict[str, Any] = {
        "chunk": CHUNK,
        "group": "坊子亲清一家人",
        "once": once,
        "go": "1",
        "take-0": "on",
        "client-0": "坊子永丰纺织有限公司",
        "take-2": "on",
        "client-2": "不存在的公司",
    }
    assert browse("coordinator", address, "post", data).status_code == 422
    assert not Message.objects.exists()
    data["client-2"] = ""
    for _twice in range(2):
        assert browse("coordinator", address, "post", data).status_code == 302
    first, second = Message.objects.order_by("seq")
    assert (first.author, first.client_id) == ("永丰纺织郑秀兰", county.neighbour_client.pk)
    assert "138****5678" in first.text
    assert f"{clock.local(first.at):%H:%M}" == "09:30"
    assert (second.client_id, second.waits) == (None, True)


def test_enterprises_of_the_county_are_suggested_and_no_others(county, browse):
    address = line_address(county, "clients")
    assert (
        browse("coordinator", address + "?q=永丰").json()["found"][0]["name"].startswith("坊子永丰")
    )
    assert browse("coordinator", address + "?q=云驼山").json() == {"found": []}
    assert browse("other_coordinator", address + "?q=永丰").status_code == 404


def test_the_line_is_set_by_its_office_and_opened_where_there_is_none(county, browse):
    keep = reverse("dialogue:keep", args=[county.city.county.code])
    data = {"name": "亲清一家人", "name_en": "One family", "house_rules": "说实话", "on": ""}
    assert browse("city_coordinator", keep, "post", data).status_code == 404
    assert browse("coordinator", keep, "post", {**data, "name": ""}).status_code == 422
    assert browse("coordinator", keep, "post", data).status_code == 302
    line = Line.objects.get()
    assert (line.name, line.on, line.house_rules) == ("亲清一家人", False, "说实话")
    page = shown(browse("contact", line_address(county)))
    assert "说实话" in page
    assert 'id="say"' not in page
    other = reverse("dialogue:keep", args=[county.city.other_county.code])
    assert browse("administrator", other, "post", {"name": "直通车"}).status_code == 302
    assert Line.objects.count() == 2


def test_of_several_lines_one_chooses(county, browse):
    services.open_line(
        county.people["other_coordinator"], county.city.other_county, name="直通车", now=FRIDAY
    )
    county.ask()
    page = shown(browse("city_coordinator", reverse("dialogue:home")))
    assert "政企直通" in page
    assert "直通车" in page


def test_without_a_line_the_page_says_so(county, browse):
    assert browse("stranger", reverse("dialogue:home")).status_code == 200
