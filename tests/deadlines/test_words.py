"""The words of explanations and refusals: every sentence can be said, in full."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from tests.deadlines.by_hand import CASES
from tests.deadlines.test_by_hand import EIGHT_HOURS, SEASONS, events_of, when
from weiqitong.deadlines import words
from weiqitong.deadlines.events import Event, EventKind
from weiqitong.deadlines.explain import Rule, Say, explain
from weiqitong.deadlines.hours import OfficeHours
from weiqitong.deadlines.refusal import BadHours
from weiqitong.deadlines.terms import Term, Unit

RULE = Rule("“133”", "dispatch", "answer", "Fangzi", 4, date(2021, 7, 1))


def why(start, amount, unit, *more):
    begun = Event(EventKind.START, when(start), Term(amount, Unit(unit)))
    return explain(EIGHT_HOURS, [begun, *more], RULE)


def test_every_kind_of_sentence_has_words():
    assert set(words.SENTENCES) == set(Say)


def test_why_22_september_in_words():
    with override("en"):
        said = words.points(why("2021-09-16 15:20", 3, "working_days"))
    assert said == [
        "“133”: answer within 3 working days of dispatch (version 4, from 1 Jul 2021).",
        "The day of dispatch (16 Sep 15:20) is not counted; counting begins on 17 Sep.",
        "18 Sep is a make-up Sat and counts. 19 Sep to 21 Sep is off for 中秋节 and does not count."
        " By the notice “国务院办公厅关于2021年部分节假日安排的通知” (国办发明电〔2020〕27号).",
        "The time is the closing hour of Fangzi, 18:00.",
        "The light turns yellow with 6 h 40 min left (a quarter of the limit): 22 Sep 09:50.",
    ]


def test_a_friday_afternoon_in_words():
    with override("en"):
        said = words.points(why("2021-08-20 17:30", 2, "working_hours"))
    assert said[1] == (
        "From 20 Aug 17:30 to closing at 18:00, 30 min are used."
        " From 23 Aug 08:30 to 10:00 the 2 h are complete."
    )


def test_another_year_is_named_where_it_differs():
    with override("en"):
        said = words.points(why("2026-12-28 09:00", 5, "working_days"))
    assert said[-2].endswith("4 Jan 2027 08:30.")
    assert said[-1].startswith("The holidays of 2027 are not announced yet")


def test_the_cells_of_the_strip():
    with override("en"):
        cells = words.cells(why("2021-09-29 10:00", 20, "working_days"))
    assert (cells[0].weekday, cells[0].date, cells[0].label) == ("Wed", "29", "dispatch")
    assert (cells[1].label, cells[1].date) == ("day 1", "30")
    assert (cells[2].label, cells[2].date) == ("国庆节", "10/1–7")
    gap = cells[-4]
    assert (gap.weekday, gap.label) == ("", "15 days")  # 4 to 18; Sunday 31 and two days remain
    assert cells[-1].label == "day 20"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.start} {case.amount} {case.unit}")
def test_every_deadline_counted_by_hand_can_be_said(case, language):
    calendar = SEASONS if case.seasons else EIGHT_HOURS
    explanation = explain(calendar, events_of(case), RULE)
    with override(language):
        said = words.points(explanation)
        labels = [cell.label for cell in words.cells(explanation)]
    assert all(said)
    assert not any("%(" in text for text in said)
    assert all(labels)


@pytest.mark.parametrize(
    ("unit", "one", "many"),
    [
        ("working_minutes", "1 working minute", "30 working minutes"),
        ("working_hours", "1 working hour", "30 working hours"),
        ("working_days", "1 working day", "30 working days"),
        ("natural_days", "1 natural day", "30 natural days"),
        ("hours", "1 hour", "30 hours"),
    ],
)
def test_terms_in_words(unit, one, many):
    with override("en"):
        assert words.term_words(Term(1, Unit(unit))) == one
        assert words.term_words(Term(30, Unit(unit))) == many


def test_a_refusal_in_words():
    with pytest.raises(BadHours) as refused:
        OfficeHours.daily("8-12")
    with override("en"):
        said = words.refusal_words(refused.value)
    assert said == str(refused.value) == "The hours “8-12” are not written like 08:30-12:00."
