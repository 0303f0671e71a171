"""What is asked where a case leaves its main road: objections, applications, parked needs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import Choice, DayField, TextField

from .enums import MERIT_CAUSES, PARKING_CAUSES, ApplicationKind
from .forms import ActForm

YES, NO = "yes", "no"


class ObjectForm(ActForm):
    """Whose case it is instead, and why."""

    PICKERS = {"proposed": False}

    proposed = forms.CharField(
        label=_("The unit whose case it is"),
        max_length=80,
        help_text=_("It is asked at once; the office settles it the same working day."),
    )
    text = TextField(
        label=_("Why it is not yours"),
        rows=4,
        max_length=1000,
        help_text=_("Name the provision or the division of duties. The clock runs on."),
    )


class HearForm(ActForm):
    """The unit proposed speaks."""

    agrees = forms.ChoiceField(label=_("Is it yours?"), widget=forms.RadioSelect)
    text = TextField(label=_("Statement"), rows=3, max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agrees = self.fields["agrees"]
        assert isinstance(agrees, forms.ChoiceField)
        agrees.choices = [
            (YES, Choice(_("Yes, it is ours"))),
            (NO, Choice(_("No, it is not ours"), _("Say why."))),
        ]


class DesignateForm(ActForm):
    """Who leads for good."""

    PICKERS = {"lead": False}
    WIDTHS = {"lead": "where-other"}
    OTHER = "other"

    choice = forms.ChoiceField(label=_("Who leads"), widget=forms.RadioSelect)
    lead = forms.CharField(label=_("Name of the other unit"), required=False, max_length=80)
    grounds = TextField(label=_("Grounds"), rows=3, max_length=1000)
    circumstances = TextField(
        label=_("Precedent: in which circumstances"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("Shown at the next dispatch of this category. Empty: no precedent."),
    )

    def offer(self, units: list[tuple[str, Choice]]) -> None:
        """The unit that objects, the one it proposes, or another."""
        choice = self.fields["choice"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [*units, (self.OTHER, Choice(_("Another unit")))]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("choice") == self.OTHER and not found.get("lead"):
            self.add_error("lead", _("Name the unit that leads."))
        return found


class ApplyForm(ActForm):
    """What a lead applies for; which fields count follows from the kind."""

    # Which kinds a field counts for: the stylesheet hides it for the others.
    WIDTHS = {
        "cause": "half for-parking for-merit",
        "amount": "half for-extension",
        "basis": "half for-statutory for-no_basis",
        "until_on": "half for-statutory for-parking for-outside",
        "next_on": "half for-parking for-outside",
        "level": "for-escalation",
        "body": "half for-outside",
        "letter": "half for-outside",
        "liaison": "half for-outside",
    }

    kind = forms.ChoiceField(label=_("Apply for"), widget=forms.RadioSelect)
    cause = forms.ChoiceField(label=_("Reason type"), required=False)
    amount = forms.IntegerField(label=_("How much longer"), required=False, min_value=1)
    basis = forms.CharField(label=_("Provision"), required=False, max_length=300)
    level = forms.ChoiceField(label=_("Level that is needed"), required=False)
    body = forms.CharField(
        label=_("Body outside the city"),
        required=False,
        max_length=120,
        help_text=_("A province's department, a bank's head office, a ministry …"),
    )
    letter = forms.CharField(label=_("Number of the letter"), required=False, max_length=60)
    liaison = forms.ChoiceField(label=_("Who keeps asking there"), required=False)
    until_on = DayField(label=_("End of the procedure, or day promised"), required=False)
    next_on = DayField(label=_("Day of the next reply"), required=False)
    text = TextField(
        label=_("Explanation to the enterprise"),
        rows=4,
        max_length=2000,
        help_text=_("The enterprise reads it once it is granted."),
    )

    HINTS = {
        ApplicationKind.EXTENSION: _("More time under this case's rule; asked before it is due."),
        ApplicationKind.STATUTORY: _("A procedure set by law: name the provision and its end."),
        ApplicationKind.PARKING: _("Cannot be solved now: day promised, and a dated next reply."),
        ApplicationKind.MERIT: _("Unreasonable or repeated: two people outside your unit decide."),
        ApplicationKind.NO_BASIS: _("The law stands against it: two people outside decide."),
        ApplicationKind.ESCALATION: _("It cannot be decided at your level; the clock runs on."),
        ApplicationKind.OUTSIDE: _("A body outside the city has to act; somebody keeps asking."),
    }
    CAUSES = {
        ApplicationKind.PARKING: PARKING_CAUSES,
        ApplicationKind.MERIT: MERIT_CAUSES,
    }

    NEEDS: Mapping[ApplicationKind, tuple[str, ...]] = {
        ApplicationKind.EXTENSION: ("amount",),
        ApplicationKind.STATUTORY: ("basis", "until_on"),
        ApplicationKind.PARKING: ("cause", "until_on", "next_on"),
        ApplicationKind.MERIT: ("cause",),
        ApplicationKind.NO_BASIS: ("basis",),
        ApplicationKind.OUTSIDE: ("body", "liaison", "next_on"),
    }

    def offer(self, kinds: list[ApplicationKind]) -> None:
        """The kinds open to this case."""
        kind, cause = self.fields["kind"], self.fields["cause"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(cause, forms.ChoiceField)
        kind.choices = [(one.value, Choice(one.label, self.HINTS[one])) for one in kinds]
        groups = [
            (one.label, [(each.value, each.label) for each in self.CAUSES[one]])
            for one in kinds
            if one in self.CAUSES
        ]
        cause.choices = [("", "—"), *groups]

    def clean(self) -> dict[str, Any]:
        """A reason type of another kind was left over from a change of mind. All that is missing
        is said at once.
        """
        found = super().clean() or {}
        kind = found.get("kind")
        if not kind:
            return found
        if found.get("cause") not in self.CAUSES.get(ApplicationKind(kind), ()):
            found["cause"] = ""
        for name in self.NEEDS.get(ApplicationKind(kind), ()):
            if name in self.fields and name not in self.errors and not found.get(name):
                said = self.fields[name].error_messages["required"]
                self.add_error(name, forms.ValidationError(said, code="required"))
        return found


class GrantForm(ActForm):
    text = TextField(label=_("Remark"), rows=2, max_length=1000, required=False)


class RefuseForm(ActForm):
    text = TextField(label=_("Why it is refused"), rows=3, max_length=1000)


class FollowForm(ActForm):
    text = TextField(
        label=_("How it stands"), rows=4, max_length=2000, help_text=_("The enterprise reads it.")
    )
    next_on = DayField(label=_("Day of the next reply"))


class UnparkForm(ActForm):
    text = TextField(
        label=_("What has changed"),
        rows=3,
        max_length=2000,
        help_text=_("The enterprise reads it."),
    )


class NudgeForm(ActForm):
    """What the office says beside its asking, if anything."""

    text = TextField(
        label=_("A word to whoever holds it"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("It goes to whoever holds the next step, and stands in the history."),
    )
