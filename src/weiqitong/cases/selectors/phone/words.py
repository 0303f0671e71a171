"""The timeline in the words of the enterprise: what the desk calls "the enterprise" is "you" to its
own people. It reads nothing and leaves nothing out but what the page says elsewhere.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weiqitong.web.parts import TimelineItem

from ...enums import Action, ContactMeans, Status
from ...models import Act, Case
from ...sentences import MEANS, PLAIN, Said, act_sentence
from ...words import Names

TO_YOU: dict[str, str] = {
    MEANS[ContactMeans.CALL]: gettext_noop("phoned you"),
    MEANS[ContactMeans.VISIT]: gettext_noop("came to see you"),
    MEANS[ContactMeans.MESSAGE]: gettext_noop("wrote to you"),
    PLAIN[Action.ASK]: gettext_noop("asked you"),
    PLAIN[Action.REMIND]: gettext_noop("You were reminded"),
    gettext_noop("reported it on the enterprise's behalf"): gettext_noop("reported it for you"),
    gettext_noop("told the enterprise what the conference concluded"): gettext_noop(
        "told you what the conference concluded"
    ),
}


def told_to_you(acts: Sequence[Act], items: Sequence[TimelineItem]) -> list[TimelineItem]:
    """The public items, newest first like `items`; looks stand in a list of their own."""
    yours = {_(desk): _(you) for desk, you in TO_YOU.items()}
    return [
        replace(item, words=yours.get(item.words, item.words))
        for act, item in zip(reversed(acts), items, strict=True)
        if not item.internal and act.action != Action.LOOK
    ]


def why_later(case: Case, acts: Sequence[Act], names: Names) -> Said | None:
    """What was said when the need was parked, or its answer put off, if that holds now."""
    wanted = {Status.PARKED: Action.PARK, Status.IN_PROGRESS: Action.EXTEND}.get(
        Status(case.status)
    )
    over = {Action.REJECT_ANSWER, Action.NAME, Action.UNPARK, Action.APPEAL}
    for act in reversed(acts):
        if act.action == wanted:
            return act_sentence(act, names)
        if act.action in over:
            return None
    return None
