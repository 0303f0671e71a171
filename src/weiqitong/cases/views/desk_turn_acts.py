"""The acts beside the main road as the desk shows them: objections, applications, parked needs. It
holds no rule.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor
from weiqitong.deadlines.words import term_words
from weiqitong.web.forms import Choice

from .. import forms, forms_turns, permissions, plans
from ..enums import Action, ApplicationKind
from ..selectors import picking
from ..selectors.page import CasePage, applications_of
from ..words import name_of, office_words, together
from . import desk_turns
from .desk_act import DeskAct, Filler, set_choices


def _fill_designate(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    assert isinstance(form, forms_turns.DesignateForm)
    objection = page.dossier.objection
    if objection is None:
        return form.offer([])
    said = {
        True: gettext("says that it is theirs"),
        False: gettext("says that it is not theirs"),
        None: gettext("said nothing"),
    }
    form.offer(
        [
            (
                str(objection.proposed_id),
                Choice(page.names.unit(objection.proposed_id), said[objection.agrees]),
            ),
            (
                str(objection.department_id),
                Choice(page.names.unit(objection.department_id), gettext("objected")),
            ),
        ]
    )
    return None


def _fill_apply(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    assert isinstance(form, forms_turns.ApplyForm)
    dossier = page.dossier
    dossier.applications = applications_of(page.case)
    kinds = list(ApplicationKind)
    allowed = dossier.frame.profile.extension
    if allowed is None or not plans.extensions_left(dossier):
        kinds.remove(ApplicationKind.EXTENSION)
        del form.fields["amount"]
    else:
        form.fields["amount"].help_text = gettext("At most %(term)s.") % {
            "term": term_words(allowed.term)
        }
    levels = picking.levels_for(page.case)
    if not levels:
        kinds.remove(ApplicationKind.ESCALATION)
    set_choices(form, "level", [(str(one.pk), office_words(name_of(one))) for one in levels])
    people = picking.people_of(dossier, permissions.WORKERS, page.now)
    lines = [(str(one.pk), together(one.person.name, one.post)) for one in people]
    set_choices(form, "liaison", [("", "—"), *lines])
    form.offer(kinds)


def _fill_follow(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    if page.case.outside:
        form.fields["text"].label = gettext("What was asked, and what came back")


FILLERS: dict[Action, Filler] = {
    Action.DESIGNATE: _fill_designate,
    Action.APPLY: _fill_apply,
    Action.FOLLOW: _fill_follow,
}
# Those that somebody else waits for: before the lead's everyday work.
FIRST = (
    DeskAct(
        Action.HEAR,
        _("Say whose it is"),
        forms_turns.HearForm,
        desk_turns.hear,
        icon="message-2",
        submit=_("Send to the office"),
        done=_("Statement given"),
    ),
    DeskAct(
        Action.DESIGNATE,
        _("Designate"),
        forms_turns.DesignateForm,
        desk_turns.designate,
        icon="gavel",
        submit=_("Designate for good"),
        done=_("Designated"),
    ),
    DeskAct(
        Action.GRANT,
        _("Agree to the application"),
        forms_turns.GrantForm,
        desk_turns.grant,
        icon="check",
        submit=_("Agree"),
        done=_("Agreed"),
    ),
    DeskAct(
        Action.REFUSE,
        _("Refuse the application"),
        forms_turns.RefuseForm,
        desk_turns.refuse,
        icon="x",
        submit=_("Refuse"),
        done=_("Refused"),
        primary=False,
    ),
    DeskAct(
        Action.FOLLOW,
        _("Report on a parked need"),
        forms_turns.FollowForm,
        desk_turns.follow,
        icon="message-2",
        submit=_("Tell the enterprise"),
        done=_("Reply given"),
    ),
    DeskAct(
        Action.UNPARK,
        _("Take up again"),
        forms_turns.UnparkForm,
        desk_turns.unpark,
        icon="player-play",
        submit=_("Take up again"),
        done=_("Taken up again"),
        primary=False,
    ),
)
ACTS = (
    DeskAct(
        Action.NUDGE,
        _("Nudge"),
        forms_turns.NudgeForm,
        desk_turns.nudge,
        icon="bell",
        submit=_("Nudge"),
        done=_("Nudged"),
        primary=False,
    ),
    DeskAct(
        Action.APPLY,
        _("Apply: time, parking, level, finding"),
        forms_turns.ApplyForm,
        desk_turns.apply_for,
        icon="clipboard-text",
        submit=_("Send to the office"),
        done=_("Applied"),
        primary=False,
    ),
    DeskAct(
        Action.OBJECT,
        _("Object to the dispatch"),
        forms_turns.ObjectForm,
        desk_turns.object_to,
        icon="arrows-exchange",
        submit=_("Object"),
        done=_("Objected"),
        primary=False,
        danger=True,
    ),
)
