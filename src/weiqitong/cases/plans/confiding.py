"""Who asks stays hidden: a look behind the name, files released to the units, and the enterprise's
own word that it need not be hidden any more.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput, WrongStep
from weiqitong.directory.models import Region
from weiqitong.ledger.changes import Changes

from ..dossier import Dossier
from ..enums import LEVELS, Action, Audience, Confidentiality
from ..models import Attachment
from .steps import take


def place_of(region: Region, level: Confidentiality) -> Region:
    """The place a case is counted under: the more is hidden, the wider it is."""
    depth = {Confidentiality.HIDDEN: 1, Confidentiality.SEALED: 0}.get(level)
    while depth is not None and region.depth > depth and region.parent is not None:
        region = region.parent
    return region


def refuse_desk(level: Confidentiality, desk: Region) -> None:
    """No desk that would tell who asks, or that was not to see it."""
    if level == Confidentiality.SEALED and desk.depth > 0:
        raise BadInput(_("A sealed need stays with the highest office."), field="desk")
    if level == Confidentiality.HIDDEN and desk.depth > 1:
        raise BadInput(
            _("With the name hidden it stays with the office of the county or above."), field="desk"
        )


def plan_look(changes: Changes, dossier: Dossier, reason: str) -> None:
    """Who looked, when and why: the enterprise reads it, nobody else of the units does."""
    if not dossier.case.is_hidden:
        raise WrongStep(_("Nothing is hidden here."))
    take(changes, dossier, Action.LOOK, text=reason, audience=Audience.CLIENT)


def plan_release(changes: Changes, dossier: Dossier, files: Sequence[Attachment]) -> None:
    """Files the office has looked through, from now on for everybody on the case."""
    for one in files:
        changes.update(one, audience=Audience.EVERYBODY)
    take(changes, dossier, Action.RELEASE, facts={"files": len(files)})


def plan_lower(
    changes: Changes,
    dossier: Dossier,
    level: Confidentiality,
    home: Region,
    files: Sequence[Attachment] = (),
    *,
    whole: str = "",
) -> None:
    """Less hidden than before, by the enterprise's own word. `home` is the client's region.

    `whole`: the number of the need it is a part of, where it follows that. Of whom it complains
    stays as it was, and so does its desk: those are kept out by it, whatever is hidden.
    """
    case = dossier.case
    before = Confidentiality(case.confidentiality)
    if LEVELS.index(level) >= LEVELS.index(before):
        raise BadInput(_("Choose a level below the present one."), field="level")
    if level == Confidentiality.ORDINARY:
        for one in files:
            changes.update(one, audience=Audience.EVERYBODY)
    facts = {"from": before, "to": level, **({"parent": whole} if whole else {})}
    take(
        changes,
        dossier,
        Action.LOWER,
        facts=facts,
        confidentiality=level,
        region=place_of(home, level),
    )
