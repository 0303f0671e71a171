"""Each figure by its name: numerator, denominator, what it leaves out, how it is counted. Handed
counts, it asks the database nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from weiqitong.web.parts import Stat, percent

from ..enums import VerdictChannel
from ..words import cases_of, joined
from .behind import by_channel
from .counted import Ended, Judged, Lights, Words
from .filters import ALONE, WITHOUT, CaseFilter


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What a rate leaves out, how many, and where they are."""

    code: str
    label: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, or a rate with its parts; `query` opens its rows."""

    code: str
    label: str
    numerator: int
    denominator: int | None
    query: str
    unit: str = ""
    note: str = ""
    exclusions: tuple[Exclusion, ...] = ()
    help: str = ""  # how it is counted, where the name alone would not say it

    @property
    def rate(self) -> str | None:
        """As text with one decimal, None where there is nothing to divide by."""
        return percent(self.numerator, self.denominator) if self.denominator else None

    @property
    def left_out(self) -> str:
        """What it leaves out, and how many."""
        return joined(f"{one.label} {one.count:,}" for one in self.exclusions if one.count)

    def stat(self, base: str) -> Stat:
        """As the page shows it; its link leads to the list at `base`."""
        note = "·".join(words for words in (self.note, self.left_out) if words)
        href = base + self.query
        if self.denominator is None:
            return Stat.count(self.label, self.numerator, unit=self.unit, href=href, note=note)
        if self.code == "late":
            return Stat.count(
                self.label,
                self.numerator,
                of=self.denominator,
                unit=self.unit,
                href=href,
                note=note,
            )
        return Stat.rate(
            self.label, self.numerator, self.denominator, unit=self.unit, href=href, note=note
        )


def _left_out(
    code: str, chosen: CaseFilter, *counts: tuple[str, str, int]
) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(part, label, count, chosen.query(figure=code, part=part))
        for part, label, count in counts
    )


def _ended_otherwise(closed: Ended) -> tuple[tuple[str, str, int], ...]:
    return (
        ("not_receivable", _("not receivable"), closed.not_receivable),
        ("found", _("concluded by a finding"), closed.found),
        ("withdrawn", _("withdrawn"), closed.withdrawn),
    )


PARTS = "parts"


def _of_parts(count: int) -> tuple[str, str, int]:
    """A split need is counted once, as a whole."""
    return (PARTS, _("parts of a split need"), count)


def _without_a_word(closed: Ended, opened: Lights) -> tuple[tuple[str, str, int], ...]:
    return (
        ("lapsed", _("lapsed without a verdict"), closed.lapsed),
        ("waiting", _("not yet judged"), opened.waiting),
    )


def clock_figure(code: str, counts: Judged, chosen: CaseFilter) -> Figure:
    """Limits of one kind that were kept, of those that fell due."""
    label = {
        "dispatch": _("Assigned in time"),
        "contact": _("Contacted in time"),
        "answer": _("Answered in time"),
    }[code]
    return Figure(
        code,
        label,
        counts.yes,
        counts.all,
        chosen.query(figure=code, part="all"),
        unit=_("limits"),
        exclusions=_left_out(
            code,
            chosen,
            ("advisory", _("advisory"), counts.advisory),
            ("paused", _("awaiting the enterprise"), counts.paused),
            ("void", _("declined or withdrawn"), counts.void),
        ),
    )


def verdict_figure(words: Words, opened: Lights, closed: Ended, chosen: CaseFilter) -> Figure:
    """企业认可率: verdicts yes, of verdicts given."""
    return Figure(
        "verdict",
        _("Enterprise says yes"),
        words.yes,
        words.all,
        chosen.query(figure="verdict", part="all"),
        unit=_("verdicts"),
        exclusions=_left_out(
            "verdict", chosen, *_without_a_word(closed, opened), _of_parts(words.parts)
        ),
    )


def solved_figure(closed: Ended, chosen: CaseFilter) -> Figure:
    """Solved and confirmed, of all that came to an end."""
    return Figure(
        "solved",
        _("Solved and confirmed"),
        closed.solved,
        closed.ended,
        chosen.query(figure="solved", part="all"),
        unit=_("closed"),
        exclusions=_left_out("solved", chosen, *_ended_otherwise(closed), _of_parts(closed.parts)),
    )


def late_figure(opened: Lights, chosen: CaseFilter) -> Figure:
    """Overdue at this moment, of what is open."""
    return Figure(
        "late",
        _("Overdue now"),
        opened.red,
        opened.all,
        CaseFilter(region=chosen.region, tab="late", parts=WITHOUT).query(),
        unit=cases_of(opened.all),
        note=_("of those open"),
        exclusions=(
            Exclusion(
                *_of_parts(opened.parts),
                CaseFilter(region=chosen.region, tab="open", parts=ALONE).query(),
            ),
        ),
    )


def settled_figure(opened: Lights, closed: Ended, chosen: CaseFilter) -> Figure:
    """办结率, as superiors count: answered, of all that was in hand in the period."""
    answered = closed.ended + opened.waiting
    return Figure(
        "settled",
        _("Completion rate"),
        answered,
        closed.ended + opened.all,
        chosen.query(figure="settled", part="all"),
        unit=cases_of(closed.ended + opened.all),
        exclusions=_left_out(
            "settled",
            chosen,
            *_ended_otherwise(closed),
            _of_parts(closed.parts + opened.parts),
        ),
        help=_(
            "As superiors count: cases answered, whatever the enterprise says of the answer, of "
            "all cases in hand in the period."
        ),
    )


def pleased_figure(words: Words, opened: Lights, closed: Ended, chosen: CaseFilter) -> Figure:
    """满意率, as superiors count: rated fairly satisfied or better, of ratings given."""
    return Figure(
        "pleased",
        _("Satisfaction rate"),
        words.pleased,
        words.rated,
        chosen.query(figure="pleased", part="all"),
        unit=_("ratings"),
        exclusions=_left_out(
            "pleased",
            chosen,
            ("unrated", _("verdict without a rating"), words.all - words.rated),
            *_without_a_word(closed, opened),
            _of_parts(words.parts),
        ),
        help=_(
            "As superiors count: rated “fairly satisfied” or better, of ratings given. Silence is "
            "never counted as satisfied."
        ),
    )


def spoke_figure(opened: Lights, closed: Ended, chosen: CaseFilter) -> Figure:
    """参评率: how many enterprises spoke at all; without it no rate of satisfaction says much."""
    return Figure(
        "spoke",
        _("Verdicts received"),
        closed.ended - closed.lapsed,
        closed.ended,
        chosen.query(figure="spoke", part="all"),
        unit=_("closed"),
        exclusions=_left_out(
            "spoke",
            chosen,
            ("waiting", _("not yet judged"), opened.waiting),
            *_ended_otherwise(closed),
            _of_parts(closed.parts),
        ),
        help=_("As we count: cases closed with the enterprise's own verdict, of all that closed."),
    )


def channel_figures(channels: Mapping[str, Words], chosen: CaseFilter) -> list[Figure]:
    """企业认可率 by each channel that brought a verdict."""
    return [
        Figure(
            by_channel(channel),
            "·".join((_("Enterprise says yes"), str(channel.label))),
            words.yes,
            words.all,
            chosen.query(figure=by_channel(channel), part="all"),
            unit=_("verdicts"),
            help=_("As we count, of the verdicts that came by this way alone."),
        )
        for channel in VerdictChannel
        if (words := channels.get(channel, Words())).all
    ]
