"""What the pages of accounts show: frozen values read for them; no writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weiqitong.core import clock, crypto, phone
from weiqitong.core.actor import OFFICE_ROLES, Actor, Role
from weiqitong.directory.models import Client, Contact, Department, Official, Person, Region
from weiqitong.web.names import name_of
from weiqitong.web.parts import Fact, Tab

from . import permissions, selectors
from .enums import OVER_CLIENT, ROLE_LABELS, ROLE_MARKS, Way
from .models import DemoMark, Grant, Invitation, SignIn, User
from .querysets import person_scope


@dataclass(frozen=True, slots=True)
class Tile:
    """A role on the demo's sign-in page, with the invented person behind it."""

    role: str
    face: str
    title: str
    note: str
    line: str


def demo_tiles(mark: DemoMark) -> list[Tile]:
    """One tile for each role the mark names, in the order of roles; one query."""
    grants = (
        Grant.objects.filter(user__in=mark.people.values(), user__is_active=True, user__demo=True)
        .select_related("user__person__official__department", "region", "department", "client")
        .order_by("-pk")
    )
    found = {(grant.user_id, grant.role): grant for grant in grants}
    tiles = []
    for role in Role:
        grant = found.get((mark.people.get(role.value), role.value))
        if grant is not None:
            on_phone = role in {Role.CONTACT, Role.SPECIALIST}
            tiles.append(
                Tile(
                    role.value,
                    str(ROLE_MARKS[role]),
                    str(ROLE_LABELS[role]),
                    _("on the phone") if on_phone else "",
                    f"{name_of(grant.place) or _unit_of(grant)} {grant.user.person.name}".lstrip(),
                )
            )
    return tiles


def _unit_of(grant: Grant) -> str:
    """Where somebody works whose role has no place of its own, as a specialist's."""
    official = getattr(grant.user.person, "official", None)
    return name_of(official.department) if official else ""


def place_words(grant: Grant) -> str:
    if grant.place is None:
        return pgettext("place of a role", "everything")
    return selectors.place_of(grant)


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """One role to act in: `key` is sent back; the grants of one client role are one choice."""

    key: str
    title: str
    place: str
    face: str
    current: bool
    second_step: bool

    @property
    def note(self) -> str:
        if self.current:
            return pgettext("role", "now")
        return _("asks for the authenticator") if self.second_step else ""


def role_choices(
    grants: Iterable[Grant], usable: Iterable[Grant], current: Grant | None
) -> list[RoleChoice]:
    """Today's roles. Enterprises are one role together: their cases stand on one page."""
    open_now = {grant.pk for grant in usable}
    choices: list[RoleChoice] = []
    together: dict[str, list[Grant]] = {}
    for grant in grants:
        alone = grant.role not in OVER_CLIENT
        together.setdefault(str(grant.serial) if alone else grant.role, []).append(grant)
    for same in together.values():
        first = same[0]
        role = Role(first.role)
        choices.append(
            RoleChoice(
                str(first.serial),
                str(ROLE_LABELS[role]),
                "、".join(place_words(grant) for grant in same[:3]) + ("…" if same[3:] else ""),
                str(ROLE_MARKS[role]),
                current is not None and current.pk in {grant.pk for grant in same},
                first.pk not in open_now,
            )
        )
    return choices


@dataclass(frozen=True, slots=True)
class SessionLine:
    key: str
    device: str
    way: str
    at: datetime
    seen_at: datetime
    here: bool


