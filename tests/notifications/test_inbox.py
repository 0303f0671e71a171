"""The inbox: one line per person, in the reader's language, and mail for those who want it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tests.support.actors import actor
from weiqitong.accounts.models import User
from weiqitong.core.actor import Role, system
from weiqitong.core.errors import NotAllowed
from weiqitong.directory.models import Person
from weiqitong.jobs.worker import run_due
from weiqitong.ledger.changes import Changes
from weiqitong.notifications import jobs, kinds, selectors, services
from weiqitong.notifications.models import Mail, Notice

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 9, 17, 2, 20, tzinfo=UTC)
# Words that Django itself translates.
KINDS = (
    kinds.NoticeKind("test.yes", _("Monday")),
    kinds.NoticeKind("test.no", _("Sunday"), mail=False),
)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    told = kinds.NoticeKind("test.told", "%(client)s waits since %(since_at)s.")
    for kind in (*KINDS, told):
        monkeypatch.setitem(kinds.notice_kinds._providers, kind.code, kind)


def user(name="wang", email="wang@firm.example", **more):
    person = Person.objects.create(name=name, email=email)
    return User.objects.create(username=name, person=person, **more)


def reader(of):
    return actor(Role.CONTACT, user_id=of.pk)


def choose(of, how, begins=time(), ends=time()):
    services.choose(reader(of), NOW, mail=how, quiet_from=begins, quiet_until=ends)


def tell(*users, kind="test.told", **facts):
    return services.tell(None, [u.pk for u in users], kind, facts, "/cases/1/", NOW)


def test_each_person_is_told_once():
    a, b = user("a"), user("b")
    tell(a, b, a)
    assert selectors.unread_count(reader(a)) == 1
    assert selectors.unread_count(reader(b)) == 1


def test_a_line_is_put_into_words_when_it_is_read():
    wang = user()
    tell(wang, kind="test.yes")
    words = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words.append(selectors.inbox(reader(wang), {}, NOW).lines[0].words)
    assert words == ["Monday", "星期一"]


def test_facts_stand_in_the_sentence_and_instants_as_people_say_them():
    wang = user()
    tell(wang, client="Haiyuan % Co", since_at=NOW.isoformat())
    with translation.override("en"):
        line = selectors.inbox(reader(wang), {}, NOW).lines[0]
    assert line.words == "Haiyuan % Co waits since today 10:20."


def test_a_kind_or_fact_of_another_release_breaks_nothing():
    wang = user()
    tell(wang)
    Notice.objects.create(user=wang, kind="test.gone", at=NOW)
    words = [line.words for line in selectors.inbox(reader(wang), {}, NOW).lines]
    assert words == ["test.gone", " waits since ."]


def test_nobody_reads_or_marks_anothers_lines():
    mine, other = user("a"), user("b")
    tell(mine)
    notice = Notice.objects.get()
    assert selectors.inbox(reader(other), {}, NOW).lines == []
    assert not Notice.objects.visible_to(system()).exists()
    with pytest.raises(NotAllowed):
        services.mark_read(reader(other), notice, NOW)
    assert services.mark_all_read(reader(other), notice.pk, NOW) == 0
    assert selectors.unread_count(reader(mine)) == 1


def test_marking_all_read_leaves_what_came_meanwhile():
    wang = user()
    tell(wang)
    seen = selectors.inbox(reader(wang), {}, NOW).newest
    tell(wang)
    assert services.mark_all_read(reader(wang), seen, NOW) == 1
    assert selectors.unread_count(reader(wang)) == 1


def test_the_first_reading_counts():
    wang = user()
    tell(wang)
    for minutes in (1, 2):
        services.mark_read(reader(wang), Notice.objects.get(), NOW + timedelta(minutes=minutes))
    assert Notice.objects.get().read_at == NOW + timedelta(minutes=1)


def test_counting_unread_lines_is_one_query(django_assert_num_queries):
    wang = user()
    with django_assert_num_queries(1):
        assert selectors.unread_count(reader(wang)) is None


def test_mail_follows_in_the_readers_language_with_a_link(settings):
    settings.BASE_URL = "https://city.example"
    tell(user(language="en"), kind="test.yes")
    run_due()
    message = mail.outbox[0]
    assert (message.to, message.subject) == (["wang@firm.example"], "Monday")
    assert "https://city.example/cases/1/" in message.body
    run_due()
    jobs.mail_due(now=NOW)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("why", ["turned off", "no address", "kind", "read", "inactive", "past"])
def test_no_mail_where_none_is_wanted(why):
    wang = user(email="" if why == "no address" else "w@firm.example", is_active=why != "inactive")
    if why == "turned off":
        choose(wang, Mail.NONE)
    services.tell(
        None,
        [wang.pk],
        "test.no" if why == "kind" else "test.yes",
        {},
        "",
        NOW,
        mail=why != "past",
    )
    if why == "read":
        services.mark_all_read(reader(wang), Notice.objects.get().pk, NOW)
    run_due()
    jobs.mail_due(now=NOW)
    run_due()
    assert mail.outbox == []


def test_mail_can_be_turned_on_again():
    wang = user()
    for mail_choice in (Mail.NONE, Mail.AT_ONCE):
        choose(wang, mail_choice)
    tell(wang, kind="test.yes")
    run_due()
    assert len(mail.outbox) == 1


def test_a_full_inbox_round_is_a_handful_of_statements(django_assert_max_num_queries):
    quiet = [user(f"quiet{number}", email="") for number in range(60)]
    tell(*quiet, kind="test.yes")
    tell(user("wang"), kind="test.yes")
    with django_assert_max_num_queries(20):
        assert jobs.mail_notices(now=NOW) == 1
    assert not Notice.objects.filter(to_mail=True).exists()


def test_a_plan_records_the_same_rows_and_touches_no_database(django_assert_num_queries):
    wang = user()
    changes = Changes(system(), NOW)
    with django_assert_num_queries(0):
        services.tell(changes, [wang.pk], "test.yes", {}, "/cases/1/", NOW)
    changes.write()
    tell(wang, kind="test.yes")
    first, second = Notice.objects.order_by("pk").values()
    assert {**first, "id": 0} == {**second, "id": 0}
    jobs.mail_due(now=NOW)
    run_due()
    assert len(mail.outbox) == 2
