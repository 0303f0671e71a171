"""Papers of a conference as docx: notice with agenda (会议通知), minutes (会议纪要), table of tasks
(任务清单). Official papers are Chinese whoever asks for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.cases.words import name_of, together
from weiqitong.core.clock import local
from weiqitong.items.models import Item
from weiqitong.web import docx
from weiqitong.web.downloads import docx_answer
from weiqitong.web.times import moment_words, on_paper, until_words

from ..enums import State
from ..models import Conference, Topic
from ..selectors.pages import ConferencePage
from ..selectors.standing import office_of

Parts = Sequence[docx.Heading | docx.Paragraph | docx.Points | docx.Table]


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper, and the states in which there is one."""

    label: Any
    states: frozenset[State]
    parts: Callable[[ConferencePage, datetime], Parts]
    day: Callable[[Conference], datetime | None]
    addressed: bool = False


def answer(code: str, page: ConferencePage, now: datetime) -> HttpResponse:
    """The paper as a file to keep."""
    found, kind = page.conference, PAPERS[code]
    with translation.override(settings.LANGUAGE_CODE), on_paper():
        title = _("%(what)s: %(title)s") % {"what": kind.label, "title": found.title}
        to = "、".join(dict.fromkeys(name_of(one.unit) for one in page.participants))
        day = local(kind.day(found) or now).date()
        body = docx.paper(
            title=title,
            number=found.number,
            addressee=to if kind.addressed else "",
            parts=kind.parts(page, now),
            signature=docx.Signature(office_of(found), day),
        )
        name = f"{found.number} {kind.label}"
    return docx_answer(body, name)


def open_papers(conference: Conference) -> list[tuple[str, Any]]:
    """Code and label of the papers there are now."""
    return [(code, one.label) for code, one in PAPERS.items() if conference.state in one.states]


def _notice(page: ConferencePage, now: datetime) -> Parts:
    found = page.conference
    when = moment_words(found.meets_at, now) if found.meets_at else ""
    if found.in_writing:
        words = _("The needs below are conferred on in writing; please write %(until)s.")
        until = until_words(found.meets_at, now) if found.meets_at else ""
        lines = [words % {"until": until}]
    else:
        lines = [
            _("A conference on the needs below is called. Please take part, and say who comes."),
            _("Time: %(when)s") % {"when": when},
            _("Place: %(place)s") % {"place": found.place},
        ]
    chair = together(found.chair.person.name, found.chair.post) if found.chair else office_of(found)
    lines.append(_("Chair: %(chair)s") % {"chair": chair})
    if found.purpose:
        lines.append(_("To be settled: %(purpose)s") % {"purpose": found.purpose})
    return [
        docx.Paragraph("\n".join(lines)),
        docx.Heading(_("Agenda")),
        docx.Table(
            [_("No."), _("Need"), _("Client"), _("Presented by"), _("Minutes of time")],
            [
                [
                    str(place),
                    f"{one.case.title}（{one.case.number}）",
                    one.asker,
                    name_of(one.presenter) if one.presenter else "",
                    str(one.length),
                ]
                for place, one in enumerate(page.topics, start=1)
            ],
            (1, 5, 4, 4, 2),
        ),
    ]


def _minutes(page: ConferencePage, now: datetime) -> Parts:
    found = page.conference
    present = "、".join(_present(page))
    when = moment_words(found.meets_at, now) if found.meets_at else ""
    head = _("Held %(when)s; %(units)s took part.") % {"when": when, "units": present}
    parts: list[Any] = [docx.Paragraph(head), docx.Paragraph(found.minutes)]
    parts.append(docx.Heading(_("Conclusions")))
    parts.append(docx.Points([_conclusion(one) for one in page.topics if one.conclusion]))
    if page.standing.items:
        parts += [docx.Heading(_("Decided items")), _table(page.standing.items)]
    return parts


def _present(page: ConferencePage) -> list[str]:
    """Units that spoke, with the person who came."""
    found = []
    for one in page.participants:
        if one.said_at is not None:
            who = f"（{one.attendee}）" if one.attendee else ""
            found.append(f"{name_of(one.department)}{who}")
    return found


def _conclusion(topic: Topic) -> str:
    case = topic.case
    return f"{case.title}（{topic.asker}，{case.number}）：{topic.conclusion}"


def _tasks(page: ConferencePage, now: datetime) -> Parts:
    return [_table(page.standing.items)]


def _table(items: Sequence[Item]) -> docx.Table:
    columns = [_("No."), _("Task"), _("Unit that does it"), _("Person in charge"), _("Done by")]
    rows = [
        [
            str(place),
            one.text,
            name_of(one.unit),
            one.person.person.name if one.person else "",
            docx.chinese_date(local(one.due_at).date()),
        ]
        for place, one in enumerate(items, start=1)
    ]
    return docx.Table(columns, rows, (1, 7, 4, 2, 3))


AFTER = frozenset({State.HELD, State.CLOSED})
PAPERS: dict[str, PaperKind] = {
    "notice": PaperKind(
        gettext_lazy("Notice of conference"),
        AFTER | {State.CALLED},
        _notice,
        lambda one: one.called_at,
        addressed=True,
    ),
    "minutes": PaperKind(
        gettext_lazy("Minutes of conference"), AFTER, _minutes, lambda one: one.held_at
    ),
    "tasks": PaperKind(gettext_lazy("Table of tasks"), AFTER, _tasks, lambda one: one.held_at),
}
