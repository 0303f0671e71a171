"""Task forces: who begins and changes them, and what their members read by them."""

from typing import Any

import pytest

from tests.factories import City, make_case, make_city
from weiqitong.cases import selectors
from weiqitong.cases import services as cases
from weiqitong.cases.dossier import Trust
from weiqitong.cases.enums import Audience, Confidentiality, Urgency
from weiqitong.cases.models import Case
from weiqitong.cases.selectors import queue
from weiqitong.cases.selectors.filters import CaseFilter
from weiqitong.cases.selectors.forces import list_of, shares, total
from weiqitong.cases.telling import tell_step
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.enums import ClientKind
from weiqitong.directory.models import Client, Official
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice
from weiqitong.taskforces import jobs, services
from weiqitong.taskforces import selectors as forces
from weiqitong.taskforces.models import Member, Take, TaskForce

pytestmark = pytest.mark.django_db
OUTSIDE = "co_handler"  # of the transport bureau: has nothing to do with the case


@pytest.fixture
def city() -> City:
    return make_city()


def official_of(city: City, name: str) -> Official:
    return Official.objects.select_related("person").get(pk=city.people[name].official_id)


def begin(city: City, *, by: str = "coordinator", members: tuple[str, ...] = ()) -> TaskForce:
    office = city.people[by]
    force = services.begin(office, name="道路开口专班", purpose="厂区出入口", now=city.now)
    for name in members:
        services.join(office, force, official_of(city, name), now=city.now)
    return force


def dispatched(city: City) -> Case:
    """A need of the city's category, led by the police."""
    case, office = make_case(city), city.people["coordinator"]
    return cases.dispatch(office, case, lead=city.police, category=city.category, now=city.now)


def confided(city: City, trust: Trust) -> Case:
    """The same, of an enterprise that hides its name or complains of somebody."""
    said = {"title": "", "text": "检查太多，请换人处理", "urgency": Urgency.NORMAL}
    case = cases.report(city.people["contact"], city.client, trust=trust, now=city.now, **said)
    office = city.people["coordinator"]
    return cases.dispatch(office, case, lead=city.police, category=city.category, now=city.now)


def sees(actor: Actor, case: Case) -> bool:
    return Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def test_members_read_what_it_takes_and_nobody_else_does(city: City) -> None:
    case, office = dispatched(city), city.people["coordinator"]
    member, other = city.people[OUTSIDE], city.people["city_handler"]
    force = begin(city, members=(OUTSIDE,))
    assert not sees(member, case)  # it takes nothing yet
    services.take(office, force, city.category, now=city.now)
    assert sees(member, case)
    assert not sees(other, case)
    page = selectors.case_page(member, case.number, city.now)
    fact = next(one for one in page.facts if one.href == f"/taskforces/{force.pk}/")
    assert fact.words == force.name
    noted = cases.add_note(
        member, case, text="已会同住建看过现场", audience=Audience.OFFICE, now=city.now
    )
    assert noted.version == case.version + 1
    with pytest.raises(NotAllowed):
        cases.accept(member, case, now=city.now)


def test_a_whole_group_is_taken_with_its_leaves(city: City) -> None:
    case, force = dispatched(city), begin(city, members=(OUTSIDE,))
    assert city.category
    services.take(city.people["coordinator"], force, city.category.parent, now=city.now)
    assert sees(city.people[OUTSIDE], case)


def test_it_takes_only_what_lies_in_its_region(city: City) -> None:
    case = dispatched(city)
    force = begin(city, by="other_coordinator")
    office = city.people["other_coordinator"]
    services.take(office, force, city.category, now=city.now)
    services.join(office, force, official_of(city, "city_handler"), now=city.now)
    assert not sees(city.people["city_handler"], case)


def test_a_project_is_taken_wherever_its_needs_go(city: City) -> None:
    changes = Changes(city.people["coordinator"], city.now)
    project = Client(
        code="P1", kind=ClientKind.PROJECT, name="坊子高端装备产业园二期", region=city.town
    )
    changes.enact(project, "client.make")
    changes.write()
    force = begin(city, members=(OUTSIDE,))
    services.take(city.people["coordinator"], force, project, now=city.now)
    case = dispatched(city)
    assert not sees(city.people[OUTSIDE], case)
    Case.objects.filter(pk=case.pk).update(client=project)
    assert sees(city.people[OUTSIDE], case)


def test_an_enterprise_is_not_taken(city: City) -> None:
    force = begin(city)
    with pytest.raises(BadInput, match="专员"):
        services.take(city.people["coordinator"], force, city.client, now=city.now)


def test_a_hidden_need_is_not_read_by_a_task_force(city: City) -> None:
    trust = Trust(Confidentiality.HIDDEN)
    case = confided(city, trust)
    force = begin(city, members=(OUTSIDE,))
    services.take(city.people["coordinator"], force, city.category, now=city.now)
    assert not sees(city.people[OUTSIDE], case)


def test_whoever_is_complained_of_does_not_read_it_by_a_task_force(city: City) -> None:
    trust = Trust(official=official_of(city, OUTSIDE))
    case = confided(city, trust)
    force = begin(city, members=(OUTSIDE,))
    services.take(city.people["coordinator"], force, city.category, now=city.now)
    assert not sees(city.people[OUTSIDE], case)


@pytest.mark.parametrize("way", ["leave", "drop", "end", "inactive"])
def test_it_is_over_when_it_is_over(city: City, way: str) -> None:
    case, office = dispatched(city), city.people["coordinator"]
    force = begin(city, members=(OUTSIDE,))
    taken = services.take(office, force, city.category, now=city.now)
    assert sees(city.people[OUTSIDE], case)
    if way == "leave":
        services.leave(office, Member.objects.get(), now=city.now)
    elif way == "drop":
        services.drop(office, taken, now=city.now)
    elif way == "end":
        services.end(office, force, now=city.now)
    else:
        Official.objects.filter(pk=city.people[OUTSIDE].official_id).update(active=False)
    assert not sees(city.people[OUTSIDE], case)


