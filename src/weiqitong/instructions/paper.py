"""The report back to the leader (报告件), as an official paper: what was instructed, what each unit
did and when, what is open.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.cases.words import name_of, office_words
from weiqitong.core.clock import local, today
from weiqitong.items.enums import ItemState
from weiqitong.items.models import Item
from weiqitong.items.selectors import owner_words
from weiqitong.web.docx import Heading, Paragraph, Part, Points, Signature, Table, paper
from weiqitong.web.times import plain_date

from .models import Instruction

WIDTHS = (3, 5, 2.4, 2)


def report_paper(instruction: Instruction, items: Sequence[Item], now: datetime) -> bytes:
    """The bytes of a docx; in the language of the product, whoever takes it."""
    with translation.override(settings.LANGUAGE_CODE):
        return paper(
            title=_("Report on carrying out instruction %(number)s")
            % {"number": instruction.number},
            number=instruction.title,
            addressee=pgettext("addressee", "%(leader)s")
            % {"leader": instruction.leader.person.name},
            parts=_parts(instruction, items, now),
            signature=Signature(office_words(name_of(instruction.office)), today(now)),
        )


def _parts(instruction: Instruction, items: Sequence[Item], now: datetime) -> list[Part]:
    return [
        Heading(_("The instruction")),
        Paragraph(instruction.text),
        Paragraph(_given(instruction)),
        Heading(_("What the units did")),
        Table(
            [_("Unit"), _("What was reported"), _("Reported on"), _("State of the item")],
            [_row(item) for item in items],
            WIDTHS,
        ),
        Heading(_("Open points")),
        *_open_points(items, now),
        *_conclusion(instruction),
    ]


def _given(instruction: Instruction) -> str:
    """Who gave it and when; who entered it, and under what."""
    words = _("%(leader)s, %(day)s; to be carried out by %(due)s.") % {
        "leader": instruction.leader.person.name,
        "day": plain_date(local(instruction.issued_at).date()),
        "due": plain_date(local(instruction.due_at).date()),
    }
    delegation = instruction.delegation
    if delegation is None:
        return words
    return words + _("Entered by %(secretary)s under the delegation of %(day)s.") % {
        "secretary": instruction.entered_by.person.name,
        "day": plain_date(delegation.valid_from),
    }


def _row(item: Item) -> list[str]:
    reported = plain_date(local(item.reported_at).date()) if item.reported_at else "—"
    state = str(ItemState(item.state).label)
    if item.reported_at and item.reported_at > item.due_at:
        state = f"{state}\n{_('reported late')}"
    return [owner_words(item), item.report or _("nothing yet"), reported, state]


def _open_points(items: Sequence[Item], now: datetime) -> list[Part]:
    open_ = [item for item in items if item.is_unsettled]
    if not open_:
        return [Paragraph(_("None: all items are settled."))]
    return [Points([_open_point(item, now) for item in open_])]


def _open_point(item: Item, now: datetime) -> str:
    facts = {"unit": owner_words(item), "due": plain_date(local(item.due_at).date())}
    if item.state == ItemState.REPORTED:
        return _("%(unit)s: reported, awaits the decision.") % facts
    if now > item.due_at:
        return _("%(unit)s: was due by %(due)s and is overdue.") % facts
    return _("%(unit)s: due by %(due)s.") % facts


def _conclusion(instruction: Instruction) -> list[Part]:
    if not instruction.conclusion:
        return []
    return [Heading(_("The leader's conclusion")), Paragraph(instruction.conclusion)]
