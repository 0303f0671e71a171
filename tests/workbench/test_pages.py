"""Homes, lists, figures that open to their rows, search and the register, by their pages."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from tests.factories import City, make_case, make_city
from tests.support.browsing import browser
from weiqitong.cases import services
from weiqitong.cases.enums import Outcome, Rating
from weiqitong.cases.models import Case
from weiqitong.cases.selectors.behind import Period
from weiqitong.cases.selectors.figures import OutOfReach, figures
from weiqitong.cases.selectors.filters import CaseFilter, apply
from weiqitong.core import clock
from weiqitong.jobs import worker
from weiqitong.jobs.models import Progress
from weiqitong.search import services as search
from weiqitong.workbench.models import SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city(clock.now() - timedelta(days=3))


def closed(city: City, *, yes: bool | None, outcome: Outcome = Outcome.SOLVED) -> Case:
    people, now = city.people, city.now
    case = services.dispatch(people["coordinator"], make_case(city), lead=city.police, now=now)
    case = services.accept(people["liaison"], case, now=now + timedelta(minutes=10))
    case = services.answer(
        people["liaison"], case, outcome=outcome, text="办好了", now=now + timedelta(minutes=20)
    )
    if yes is not None:
        rating = Rating.SATISFIED if yes else Rating.DISSATISFIED
        case = services.give_verdict(
            people["contact"], case, yes=yes, rating=rating, now=now + timedelta(minutes=30)
        )
    return case


def test_every_home_opens_within_twelve_queries(city: City, django_assert_max_num_queries) -> None:
    closed(city, yes=False)
    make_case(city)
    for who in ("coordinator", "city_coordinator", "leader", "inspector", "liaison", "handler"):
        found = browser(city.people[who])
        found.get("/")
        with django_assert_max_num_queries(12):
            page = found.get(reverse("workbench:home"))
        assert page.status_code == 200, who
        for name in ("workbench:queue", "workbench:all"):
            if name == "workbench:queue" and who == "inspector":
                assert found.get(reverse(name)).status_code == 403
                continue
            with django_assert_max_num_queries(12):
                assert found.get(reverse(name)).status_code == 200, (who, name)
    assert browser(city.people["administrator"]).get("/").status_code == 200


def test_figures_move_and_each_opens_to_exactly_its_rows(city: City) -> None:
    closed(city, yes=True)
    closed(city, yes=True, outcome=Outcome.EXPLAINED)
    closed(city, yes=False)
    closed(city, yes=None)
    actor, now = city.people["city_coordinator"], clock.now()
    found = figures(actor, city.city, Period.of("30", now), now)
    assert (found["verdict"].numerator, found["verdict"].denominator) == (2, 3)
    assert (found["solved"].numerator, found["solved"].denominator) == (1, 2)
    assert [(one.code, one.count) for one in found["verdict"].exclusions] == [
        ("lapsed", 0),
        ("waiting", 1),
        ("parts", 0),
    ]
    page = browser(actor)
    for figure in found.figures:
        listed = page.get(reverse("workbench:all") + figure.query)
        rows = [line for _label, _count, lines in listed.context["list"].groups for line in lines]
        if figure.code in {"verdict", "solved", "late"}:
            wanted = figure.numerator if figure.code == "late" else figure.denominator
            assert len(rows) == wanted, figure.code
        for part in figure.exclusions:
            chosen = CaseFilter.parse(dict(pair.split("=") for pair in part.query[1:].split("&")))
            assert apply(Case.objects.all(), chosen, actor, now).count() == part.count, part.code


def test_figures_of_another_county_are_out_of_reach(city: City) -> None:
    now = clock.now()
    with pytest.raises(OutOfReach):
        figures(city.people["coordinator"], city.city, Period.of("30", now), now)
    found = browser(city.people["coordinator"])
    assert found.get("/", {"region": city.other_county.code}).status_code == 404
    assert found.get("/", {"region": city.town.code}).status_code == 200


def test_the_own_list_stands_under_headings_and_opens_the_case_beside_it(city: City) -> None:
    case = make_case(city)
    found = browser(city.people["coordinator"])
    page = found.get(reverse("workbench:queue"))
    groups = page.context["list"].groups
    assert [(label, count) for label, count, _lines in groups] == [("To be assigned", 1)]
    href = groups[0][2][0].href
    assert href.startswith(reverse("cases:case", args=[case.number]))
    pane = found.get(href, headers={"X-Part": "pane"}).content.decode()
    assert "<html" not in pane
    assert f'name="next" value="{reverse("workbench:queue")}"' in pane
    assert (
        "<html"
        not in found.get(reverse("workbench:queue"), headers={"X-Part": "pane"}).content.decode()
    )


def test_lists_are_narrowed_and_kept_as_views(city: City) -> None:
    make_case(city)
    found = browser(city.people["coordinator"])
    page = found.get(reverse("workbench:all"), {"urgency": "urgent", "filters": "1"})
    assert len(page.context["list"].pager.rows) == 1
    page = found.get(reverse("workbench:all"), {"urgency": "normal"})
    assert not page.context["list"].pager.rows
    kept = found.post(
        reverse("workbench:view-keep"), {"urgency": "urgent", "tab": "open", "name": "加急"}
    )
    assert kept.status_code == 302
    view = SavedView.objects.get()
    assert view.query == "?tab=open&urgency=urgent"
    labels = [tab.label for tab in found.get(reverse("workbench:all")).context["list"].tabs]
    assert "加急" in labels
    other = browser(city.people["leader"]).get(reverse("workbench:all"))
    assert "加急" not in [tab.label for tab in other.context["list"].tabs]
    found.post(reverse("workbench:view-keep"), {"drop": view.pk})
    assert not SavedView.objects.exists()


def test_a_lead_is_named_not_coded_and_a_name_nobody_has_is_said(city: City) -> None:
    case = make_case(city)
    services.dispatch(city.people["coordinator"], case, lead=city.police, now=clock.now())
    found = browser(city.people["city_coordinator"])
    url = reverse("workbench:all")
    for name in (city.police.name, city.police.code):
        assert case.title in found.get(url, {"unit": name}).content.decode()
    refused = found.get(url, {"unit": "交警大队"}).content.decode()
    assert case.title not in refused
    assert "There is no unit called “交警大队”. Did you mean: 坊子区公安分局交警大队?" in refused
    asked = reverse("workbench:units")
    typed = found.get(asked, {"q": "交警"}).json()
    assert typed == {"found": [{"name": "坊子区公安分局交警大队", "note": "坊子区"}]}


def test_search_finds_two_characters_in_sight_only(city: City) -> None:
    case = make_case(city)
    search.index("case", case.pk, f"{case.title} {case.text}", city.now)
    found = browser(city.people["coordinator"]).get(reverse("workbench:find"), {"q": "道路"})
    assert [hit.href for hit in found.context["cases"]] == [
        reverse("cases:case", args=[case.number])
    ]
    html = found.content.decode()
    assert "<mark>道路</mark>" in html
    (hit,) = found.context["cases"]
    assert hit.turn.who
    assert hit.turn.until
    line = html[html.index("</h3>") :]
    assert line.index('class="turn') < line.index(hit.turn.until) < line.index('class="meta"')
    assert not line[len("</h3>") : line.index('<div class="turn')].strip()
    stranger = browser(city.people["other_coordinator"])
    assert not stranger.get(reverse("workbench:find"), {"q": "道路"}).context["cases"]
    direct = browser(city.people["coordinator"]).get(reverse("workbench:find"), {"q": case.number})
    assert direct.headers["Location"] == reverse("cases:case", args=[case.number])


def test_the_register_comes_as_xlsx_to_whoever_asked_and_nobody_else(
    city: City, settings, tmp_path
) -> None:
    case = closed(city, yes=True)
    Case.objects.filter(pk=case.pk)
    asker = browser(city.people["coordinator"])
    assert asker.post(reverse("workbench:register"), {"tab": "all"}).status_code == 302
    worker.run_due(["default", "bulk"])
    job = Progress.objects.get()
    assert (job.state, job.done) == ("finished", 1)
    answer = asker.get(job.url)
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    line = dict(zip(rows[0], rows[1], strict=True))
    assert line["Number"] == case.number
    assert "****" in line["Phone"]
    assert "19900000001" not in str(rows)
    for who in ("city_coordinator", "leader", "stranger"):
        assert browser(city.people[who]).get(job.url).status_code == 404
