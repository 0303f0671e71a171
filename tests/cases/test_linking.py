"""What belongs together: linked under one master, never in a chain; each keeps its own answer and
verdict, and no enterprise learns of another.
"""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from tests.factories import City, make_case, make_city
from tests.support.browsing import browser
from weiqitong.cases import services
from weiqitong.cases.enums import Action, Outcome, Rating, Status
from weiqitong.cases.models import Act, Answer, Attachment, Case
from weiqitong.cases.registering import may_read
from weiqitong.cases.services.splitting import PartOf
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.files.models import StoredFile
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice

pytestmark = pytest.mark.django_db
STRANGER = "寿光云驼山"


@pytest.fixture
def city() -> City:
    found = make_city()
    nobody = frozenset({found.client.pk + found.stranger_client.pk})
    found.people["far_stranger"] = replace(found.people["stranger"], client_ids=nobody)
    return found


def foreign(city: City) -> Case:
    """A need of an enterprise of another county."""
    return services.report(
        city.people["stranger"],
        city.stranger_client,
        title="",
        text="大件车进不了厂，道路开口批不下来",
        now=city.now,
    )


def link(city: City, case: Case, master: Case, who: str = "city_coordinator") -> Case:
    return services.link(city.people[who], again(case), master=master, now=city.now)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def in_hand(city: City, case: Case) -> Case:
    desk = "coordinator" if case.desk == city.county else "other_coordinator"
    services.dispatch(city.people[desk], again(case), lead=city.police, now=city.now)
    return services.accept(city.people["liaison"], again(case), now=city.now)


def test_a_linked_need_keeps_its_state_turn_and_clock(city: City) -> None:
    one, two = make_case(city), make_case(city)
    linked = link(city, two, one, "coordinator")
    assert linked.master == one
    for name in ("status", "turn_kind", "turn_id", "turn_until", "due_at"):
        assert getattr(linked, name) == getattr(two, name)
    assert Act.objects.filter(case=two, action=Action.LINK).get().facts["same"] is True
    assert not compare(Case)[0]


def test_no_chain_is_ever_made(city: City) -> None:
    one, two, three, four = (make_case(city) for _ in range(4))
    link(city, two, one)
    link(city, three, two)  # goes to the master
    assert again(three).master == one
    link(city, one, four)  # brings its followers along
    assert {again(case).master for case in (one, two, three)} == {four}
    assert not Case.objects.filter(master__master__isnull=False)
    with pytest.raises(BadInput):
        link(city, four, one)
    with pytest.raises(BadInput):
        link(city, two, two)
    with pytest.raises(BadInput):
        link(city, two, three)  # under the same already
    again_alone = services.unlink(city.people["coordinator"], again(two), now=city.now)
    assert again_alone.master is None
    assert not compare(Case)[0]


def test_only_what_the_office_can_see_is_linked(city: City) -> None:
    case, other = make_case(city), foreign(city)
    with pytest.raises(BadInput):
        link(city, case, other, "coordinator")  # another county's
    assert link(city, case, other).master == other  # the city sees both
    with pytest.raises(NotAllowed):
        services.unlink(city.people["other_coordinator"], again(case), now=city.now)


def test_a_part_is_not_linked_to_its_own_whole(city: City) -> None:
    whole = make_case(city)
    parts = [PartOf("道路开口审批"), PartOf("临时通行证")]
    services.split(city.people["coordinator"], whole, parts=parts, now=city.now)
    one, two = Case.objects.filter(parent=whole).order_by("number")
    for case, master in ((one, whole), (whole, one), (one, two)):
        with pytest.raises(BadInput):
            link(city, case, master)
    assert link(city, foreign(city), one).master == one  # another need may be like a part


def test_the_same_answer_is_an_answer_of_its_own_for_each(city: City) -> None:
    master, other = in_hand(city, make_case(city)), in_hand(city, foreign(city))
    link(city, other, master)
    upload = StoredFile.objects.create(
        name="批复.pdf", kind="application/pdf", size=1, sha256="", path="a", owner_label="case",
        uploaded_by_id=city.people["liaison"].user_id, uploaded_at=city.now,
    )  # fmt: skip
    services.answer_alike(
        city.people["liaison"],
        again(master),
        [other],
        services.answer,
        outcome=Outcome.SOLVED,
        text="开口已批准。",
        files=[upload.pk],
        now=city.now,
    )
    assert {again(master).status, again(other).status} == {Status.ANSWERED}
    assert Answer.objects.filter(text="开口已批准。").count() == 2
    assert set(Attachment.objects.values_list("case", flat=True)) == {master.pk, other.pk}
    upload.refresh_from_db()
    assert may_read(city.people["stranger"], upload.owner_id or 0, upload.pk)
    assert not may_read(city.people["far_stranger"], upload.owner_id or 0, upload.pk)
    services.give_verdict(
        city.people["stranger"], again(other), yes=False, rating=Rating.DISSATISFIED, now=city.now
    )
    services.give_verdict(
        city.people["contact"], again(master), yes=True, rating=Rating.SATISFIED, now=city.now
    )
    assert (again(master).verdict, again(other).verdict) == (True, False)


def test_where_one_answer_is_refused_none_goes_out(city: City) -> None:
    master, other = in_hand(city, make_case(city)), foreign(city)
    link(city, other, master)
    said: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已批准。", "now": city.now}
    with pytest.raises(NotAllowed):  # nobody has dispatched it to them
        services.answer_alike(
            city.people["liaison"], again(master), [other], services.answer, **said
        )
    unlinked = in_hand(city, foreign(city))
    with pytest.raises(NotAllowed):
        services.answer_alike(
            city.people["liaison"], again(master), [unlinked], services.answer, **said
        )
    assert not Answer.objects.exists()


def test_no_enterprise_learns_of_another(city: City) -> None:
    mine, theirs = in_hand(city, make_case(city)), in_hand(city, foreign(city))
    link(city, theirs, mine)
    for who, case, other in (("contact", mine, theirs), ("stranger", theirs, mine)):
        page = browser(city.people[who]).get(reverse("cases:case", args=[case.number]))
        told = page.content.decode()
        assert page.status_code == 200
        assert other.number not in told
        assert other.client.name not in told
        assert other.title not in told
        sheet = browser(city.people[who]).get(reverse("cases:sheet", args=[case.number]))
        assert other.number not in sheet.content.decode()
        user = city.people[who].user_id
        assert not Notice.objects.filter(user=user, kind="case.link").exists()


def test_the_list_of_those_linked_ends_at_the_viewers_reach(city: City) -> None:
    mine, theirs = make_case(city), foreign(city)
    link(city, theirs, mine)
    far = browser(city.people["coordinator"]).get(reverse("cases:case", args=[mine.number]))
    assert theirs.number not in far.content.decode()
    near = browser(city.people["city_coordinator"])
    assert theirs.number in near.get(reverse("cases:case", args=[mine.number])).content.decode()
