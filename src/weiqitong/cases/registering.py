"""What cases tell the frame and the apps below: a menu entry, and who may read a case's files."""

from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry, case_slots, department_slots, file_owners, menu

from . import (
    calling_kinds,  # noqa: F401 - registers the scripts of calls
    kinds,  # noqa: F401 - registers the catalogue
    permissions,
)
from .calls_slot import call_slot
from .enums import Action, Audience
from .identity import is_veiled
from .models import Act, Attachment, Case
from .selectors.calls import due_rows
from .views.desk_batches import READERS
from .views.desk_merging import department_slot


def may_read(actor: Actor, owner_id: int, file_id: int) -> bool:
    """Whoever may see the case may read what was laid to it, unless it was laid for insiders."""
    # The same paper may be laid to several: to the parts of a need, to needs answered alike.
    seen = Case.objects.visible_to(actor)
    laid = Attachment.objects.filter(file=file_id, case__in=seen).select_related("case")
    inside = permissions.can_see_internal(actor)
    owner = seen.filter(pk=owner_id).first() if inside else None
    if owner is not None and _released(actor, owner, file_id):
        return True
    return any(
        (inside or one.audience in {Audience.EVERYBODY, Audience.WITHHELD})
        and _released(actor, one.case, file_id)
        for one in laid
    )


def _released(actor: Actor, case: Case, file_id: int) -> bool:
    """Of a hidden enterprise its own files are its own; others have them once the office has looked
    through them, and who looks is on record.
    """
    if not case.is_hidden:
        return True
    laid = Attachment.objects.filter(case=case.pk, file=file_id)
    if not is_veiled(case, actor) or not laid.filter(audience=Audience.WITHHELD).exists():
        return True
    looked = Act.objects.filter(case=case.pk, action=Action.LOOK, user_id=actor.user_id or 0)
    return permissions.is_desk(actor, case) and looked.exists()


department_slots.register("cases.merge", department_slot)
file_owners.register(Case.LABEL, may_read)
menu.register(
    "cases.enter",
    MenuEntry(
        "cases:enter",
        _("Enter a need"),
        icon="pencil",
        roles=frozenset({Role.COORDINATOR}),
        order=15,
    ),
)
menu.register(
    "cases.precedents",
    MenuEntry(
        "cases:precedents",
        _("Precedents"),
        icon="gavel",
        roles=frozenset({Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.INSPECTOR}),
        order=50,
        group=1,
    ),
)
case_slots.register("cases.calls", call_slot)
menu.register(
    "cases.calls",
    MenuEntry(
        "cases:calls",
        _("Calls"),
        icon="phone",
        roles=frozenset({Role.CALLER}),
        order=5,
        rows=due_rows,
    ),
)
menu.register(
    "cases.batches",
    MenuEntry(
        "cases:batches",
        _("Batches"),
        icon="list-check",
        roles=frozenset(READERS),
        order=45,
        group=1,
    ),
)
