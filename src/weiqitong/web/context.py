"""What the frames need on every page: menu, brand, banners, who is here. Knows no app."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weiqitong.core import registry
from weiqitong.core.actor import Actor, Role

PHONE_ROLES = frozenset({Role.CONTACT, Role.SPECIALIST, Role.PARTNER})


def actor_of(request: HttpRequest) -> Actor | None:
    """The signed-in actor, or None for a visitor and before accounts' middleware ran."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor if actor is not None and actor.user_id is not None else None


def address(url_name: str) -> str:
    """The address of a page that another app may or may not have."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def counted(request: HttpRequest, url_name: str, count: int | None) -> None:
    """A view has already counted what this menu entry shows: the frame need not ask again."""
    vars(request).setdefault("_counted", {})[url_name] = count


class Entry:
    """A menu entry for one actor: its address now, its count only when the frame prints it."""

    def __init__(
        self, entry: registry.MenuEntry, href: str, actor: Actor, known: dict[str, int | None]
    ) -> None:
        self._entry, self._actor, self._known = entry, actor, known
        self.together: list[Entry] = []  # whose rows are counted in the same query
        self.href = href
        self.icon = entry.icon
        self.group = entry.group
        self.phone = entry.phone
        self.place = entry.place
        self.current = False

    @property
    def label(self) -> str:
        return str(self._entry.label)

    @cached_property
    def count(self) -> int | None:
        if self._entry.url_name in self._known:
            return self._known[self._entry.url_name]
        if self._entry.rows is not None:
            self._known |= count_together(
                {
                    one._entry.url_name: one._entry.rows(self._actor)
                    for one in self.together
                    if one._entry.rows is not None and one._entry.url_name not in self._known
                }
            )
            return self._known[self._entry.url_name]
        return self._entry.count(self._actor) if self._entry.count else None


def count_together(rows: dict[str, Any]) -> dict[str, int | None]:
    """How many rows each queryset has, in one query."""
    asked = [
        found.order_by()
        .annotate(entry=Value(name, output_field=CharField()))
        .values("entry")
        .annotate(n=Count("pk"))
        .values_list("entry", "n")
        for name, found in rows.items()
        if found is not None
    ]
    counts: dict[str, int | None] = dict.fromkeys(rows, 0)
    if asked:
        first, *rest = asked
        counts.update(dict(first.union(*rest, all=True) if rest else first))
    return counts


class Language:
    def __init__(self, code: str, label: str) -> None:
        self.code, self.label = code, label
        self.current = code == get_language()


class Frame:
    """Given to templates as `frame`; every part is worked out only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.url = request.get_full_path()

    @cached_property
    def actor(self) -> Actor | None:
        return actor_of(self._request)

    @cached_property
    def template(self) -> str:
        """The frame a page that serves all roles extends."""
        if self.actor is None:
            return "web/bare.html"
        return "web/phone.html" if self.actor.role in PHONE_ROLES else "web/desk.html"

    @property
    def brand(self) -> str:
        return _("Weiqitong")

    @property
    def lang(self) -> str:
        """For <html lang>: a screen reader wants the region of written Chinese."""
        return {"zh-hans": "zh-CN"}.get(get_language() or "", get_language() or "")

    @cached_property
    def _entries(self) -> list[Entry]:
        actor = self.actor
        if actor is None:
            return []
        chosen = [entry for _name, entry in registry.menu if actor.role in entry.roles]
        chosen.sort(key=lambda entry: (entry.group, entry.order))
        found = []
        known = vars(self._request).get("_counted", {})
        for entry in chosen:
            if href := address(entry.url_name):
                found.append(Entry(entry, href, actor, known))
        for one in found:
            one.together = found
        self._mark_current(found)
        return found

    def _mark_current(self, entries: Iterable[Entry]) -> None:
        """The entry with the longest address that this page's address begins with."""
        path = self._request.path
        fitting = [
            e for e in entries if path == e.href or (path.startswith(e.href) and e.href != "/")
        ]
        if fitting:
            max(fitting, key=lambda e: len(e.href)).current = True

    @property
    def menu(self) -> list[Entry]:
        return [entry for entry in self._entries if entry.place == "menu"]

    @property
    def tabs(self) -> list[Entry]:
        """At most four tabs: two on each side of the large button."""
        return [entry for entry in self.menu if entry.phone][:4]

    def _placed(self, place: str) -> Entry | None:
        return next((entry for entry in self._entries if entry.place == place), None)

    @property
    def thumb(self) -> Entry | None:
        return self._placed("thumb")

    @property
    def inbox(self) -> Entry | None:
        return self._placed("bar")

    @property
    def find(self) -> Entry | None:
        return self._placed("find")

    @property
    def home_href(self) -> str:
        return address(settings.LOGIN_REDIRECT_URL) or "/"

    @property
    def switch_href(self) -> str:
        return address("accounts:switch")

    @property
    def sign_out_href(self) -> str:
        return address("accounts:sign-out")

    @property
    def sign_in_href(self) -> str:
        return address(str(settings.LOGIN_URL))

    @cached_property
    def _standing(self) -> tuple[str, str]:
        for _name, standing in registry.standings:
            if self.actor is not None:
                return standing(self.actor)
        return ("", "")

    @property
    def role(self) -> str:
        return self._standing[0]

    @property
    def unit(self) -> str:
        return self._standing[1]

    @cached_property
    def banners(self) -> list[str]:
        said = [banner(self._request) for _name, banner in registry.banners]
        return [words for words in said if words]

    @property
    def languages(self) -> list[Language]:
        return [Language("zh-hans", "简体中文"), Language("en", "English")]


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` for the frames, `request` stays Django's own."""
    return {"frame": Frame(request)}
