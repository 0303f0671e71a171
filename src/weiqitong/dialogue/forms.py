"""Shapes of what is said on a line, of hiding, pasting, setting; the rules are the services'."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.directory.models import Client, Official
from weiqitong.web.forms import Choice, Form, TextField
from weiqitong.web.names import name_of

from .models import LONGEST
from .selectors.bubbles import leader_words


class SayForm(Form):
    """The words, and a token against sending them twice."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    text = TextField(
        label=_("Your message"),
        rows=2,
        max_length=LONGEST,
        error_messages={"required": _("Write something first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["once"] = uuid4()

    def hide_empty(self, name: str, choices: Sequence[tuple[str, Any]], first: Any = None) -> None:
        """Offer what there is to choose; nothing where there is no choice."""
        if not choices:
            del self.fields[name]
            return
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([("", first)] if first is not None else []), *choices]


class PostForm(SayForm):
    """An enterprise's message: in whose name, to whom, before whom."""

    private = forms.BooleanField(
        label=_("Write privately"),
        required=False,
        help_text=_(
            "Only the county's office and its leaders read it. If it becomes a need, whoever"
            " handles that reads it too."
        ),
    )
    addressed = forms.ChoiceField(
        label=pgettext_lazy("a message", "To"), required=False, widget=forms.Select
    )
    client = forms.ChoiceField(label=_("In the name of"), required=False, widget=forms.Select)

    def offer(self, clients: Sequence[Client], leaders: Sequence[Official]) -> None:
        several = clients if len(clients) > 1 else []
        self.hide_empty("client", [(str(one.pk), name_of(one)) for one in several])
        named = [(str(one.pk), leader_words(one)) for one in leaders]
        self.hide_empty("addressed", named, _("Everybody; the office sees to an answer"))


class StaffForm(SayForm):
    """A word of office or leader; a secretary says for whom."""

    behalf = forms.ChoiceField(label=_("In the name of"), required=False, widget=forms.Select)
    answers = forms.BooleanField(
        label=_("This is the answer"),
        required=False,
        help_text=_("Otherwise the message goes on waiting."),
    )
    question = forms.BooleanField(
        label=_("This is a question"),
        required=False,
        help_text=_("Replies to it await no answer themselves."),
    )

    def offer(self, leaders: Sequence[Official], *, secretary: bool, waits: bool) -> None:
        named = [(str(one.pk), leader_words(one)) for one in leaders] if secretary else []
        self.hide_empty("behalf", named, _("Choose") if len(named) > 1 else None)
        if not waits:
            del self.fields["answers"]


class HideForm(Form):
    """Why."""

    reason = forms.CharField(
        label=_("Why it is hidden"),
        max_length=200,
        help_text=_("The enterprise reads the reason and still sees its message."),
        error_messages={"required": _("Say why; the enterprise reads it.")},
    )


class ClientForm(Form):
    """Whose message it is."""

    client = forms.CharField(
        label=_("Enterprise"),
        max_length=120,
        help_text=_("Type a part of its name."),
        error_messages={"required": _("Choose first whose message it is.")},
    )


class ChunkForm(Form):
    """What was copied, and from where."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    group = forms.CharField(label=_("Name of the chat group"), max_length=60, required=False)
    chunk = TextField(
        label=_("What you copied from it"),
        rows=10,
        max_length=20_000,
        help_text=_(
            "Several messages at once, with names and times as the chat program copies them. Phone"
            " numbers and numbers of identity cards are hidden."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["once"] = uuid4()


class LineForm(Form):
    """What is data of a line."""

    name = forms.CharField(label=_("Name of the line"), max_length=40)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    house_rules = TextField(
        label=_("House rules"),
        rows=6,
        max_length=2000,
        required=False,
        help_text=_("Shown to everybody who comes for the first time."),
    )
    on = forms.TypedChoiceField(
        label=_("Whether it is open"),
        choices=[
            (
                "1",
                Choice(
                    pgettext_lazy("a line", "Open"), _("Enterprises of the county write to it.")
                ),
            ),
            (
                "",
                Choice(
                    pgettext_lazy("a line", "Closed"),
                    _("It can be read; what waits is still answered."),
                ),
            ),
        ],
        coerce=bool,
        required=False,
        empty_value="",
        widget=forms.RadioSelect,
    )
