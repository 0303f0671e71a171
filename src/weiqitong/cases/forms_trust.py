"""What an enterprise chooses about its own name, and what an office says before it looks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.web.forms import Choice, Form, TextField

from .enums import LEVELS, Confidentiality
from .forms import ActForm
from .services.confiding import LONGEST_REASON, SHORTEST_REASON
from .who_sees import level_words

SPECIALIST, OTHER = "specialist", "somebody"


def level_choices(levels: Sequence[Confidentiality]) -> list[tuple[str, Choice]]:
    return [(one.value, Choice(*level_words(one))) for one in levels]


class LookForm(Form):
    """Why somebody of the office has to know who asks."""

    reason = TextField(
        label=_("Why do you have to know who asks?"),
        help_text=_("The enterprise reads it, with your name and the time."),
        rows=3,
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        error_messages={
            "required": _("Say why; the enterprise reads it."),
            "min_length": _("Say why; the enterprise reads it."),
        },
    )


class LowerForm(ActForm):
    """To which level below."""

    level = forms.ChoiceField(
        label=_("How shall it go on?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a level below the present one.")},
    )

    def offer(self, present: Confidentiality) -> None:
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        below = LEVELS[: LEVELS.index(present)]
        field.choices = level_choices(below)

    @property
    def chosen(self) -> Confidentiality:
        return Confidentiality(self.cleaned_data["level"])


class TrustFields(Form):
    """Who may know that we ask, and of whom we complain: a part of the report's second step."""

    level = forms.ChoiceField(
        label=_("Who may know that it is you who ask?"), required=False, widget=forms.RadioSelect
    )
    about = forms.ChoiceField(
        label=_("Do you complain of somebody?"), required=False, widget=forms.RadioSelect
    )
    about_unit = forms.ChoiceField(label=_("Which unit?"), required=False)
    about_name = forms.CharField(
        label=_("Name of the official, if it is one person"),
        help_text=_("Leave it empty where you mean the unit as a whole."),
        required=False,
        max_length=60,
    )

    def offer_trust(self, specialist: str, units: Sequence[tuple[str, Any]]) -> None:
        """The choices of an enterprise; `specialist` names its own, "" where it has none."""
        level, about, unit = (self.fields[name] for name in ("level", "about", "about_unit"))
        for field in (level, about, unit):
            assert isinstance(field, forms.ChoiceField)
        level.choices = level_choices(LEVELS)  # type: ignore[attr-defined]
        found = [("", Choice(pgettext_lazy("complains of", "No, of nobody")))]
        if specialist:
            label = _("Of our specialist, %(name)s") % {"name": specialist}
            found.append((SPECIALIST, Choice(label)))
        hint = _("They take no part in it, see nothing of it, and are not told.")
        found.append((OTHER, Choice(_("Of a unit or another official"), hint)))
        about.choices = found  # type: ignore[attr-defined]
        unit.choices = [("", "—"), *units]  # type: ignore[attr-defined]

    def without_trust(self) -> None:
        """Whoever reports for others has nothing to hide for them."""
        for name in ("level", "about", "about_unit", "about_name"):
            del self.fields[name]
