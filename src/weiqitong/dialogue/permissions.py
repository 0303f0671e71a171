"""Who may do what on a line: pure questions, asked by services and buttons alike. Which lines and
messages one sees is a matter of rows: `visible_to`.
"""

from weiqitong.core.actor import Actor, Role

from .enums import State
from .models import Line, Message
from .querysets import ANSWERING, IN_CHARGE, WATCHING

READERS = (Role.CONTACT, *sorted(WATCHING))
STAFF = tuple(sorted(WATCHING))
KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


def is_office(actor: Actor, line: Line) -> bool:
    """The county's own office: it moderates."""
    return actor.role == Role.COORDINATOR and actor.region_id == line.region_id


def is_inside(actor: Actor, line: Line) -> bool:
    """Office and leaders of that very county: they read what is private."""
    return actor.role in ANSWERING and actor.region_id == line.region_id


def can_post(actor: Actor, line: Line) -> bool:
    """An enterprise, while the line is on; for which of its clients is the service's question."""
    return line.on and actor.role == Role.CONTACT


def can_speak(actor: Actor, line: Line) -> bool:
    """Office and leaders in whose reach it lies; answers also where it is off meanwhile."""
    return actor.role in ANSWERING and actor.covers(line.region.path)


def can_reply(actor: Actor, message: Message) -> bool:
    """Staff to whatever they may read, an enterprise to what office and leaders say."""
    if actor.role == Role.CONTACT:
        return message.line.on and not message.asks and not message.is_hidden
    inside = is_inside(actor, message.line) or not message.private
    return can_speak(actor, message.line) and inside


def writes_for(actor: Actor) -> bool:
    """A secretary writes for a leader, and says for whom."""
    return actor.role == Role.SECRETARY


def can_hide(actor: Actor, message: Message) -> bool:
    return is_office(actor, message.line) and not message.is_hidden


def can_show(actor: Actor, message: Message) -> bool:
    """Take the hiding back."""
    return is_office(actor, message.line) and message.is_hidden


def can_make_case(actor: Actor, message: Message) -> bool:
    """The enterprise of its own message; the county's office of any enterprise's."""
    if not message.asks or message.is_hidden or message.state == State.CASE:
        return False
    if actor.role == Role.CONTACT:
        return message.client_id is not None and message.client_id in actor.client_ids
    return is_office(actor, message.line)


def can_paste(actor: Actor, line: Line) -> bool:
    return is_office(actor, line)


def can_keep(actor: Actor, line: Line) -> bool:
    """Name, switch and house rules."""
    administers = actor.role == Role.ADMINISTRATOR and actor.covers(line.region.path)
    return is_office(actor, line) or administers


def is_turn(actor: Actor, message: Message) -> bool:
    """Whether the next step is this person's: the county's office, or the leader addressed, for
    whom the secretary may write.
    """
    if not message.waits:
        return False
    if message.addressed_id is None:
        return is_office(actor, message.line)
    if actor.role not in IN_CHARGE or actor.region_id != message.line.region_id:
        return False
    return writes_for(actor) or message.addressed_id in actor.officials
