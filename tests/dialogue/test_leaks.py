"""Private and hidden messages reach nobody they are not for, by whatever road."""

import pytest
from django.urls import reverse

from tests.dialogue.county import County, shown
from tests.factories import FRIDAY
from weiqitong.core.actor import Actor
from weiqitong.dialogue import services
from weiqitong.dialogue.models import Message
from weiqitong.dialogue.selectors import talk
from weiqitong.jobs.worker import run_due
from weiqitong.notifications.models import Letter, Notice

pytestmark = pytest.mark.django_db

SECRET = "和税务打官司的事想私下向县里反映"
REPLY = "约您周三下午来办公室细谈"
RUDE = "隔壁老板的电话是一三八"
PUBLIC = "东门路灯坏了请修一修"
OUTSIDE = ("neighbour", "stranger", "city_coordinator", "leader", "inspector", "county_inspector")
INSIDE = ("contact", "coordinator", "county_leader", "county_secretary")


def pages(county: County, message: Message) -> list[str]:
    """Every address where words of a message might stand."""
    code = county.line.region.code
    return [
        "/",
        reverse("dialogue:home"),
        reverse("dialogue:line", args=[code]),
        reverse("dialogue:line", args=[code]) + f"?before={message.code}",
        reverse("dialogue:latest", args=[code]),
        reverse("dialogue:waiting"),
        reverse("dialogue:waiting") + "?tab=all",
        reverse("dialogue:message", args=[message.code]),
        "/find/?q=私下",
        "/inbox/",
        "/notices/",
    ]


@pytest.mark.parametrize("who", OUTSIDE)
def test_a_private_message_and_its_answer_are_on_no_page_of_others(county, browse, who):
    private = county.ask(text=SECRET, private=True)
    services.reply(county.people["county_leader"], private, text=REPLY, now=FRIDAY)
    public = county.ask(text=PUBLIC)
    run_due()
    for address in pages(county, private):
        page = shown(browse(who, address))
        assert SECRET not in page, address
        assert REPLY not in page, address
        assert private.code in address or private.code not in page, address
    assert browse(who, reverse("dialogue:message", args=[private.code])).status_code == 404
    for name in ("reply", "make-case", "hide", "show"):
        address = reverse(f"dialogue:{name}", args=[private.code])
        assert browse(who, address, "post").status_code in {403, 404}
    if who != "stranger":
        assert PUBLIC in shown(browse(who, reverse("dialogue:message", args=[public.code])))


@pytest.mark.parametrize("who", INSIDE)
def test_those_it_is_for_read_it(county, browse, who):
    private = county.ask(text=SECRET, private=True)
    services.reply(county.people["county_leader"], private, text=REPLY, now=FRIDAY)
    page = shown(browse(who, reverse("dialogue:line", args=[county.line.region.code])))
    assert SECRET in page
    assert REPLY in page


def test_what_others_write_privately_does_not_even_change_what_the_script_asks_for(county, browse):
    county.ask(text=PUBLIC)
    address = reverse("dialogue:latest", args=[county.line.region.code])
    before = browse("neighbour", address)
    county.ask(text=SECRET, private=True)
    same = browse("neighbour", address, headers={"If-None-Match": before["ETag"]})
    assert same.status_code == 304
    own = browse("contact", address)
    assert SECRET in own.content.decode()
    county.ask("neighbour", text="我也想问路灯")
    changed = browse("neighbour", address, headers={"If-None-Match": before["ETag"]})
    assert changed.status_code == 200
    assert "我也想问路灯" in changed.content.decode()


def test_nothing_shown_tells_that_something_is_missing(county):
    """No number of a sequence with a gap in it."""
    county.ask(text=PUBLIC)
    county.ask(text=SECRET, private=True)
    county.ask(text=PUBLIC)
    found = talk.talk(county.line, county.people["neighbour"], FRIDAY)
    codes = [one.code for one in found.bubbles]
    assert len(codes) == 2
    assert all(len(code) == 16 for code in codes)


