"""What is asked for an instruction, its end and a delegation: shape and words only."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.directory.models import Official, Region
from weiqitong.web.forms import Choice, DayField, Form, TextField

from .models import Delegation
from .selectors import delegation_words


class InstructionForm(Form):
    """The words, the units, the day; a secretary also says for whom."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    delegation = forms.ChoiceField(label=_("For which leader"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Subject"), max_length=120)
    text = TextField(
        label=_("Words of the instruction"),
        rows=4,
        max_length=1000,
        help_text=_("As the leader wrote them. The enterprise never sees them."),
    )
    units = forms.CharField(
        label=_("Units that carry it out"),
        max_length=600,
        help_text=_("One or several units, one after another; each owes a report of its own."),
    )
    due_on = DayField(
        label=_("To be carried out by"), help_text=_("Until the closing hour of that day's office.")
    )

    def offer(self, found: Sequence[Delegation] | None) -> None:
        """The delegations of a secretary; none is asked for of a leader."""
        field = self.fields["delegation"]
        assert isinstance(field, forms.ChoiceField)
        if found is None:
            del self.fields["delegation"]
            return
        field.choices = [
            (str(one.pk), Choice(one.leader.person.name, delegation_words(one))) for one in found
        ]
        if len(found) == 1 and not self.is_bound:
            self.initial["delegation"] = str(found[0].pk)


class CloseForm(Form):
    text = TextField(
        label=_("How it ended"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("What was reported is accepted with it."),
    )


class DelegationForm(Form):
    """Who may act for whom, from when until when, and for what."""

    leader = forms.ChoiceField(label=_("Leader"))
    secretary = forms.ChoiceField(label=_("Leaders' secretary"))
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"))
    scope = TextField(
        label=_("For what"),
        rows=2,
        max_length=500,
        help_text=_("It stands on every instruction entered under it."),
    )

    def offer(
        self,
        leaders: Sequence[tuple[Official, Region]] | None,
        secretaries: Sequence[Official],
        day: date,
    ) -> None:
        """For the leader's own delegation nobody is chosen."""
        choices = [(str(one.pk), one.person.name) for one in secretaries]
        self._choose("secretary", choices)
        if leaders is None:
            del self.fields["leader"]
        else:
            named = [
                (f"{one.pk}/{region.pk}", f"{one.person.name} {region.name}")
                for one, region in leaders
            ]
            self._choose("leader", named)
        if not self.is_bound:
            self.initial.setdefault("valid_from", day)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *choices]
