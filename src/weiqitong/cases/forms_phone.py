"""Shapes of what enterprise and specialist fill in on the phone; the rules are the services'."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.directory.models import Category, Client, Region
from weiqitong.web.forms import Choice, FilesField, Form, TextField
from weiqitong.web.parts import RateStep

from .enums import Rating, Urgency
from .forms import ActForm
from .forms_trust import TrustFields
from .report_steps import OTHER, Way
from .services.intake import SHORTEST
from .words import name_of

MOST_TEXT = 4000
FEW = 6  # more clients than this are chosen from a list, not from large buttons
TAKEN = (
    "image/*,.heic,.pdf,.doc,.docx,.xls,.xlsx,.ods,.txt,.csv,audio/mpeg,.mp3,.m4a,video/mp4,.mp4"
)
HOW_URGENT: dict[Urgency, Any] = {
    Urgency.NORMAL: pgettext_lazy("how urgent", "As usual"),
    Urgency.URGENT: pgettext_lazy("how urgent", "Rather urgent"),
    Urgency.EMERGENCY: pgettext_lazy("how urgent", "Production stops, or danger"),
}


def _files(**kwargs: Any) -> FilesField:
    return FilesField(
        label=_("Photos or papers"),
        required=False,
        accept=TAKEN,
        help_text=_("At most 5, each up to 20 MB."),
        **kwargs,
    )


def _client_field(form: forms.Form, clients: Sequence[Client], label: Any) -> None:
    """Which client: large buttons for a few, a list for many; nothing where there is one."""
    if len(clients) < 2:
        del form.fields["client"]
        return
    field = form.fields["client"]
    assert isinstance(field, forms.ChoiceField)
    if len(clients) > FEW:
        field.widget = forms.Select()
    field.label = label
    field.choices = [(str(one.pk), Choice(name_of(one))) for one in clients]


class WhatForm(Form):
    """Step 1: what happened, with photos; a specialist also says whose need it is."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)  # of a report sent from here
    client = forms.ChoiceField(widget=forms.RadioSelect)
    text = TextField(
        label=_("What has happened?"),
        rows=6,
        max_length=MOST_TEXT,
        help_text=_("As you would say it: what it is about, where it is stuck, what you hope for."),
        error_messages={
            "required": _("Write what has happened, in at least 10 characters."),
            "max_length": _(
                "The text has %(show_value)d characters; at most %(limit_value)d can be sent as"
                " text. Put the whole into an attachment, or shorten it."
            ),
        },
    )
    uploads = _files()

    def __init__(
        self, *args: Any, clients: Sequence[Client] = (), ask_client: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("once", uuid4())
        _client_field(self, clients if ask_client else (), _("Whose need is it?"))

    def clean_once(self) -> UUID | None:
        """A damaged token is no fault of the person's: the last step gives another."""
        try:
            return UUID(self.cleaned_data["once"])
        except ValueError:
            return None

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if len(text) < SHORTEST:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

    @property
    def too_long(self) -> bool:
        """Whether the text is refused for its length: then it may become an attachment."""
        return any(error.code == "max_length" for error in self.errors.as_data().get("text", ()))


class MoreForm(TrustFields):
    """Step 2: all of it may be left as it is."""

    client = forms.ChoiceField(widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("How urgent is it?"), widget=forms.RadioSelect)
    category = forms.ChoiceField(
        label=_("What kind of matter is it?"), required=False, widget=forms.RadioSelect
    )
    other = forms.ChoiceField(label=_("Which kind?"), required=False)

    def offer(
        self,
        *,
        clients: Sequence[Client],
        urgencies: Iterable[tuple[Urgency, Any]],
        categories: Sequence[Category],
        guessed: Sequence[str],
    ) -> None:
        """The choices for this report."""
        _client_field(self, clients, pgettext_lazy("report", "Which enterprise?"))
        urgency, category, other = (self.fields[name] for name in ("urgency", "category", "other"))
        for field in (urgency, category, other):
            assert isinstance(field, forms.ChoiceField)
        urgency.choices = [  # type: ignore[attr-defined]
            (one.value, Choice(HOW_URGENT[one], hint)) for one, hint in urgencies
        ]
        by_code = {one.code: one for one in categories}
        likely = [by_code[code] for code in guessed if code in by_code]
        category.choices = [  # type: ignore[attr-defined]
            *((one.code, Choice(name_of(one))) for one in likely),
            ("", Choice(_("I am not sure, let the office decide"))),
            (OTHER, Choice(_("Something else") if likely else _("Choose from the list"))),
        ]
        other.choices = [("", "—"), *grouped(categories)]  # type: ignore[attr-defined]


def grouped(categories: Sequence[Category]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Leaves under their groups, for a list in two levels."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in categories:
        if one.parent is not None:
            groups.setdefault(name_of(one.parent), []).append((one.code, name_of(one)))
    return list(groups.items())


class CheckForm(Form):
    """Step 3: sent as it stands; a specialist says what happens to it at once."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    way = forms.ChoiceField(label=_("What happens to it now?"), widget=forms.RadioSelect)
    solved = TextField(
        label=_("How was it solved?"),
        rows=4,
        required=False,
        help_text=_("The enterprise reads it, and says whether it is solved."),
    )
    desk = forms.ChoiceField(label=_("To whose desk?"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why there?"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("once", uuid4())
            self.initial.setdefault("way", Way.OFFICE)

    def enterprise_sends(self) -> None:
        """The enterprise has nothing to choose here."""
        for name in ("way", "solved", "desk", "reason"):
            del self.fields[name]

    def specialist_sends(self, office: str, unit: str, desks: Sequence[tuple[Region, str]]) -> None:
        """Four ways, each with what it leads to."""
        ways = [
            (Way.OFFICE, Choice(_("Leave it to the office"), office)),
            (Way.SOLVE, Choice(_("Solved on the spot"), _("The enterprise is asked to say so."))),
            (Way.OWN, Choice(_("My own unit takes it"), unit)),
        ]
        if desks:
            ways.append((Way.DESK, Choice(_("Another desk, below or above"), _("With a reason."))))
        else:
            del self.fields["desk"], self.fields["reason"]
        way, desk = self.fields["way"], self.fields.get("desk")
        assert isinstance(way, forms.ChoiceField)
        way.choices = [(one.value, choice) for one, choice in ways]
        if isinstance(desk, forms.ChoiceField):
            desk.choices = [(str(one.pk), Choice(words)) for one, words in desks]


RATES = (
    RateStep("5", "", icon="mood-happy"),
    RateStep("4", "", icon="mood-smile"),
    RateStep("3", "", icon="mood-neutral"),
    RateStep("2", "", icon="mood-sad"),
    RateStep("1", "", icon="mood-angry"),
)


class VerdictForm(ActForm):
    """The enterprise's yes or no and its rating: nothing is chosen beforehand."""

    verdict = forms.ChoiceField(
        label=_("Do you accept this answer?"),
        choices=[("yes", _("I accept it")), ("no", _("I do not accept it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    rating = forms.TypedChoiceField(
        label=_("How satisfied are you with how it was handled?"),
        choices=[(str(value), label) for value, label in Rating.choices],
        coerce=lambda value: Rating(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five levels.")},
    )
    missing = TextField(
        label=_("What is not solved?"),
        rows=3,
        max_length=500,
        required=False,
        help_text=_("It is passed on word for word to whoever handles it next."),
    )
    comment = TextField(label=_("Anything to add?"), rows=2, max_length=480, required=False)
    # A signed link has none: its round says what it is about.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def rates(self) -> list[RateStep]:
        """The five levels, as the page shows them."""
        given = str(self["rating"].value() or "")
        return [
            RateStep(one.value, str(Rating(int(one.value)).label), one.icon, one.value == given)
            for one in RATES
        ]

    @property
    def yes(self) -> bool:
        return bool(self.cleaned_data["verdict"] == "yes")

    @property
    def said(self) -> str:
        """Both texts as one comment; what is not solved belongs to a "no" alone."""
        parts = [] if self.yes else [self.cleaned_data["missing"].strip()]
        return "\n".join(one for one in (*parts, self.cleaned_data["comment"].strip()) if one)


class ReplyForm(ActForm):
    """The enterprise's reply to a question."""

    text = TextField(label=_("Your reply"), rows=4, max_length=2000)
    uploads = _files()


class WithdrawForm(ActForm):
    text = TextField(
        label=_("Why do you withdraw it?"),
        rows=3,
        max_length=500,
        error_messages={"required": _("Say in a few words why.")},
    )


class HurryForm(ActForm):
    text = TextField(
        label=_("Why is it urgent? You may leave it empty."),
        rows=3,
        max_length=300,
        required=False,
    )


class AppealForm(ActForm):
    text = TextField(label=_("Why should the decision be changed?"), rows=5, max_length=2000)