def session_lines(user: User, here: str, now: datetime) -> list[SessionLine]:
    """The user's living sessions, this one first; one query."""
    rows = SignIn.objects.filter(user=user, session__expire_date__gt=now).order_by("-seen_at")
    lines = [
        SessionLine(
            row.pk,
            row.device or _("Unknown device"),
            str(Way(row.way).label) if row.way in Way.values else "",
            row.at,
            row.seen_at,
            row.pk == here,
        )
        for row in rows[:50]
    ]
    return sorted(lines, key=lambda line: not line.here)


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What the holder of a link may see: whom it is for, and the mask of the number to prove."""

    invitation: Invitation
    needs_code: bool
    can_do_without_password: bool
    by_code_alone: bool = False

    @property
    def facts(self) -> list[Fact]:
        one = self.invitation
        lines = [Fact(pgettext("invitation", "For"), one.person.name)]
        if one.client:
            lines.append(Fact(_("Enterprise"), one.client.name))
        if one.role:
            lines.append(Fact(_("Role"), str(ROLE_LABELS[Role(one.role)])))
        if one.made_by:
            lines.append(Fact(_("Invited by"), one.made_by.person.name))
        if one.person.phone_masked:
            lines.append(Fact(_("Phone"), one.person.phone_masked))
        return lines


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation behind a link, in whatever state; one query."""
    return (
        Invitation.objects.select_related("person", "client", "made_by__person")
        .filter(token_hash=crypto.token_hash(token))
        .first()
    )


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact of a client and whether they can sign in."""

    contact: Contact
    signs_in: bool
    invited_until: datetime | None


def contact_lines(client: Client, now: datetime) -> list[ContactLine]:
    """All active contacts of a client, in two queries."""
    grants = Grant.objects.on(clock.today(now)).filter(
        user__person=OuterRef("person"), client=client, role=Role.CONTACT
    )
    contacts = (
        Contact.objects.filter(client=client, active=True)
        .select_related("person")
        .annotate(signs_in=Exists(grants))
        .order_by("-primary", "pk")
    )
    open_ones = Invitation.objects.filter(client=client, used_at=None, expires_at__gt=now)
    invited = dict(open_ones.values_list("person", "expires_at"))
    return [ContactLine(row, row.signs_in, invited.get(row.person_id)) for row in contacts[:200]]


def people(actor: Actor, *, query: str = "", accounts_only: bool = True) -> QuerySet[Person]:
    """People the administrator looks after: by name, user name, or whole phone number."""
    found = Person.objects.filter(person_scope(actor)).select_related(
        "user", "official__department"
    )
    if accounts_only and not query:
        found = found.filter(user__isnull=False)
    if not query:
        return found
    number = phone.normalise(query)
    if not phone.problems(number):
        return found.filter(phone_hash=crypto.lookup_hash(number))
    # Two sets of ids: one condition over both tables would read every person with its account.
    named = Person.objects.filter(name__icontains=query).values("pk")
    user = User.objects.filter(username=query.lower()).values("person")
    return found.filter(Q(pk__in=named) | Q(pk__in=user))


def people_tabs(everybody: bool, address: str) -> list[Tab]:
    return [
        Tab(_("With an account"), address, current=not everybody),
        Tab(_("Everybody"), f"{address}?all=1", current=everybody),
    ]


@dataclass(frozen=True, slots=True)
class GrantLine:
    grant: Grant
    role: str
    place: str
    holds: bool
    can_revoke: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person for an administrator: who, with which roles, and what may be done here."""

    person: Person
    user: User | None
    official: Official | None
    clients: list[Client]
    grants: list[GrantLine]
    can_look_after: bool
    needs_factor: bool

    @property
    def facts(self) -> list[Fact]:
        lines = [Fact(_("Phone"), self.person.phone_masked or pgettext("phone", "none"))]
        if self.official:
            lines.append(Fact(_("Unit"), f"{self.official.department} {self.official.post}"))
        if self.clients:
            names = "、".join(client.name for client in self.clients[:5])
            lines.append(Fact(_("Speaks for"), names))
        if self.user:
            lines.append(Fact(_("User name"), self.user.username))
            state = (
                pgettext("account", "open")
                if self.user.is_active
                else pgettext("account", "closed")
            )
            lines.append(Fact(_("Account"), state))
            if self.needs_factor or self.user.totp_confirmed_at:
                set_up = self.user.totp_confirmed_at is not None
                lines.append(
                    Fact(
                        _("Authenticator"),
                        pgettext("authenticator", "set up")
                        if set_up
                        else pgettext("authenticator", "not yet"),
                    )
                )
        return lines


def person_page(actor: Actor, person_id: int, now: datetime) -> PersonPage:
    """Four queries. Person.DoesNotExist when out of reach."""
    person = (
        Person.objects.filter(person_scope(actor))
        .select_related("user", "official__department__region")
        .get(pk=person_id)
    )
    user: User | None = getattr(person, "user", None)
    today = clock.today(now)
    clients = Client.objects.filter(contacts__person=person, contacts__active=True)
    read = selectors.user_with_grants(user.pk, reach=True) if user else None
    held = list(read.held or ()) if read else []
    now_held = [grant for grant in held if grant.holds_on(today)]
    lines = [
        GrantLine(
            grant,
            str(ROLE_LABELS[Role(grant.role)]),
            place_words(grant),
            grant.holds_on(today),
            grant.holds_on(today) and permissions.can_revoke(actor, grant),
        )
        for grant in held
    ]
    return PersonPage(
        person,
        user,
        getattr(person, "official", None),
        list(clients.select_related("region").order_by("pk")[:20]),
        sorted(lines, key=lambda line: not line.holds),
        user is not None and permissions.can_look_after(actor, user, now_held),
        any(grant.role in OFFICE_ROLES for grant in now_held),
    )


def regions_to_grant(actor: Actor) -> QuerySet[Region]:
    """Regions in the administrator's reach."""
    return Region.objects.within(actor.region_path).filter(active=True)


def units_to_grant(actor: Actor, official: Official | None) -> QuerySet[Department]:
    """The official's own unit with its sections: nobody is made liaison of a strange one."""
    if official is None:
        return Department.objects.none()
    root = official.department.path.split("/")
    path = "/".join(root[:2]) + "/" if root[0] == "" else root[0] + "/"
    return (
        Department.objects.within(path)
        .filter(active=True, region__path__startswith=actor.region_path)
        .select_related("region")
    )
