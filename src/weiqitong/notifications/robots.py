"""Robots in the group chats of WeCom, DingTalk and Feishu: their addresses, and how one speaks.

A chat lies in another house: a robot says that something has come and where to look, never of whom.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext as _

from weiqitong.accounts import duties
from weiqitong.accounts.models import Grant, User
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Department
from weiqitong.web.times import moment_words

from .adapters import Undeliverable
from .kinds import notice_kinds
from .models import Robot, RobotKind

TOKEN = re.compile(r"[A-Za-z0-9_-]{8,128}")
NAMESPACE = UUID("6f1f3d0e-55c1-4a53-9a5b-5b7a1c4f2d10")


def address(kind: RobotKind, text: str) -> str:
    """What apprise calls the robot, from the address that the chat shows; or BadInput.

    DingTalk's secret of a signing robot stands behind the address, after a space.
    """
    shown, _space, secret = text.strip().partition(" ")
    parts = urlsplit(shown)
    if parts.scheme != "https" or parts.hostname != HOSTS[kind]:
        raise BadInput(
            _(
                "Copy the whole address of the robot from %(service)s; it begins with https://%(host)s."
            )
            % {"service": kind.label, "host": HOSTS[kind]},
            field="address",
        )
    query = parse_qs(parts.query)
    token = {
        RobotKind.WECOM: query.get("key", [""])[0],
        RobotKind.DINGTALK: query.get("access_token", [""])[0],
        RobotKind.FEISHU: parts.path.rpartition("/")[2],
    }[kind]
    secret = secret.strip()
    if not TOKEN.fullmatch(token) or (secret and not TOKEN.fullmatch(secret)):
        raise BadInput(
            _("The key in this address is incomplete; copy it once more."), field="address"
        )
    if kind == RobotKind.DINGTALK:
        return f"dingtalk://{secret}@{token}/" if secret else f"dingtalk://{token}/"
    return f"wecombot://{token}" if kind == RobotKind.WECOM else f"feishu://{token}"


HOSTS = {
    RobotKind.WECOM: "qyapi.weixin.qq.com",
    RobotKind.DINGTALK: "oapi.dingtalk.com",
    RobotKind.FEISHU: "open.feishu.cn",
}


def post(to: str, title: str, body: str) -> None:
    """Say it in the chat, or raise Undeliverable."""
    import apprise  # it takes a while to load, and few processes ever speak

    robot = apprise.Apprise.instantiate(to)
    if robot is None:
        raise Undeliverable(_("The address of this robot is not understood."), for_good=True)
    if not robot.notify(body=body, title=title):
        raise Undeliverable(_("The chat did not take it."))


def anywhere() -> bool:
    """Whether any robot stands at all. One small query."""
    return Robot.objects.filter(removed_at=None).exists()


def of_place(place: duties.Place) -> list[Robot]:
    """The robots of one unit or office, the oldest first. One query."""
    where = {"department": place} if isinstance(place, Department) else {"region": place}
    return list(Robot.objects.filter(removed_at=None, **where).order_by("pk"))


def keeps(actor: Actor, robot: Robot) -> bool:
    """Whether it is the robot of the actor's own unit or office."""
    if actor.role == Role.LIAISON:
        return robot.department is not None and robot.department.path == actor.department_path
    return actor.role == Role.COORDINATOR and robot.region_id == actor.region_id


def of_users(user_ids: Iterable[int], now: datetime) -> dict[int, list[Robot]]:
    """For each user the robots of the unit they work in and of the offices they sit at.

    Three queries; one where there is no robot.
    """
    standing = list(Robot.objects.filter(removed_at=None).select_related("department"))
    found: dict[int, list[Robot]] = {}
    if not standing:
        return found
    ids = list(user_ids)
    units = User.objects.filter(pk__in=ids, person__official__active=True)
    for user, path in units.values_list("pk", "person__official__department__path"):
        of_unit = (r for r in standing if r.department and path.startswith(r.department.path))
        found.setdefault(user, []).extend(of_unit)
    offices = Grant.objects.acting(today(now)).filter(user__in=ids, role=Role.COORDINATOR)
    for user, region in offices.values_list("user", "region"):
        found.setdefault(user, []).extend(r for r in standing if r.region_id == region)
    return found


def words(kind: str, facts: Mapping[str, Any], link: str, now: datetime) -> str:
    """What a robot says: a word or two, the number in the link, until when. No name of anybody."""
    known = notice_kinds.get(kind)
    brief = str(known.brief) if known and known.brief else _("A notice")
    due = str(facts.get("due_at") or "")
    number = link.strip("/").rpartition("/")[2] if link.startswith("/cases/") else ""
    until = (
        _("by %(due_at)s") % {"due_at": moment_words(datetime.fromisoformat(due), now)}
        if due
        else ""
    )
    first = " · ".join(part for part in (brief, number, until) if part)
    return f"{first}\n{settings.BASE_URL}{link}" if link else first


def message_id(robot: Robot, kind: str, link: str, at: datetime) -> UUID:
    """The same for all who were told of one act: it is said once in the chat."""
    return uuid5(NAMESPACE, f"{robot.serial} {kind} {link} {at.isoformat()}")
