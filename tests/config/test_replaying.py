"""`weiqitong replay`: what it says of an honest city, and of one that somebody has touched."""

import pytest

from tests.factories import make_case, make_city
from weiqitong.cases.models import Case
from weiqitong.config.replaying import replay
from weiqitong.ledger.replay import ledgered_models

pytestmark = pytest.mark.django_db(transaction=True)


def said(**options: object) -> tuple[int, list[str]]:
    lines: list[str] = []
    return replay(lines.append, **options), lines  # type: ignore[arg-type]


def test_an_honest_city_has_no_differences() -> None:
    make_case(make_city())
    code, lines = said()
    assert code == 0
    assert lines[-1].startswith("1 cases, ")
    assert lines[-1].endswith(" entries, 0 differences")
    assert len(lines) == len(ledgered_models()) + 1


def test_a_touched_row_is_named() -> None:
    case = make_case(make_city())
    Case.objects.filter(pk=case.pk).update(status="confirmed")
    code, lines = said(only="case")
    assert code == 1
    assert (
        lines[1].strip() == f"case {case.number}: status is 'confirmed', the ledger says 'reported'"
    )
    assert lines[-1].endswith("1 differences")


def test_as_json_it_is_for_machines() -> None:
    make_case(make_city())
    code, lines = said(as_json=True)
    assert code == 0
    assert '"label": "case"' in lines[0]
