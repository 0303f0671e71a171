"""What the pages of a line share: finding it, the composer, the list beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Client, Official
from weiqitong.web.parts import CaseLine

from .. import forms, permissions
from ..models import Line, Message
from ..selectors import bubbles, talk, waiting
from ..typed import draft_key


def found_line(actor: Actor, code: str) -> Line:
    """The line of a county in sight, or 404."""
    try:
        return talk.line_of(actor, code)
    except Line.DoesNotExist:
        raise Http404 from None


def kept_line(actor: Actor, code: str) -> Line:
    """The line of one's own office, or 404."""
    try:
        return talk.kept_line(actor, code)
    except Line.DoesNotExist:
        raise Http404 from None


def found_message(actor: Actor, code: str) -> Message:
    """A message in sight, or 404."""
    try:
        return talk.message_of(actor, code)
    except Message.DoesNotExist:
        raise Http404 from None


@dataclass
class Composer:
    """Where one writes: the form, and under which name it is kept."""

    form: forms.SayForm
    draft: str
    clients: list[Client]
    leaders: list[Official]

    def client(self) -> Client | None:
        """The enterprise chosen; None: the only one there is."""
        wanted = self.form.cleaned_data.get("client")
        return next((one for one in self.clients if str(one.pk) == wanted), None)

    def leader(self, name: str) -> Official | None:
        wanted = self.form.cleaned_data.get(name)
        return next((one for one in self.leaders if str(one.pk) == wanted), None)


def composer(
    actor: Actor,
    line: Line,
    now: datetime,
    message: Message | None = None,
    data: Mapping[str, Any] | None = None,
) -> Composer | None:
    """The form for whoever may write, filled with what was typed before; None for who may not.
    Three queries.
    """
    if message is None:
        may = permissions.can_post(actor, line) or permissions.can_speak(actor, line)
    else:
        may = permissions.can_reply(actor, message)
    if not may:
        return None
    leaders = bubbles.leaders_of(line, now)
    initial = {} if data is not None else _typed(actor, line, message)
    if actor.role == Role.CONTACT:
        post = forms.PostForm(data, initial=initial)
        clients = talk.own_clients(actor, line)
        post.offer(clients, [] if message else leaders)
        if message is not None and message.private:
            del post.fields["private"]
        _label(post, _("Your reply") if message else _("Your message"))
        return Composer(post, draft_key(line, message), clients, leaders)
    waits = message is not None and message.waits
    said = forms.StaffForm(data, initial={"answers": True, **initial})
    said.offer(leaders, secretary=permissions.writes_for(actor), waits=waits)
    _label(said, _("Your answer") if message else _("A word to everybody"))
    return Composer(said, draft_key(line, message), [], leaders)


def _label(form: forms.SayForm, words: str) -> None:
    """What the field is, also where there is no room for a label beside it."""
    form.fields["text"].label = words
    form.fields["text"].widget.attrs["placeholder"] = words


def _typed(actor: Actor, line: Line, message: Message | None) -> dict[str, Any]:
    kept = talk.typed(actor, line, message)
    words = {name: kept[name] for name in ("text", "addressed", "behalf") if kept.get(name)}
    # Somebody who had meant to write privately must not find it public.
    return {**words, **({"private": True} if kept.get("private") else {})}


@dataclass
class Beside:
    """The list at the left of the desk: what waits on this line."""

    lines: list[CaseLine]
    count: int


def beside(actor: Actor, line: Line, now: datetime, current: str = "") -> Beside | None:
    """For those who owe answers, and who watch; one query."""
    if actor.role == Role.CONTACT:
        return None
    rows = waiting.of_line(actor, line.pk)
    return Beside(waiting.lines(rows, actor, now, current), len(rows))
