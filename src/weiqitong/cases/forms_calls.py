"""What a caller writes down of one try: what came of it, and the enterprise's own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.core.errors import BadInput
from weiqitong.web.forms import Choice, MinuteField, TextField

from .enums import CallOutcome, CallPurpose, Rating
from .forms import ActForm
from .plans.calling import LONGEST_RECORDING, LONGEST_WORDS, CallMade, Word

YES, NO, NONE = "yes", "no", ""


class CallForm(ActForm):
    """One try. What counts only for one outcome is hidden for the others by the stylesheet."""

    WIDTHS = {
        "yes": "for-reached",
        "rating": "for-reached",
        "pushed": "for-reached",
        "recording": "for-reached half",
        "again_at": "for-call_back half",
        "words": "for-reached for-call_back for-silent",
    }

    contact = forms.ChoiceField(label=_("Whom you called"))
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        widget=forms.RadioSelect,
        choices=[(value, Choice(label)) for value, label in CallOutcome.choices],
        error_messages={"required": _("Choose what came of the call.")},
    )
    yes = forms.ChoiceField(
        label=_("Does the enterprise accept the answer?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[(YES, Choice(_("It accepts it"))), (NO, Choice(_("It does not accept it")))],
    )
    rating = forms.ChoiceField(
        label=_("How satisfied, in its own words"),
        widget=forms.RadioSelect,
        required=False,
        initial=NONE,
        choices=[
            (NONE, Choice(_("None given"), _("Never fill one in for it."))),
            *((str(value), Choice(label)) for value, label in Rating.choices),
        ],
    )
    pushed = forms.ChoiceField(
        label=_("Did anybody push it to withdraw?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (NO, Choice(pgettext_lazy("pushed", "No, its own decision"))),
            (YES, Choice(pgettext_lazy("pushed", "Yes"), _("Only the inspection is told."))),
        ],
    )
    recording = forms.CharField(
        label=_("Number of the recording"), required=False, max_length=LONGEST_RECORDING
    )
    again_at = MinuteField(label=_("To be called back at"), required=False)
    words = TextField(
        label=_("What the enterprise said"),
        rows=3,
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("In its own words, as far as they were said."),
    )

    def offer(self, purpose: CallPurpose, contacts: list[tuple[str, str]]) -> None:
        """The contacts of the client, and what the purpose asks for."""
        contact = self.fields["contact"]
        assert isinstance(contact, forms.ChoiceField)
        contact.choices = contacts
        asked = ("pushed",) if purpose == CallPurpose.WITHDRAWN else ("yes", "rating")
        for name in {"yes", "rating", "pushed"} - set(asked):
            del self.fields[name]

    def called(self) -> tuple[CallMade, Word | None]:
        """What is handed to the service. Fields of other outcomes, hidden by then, say nothing."""
        given: dict[str, Any] = self.cleaned_data
        outcome = CallOutcome(given["outcome"])
        reached = outcome == CallOutcome.REACHED
        pushed = {YES: True, NO: False}.get(given.get("pushed") or "") if reached else None
        back = outcome == CallOutcome.CALL_BACK
        called = CallMade(
            outcome,
            recording=given["recording"].strip() if reached else "",
            words=given["words"].strip(),
            again_at=given["again_at"] if back else None,
            pushed=pushed,
        )
        if not reached or "yes" not in self.fields:
            return called, None
        if not given["yes"]:
            raise BadInput(str(_("Say whether the enterprise accepts the answer.")), field="yes")
        rating = Rating(int(given["rating"])) if given["rating"] else None
        return called, Word(given["yes"] == YES, rating)
