"""What is asked to prepare, call, answer and minute a conference: shape and words only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from weiqitong.cases.enums import Status, TurnKind
from weiqitong.directory.models import Category, Department, Official
from weiqitong.web.forms import Choice, DayField, Form, MinuteField, TextField
from weiqitong.web.names import name_of

from .enums import Seat, Way
from .models import Conference, Topic

AT_A_DESK = frozenset({TurnKind.OFFICE, TurnKind.LEADER})


class NewForm(Form):
    """On which needs, what it is called."""

    cases = TextField(
        label=_("Numbers of the needs"),
        rows=2,
        max_length=600,
        help_text=_("One or several, such as 2021-000123; parted by spaces or commas."),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=120,
        help_text=_("Empty: the title of the first need."),
    )
    purpose = TextField(label=_("What is to be settled"), rows=3, max_length=1000, required=False)


class CallForm(Form):
    """When, where or until when, and who chairs."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=120)
    way = forms.ChoiceField(label=_("How it is held"), widget=forms.RadioSelect)
    meets_at = MinuteField(
        label=_("Meets at, or statements until"),
        help_text=_("The units are told at once, and once more a day before."),
    )
    place = forms.CharField(
        label=_("Place"), required=False, max_length=120, help_text=_("Only for a meeting.")
    )
    chair = forms.ChoiceField(label=_("Chair"), required=False)
    purpose = TextField(label=_("What is to be settled"), rows=3, max_length=1000, required=False)

    def __init__(self, *args: Any, chairs: Iterable[Official] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        way, chair = self.fields["way"], self.fields["chair"]
        assert isinstance(way, forms.ChoiceField)
        assert isinstance(chair, forms.ChoiceField)
        way.choices = [
            (Way.ROOM.value, Choice(Way.ROOM.label, _("Units say who comes."))),
            (Way.WRITING.value, Choice(Way.WRITING.label, _("Units write until the day named."))),
        ]
        people = [(str(one.pk), f"{one.person.name} {one.post}".strip()) for one in chairs]
        chair.choices = [("", _("The office")), *people]


class PutForm(Form):
    number = forms.CharField(label=_("Number of a need"), max_length=20)


class InviteForm(Form):
    """One more unit, perhaps with the person wanted."""

    unit = forms.CharField(label=_("Unit"), max_length=80)
    person = forms.CharField(
        label=_("Person wanted"),
        required=False,
        max_length=60,
        help_text=_("Empty: whom the unit sends."),
    )
    seat = forms.ChoiceField(label=_("Takes part as"), choices=Seat, initial=Seat.MEMBER)


class StatementForm(Form):
    statement = TextField(
        label=_("What your unit says"),
        rows=6,
        max_length=2000,
        help_text=_("The office and the units taking part read it; the enterprise does not."),
    )


class AttendForm(Form):
    attendee = forms.CharField(
        label=_("Who comes"), max_length=60, help_text=_("Name and post, such as 王莉 副局长.")
    )
    statement = TextField(
        label=_("What your unit says beforehand"), rows=3, max_length=2000, required=False
    )


class ReasonForm(Form):
    because = TextField(label=_("Reason of its end"), rows=2, max_length=500)


class AgendaForm(Form):
    """Order, length and presenter of every need on the agenda."""

    def __init__(
        self, *args: Any, topics: Sequence[Topic], units: Sequence[Department], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((str(one.pk), name_of(one)) for one in units)]
        for topic in topics:
            pk = topic.pk
            self.fields[f"place_{pk}"] = forms.IntegerField(
                label=_("Order"), min_value=1, max_value=99, initial=topic.place
            )
            self.fields[f"length_{pk}"] = forms.IntegerField(
                label=_("Minutes of time"), min_value=1, max_value=480, initial=topic.length
            )
            self.fields[f"presenter_{pk}"] = forms.ChoiceField(
                label=_("Presented by"), choices=choices, required=False,
                initial=str(topic.presenter_id or ""),
            )  # fmt: skip
        self.topics = topics

    @property
    def rows(self) -> list[tuple[Topic, BoundField, BoundField, BoundField]]:
        return [
            (one, self[f"place_{one.pk}"], self[f"length_{one.pk}"], self[f"presenter_{one.pk}"])
            for one in self.topics
        ]


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of one need in the minutes, and what naming a lead does there."""

    topic: Topic
    conclusion: BoundField
    told: BoundField
    lead: BoundField
    category: BoundField
    circumstances: BoundField
    naming: str


class MinutesForm(Form):
    """Minutes, a conclusion on each need, and as many decisions as there are rows."""

    ROWS, MOST = 3, 40
    DECISION = ("text", "unit", "person", "due_on", "case")

    seen = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)
    minutes = TextField(
        label=_("Minutes"),
        rows=8,
        max_length=8000,
        help_text=_("What was said and considered; internal, the enterprise does not read it."),
    )

    def __init__(
        self,
        *args: Any,
        conference: Conference,
        topics: Sequence[Topic],
        categories: Sequence[Category],
        naming: dict[int, str],
        rows: int = ROWS,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"seen": conference.version, "rows": rows, **kwargs.get("initial", {})}
        self.topics, self.naming = topics, naming
        self.count = min(max(rows, 1), self.MOST)
        super().__init__(*args, **kwargs)
        leaves = [one for one in categories if one.parent_id]
        kinds = [("", "—"), *((str(one.pk), f"{one.code} {name_of(one)}") for one in leaves)]
        for topic in topics:
            self._add_topic(topic, kinds)
        cases = [("", _("All of it")), *((str(t.case_id), t.case.title) for t in topics)]
        for number in range(self.count):
            self._add_decision(number, cases)

    def _add_topic(self, topic: Topic, kinds: list[tuple[str, str]]) -> None:
        pk, open_ = topic.pk, topic.case.is_open
        self.fields[f"conclusion_{pk}"] = TextField(
            label=_("What was concluded"), rows=3, max_length=1000, required=open_
        )
        self.fields[f"told_{pk}"] = TextField(
            label=_("For the enterprise"),
            rows=2,
            max_length=1000,
            required=open_,
            help_text=_("In plain words what was decided for it; it reads this and nothing else."),
        )
        # Where another lead is to be named, the one that answered before is nobody's guess.
        another = topic.case.status == Status.IN_PROGRESS and topic.case.turn_kind in AT_A_DESK
        lead = None if another else topic.case.lead or topic.presenter
        self.fields[f"lead_{pk}"] = forms.CharField(
            label=_("Who leads"), required=False, max_length=80, initial=lead.name if lead else ""
        )
        self.fields[f"category_{pk}"] = forms.ChoiceField(
            label=_("Category"), choices=kinds, required=False,
            initial=str(topic.case.category_id or ""),
        )  # fmt: skip
        self.fields[f"circumstances_{pk}"] = TextField(
            label=_("Precedent: in which circumstances"),
            rows=2,
            max_length=1000,
            required=False,
            help_text=_("Needs of this category then go to the unit above. Empty: no precedent."),
        )

    def _add_decision(self, number: int, cases: list[tuple[str, Any]]) -> None:
        made = {
            "text": TextField(label=_("Task"), rows=2, max_length=1000),
            "unit": forms.CharField(label=_("Unit that does it"), max_length=80),
            "person": forms.CharField(label=_("Person in charge"), max_length=60),
            "due_on": DayField(label=_("Done by")),
            "case": forms.ChoiceField(label=_("On which need"), choices=cases),
        }
        for name, field in made.items():
            field.required = False
            self.fields[f"{name}_{number}"] = field

    @property
    def blocks(self) -> list[Block]:
        return [
            Block(
                topic=one,
                conclusion=self[f"conclusion_{one.pk}"],
                told=self[f"told_{one.pk}"],
                lead=self[f"lead_{one.pk}"],
                category=self[f"category_{one.pk}"],
                circumstances=self[f"circumstances_{one.pk}"],
                naming=self.naming.get(one.pk, ""),
            )
            for one in self.topics
        ]

    @property
    def decisions(self) -> list[tuple[int, list[BoundField]]]:
        return [
            (number + 1, [self[f"{name}_{number}"] for name in self.DECISION])
            for number in range(self.count)
        ]

    def clean(self) -> dict[str, Any]:
        """A decision that was begun names unit and day."""
        found = super().clean() or {}
        for number in range(self.count):
            if not self.begun(found, number):
                continue
            for name, words in (
                ("text", _("Say what is to be done.")),
                ("unit", _("Name the unit that does it.")),
                ("due_on", _("Name the day.")),
            ):
                field = f"{name}_{number}"
                if not found.get(field) and field not in self.errors:
                    self.add_error(field, words)
        return found

    @staticmethod
    def begun(found: dict[str, Any], number: int) -> bool:
        return any(found.get(f"{name}_{number}") for name in ("text", "unit", "person", "due_on"))
