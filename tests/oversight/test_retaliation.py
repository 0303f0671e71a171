"""A report of retaliation reaches inspection alone; nobody else sees that there is one."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories import City, make_case, make_city
from weiqitong.cases.models import Act
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.clock import local
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.models import Official
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice
from weiqitong.oversight import inspection, services
from weiqitong.oversight.enums import Concluded, Said
from weiqitong.oversight.models import Retaliation, RetaliationWord
from weiqitong.pairing.models import Pairing, PairingRole

pytestmark = pytest.mark.django_db
TEXT = "提了诉求以后，一周来查了三次，还说要停电。"


@pytest.fixture
def city() -> City:
    return make_city()


def filed(city: City, **said: object) -> Retaliation:
    return services.report_retaliation(
        city.people["contact"],
        city.client,
        text=TEXT,
        now=city.now,
        **said,  # type: ignore[arg-type]
    )


def sees(actor: Actor, report: Retaliation) -> bool:
    return Retaliation.objects.visible_to(actor).filter(pk=report.pk).exists()


def test_only_the_enterprise_and_inspection_see_it(city: City) -> None:
    report = filed(city)
    seeing = {name for name, actor in city.people.items() if sees(actor, report)}
    assert seeing == {"contact", "inspector"}
    everybody = set(Notice.objects.values_list("user", flat=True))
    assert everybody == {city.people["inspector"].user_id}


def test_the_case_shows_nothing_of_it(city: City) -> None:
    case = make_case(city)
    entries = Entry.objects.filter(kind__startswith="case.")
    acts, version, before = Act.objects.count(), case.version, entries.count()
    filed(city, case=case)
    case.refresh_from_db()
    assert (Act.objects.count(), case.version) == (acts, version)
    assert entries.count() == before


def test_the_first_reply_has_a_date_of_three_working_days(city: City) -> None:
    report = filed(city)
    # Friday 17 September 2021; Saturday is a make-up day, Sunday to Tuesday are off.
    assert local(report.due_at).strftime("%m-%d %H:%M") == "09-23 18:00"
    turn = inspection.turn_of(report, city.people["contact"], city.now)
    assert turn.until
    assert "坊子" in inspection.holder_words(report)


def test_reply_note_and_end(city: City) -> None:
    report, inspector = filed(city), city.people["inspector"]
    services.note_on_report(inspector, report, text="先核对检查记录", now=city.now)
    report = services.reply_to_report(inspector, report, text="已受理。", now=city.now)
    assert report.holder_id == inspector.official_id
    assert report.replied_at == city.now
    services.add_to_report(city.people["contact"], report, text="昨天又来了", now=city.now)
    later = city.now + timedelta(days=2)
    services.conclude_report(
        inspector, report, outcome=Concluded.UPHELD, text="已通报。", now=later
    )
    contact = inspection.words_of(report, city.people["contact"], later)
    assert [one.quote for one in contact] == ["已通报。", "昨天又来了", "已受理。"]
    assert len(inspection.words_of(report, inspector, later)) == 4
    assert RetaliationWord.objects.filter(kind=Said.NOTE).count() == 1
    with pytest.raises(WrongStep):
        services.reply_to_report(inspector, report, text="补充", now=later)
    found, rows, entries = compare(Retaliation)
    assert (found, rows, entries) == ([], 1, 5)
    told = Notice.objects.filter(user_id=city.people["contact"].user_id)
    assert set(told.values_list("kind", flat=True)) == {"retaliation.said", "retaliation.ended"}


def test_nobody_else_may_do_anything(city: City) -> None:
    report = filed(city)
    for name, actor in city.people.items():
        if name != "inspector":
            with pytest.raises(NotAllowed):
                services.reply_to_report(actor, report, text="答复", now=city.now)
            with pytest.raises(NotAllowed):
                services.conclude_report(
                    actor, report, outcome=Concluded.UNFOUND, text="无", now=city.now
                )
        if name != "contact":
            with pytest.raises(NotAllowed):
                services.report_retaliation(actor, city.client, text=TEXT, now=city.now)
            with pytest.raises(NotAllowed):
                services.add_to_report(actor, report, text="补充", now=city.now)
    assert not RetaliationWord.objects.exists()


def test_it_is_void_for_the_own_unit(city: City) -> None:
    inspector = city.people["inspector"]
    assert not sees(inspector, filed(city, unit=city.office))
    own = Official.objects.get(pk=inspector.official_id)
    assert not sees(inspector, filed(city, official=own))
    colleague = Official.objects.get(pk=city.people["leader"].official_id)
    assert not sees(inspector, filed(city, official=colleague))
    assert sees(inspector, filed(city, unit=city.police))
    assert Notice.objects.filter(user_id=inspector.user_id).count() == 1


def test_it_is_void_for_the_own_client(city: City) -> None:
    inspector = city.people["inspector"]
    report = filed(city)
    changes = Changes(system(), city.now)
    pairing = Pairing(
        client=city.client,
        official_id=inspector.official_id or 0,
        role=PairingRole.LIAISON,
        valid_from=local(city.now).date(),
        reason="包联",
        salt="0" * 16,
        serial=uuid4(),
    )
    changes.enact(pairing, "pairing.pair")
    changes.write()
    assert not sees(inspector, report)
    with pytest.raises(NotAllowed):
        services.reply_to_report(inspector, report, text="答复", now=city.now)


def test_inspection_of_another_county_sees_nothing(city: City) -> None:
    report = filed(city)
    elsewhere = replace(
        city.people["inspector"],
        region_path=city.other_county.path,
        region_id=city.other_county.pk,
        department_id=None,
        official_id=None,
    )
    assert not sees(elsewhere, report)
    here = replace(elsewhere, region_path=city.county.path, region_id=city.county.pk)
    assert sees(here, report)
    assert not sees(replace(here, role=Role.COORDINATOR), report)


def test_an_empty_report_is_refused(city: City) -> None:
    with pytest.raises(BadInput):
        services.report_retaliation(city.people["contact"], city.client, text="短", now=city.now)
