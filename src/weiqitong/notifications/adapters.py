"""Ways out of the house for text messages: what a gateway must do, and those that come with us."""

import logging
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from weiqitong.core.phone import mask
from weiqitong.core.registry import Registry

from .sms_templates import Filled

log = logging.getLogger("weiqitong.sms")


class Undeliverable(Exception):
    """The gateway refused. `for_good`: another try is pointless. The words never name the text."""

    def __init__(self, words: str, *, for_good: bool = False) -> None:
        super().__init__(words)
        self.for_good = for_good


class SmsAdapter(Protocol):
    """Hands one text message to a gateway, or raises Undeliverable.

    `filled` is the same message as a registered template, where there is one. It may be called
    twice with the same message id (a worker died after the call): a gateway that knows ids should
    be given it, so that the person gets one message.
    """

    def __call__(
        self, to: str, text: str, *, message_id: UUID, filled: Filled | None = None
    ) -> None: ...


def console(to: str, text: str, *, message_id: UUID, filled: Filled | None = None) -> None:
    """For demonstrations and development: the message appears in the log and goes nowhere."""
    log.info("SMS to %s: %s", mask(to), text)


def none(to: str, text: str, *, message_id: UUID, filled: Filled | None = None) -> None:
    """Where no gateway is set up: say so on the page of what could not be delivered."""
    raise Undeliverable(_("No gateway for text messages is set up."), for_good=True)


adapters: Registry[SmsAdapter] = Registry("gateways for text messages")
adapters.register("console", console)
adapters.register("none", none)


def chosen() -> SmsAdapter:
    """The gateway that the settings name."""
    return adapters[settings.SMS_ADAPTER]
