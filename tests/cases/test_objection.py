"""A dispatch that does not bounce: one objection, its hearing, one designation, one clock."""

from datetime import date, datetime, timedelta

import pytest

from tests.cases.test_story import clock, differences
from tests.factories import City, make_case, make_city
from weiqitong.accounts.models import User
from weiqitong.cases import jobs, services
from weiqitong.cases.enums import Action, Part, Status, TurnKind
from weiqitong.cases.models import Application, Case, Objection, Precedent
from weiqitong.cases.permissions import open_to
from weiqitong.cases.selectors.proposals import proposals
from weiqitong.cases.services.acting import load
from weiqitong.core.clock import at
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.directory.models import Category
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def dispatched(city: City) -> Case:
    case = make_case(city)
    return services.dispatch(
        city.people["coordinator"],
        case,
        lead=city.police,
        category=city.category,
        now=city.now + timedelta(minutes=10),
    )


def objected(city: City) -> Case:
    return objected_to(city, dispatched(city))


def objected_to(city: City, case: Case) -> Case:
    return services.object_to(
        city.people["liaison"],
        case,
        proposed=city.transport,
        reason="道路开口由公路部门审批，不属交警职责。",
        now=at(date(2021, 9, 17), 11, 0),
    )


def all_differences() -> list[str]:
    found = differences()
    for model in (Objection, Application, Precedent):
        found += [str(one) for one in compare(model)[0]]
    return found


def test_objection_hearing_designation(city: City) -> None:
    people = city.people
    case = objected(city)
    due = clock(case, ClockKind.CLOSE).due_at
    assert case.status == Status.OBJECTED
    # Two working hours after 11:00, with lunch between: the unit proposed speaks first.
    hearing = clock(case, ClockKind.HEARING)
    assert (case.turn_kind, case.turn_id) == (TurnKind.UNIT, city.transport.pk)
    assert case.turn_until == hearing.due_at
    # The office settles it the same working day.
    assert clock(case, ClockKind.DESIGNATE).due_at == at(date(2021, 9, 17), 18, 0)
    assert Case.objects.visible_to(people["co_handler"]).filter(pk=case.pk).exists()

    with pytest.raises(WrongStep):
        services.designate(
            people["coordinator"], case, lead=city.transport, grounds="职责", now=city.now
        )
    with pytest.raises(NotAllowed):
        services.hear(people["liaison"], case, agrees=False, text="不是", now=city.now)
    case = services.hear(
        people["co_handler"],
        case,
        agrees=False,
        text="该路为城市道路，开口归交警会签。",
        now=at(date(2021, 9, 17), 11, 20),
    )
    assert (case.turn_kind, case.turn_id) == (TurnKind.OFFICE, city.county.pk)
    assert case.turn_until == at(date(2021, 9, 17), 18, 0)
    assert clock(case, ClockKind.HEARING).result == "met"

    case = services.designate(
        people["coordinator"],
        case,
        lead=city.transport,
        grounds="大件运输许可在先，由交通运输局牵头。",
        circumstances="企业出入口涉及大件运输",
        now=at(date(2021, 9, 17), 15, 0),
    )
    assert case.status == Status.DISPATCHED
    assert (case.lead, case.turn_id) == (city.transport, city.transport.pk)
    # The clock never restarts by bouncing: same due, another holder.
    close = clock(case, ClockKind.CLOSE)
    assert (close.due_at, close.holder, close.round) == (due, city.transport, 1)
    assert clock(case, ClockKind.DESIGNATE).result == "met"
    precedent = Precedent.objects.get()
    assert (precedent.category, precedent.department) == (city.category, city.transport)
    # Final: whoever is designated does not object again.
    with pytest.raises(WrongStep):
        services.object_to(
            people["co_handler"],
            case,
            proposed=city.police,
            reason="还是交警的",
            now=at(date(2021, 9, 17), 15, 30),
        )
    assert all_differences() == []


def test_the_lead_stays_and_its_objection_is_spent(city: City) -> None:
    case = objected(city)
    case = services.hear(
        city.people["co_handler"], case, agrees=True, text="", now=at(date(2021, 9, 17), 13, 40)
    )
    case = services.designate(
        city.people["coordinator"], case, lead=city.police, grounds="分工文件第三条",
        now=at(date(2021, 9, 17), 14, 0),
    )  # fmt: skip
    assert (case.status, case.lead) == (Status.DISPATCHED, city.police)
    assert case.dispatches.get(part=Part.LEAD).final
    assert not Precedent.objects.exists()
    with pytest.raises(WrongStep):
        services.object_to(
            city.people["liaison"],
            case,
            proposed=city.transport,
            reason="还是不归我们",
            now=at(date(2021, 9, 17), 14, 10),
        )
    assert services.accept(city.people["liaison"], case, now=at(date(2021, 9, 17), 15, 0))
    assert all_differences() == []


