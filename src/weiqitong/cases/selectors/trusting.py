"""What an enterprise chose about its own name before it sends: units it may complain of, and the
choice read back from its draft. It writes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Client, Department, Official
from weiqitong.directory.selectors import ancestor_paths
from weiqitong.pairing.selectors import specialist_of

from ..dossier import Trust
from ..enums import Confidentiality, TurnKind
from ..forms_trust import OTHER, SPECIALIST
from ..identity import without_marks
from ..services.acting import marks_for
from ..words import leader_words, name_of, office_words, short_of, together
from .reporting import ReportDraft
from .seating import first_seat


def complainable(client: Client) -> list[Department]:
    """Whole units on the way up from the client: of its town, county and city. One query."""
    rows = Department.objects.units().filter(region__path__in=ancestor_paths(client.region.path))
    return list(rows.select_related("region").order_by("-region__depth", "path"))


def grouped_units(units: Sequence[Department]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The units by their region, for a list in two levels."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in units:
        groups.setdefault(name_of(one.region), []).append((str(one.pk), name_of(one)))
    return list(groups.items())


def specialist_name(client: Client, now: datetime) -> str:
    official = specialist_of(client.pk, today(now))
    return official.person.name if official else ""


def level_of(draft: ReportDraft) -> Confidentiality:
    given = draft.more.get("level", "")
    return Confidentiality(given) if given in Confidentiality.values else Confidentiality.ORDINARY


def trust_of(draft: ReportDraft, client: Client, now: datetime) -> Trust:
    """What was chosen, or BadInput where nobody is called so in the unit that was named."""
    level, about = level_of(draft), draft.more.get("about", "")
    if about == SPECIALIST:
        return Trust(level, None, specialist_of(client.pk, today(now)))
    if about != OTHER:
        return Trust(level)
    wanted = draft.more.get("about_unit", "")
    unit = next((one for one in complainable(client) if str(one.pk) == wanted), None)
    if unit is None:
        raise BadInput(_("Choose the unit you complain of."), field="about_unit")
    name = draft.more.get("about_name", "").strip()
    return Trust(level, unit, _official(unit, name) if name else None)


def _official(unit: Department, name: str) -> Official:
    within = Official.objects.filter(department__path__startswith=unit.path, active=True)
    found = list(within.filter(person__name=name).select_related("person")[:2])
    if len(found) != 1:
        raise BadInput(
            _("“%(name)s” is not found in that unit. Leave it empty: then all of it stays out.")
            % {"name": name},
            field="about_name",
        )
    return found[0]


def complained_words(trust: Trust) -> str:
    """Of whom: unit and person."""
    official = trust.official.person.name if trust.official else ""
    return together(short_of(trust.unit), official)


def sent_text(client: Client, text: str, level: Confidentiality) -> str:
    """The words as they will be sent: where the name is hidden, without what would tell it."""
    return text if level == Confidentiality.ORDINARY else without_marks(text, marks_for(client))


def first_office(client: Client, trust: Trust, now: datetime) -> str:
    """Where it would begin, by name."""
    seat = first_seat(client.region, trust, now)
    name = name_of(seat.region)
    return office_words(name) if seat.kind == TurnKind.OFFICE else leader_words(name)


def is_own_specialist(client: Client, trust: Trust, now: datetime) -> bool:
    """Whether the enterprise complains of its own specialist, or of the specialist's unit."""
    own = specialist_of(client.pk, today(now)) if trust.complains else None
    if own is None:
        return False
    within = trust.unit is not None and own.department.path.startswith(trust.unit.path)
    return within or (trust.official is not None and trust.official.pk == own.pk)
