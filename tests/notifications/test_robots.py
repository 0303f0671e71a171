"""Robots in group chats: whose they are, what they say, once per act. A chat is another house."""

import json
from datetime import UTC, datetime

import pytest
import requests

from tests.accounts.town import give, make_official, make_town, make_user
from tests.support.actors import actor, browser
from weiqitong.core.actor import Role
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.jobs.worker import run_due
from weiqitong.ledger.models import Entry
from weiqitong.notifications import jobs, kinds, robots, services
from weiqitong.notifications.models import Channel, Delivery, Letter, Robot, RobotKind

NOW = datetime(2021, 9, 17, 2, 20, tzinfo=UTC)
KEY = "693a91f6-7cd4-4bc4-97a0-0ec2f3a5aaaf"
WECOM = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
ADDRESSES = {
    RobotKind.WECOM: (WECOM, f"wecombot://{KEY}"),
    RobotKind.DINGTALK: (
        "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789 SEC0123456789",
        "dingtalk://SEC0123456789@abcdef0123456789/",
    ),
    RobotKind.FEISHU: (
        "https://open.feishu.cn/open-apis/bot/v2/hook/4bc4-97a0-0ec2-7777",
        "feishu://4bc4-97a0-0ec2-7777",
    ),
}


class Chat:
    """The other house: takes what is posted, or answers as told."""

    def __init__(self):
        self.posts: list[tuple[str, dict]] = []
        self.status, self.body = 200, {"errcode": 0, "errmsg": "ok", "StatusCode": 0, "code": 0}

    def __call__(self, url, data=None, **_):
        self.posts.append((url, json.loads(data)))
        answer = requests.Response()
        answer.status_code = self.status
        answer._content = json.dumps(self.body).encode()
        return answer


@pytest.fixture
def chat(monkeypatch):
    made = Chat()
    monkeypatch.setattr(requests, "post", made)
    return made


@pytest.fixture
def place(monkeypatch):
    told = kinds.NoticeKind("test.told", "%(client)s waits", brief="Dispatch")
    monkeypatch.setitem(kinds.notice_kinds._providers, told.code, told)
    town = make_town()
    people = [make_user(make_official(town.section, name).person) for name in ("王伟", "李娜")]
    give(people[0], Role.LIAISON, town.unit)
    return town, people


def liaison(place):
    town, people = place
    return actor(
        Role.LIAISON,
        user_id=people[0].pk,
        department_path=town.unit.path,
        department_id=town.unit.pk,
    )


def add(place, kind=RobotKind.WECOM, text=WECOM):
    return services.add_robot(liaison(place), kind, "秩序科群", text, NOW)


@pytest.mark.parametrize("kind", list(RobotKind))
def test_the_address_of_each_chat_is_understood(kind):
    shown, known = ADDRESSES[kind]
    assert robots.address(kind, f"  {shown} ") == known
    apprise = pytest.importorskip("apprise")
    assert apprise.Apprise.instantiate(known) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        WECOM.replace("https", "http"),
        WECOM.replace("weixin", "evil"),
        WECOM.replace(KEY, ""),
        WECOM.replace(KEY, "a b/../c"),
        "https://127.0.0.1/cgi-bin/webhook/send?key=" + KEY,
    ],
)
def test_another_address_is_refused_with_a_sentence(text):
    with pytest.raises(BadInput):
        robots.address(RobotKind.WECOM, text)


@pytest.mark.django_db
def test_it_greets_its_group_and_its_key_lies_sealed(place, chat):
    robot = add(place)
    run_due()
    url, said = chat.posts[0]
    assert KEY in url
    assert place[0].unit.name in said["text"]["content"]
    assert KEY not in robot.address_sealed
    assert KEY not in Entry.objects.get(kind="robot.add").body.decode()


@pytest.mark.django_db
def test_what_two_people_of_a_unit_are_told_is_said_once_and_names_nobody(place, chat):
    add(place)
    run_due()
    chat.posts.clear()
    facts = {"client": "Haiyuan", "due_at": "2021-09-20T10:00:00+00:00"}
    ids = [one.pk for one in place[1]]
    services.tell(None, ids, "test.told", facts, "/cases/2021-000123/", NOW)
    for _turn in range(2):
        jobs.mail_due(now=NOW)
        run_due()
    assert len(chat.posts) == 1
    said = chat.posts[0][1]["text"]["content"]
    assert "2021-000123" in said
    assert "Haiyuan" not in said


@pytest.mark.django_db
def test_it_is_tried_again_when_the_chat_refuses(place, chat):
    chat.status = 500
    add(place)
    run_due()
    letter = Letter.objects.get(channel=Channel.ROBOT)
    assert letter.state == Delivery.WAITING
    assert letter.tries == 1
    assert KEY not in letter.error
    chat.status = 200
    jobs.send_due(now=letter.next_try_at)
    letter.refresh_from_db()
    assert letter.state == Delivery.SENT
    assert letter.to_sealed == ""


@pytest.mark.django_db
def test_strangers_neither_see_nor_remove_it(monkeypatch, place, chat):
    robot = add(place)
    town, people = place
    other = actor(Role.COORDINATOR, user_id=people[1].pk, region_id=town.other.pk)
    with pytest.raises(NotAllowed):
        services.remove_robot(other, robot, NOW)
    assert (
        browser(monkeypatch, other).post(f"/notices/robots/{robot.serial}/remove/").status_code
        == 404
    )
    services.remove_robot(liaison(place), robot, NOW)
    services.remove_robot(liaison(place), robot, NOW)
    robot = Robot.objects.get()
    assert robot.address_sealed == ""
    assert Entry.objects.filter(kind="robot.remove").count() == 1


@pytest.mark.django_db
def test_a_removed_robot_says_nothing(place, chat):
    services.remove_robot(liaison(place), add(place), NOW)
    run_due()
    chat.posts.clear()
    services.tell(None, [place[1][0].pk], "test.told", {"client": "x"}, "", NOW)
    jobs.mail_due(now=NOW)
    run_due()
    assert chat.posts == []