def test_a_hidden_message_is_for_its_enterprise_and_those_who_watch(county, browse):
    rude = county.ask(text=RUDE)
    services.reply(county.people["coordinator"], rude, text="请不要发他人电话", now=FRIDAY)
    services.hide(county.people["coordinator"], rude, reason="含他人信息", now=FRIDAY)
    address = reverse("dialogue:line", args=[county.line.region.code])
    for who in ("contact", "coordinator", "county_leader", "county_inspector", "city_coordinator"):
        page = shown(browse(who, address))
        assert RUDE in page, who
        assert "含他人信息" in page, who
    for other in pages(county, rude):
        page = shown(browse("neighbour", other))
        assert RUDE not in page, other  # not even quoted above the answer
        assert "含他人信息" not in page, other
    assert browse("neighbour", reverse("dialogue:message", args=[rude.code])).status_code == 404


def test_a_need_made_of_it_is_named_only_to_who_may_see_it(county, browse):
    asked = county.ask(text=PUBLIC)
    case = services.make_case(county.people["coordinator"], asked, now=FRIDAY)
    address = reverse("dialogue:line", args=[county.line.region.code])
    assert case.number in shown(browse("contact", address))
    assert case.number not in shown(browse("neighbour", address))
    assert PUBLIC in shown(browse("neighbour", address))


def test_a_need_shows_its_message_to_staff_who_may_read_it(county, browse):
    private = county.ask(text=SECRET, private=True)
    case = services.make_case(county.people["coordinator"], private, now=FRIDAY)
    address = reverse("cases:case", args=[case.number])
    message = reverse("dialogue:message", args=[private.code])
    assert message in shown(browse("coordinator", address))
    assert message not in shown(browse("city_coordinator", address))
    assert message not in shown(browse("county_inspector", address))


def test_notices_and_letters_bear_no_words(county):
    private = county.ask(text=SECRET, private=True)
    services.reply(county.people["county_leader"], private, text=REPLY, now=FRIDAY)
    services.hide(county.people["coordinator"], private, reason="误发", now=FRIDAY)
    run_due()
    said = str(list(Notice.objects.values_list("facts", "link", "user")))
    assert SECRET not in said
    assert REPLY not in said
    told = set(Notice.objects.values_list("user", flat=True))
    assert told == {county.people["contact"].user_id}
    assert not Letter.objects.exclude(subject="").filter(subject__contains="官司").exists()


@pytest.mark.parametrize("who", ["stranger", "specialist", "liaison", "other_coordinator"])
def test_who_has_no_part_in_the_county_finds_no_line(county, browse, who):
    county.ask(text=PUBLIC)
    code = county.line.region.code
    for name in ("line", "latest"):
        status = browse(who, reverse(f"dialogue:{name}", args=[code])).status_code
        assert status in {403, 404}, name
    assert PUBLIC not in shown(browse(who, reverse("dialogue:home")))


def test_the_scope_of_rows(county: County) -> None:
    def seen(who: str) -> set[str]:
        actor: Actor = county.people[who]
        return set(Message.objects.visible_to(actor).values_list("text", flat=True))

    county.ask(text=SECRET, private=True)
    county.ask("neighbour", text=PUBLIC)
    hidden = county.ask("neighbour", text=RUDE)
    services.hide(county.people["coordinator"], hidden, reason="误发", now=FRIDAY)
    assert seen("contact") == {SECRET, PUBLIC}
    assert seen("neighbour") == {PUBLIC, RUDE}
    assert seen("coordinator") == seen("county_leader") == {SECRET, PUBLIC, RUDE}
    assert seen("inspector") == seen("city_coordinator") == seen("leader") == {PUBLIC, RUDE}
    assert seen("stranger") == seen("specialist") == seen("administrator") == set()
