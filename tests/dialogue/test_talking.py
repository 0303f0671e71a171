"""Messages, answers, hiding: who may, what is owed until when, what the ledger keeps."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.dialogue.county import WORDS
from tests.factories import FRIDAY
from weiqitong.cases.enums import Channel
from weiqitong.cases.models import Case, SignedLink
from weiqitong.core.actor import system
from weiqitong.core.clock import local
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.dialogue import jobs, services
from weiqitong.dialogue.enums import Reminded, State, Voice
from weiqitong.dialogue.models import Line, Message
from weiqitong.jobs.worker import run_due
from weiqitong.ledger import replay
from weiqitong.ledger.models import Entry
from weiqitong.notifications.models import Notice

pytestmark = pytest.mark.django_db


def test_a_message_waits_until_the_next_closing_hour_and_one_answer_ends_it(county):
    asked = county.ask()
    assert asked.state == State.WAITING
    # Friday 10:20; Saturday is a make-up day.
    assert f"{local(asked.answer_due_at):%d %H:%M}" == "18 18:00"
    assert asked.yellow_at < asked.answer_due_at
    said = services.reply(
        county.people["county_leader"], asked, text="明天请住建局去看。", now=FRIDAY
    )
    asked.refresh_from_db()
    assert asked.state == State.ANSWERED
    assert asked.answered_at == FRIDAY
    assert (said.voice, said.state, said.reply_to_id) == (Voice.LEADER, State.TALK, asked.pk)


def test_a_word_that_is_no_answer_leaves_it_waiting_and_the_reply_to_a_question_waits_not(county):
    asked = county.ask()
    back = services.reply(
        county.people["coordinator"],
        asked,
        text="是哪一段路？",
        answers=False,
        question=True,
        now=FRIDAY,
    )
    told = county.ask(text="东门到南门。", reply_to=back)
    asked.refresh_from_db()
    assert asked.waits
    assert told.state == State.TALK
    plain = services.reply(county.people["coordinator"], asked, text="已经报修。", now=FRIDAY)
    assert county.ask(
        text="还没有人来。", reply_to=plain
    ).waits  # a word on an answer is a question


def test_only_people_of_the_county_write_and_only_under_the_own_name(county):
    with pytest.raises(NotAllowed):
        county.ask("stranger")
    with pytest.raises(NotAllowed):
        county.ask("contact", client=county.neighbour_client)
    for who in ("specialist", "liaison", "inspector", "coordinator"):
        with pytest.raises(NotAllowed):
            county.ask(who)
    with pytest.raises(NotAllowed):
        services.speak(county.people["other_coordinator"], county.line, text="大家好", now=FRIDAY)
    with pytest.raises(NotAllowed):
        services.reply(county.people["neighbour"], county.ask(), text="我也是", now=FRIDAY)
    with pytest.raises(NotAllowed):  # enterprises do not answer each other
        county.ask("neighbour", reply_to=county.ask())


def test_a_line_that_is_off_takes_no_messages_but_what_waits_is_answered(county):
    asked = county.ask()
    office = county.people["coordinator"]
    services.keep_line(
        office, county.line, name="亲清一家人", name_en="", on=False, house_rules="", now=FRIDAY
    )
    county.line.refresh_from_db()
    assert county.line.name == "亲清一家人"
    with pytest.raises(NotAllowed):
        county.ask()
    asked = Message.objects.get(pk=asked.pk)
    services.reply(office, asked, text="路灯今晚修好。", now=FRIDAY)
    asked.refresh_from_db()
    assert asked.state == State.ANSWERED


def test_a_double_tap_is_one_message_and_nobody_uses_another_persons_form(county):
    once = uuid4()
    first = county.ask(once=once)
    assert county.ask(once=once).pk == first.pk
    assert Message.objects.count() == 1
    with pytest.raises(NotAllowed):
        county.ask("neighbour", once=once)


@pytest.mark.parametrize(("text", "field"), [("  ", "text"), ("长" * 1001, "text")])
def test_empty_and_endless_messages_are_refused(county, text, field):
    with pytest.raises(BadInput) as refused:
        county.ask(text=text)
    assert refused.value.field == field


def test_a_secretary_says_for_whom(county):
    asked = county.ask()
    secretary = county.people["county_secretary"]
    with pytest.raises(BadInput) as refused:
        services.reply(secretary, asked, text="周一现场办公。", now=FRIDAY)
    assert refused.value.field == "behalf"
    said = services.reply(secretary, asked, text="周一现场办公。", behalf=county.leader, now=FRIDAY)
    assert said.behalf_id == county.leader.pk
    assert said.official_id == secretary.official_id


def test_the_office_hides_with_a_reason_and_shows_again_by_the_same_date(county):
    asked = county.ask()
    due = asked.answer_due_at
    for who in ("contact", "county_leader", "city_coordinator"):
        with pytest.raises(NotAllowed):
            services.hide(county.people[who], asked, reason="广告", now=FRIDAY)
    office = county.people["coordinator"]
    with pytest.raises(BadInput):
        services.hide(office, asked, reason=" ", now=FRIDAY)
    hidden = services.hide(office, asked, reason="含有他人电话", now=FRIDAY)
    assert not hidden.waits
    shown = services.show(office, hidden, now=FRIDAY)
    assert shown.waits
    assert shown.answer_due_at == due
    assert shown.hidden_reason == ""


def test_the_ledger_rebuilds_lines_and_messages_and_holds_no_words(county):
    asked = county.ask(private=True)
    services.reply(county.people["coordinator"], asked, text="已经报修。", now=FRIDAY)
    services.hide(county.people["coordinator"], asked, reason="重复", now=FRIDAY)
    services.keep_line(
        county.people["coordinator"],
        county.line,
        name="直通车",
        name_en="Direct line",
        on=True,
        house_rules="文明用语",
        now=FRIDAY,
    )
    for model in (Line, Message):
        assert replay.compare(model)[0] == []
    bodies = b"".join(bytes(one) for one in Entry.objects.values_list("body", flat=True)).decode()
    for words in (WORDS, "已经报修", "重复", "文明用语", "周海燕"):
        assert words not in bodies


# A need


def test_the_enterprise_makes_a_need_of_its_own_message_and_stands_by_it(county):
    asked = county.ask()
    case = services.make_case(county.people["contact"], asked, now=FRIDAY)
    assert (case.channel, case.client_id) == (Channel.DIRECT_LINE, county.city.client.pk)
    assert case.contact_id == county.city.contact.pk
    assert case.text == WORDS
    assert case.title.startswith("南门外的路灯")
    assert case.confirmed_at == FRIDAY
    assert case.turn_id == county.city.county.pk
    asked.refresh_from_db()
    assert (asked.state, asked.case_id) == (State.CASE, case.pk)
    assert services.make_case(county.people["coordinator"], asked, now=FRIDAY).pk == case.pk
    assert Case.objects.count() == 1


def test_after_the_offices_tap_the_enterprise_is_asked_to_confirm(county):
    asked = county.ask()
    case = services.make_case(county.people["coordinator"], asked, now=FRIDAY)
    assert case.confirmed_at is None
    assert case.contact_id == county.city.contact.pk
    run_due()
    assert SignedLink.objects.filter(case=case, purpose="confirm").count() == 1
    told = Notice.objects.filter(user=county.people["contact"].user_id)
    assert {"line.case", "case.report"} <= set(told.values_list("kind", flat=True))


def test_who_may_not_make_a_need(county):
    asked = county.ask()
    for who in ("neighbour", "stranger", "county_leader", "city_coordinator", "specialist"):
        with pytest.raises(NotAllowed):
            services.make_case(county.people[who], asked, now=FRIDAY)
    word = services.reply(county.people["coordinator"], asked, text="好的。", now=FRIDAY)
    with pytest.raises(NotAllowed):
        services.make_case(county.people["coordinator"], word, now=FRIDAY)


def test_a_pasted_message_needs_its_enterprise_first(county):
    office = county.people["coordinator"]
    pieces = [services.Piece("永丰郑总 13812345678", "厂里明天停电吗？电话13812345678")]
    with pytest.raises(NotAllowed):
        services.take_pasted(
            county.people["county_leader"], county.line, pieces, group="群", now=FRIDAY
        )
    (taken,) = services.take_pasted(office, county.line, pieces, group="坊子亲清一家人", now=FRIDAY)
    assert "13812345678" not in taken.text + taken.author
    assert taken.waits
    with pytest.raises(BadInput) as refused:
        services.make_case(office, taken, now=FRIDAY)
    assert refused.value.field == "client"
    with pytest.raises(BadInput):
        services.make_case(office, taken, client=county.city.stranger_client, now=FRIDAY)
    case = services.make_case(office, taken, client=county.neighbour_client, now=FRIDAY)
    assert case.client_id == county.neighbour_client.pk
    assert case.confirmed_at is None
    taken.refresh_from_db()
    assert taken.client_id == county.neighbour_client.pk


# Time


def test_the_office_is_reminded_once_at_yellow_and_once_at_red(county):
    asked = county.ask()
    office = county.people["coordinator"].user_id

    def kinds() -> list[str]:
        return list(
            Notice.objects.filter(user=office).order_by("pk").values_list("kind", flat=True)
        )

    assert jobs.remind(now=FRIDAY) == 0
    for _again in range(2):
        jobs.remind(now=asked.yellow_at)
    assert kinds() == ["line.yellow"]
    for _again in range(2):
        jobs.remind(now=asked.answer_due_at + timedelta(minutes=1))
    assert kinds() == ["line.yellow", "line.red"]
    asked.refresh_from_db()
    assert asked.reminded == Reminded.RED
    assert replay.compare(Message)[0] == []


def test_a_worker_that_slept_reminds_of_red_alone(county):
    asked = county.ask()
    assert jobs.remind(now=asked.answer_due_at + timedelta(days=3)) == 1
    assert Notice.objects.filter(kind__startswith="line.").count() == 1


def test_what_is_answered_or_hidden_is_not_reminded_of(county):
    one, two = county.ask(), county.ask()
    services.reply(county.people["coordinator"], one, text="好的。", now=FRIDAY)
    services.hide(county.people["coordinator"], two, reason="重复", now=FRIDAY)
    assert jobs.remind(now=FRIDAY + timedelta(days=9)) == 0


def test_a_leader_who_left_owes_nothing(county):
    asked = county.ask(addressed=county.leader)
    assert services.hand_over(system(), FRIDAY) == 0
    from weiqitong.accounts.models import Grant

    Grant.objects.filter(user=county.people["county_leader"].user_id).update(
        valid_until=local(FRIDAY).date()
    )
    assert services.hand_over(system(), FRIDAY) == 1
    asked.refresh_from_db()
    assert asked.addressed_id is None
    assert replay.compare(Message)[0] == []


def test_leaders_get_a_number_a_day_not_each_message(county):
    county.ask()
    county.ask()
    leader = county.people["county_leader"].user_id
    assert Notice.objects.filter(user=leader).count() == 0
    assert jobs.digest(now=FRIDAY) == 2  # the leader and the secretary
    assert jobs.digest(now=FRIDAY) == 0
    notice = Notice.objects.get(user=leader)
    assert notice.facts["count"] == 2
    assert jobs.digest(now=FRIDAY + timedelta(days=2)) == 0  # Sunday


def test_the_enterprise_is_told_once_of_answer_and_hiding(county):
    asked = county.ask()
    services.reply(county.people["coordinator"], asked, text="已经报修。", now=FRIDAY)
    services.hide(county.people["coordinator"], asked, reason="重复", now=FRIDAY)
    run_due()
    told = Notice.objects.filter(user=county.people["contact"].user_id).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["line.answered", "line.hidden"]
    asked.refresh_from_db()
    jobs.tell(message_id=asked.pk, version=asked.version, kind="line.hidden", now=FRIDAY)
    assert told.count() == 2
    others = Notice.objects.exclude(user=county.people["contact"].user_id)
    assert not others.filter(kind__in=["line.answered", "line.hidden"]).exists()
    assert not any(WORDS[:6] in str(one.facts) for one in Notice.objects.all())


def test_a_county_has_one_line_and_a_town_none(county):
    with pytest.raises(WrongStep):
        services.open_line(
            county.people["coordinator"], county.city.county, name="第二条", now=FRIDAY
        )
    with pytest.raises(BadInput):
        services.open_line(
            county.people["administrator"], county.city.town, name="街道直通", now=FRIDAY
        )
    with pytest.raises(NotAllowed):
        services.open_line(
            county.people["coordinator"], county.city.other_county, name="寿光", now=FRIDAY
        )