def test_a_member_who_inspects_does_not_inspect_its_needs(city: City) -> None:
    case, inspector = dispatched(city), city.people["inspector"]
    assert sees(inspector, case)
    force = begin(city, members=(OUTSIDE,))
    services.take(city.people["coordinator"], force, city.category, now=city.now)
    assert sees(inspector, case)
    changes = Changes(city.people["coordinator"], city.now)
    member = Member.objects.get()
    changes.enact(member, "task_force.join", official_id=inspector.official_id)
    changes.write()
    assert not sees(inspector, case)


def test_only_the_office_of_its_region_changes_it(city: City) -> None:
    force = begin(city, members=(OUTSIDE,))
    member, other = Member.objects.get(), official_of(city, "city_handler")
    for name in ("other_coordinator", "city_coordinator", "leader", OUTSIDE, "contact"):
        actor = city.people[name]
        for act in (
            lambda a: services.rename(a, force, name="别的", purpose="", now=city.now),
            lambda a: services.join(a, force, other, now=city.now),
            lambda a: services.leave(a, member, now=city.now),
            lambda a: services.head(a, member, now=city.now),
            lambda a: services.take(a, force, city.category, now=city.now),
            lambda a: services.end(a, force, now=city.now),
        ):
            with pytest.raises(NotAllowed):
                act(actor)
    with pytest.raises(NotAllowed):
        services.begin(city.people["leader"], name="专班", purpose="", now=city.now)


def test_what_makes_no_sense_is_refused_with_a_sentence(city: City) -> None:
    office, force = city.people["coordinator"], begin(city, members=(OUTSIDE,))
    with pytest.raises(BadInput, match="已"):
        services.join(office, force, official_of(city, OUTSIDE), now=city.now)
    with pytest.raises(BadInput, match="登录"):  # a specialist works no desk
        services.join(office, force, official_of(city, "specialist"), now=city.now)
    services.take(office, force, city.category, now=city.now)
    with pytest.raises(BadInput, match="已"):
        services.take(office, force, city.category, now=city.now)
    with pytest.raises(BadInput, match="名称"):
        services.rename(office, force, name="  ", purpose="", now=city.now)
    member = Member.objects.get()
    services.leave(office, member, now=city.now)
    with pytest.raises(WrongStep):
        services.leave(office, member, now=city.now)
    services.end(office, force, now=city.now)
    with pytest.raises(NotAllowed):
        services.end(office, force, now=city.now)


def test_there_is_one_head(city: City) -> None:
    office, force = city.people["coordinator"], begin(city, members=(OUTSIDE, "handler"))
    first, second = Member.objects.order_by("pk")
    for one in (first, second, second):
        services.head(office, one, now=city.now)
    shown = forces.shown(office, force.pk)
    assert shown
    assert shown.head == second
    assert not Member.objects.get(pk=first.pk).heads


def test_members_are_told_and_the_head_of_each_dispatch(
    city: City, django_capture_on_commit_callbacks: Any
) -> None:
    office, force = city.people["coordinator"], begin(city, members=(OUTSIDE, "handler"))
    services.take(office, force, city.category, now=city.now)
    member = Member.objects.get(official=city.people[OUTSIDE].official_id)
    services.head(office, member, now=city.now)
    jobs.tell_member.func(member_id=member.pk, now=city.now)
    case = dispatched(city)
    tell_step(case.pk, case.version, city.now)
    told = set(Notice.objects.values_list("user", "kind"))
    assert (city.people[OUTSIDE].user_id, "task_force.join") in told
    assert (city.people[OUTSIDE].user_id, "case.dispatch") in told
    jobs.tell_ended.func(force_id=force.pk, now=city.now)
    assert Notice.objects.filter(kind="task_force.end").count() == 2


def test_its_figures_open_to_their_rows(city: City) -> None:
    office, case, force = city.people["coordinator"], dispatched(city), begin(city)
    make_case(city)  # of no category yet: not its own
    services.take(office, force, city.category, now=city.now)
    lines = shares(office, force, city.now)
    assert [(one.unit, one.counts["open"]) for one in lines] == [(city.police, 1)]
    for code, count in total(lines):
        chosen = CaseFilter.parse({**dict(list_of(force, code).chosen())})
        rows = queue.rows(office, chosen, {}, city.now).rows
        assert len(rows) == count, code
        assert count == (1 if code == "open" else 0)
    assert queue.rows(office, list_of(force, "open"), {}, city.now).rows == [case]


def test_who_sees_it(city: City) -> None:
    force = begin(city, members=("handler",))
    for name, seen in {
        "coordinator": True, "city_coordinator": True, "leader": True, "handler": True,
        "liaison": True, "other_coordinator": False, OUTSIDE: False, "contact": False,
        "specialist": False, "city_handler": False,
    }.items():  # fmt: skip
        assert (forces.shown(city.people[name], force.pk) is not None) == seen, name


def test_it_is_replayed_from_the_ledger(city: City) -> None:
    office, force = city.people["coordinator"], begin(city, members=(OUTSIDE, "handler"))
    services.take(office, force, city.category, now=city.now)
    services.rename(office, force, name="专班二", purpose="", now=city.now)
    services.head(office, Member.objects.first(), now=city.now)
    services.leave(office, Member.objects.last(), now=city.now)
    services.drop(office, Take.objects.get(), now=city.now)
    services.end(office, force, now=city.now)
    for model in (TaskForce, Member, Take):
        found, rows, _entries = compare(model)
        assert rows
        assert not found
