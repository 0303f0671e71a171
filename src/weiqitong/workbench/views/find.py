"""Search over cases and clients in sight; a number goes straight to its case."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from weiqitong.cases.identity import client_words
from weiqitong.cases.models import Case
from weiqitong.cases.selectors.lines import case_href, case_lines, for_lines
from weiqitong.cases.words import name_of
from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.directory.models import Client
from weiqitong.search.selectors import condition
from weiqitong.web.http import Request, page
from weiqitong.web.parts import Turn
from weiqitong.web.times import day_words

SHOWN = 20
AROUND = 24  # characters of text before a hit

Piece = tuple[str, bool]  # words, and whether they were looked for


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name and the words around the hit, in pieces to mark."""

    href: str
    title: list[Piece]
    text: list[Piece]
    meta: list[str]
    turn: Turn | None = None  # a case's: whose turn it is, and until when


@require_safe
@page()
def find(request: Request) -> HttpResponse:
    """Two-character words are enough."""
    words = request.GET.get("q", "").strip()[:80]
    actor = request.actor
    if words:
        exact = Case.objects.visible_to(actor).filter(number=words.upper()).first()
        if exact is not None:
            return redirect(case_href(exact))
    context = {
        "words": words,
        "cases": _cases(actor, words) if words else [],
        "clients": _clients(actor, words) if words else [],
        "shown": SHOWN,
    }
    return render(request, "workbench/find.html", context)


def _cases(actor: Actor, words: str) -> list[Hit]:
    rows = Case.objects.visible_to(actor).filter(condition(Case.LABEL, words))
    now = clock.now()
    # The text is shown here, unlike in lists: nothing is deferred.
    cases = list(for_lines(rows).defer(None).order_by("-pk")[:SHOWN])
    return [
        Hit(
            line.href,
            marked(case.title, words),
            marked(around(case.text, words), words),
            [
                case.number,
                client_words(case, actor),
                day_words(clock.today(case.reported_at), clock.today(now)),
            ],
            line.turn,
        )
        for case, line in zip(cases, case_lines(cases, actor, now), strict=True)
    ]


def _clients(actor: Actor, words: str) -> list[Hit]:
    rows = Client.objects.visible_to(actor).filter(condition(Client.LABEL, words))
    found = []
    for client in rows.select_related("region").order_by("-pk")[:SHOWN]:
        try:
            href = reverse("directory:client", args=[client.code])
        except NoReverseMatch:
            href = reverse("workbench:all") + f"?tab=all&q={client.name}"
        meta = [str(client.get_kind_display()), name_of(client.region)]
        found.append(Hit(href, marked(name_of(client), words), [], meta))
    return found


def around(text: str, words: str) -> str:
    """The text near the first word that was looked for."""
    places = [text.find(word) for word in words.split() if word in text]
    start = max(0, min(places, default=0) - AROUND)
    piece = text[start : start + 4 * AROUND].replace("\n", " ")
    return ("…" if start else "") + piece + ("…" if start + 4 * AROUND < len(text) else "")


def marked(text: str, words: str) -> list[Piece]:
    """The text in pieces, those that were looked for marked."""
    pieces: list[Piece] = [(text, False)]
    for word in words.split():
        cut: list[Piece] = []
        for piece, hit in pieces:
            if hit:
                cut.append((piece, hit))
                continue
            rest = piece
            while word and word in rest:
                before, rest = rest.split(word, 1)
                cut += [(before, False), (word, True)]
            cut.append((rest, False))
        pieces = [(piece, hit) for piece, hit in cut if piece]
    return pieces
