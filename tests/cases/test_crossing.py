"""Where the parts of the work meet: what is hidden, sealed or complained of stays so when a need is
split, called about, escalated, handed down, moved or conferred on.
"""

from datetime import timedelta

import pytest

from tests.cases.test_confiding import HIDDEN, SEALED, dispatched, report, sees
from tests.factories import City, make_actor, make_city
from weiqitong.accounts.models import Grant
from weiqitong.cases import permissions, plans, services
from weiqitong.cases.dossier import Trust
from weiqitong.cases.enums import ApplicationKind, CallPurpose, Outcome
from weiqitong.cases.models import Case
from weiqitong.cases.plans import Asked
from weiqitong.cases.selectors import kin, staffing
from weiqitong.cases.selectors.calls import callable_by
from weiqitong.cases.services.acting import load
from weiqitong.cases.services.callers import has_caller
from weiqitong.cases.services.splitting import PartOf
from weiqitong.core.actor import Role, system
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Department, Official
from weiqitong.ledger.changes import Changes

pytestmark = pytest.mark.django_db
PARTS = [PartOf("围墙塌了要修好"), PartOf("路灯要重新接上")]


@pytest.fixture
def city() -> City:
    return make_city()


def parts_of(city: City, trust: Trust, who: str = "coordinator") -> list[Case]:
    whole = report(city, trust)
    services.split(city.people[who], whole, parts=PARTS, now=city.now)
    return list(Case.objects.filter(parent=whole).order_by("number"))


def test_parts_keep_the_name_hidden(city: City) -> None:
    for part in parts_of(city, Trust(HIDDEN)):
        assert part.is_hidden
        assert not sees(city.people["specialist"], part)
    for part in parts_of(city, Trust(SEALED), "city_coordinator"):
        assert not sees(city.people["coordinator"], part)


def test_parts_complain_of_whom_the_whole_complains_of(city: City) -> None:
    chief = Official.objects.get(pk=city.people["chief"].official_id)
    for part in parts_of(city, Trust(unit=city.transport, official=chief)):
        assert not sees(city.people["co_handler"], part)
        with pytest.raises(BadInput):
            services.dispatch(city.people["coordinator"], part, lead=city.transport, now=city.now)
    whole = report(city, Trust(unit=city.transport))
    leads = [PartOf("围墙塌了要修好", lead=city.transport), PARTS[1]]
    with pytest.raises(BadInput):
        services.split(city.people["coordinator"], whole, parts=leads, now=city.now)


def answered(city: City, case: Case) -> Case:
    dispatched(city, case)
    said = {"outcome": Outcome.SOLVED, "text": "已修好", "over_silence": "等不及"}
    return services.answer(city.people["liaison"], case, now=city.now, **said)


def test_nobody_is_called_whose_name_is_hidden(city: City) -> None:
    changes = Changes(system(), city.now)
    caller = make_actor(
        changes, Role.CALLER, name="某", phone="19900000078", department=city.office,
        region=city.city,
    )  # fmt: skip
    changes.write()
    for trust, called in ((Trust(), True), (Trust(HIDDEN), False)):
        case = answered(city, report(city, trust))
        dossier, later = load(case.pk), city.now + timedelta(days=12)
        listed = callable_by(caller, CallPurpose.VERDICT, later)
        assert listed.filter(pk=case.pk).exists() is called
        assert permissions.may_call(caller, dossier) is called
        assert has_caller(dossier, later) is called


def test_linked_needs_to_answer_alike_are_named_by_what_may_be_known(city: City) -> None:
    case = report(city, Trust(HIDDEN))
    ((_number, words),) = kin.titles([case], city.people["liaison"])
    assert city.client.name not in words
    ((_number, words),) = kin.titles([case], city.people["contact"])
    assert city.client.name in words


def test_a_hidden_need_is_not_handed_down_to_a_town(city: City) -> None:
    changes = Changes(system(), city.now)
    make_actor(
        changes, Role.COORDINATOR, name="某", phone="19900000079", department=city.county_office,
        region=city.town,
    )  # fmt: skip
    changes.write()
    for trust, refused in ((Trust(HIDDEN), True), (Trust(), False)):
        case = report(city, trust)
        said = {"desk": city.town, "grounds": "属地", "now": city.now}
        if refused:
            with pytest.raises(BadInput):
                services.hand_down(city.people["coordinator"], case, **said)
        else:
            services.hand_down(city.people["coordinator"], case, **said)


def test_no_office_gets_a_need_that_complains_of_who_sits_there(city: City) -> None:
    """Sorted up, handed down, escalated: past whom the enterprise complains of."""
    top = Official.objects.get(pk=city.people["city_coordinator"].official_id)
    case = report(city, Trust(official=top))
    assert case.desk == city.county
    office = city.people["coordinator"]
    with pytest.raises(BadInput):
        services.sort(office, case, desk=city.city, reason="市级事权", now=city.now)
    case = dispatched(city, case)
    asked = Asked(ApplicationKind.ESCALATION, "须市级审批。", level=city.city)
    services.apply_for(city.people["liaison"], case, asked, now=city.now)
    case = services.grant(office, case, now=city.now)
    assert (case.turn_kind, case.turn_id) == ("leader", city.city.pk)
    below = Official.objects.get(pk=office.official_id)
    case = report(city, Trust(official=below))
    assert case.desk == city.city
    with pytest.raises(BadInput):
        services.hand_down(
            city.people["city_coordinator"], case, desk=city.county, grounds="属地", now=city.now
        )


def test_nobody_complained_of_is_passed_a_need_within_the_unit(city: City) -> None:
    chief = Official.objects.select_related("department").get(pk=city.people["chief"].official_id)
    case = dispatched(city, report(city, Trust(official=chief)))
    changes = Changes(city.people["liaison"], city.now)
    with pytest.raises(BadInput):
        plans.plan_pass_within(changes, load(case.pk), section=None, handler=chief)


def test_who_goes_on_with_a_unit_complained_of_takes_no_part_either(city: City) -> None:
    case = report(city, Trust(unit=city.police))
    liaison = city.people["co_handler"]
    services.dispatch(city.people["coordinator"], case, lead=city.transport, now=city.now)
    assert sees(liaison, case)
    Department.objects.filter(pk=city.police.pk).update(merged_into=city.transport)
    assert not sees(liaison, case)
    dossier = load(case.pk)
    assert plans.is_about(dossier.case, city.transport)
    assert not staffing.without_complained(
        Grant.objects.filter(user=liaison.user_id), dossier.case
    ).exists()
    moved = services.hand_over(system(), case, now=city.now)
    assert (moved.turn_kind, moved.lead) == ("office", None)
