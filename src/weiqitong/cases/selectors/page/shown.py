"""What the page of one case holds, and what it says of it to one viewer."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from weiqitong.core.actor import ANONYMOUS, Actor
from weiqitong.directory.models import Category
from weiqitong.directory.selectors import categories
from weiqitong.web.parts import CaseLine, DeskShare, Fact, Person, Photo, TimelineItem, Turn
from weiqitong.web.parts import Clock as ClockPart
from weiqitong.web.times import moment_words

from ...dossier import Dossier
from ...enums import Action, Audience, Rating, Status, TurnKind
from ...models import Act, Answer, Case
from ...sentences import act_sentence
from ...words import Names, joined
from .. import clocks as times
from ..applied import applied_facts
from ..helping import CoLine, unheard_units
from ..kin import Kin, alike, kin_of
from ..proposals import Proposed, proposals


@dataclass
class CasePage:
    """One case for one viewer. `dossier` is for permissions and forms, never for printing."""

    case: Case
    dossier: Dossier
    turn: Turn
    said: str  # how it came: who reported, when confirmed
    facts: list[Fact]
    timeline: list[TimelineItem]
    clocks: list[ClockPart]
    why: times.Why | None
    desks: list[DeskShare]  # for units and offices only
    late: list[DeskShare]  # whose delay it is; likewise
    photos: list[Photo]
    answer: Answer | None  # the last one sent
    answer_photos: list[Photo]
    actions: list[Action]
    specialist: Person | None
    holder: Person | None
    inside: bool  # whether the viewer is of the units and offices
    client: str  # the client's name, or that it is hidden
    complained: str  # of whom, for the enterprise and its office
    now: datetime
    acts: list[Act] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    viewer: Actor = ANONYMOUS
    helpers: list[CoLine] = field(default_factory=list)
    letters: list[tuple[int, str]] = field(default_factory=list)  # to units that are asked

    @property
    def applied(self) -> list[Fact]:
        """What the lead has applied for and nobody has decided yet; for units and offices."""
        return applied_facts(self.dossier, self.names) if self.inside else []

    @property
    def co(self) -> list[CoLine]:
        """The co-handlers of this round, for units and offices."""
        return self.helpers if self.inside else []

    @property
    def to_sign(self) -> Answer | None:
        """The answer whose signature is asked of this viewer: outcome, words and documents."""
        return self.dossier.pending if self.may(Action.SIGN) else None

    @property
    def unheard(self) -> str:
        """Co-handlers that had said nothing when the answer went out."""
        return joined(unheard_units(self.dossier, self.answer))

    def may(self, action: Action) -> bool:
        return action in self.actions

    @cached_property
    def kin(self) -> Kin:
        """Its whole or its parts, and what it is linked to; nothing is asked where it is alone."""
        return kin_of(self.case, self.viewer, self.now, inside=self.inside)

    @cached_property
    def alike(self) -> list[CaseLine]:
        """Open needs like this one, for the office that sorts it, before it has gone anywhere."""
        if not (self.may(Action.LINK) and self.case.status == Status.REPORTED):
            return []
        return alike(self.case, self.viewer, self.now)

    @cached_property
    def categories(self) -> list[Category]:
        """What a need can be about. Asked for only by the form that offers it: one query."""
        return categories()

    @cached_property
    def proposed(self) -> list[Proposed]:
        """To whom it could go. Asked for only by the form that assigns: one query more."""
        return proposals(self.case, self.categories, self.now)

    @property
    def question(self) -> str:
        """What the enterprise is asked, while it is."""
        asked = (self.case.status, self.case.turn_kind) == (Status.IN_PROGRESS, TurnKind.ENTERPRISE)
        return self._last(Action.ASK) if asked else ""

    @property
    def plan(self) -> str:
        """What will be done, as the present lead last said it: another lead's plan is history."""
        said = (act for act in reversed(self.acts) if act.action in {Action.PLAN, Action.NAME})
        last = next(said, None)
        return last.text if last is not None and last.action == Action.PLAN else ""

    @property
    def href(self) -> str:
        return reverse("cases:case", args=[self.case.number])

    @property
    def fact_pairs(self) -> list[tuple[Fact, Fact]]:
        """Facts two by two, for the sheet of paper."""
        even = self.facts if len(self.facts) % 2 == 0 else [*self.facts, Fact("", "")]
        return list(zip(even[::2], even[1::2], strict=True))

    @property
    def told(self) -> list[TimelineItem]:
        """What happened, oldest first, without internal words: paper travels."""
        open_acts = [act for act in self.acts if act.audience == Audience.EVERYBODY]
        told = [(act, act_sentence(act, self.names)) for act in open_acts]
        return [
            TimelineItem(said.words, moment_words(act.at, self.now), said.who, quote=said.quote)
            for act, said in told
        ]

    @property
    def verdict_words(self) -> str:
        """The enterprise's word and the channel it came by."""
        case = self.case
        if case.verdict is None or case.verdict_at is None:
            return _("None yet")
        word = _("says yes") if case.verdict else _("says no")
        rating = str(Rating(case.rating).label) if case.rating else ""
        channel = case.get_verdict_channel_display()
        return "·".join(one for one in (word, rating, channel) if one)

    def _last(self, action: Action) -> str:
        return next((act.text for act in reversed(self.acts) if act.action == action), "")
