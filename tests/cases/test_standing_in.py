"""Somebody is away: the substitute takes their turn, on record, and nobody signs twice."""

from datetime import timedelta

import pytest

from tests.factories import FRIDAY, City, make_case, make_city
from weiqitong.accounts.models import Grant, User
from weiqitong.accounts.selectors import actor_for
from weiqitong.accounts.services import be_away
from weiqitong.cases import services
from weiqitong.cases.enums import Action, Outcome, TurnKind
from weiqitong.cases.models import Act, Case
from weiqitong.cases.selectors.filters import mine
from weiqitong.cases.selectors.names import names_for
from weiqitong.cases.sentences import act_sentence
from weiqitong.cases.services.acting import serves_or_handles
from weiqitong.cases.telling import tell_step
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import NotAllowed
from weiqitong.directory.models import Official
from weiqitong.notifications.models import Notice
from weiqitong.pairing.selectors import clients_of

pytestmark = pytest.mark.django_db
TODAY = clock.today(FRIDAY)


@pytest.fixture
def city() -> City:
    return make_city()


def stand_in(city: City, absent: str, substitute: str) -> Actor:
    """Let one of the people be away for a week; the other, as they act for them."""
    users = [User.objects.get(pk=city.people[key].user_id or 0) for key in (absent, substitute)]
    be_away(city.people[absent], *users, first=TODAY, back=TODAY + timedelta(days=7), now=FRIDAY)
    grant = Grant.objects.get(user=users[1], stands_for__isnull=False)
    return actor_for(User.objects.get(pk=users[1].pk), grant, day=TODAY)


def handled(city: City) -> Case:
    """A case in the hands of the liaison."""
    case = make_case(city)
    case = services.dispatch(city.people["coordinator"], case, lead=city.police, now=FRIDAY)
    case = services.accept(city.people["liaison"], case, now=FRIDAY)
    handler = Official.objects.get(pk=city.people["handler"].official_id)
    return services.assign(city.people["liaison"], case, handler=handler, now=FRIDAY)


def submitted(city: City) -> Case:
    """An answer that the liaison wrote and the chief should sign."""
    case = make_case(city)
    case = services.dispatch(city.people["coordinator"], case, lead=city.police, now=FRIDAY)
    case = services.accept(city.people["liaison"], case, now=FRIDAY)
    signer = Official.objects.get(pk=city.people["chief"].official_id)
    return services.submit(
        city.people["liaison"],
        case,
        outcome=Outcome.SOLVED,
        text="已派员清理完毕",
        signers=[signer],
        now=FRIDAY,
    )


def test_what_waits_for_who_is_away_waits_for_the_substitute(city: City):
    case = handled(city)
    substitute = stand_in(city, "handler", "liaison")
    assert case.turn_id == city.people["handler"].official_id
    assert case in Case.objects.visible_to(substitute).filter(mine(substitute))
    services.make_plan(substitute, case, text="先清障再修复", promised=None, now=FRIDAY)
    act = Act.objects.get(case=case, action=Action.PLAN)
    assert act.facts["for"] == city.people["handler"].official_id
    assert act.user_id == city.people["liaison"].user_id


def test_the_record_names_both(city: City):
    case = handled(city)
    substitute = stand_in(city, "handler", "chief")
    services.make_plan(substitute, case, text="先清障再修复", promised=None, now=FRIDAY)
    act = Act.objects.get(case=case, action=Action.PLAN)
    who = act_sentence(act, names_for([case], [act])).who
    assert city.people["chief"].name in who
    assert "胡志远" in who


def test_the_author_of_an_answer_signs_it_for_nobody(city: City):
    """The liaison wrote it and the chief should sign: in his place the liaison may not."""
    case = submitted(city)
    assert case.turn_kind == TurnKind.SIGNER
    author = stand_in(city, "chief", "liaison")
    with pytest.raises(NotAllowed):
        services.sign(author, case, now=FRIDAY)


def test_a_substitute_signs_and_the_answer_goes_out(city: City):
    case = submitted(city)
    substitute = stand_in(city, "chief", "handler")
    case = services.sign(substitute, case, now=FRIDAY)
    assert case.status == "answered"


def test_a_specialist_s_enterprises_have_somebody(city: City):
    substitute = stand_in(city, "specialist", "co_handler")
    assert substitute.role == Role.SPECIALIST
    served = clients_of([city.people["specialist"].official_id or 0], TODAY)
    assert list(clients_of(substitute.officials, TODAY)) == list(served)
    case = make_case(city)
    assert case in Case.objects.visible_to(substitute)


def test_nobody_judges_for_an_enterprise_what_they_handle_in_another_s_place(city: City):
    """A substitute is on the other side as much as the one who is away."""
    case = handled(city)
    before = serves_or_handles(city.people["co_handler"], case, TODAY)
    stand_in(city, "specialist", "co_handler")
    assert not before
    assert serves_or_handles(city.people["co_handler"], case, TODAY)


def test_both_hear_of_what_comes(city: City):
    users = {key: city.people[key].user_id for key in ("handler", "chief")}
    stand_in(city, "handler", "chief")
    case = handled(city)
    tell_step(case.pk, case.version, FRIDAY)
    told = set(Notice.objects.filter(kind="case.assign").values_list("user", flat=True))
    assert told == set(users.values())