def test_silence_of_the_unit_proposed_passes_the_turn_to_the_office(city: City) -> None:
    case = objected(city)
    late = clock(case, ClockKind.HEARING).due_at + timedelta(minutes=10)
    jobs.lapse_verdicts(now=late)
    case.refresh_from_db()
    assert (case.status, case.turn_kind) == (Status.OBJECTED, TurnKind.OFFICE)
    assert clock(case, ClockKind.HEARING).result == "missed"
    jobs.lapse_verdicts(now=late + timedelta(minutes=10))
    assert Objection.objects.get().heard_at is None
    assert all_differences() == []


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ((14, 59), at(date(2021, 9, 17), 18, 0)),
        ((15, 0), at(date(2021, 9, 18), 12, 0)),  # the Saturday is a make-up day
    ],
)
def test_filed_after_three_it_is_settled_by_the_next_noon(
    city: City, filed: tuple[int, int], due: object
) -> None:
    case = services.object_to(
        city.people["liaison"],
        dispatched(city),
        proposed=city.transport,
        reason="道路开口由公路部门审批。",
        now=at(date(2021, 9, 17), *filed),
    )
    assert clock(case, ClockKind.DESIGNATE).due_at == due


def test_not_for_oneself_not_too_late_not_without_a_reason(city: City) -> None:
    case, liaison = dispatched(city), city.people["liaison"]
    words = {"reason": "不归我们", "now": city.now + timedelta(hours=1)}
    with pytest.raises(BadInput):
        services.object_to(liaison, case, proposed=city.police, **words)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        services.object_to(liaison, case, proposed=city.section, **words)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        services.object_to(
            liaison, case, proposed=city.transport, reason=" ", now=city.now + timedelta(hours=1)
        )
    with pytest.raises(WrongStep):
        services.object_to(
            liaison,
            case,
            proposed=city.transport,
            reason="不归我们",
            now=at(date(2021, 9, 22), 9, 0),
        )


def test_withdrawn_while_an_objection_is_open(city: City) -> None:
    case = services.withdraw(
        city.people["contact"], objected(city), text="", now=at(date(2021, 9, 17), 11, 30)
    )
    assert case.status == Status.WITHDRAWN
    assert {clock(case, kind).state for kind in (ClockKind.HEARING, ClockKind.DESIGNATE)} == {
        ClockState.VOID
    }
    assert all_differences() == []


def test_a_designation_comes_first_at_the_next_dispatch_of_its_kind(city: City) -> None:
    people = city.people
    case = services.hear(
        people["co_handler"],
        objected(city),
        agrees=True,
        text="",
        now=at(date(2021, 9, 17), 13, 40),
    )
    services.designate(
        people["coordinator"], case, lead=city.transport, grounds="职责分工",
        circumstances="出入口涉及大件运输的", now=at(date(2021, 9, 17), 14, 0),
    )  # fmt: skip
    new = make_case(city, now=at(date(2021, 9, 17), 15, 0))
    Case.objects.filter(pk=new.pk).update(category=city.category)
    new.refresh_from_db()
    first, *others = proposals(new, Category.objects.all(), city.now)
    assert (first.lead, first.category) == (city.transport, city.category)
    assert "出入口涉及大件运输的" in first.hint
    assert not [one for one in others if one.settled]
    # Elsewhere it does not hold.
    Case.objects.filter(pk=new.pk).update(region=city.other_county)
    new = Case.objects.get(pk=new.pk)
    assert not [one for one in proposals(new, Category.objects.all(), city.now) if one.settled]


def test_the_button_is_there_only_while_the_objection_is_open(city: City) -> None:
    case, liaison = dispatched(city), city.people["liaison"]

    def offered(now: datetime) -> bool:
        return Action.OBJECT in open_to(liaison, load(case.pk), now)

    assert offered(at(date(2021, 9, 17), 16, 0))
    assert not offered(at(date(2021, 9, 22), 9, 0))  # its time is over
    case = objected_to(city, case)
    case = services.hear(
        city.people["co_handler"], case, agrees=True, text="", now=at(date(2021, 9, 17), 13, 40)
    )
    services.designate(
        city.people["coordinator"], case, lead=city.police, grounds="分工文件第三条",
        now=at(date(2021, 9, 17), 14, 0),
    )  # fmt: skip
    assert not offered(at(date(2021, 9, 17), 14, 10))  # it is settled


def test_where_nobody_is_left_to_be_heard_the_office_decides_at_once(city: City) -> None:
    """Proposed where nobody sits, or whose last person leaves while it is asked."""
    handler = User.objects.filter(pk=city.people["city_handler"].user_id)
    handler.update(is_active=False)
    case = dispatched(city)
    case = services.object_to(
        city.people["chief"], case, proposed=city.city_transport, reason="属市级职责", now=city.now
    )
    assert (case.turn_kind, case.turn_id) == (TurnKind.OFFICE, case.desk_id)
    assert list(case.acts.order_by("version").values_list("action", flat=True))[-2:] == [
        Action.OBJECT, Action.UNHEARD,
    ]  # fmt: skip
    handler.update(is_active=True)
    other = dispatched(city)
    other = services.object_to(
        city.people["chief"], other, proposed=city.city_transport, reason="属市级职责", now=city.now
    )
    assert other.turn_id == city.city_transport.pk
    handler.update(is_active=False)
    jobs.hand_over_deserted(now=city.now)
    other = Case.objects.get(pk=other.pk)
    assert (other.turn_kind, other.turn_id) == (TurnKind.OFFICE, other.desk_id)
    assert not Clock.objects.filter(kind=ClockKind.HEARING, stopped_at=None).exists()
