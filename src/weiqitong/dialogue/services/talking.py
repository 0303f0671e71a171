"""What is said: an enterprise's message, a leader's or the office's word, an answer."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from weiqitong.accounts.models import Grant
from weiqitong.cases.services.acting import fits
from weiqitong.cases.services.drafts import use_draft
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Client, Contact, Official
from weiqitong.ledger.changes import Changes

from .. import permissions, plan
from ..enums import Voice
from ..framing import due_for
from ..limits import Due
from ..models import LONGEST, Line, Message
from ..signals import message_changed
from ..telling import ANSWERED
from ..typed import draft_key


def post(
    actor: Actor,
    line: Line,
    *,
    text: str,
    now: datetime,
    client: Client | None = None,
    private: bool = False,
    addressed: Official | None = None,
    reply_to: Message | None = None,
    once: UUID | None = None,
) -> Message:
    """An enterprise's message. It waits for an answer, unless it answers a question itself. The
    same `once` twice (a double tap) is one message.
    """
    if not permissions.can_post(actor, line):
        raise NotAllowed(_("Nobody writes to this line now, or not you."))
    if reply_to is not None and not permissions.can_reply(actor, reply_to):
        raise NotAllowed(_("One replies to what office and leaders say."))
    own = _own_client(actor, line, client)
    text = _worded(text)
    if reply_to is not None and reply_to.private:
        private = True  # what was said privately is answered privately
    if addressed is not None and not leads(addressed.pk, line, now):
        raise BadInput(_("Choose one of the county's leaders."), field="addressed")
    said = plan.Said(
        text=text,
        voice=Voice.ENTERPRISE,
        author=actor.name,
        client=own,
        contact=Contact.objects.filter(client=own, person=actor.person_id or 0).first(),
        private=private,
        addressed=addressed,
        reply_to=reply_to,
        once=once,
    )
    answers = reply_to is not None and reply_to.question
    return _say(actor, line, said, None if answers else due_for(line, now), now)


def speak(
    actor: Actor,
    line: Line,
    *,
    text: str,
    now: datetime,
    question: bool = False,
    behalf: Official | None = None,
    once: UUID | None = None,
) -> Message:
    """A word of a leader or of the office to everybody on the line."""
    if not permissions.can_speak(actor, line):
        raise NotAllowed(_("Office and leaders speak here."))
    said = _of_staff(actor, line, _worded(text), behalf, now, question=question, once=once)
    return _say(actor, line, said, None, now)


def reply(
    actor: Actor,
    message: Message,
    *,
    text: str,
    now: datetime,
    answers: bool = True,
    question: bool = False,
    behalf: Official | None = None,
    once: UUID | None = None,
) -> Message:
    """A word on a message; `answers`: it is the answer that was owed. As private as the message."""
    line = message.line
    if actor.role == Role.CONTACT or not permissions.can_reply(actor, message):
        raise NotAllowed(_("You may not answer here."))
    said = _of_staff(
        actor,
        line,
        _worded(text),
        behalf,
        now,
        question=question,
        once=once,
        reply_to=message,
        private=message.private,
        client=message.client if message.private else None,
    )
    return _say(actor, line, said, None, now, answers=message if answers else None)


def leads(official_id: int, line: Line, now: datetime) -> bool:
    """Whether somebody is a leader of the line's county today."""
    held = Grant.objects.acting(today(now)).filter(role=Role.LEADER, region=line.region_id)
    return held.filter(user__person__official=official_id).exists()


def _of_staff(
    actor: Actor,
    line: Line,
    text: str,
    behalf: Official | None,
    now: datetime,
    *,
    question: bool,
    once: UUID | None,
    reply_to: Message | None = None,
    private: bool = False,
    client: Client | None = None,
) -> plan.Said:
    if permissions.writes_for(actor) and (behalf is None or not leads(behalf.pk, line, now)):
        raise BadInput(_("Say for which leader you write."), field="behalf")
    return plan.Said(
        text=text,
        voice=Voice.OFFICE if actor.role == Role.COORDINATOR else Voice.LEADER,
        author=actor.name,
        client=client,
        official_id=actor.official_id,
        behalf=behalf if permissions.writes_for(actor) else None,
        private=private,
        question=question,
        reply_to=reply_to,
        once=once,
    )


def _say(
    actor: Actor,
    line: Line,
    said: plan.Said,
    due: Due | None,
    now: datetime,
    *,
    answers: Message | None = None,
) -> Message:
    """Write it, once, and use up the draft; with the message that it answers, locked."""
    if said.once is not None and (made := said_before(actor, said.once)):
        return made
    try:
        with transaction.atomic():
            line = locked_line(line.pk)
            changes = Changes(actor, now)
            message = plan.plan_message(changes, line, said, due)
            if answers is not None:
                answers = locked(answers.pk)
                plan.plan_answered(changes, answers, message)
            changes.write()
            if answers is not None:
                message_changed.send(Message, message=answers, kind=ANSWERED)
            use_draft(actor, draft_key(line, said.reply_to))
    except IntegrityError:
        # The other tap was faster between the look and the insert.
        if said.once is not None and (made := said_before(actor, said.once)):
            return made
        raise
    return message


def said_before(actor: Actor, once: UUID) -> Message | None:
    """The message this form made already; somebody else's form makes none."""
    made = Message.objects.select_related("line__region").filter(once=once).first()
    if made is not None and made.user_id != actor.user_id:
        raise NotAllowed(_("This form is not yours. Open a new one; your text can be copied."))
    return made


def locked_line(pk: int) -> Line:
    """Messages of one line are numbered one after the other."""
    rows = Line.objects.select_related("region").select_for_update(of=("self",))
    return rows.get(pk=pk)


def locked(pk: int) -> Message:
    """The message, for this act alone."""
    if connection.features.has_select_for_update:
        Message.objects.select_for_update().values_list("pk").get(pk=pk)
    related = ("line__region", "client__region", "contact", "case")
    return Message.objects.select_related(*related).get(pk=pk)


def _own_client(actor: Actor, line: Line, client: Client | None) -> Client:
    """The enterprise under whose name it stands: one's own, of this county."""
    own = Client.objects.filter(
        pk__in=actor.client_ids, region__path__startswith=line.region.path
    ).order_by("pk")
    if client is not None:
        own = own.filter(pk=client.pk)
    found = own.select_related("region").first()
    if found is None:
        raise NotAllowed(_("One takes part under the name of one's own enterprise only."))
    return found


def _worded(text: str) -> str:
    text = fits(text, LONGEST)
    if not text:
        raise BadInput(_("Write something first."), field="text")
    return text
