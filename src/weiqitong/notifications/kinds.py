"""What notices say: each app registers the sentences of its own kinds. This module tells nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weiqitong.core.registry import Registry
from weiqitong.web.times import moment_words


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice. `text` is a lazy sentence with %(name)s for the facts.

    Facts are names, numbers and words fixed when it happened; a fact whose name ends in "_at" is an
    instant as ISO text and is shown as people say it. A true fact "secret" keeps the words off the
    page of what could not be delivered. `mail` says whether it also goes by e-mail to those who
    want that; `brief` says the same in a word or two without any name, for the chat of another
    house.
    """

    code: str
    text: Any
    mail: bool = True
    brief: Any = ""


notice_kinds: Registry[NoticeKind] = Registry("kinds of notices")


def register(*kinds: NoticeKind) -> None:
    """Called from an app's ready()."""
    for kind in kinds:
        notice_kinds.register(kind.code, kind)


class Facts(dict[str, Any]):
    """Facts for a sentence: one that is missing, in a notice of an older release, is left out."""

    def __missing__(self, name: str) -> str:
        return ""


def sentence(code: str, facts: Mapping[str, Any], now: datetime) -> str:
    """The notice in the active language; its bare code where no app knows the kind any more."""
    kind = notice_kinds.get(code)
    if kind is None:
        return code
    shown = {name: _shown(name, value, now) for name, value in facts.items()}
    return str(kind.text) % Facts(shown)


def _shown(name: str, value: Any, now: datetime) -> Any:
    if name.endswith("_at") and isinstance(value, str) and value:
        return moment_words(datetime.fromisoformat(value), now)
    return value
