"""Lights, turns and rows of cases as HTML. A list has fifty of them: components within components
would cost more than all its queries. It decides nothing.
"""

from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .parts import CaseLine, Light, LightKind, Turn

SHAPES: dict[str, str] = {
    LightKind.GREEN: '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    LightKind.YELLOW: '<path d="M6 .8 11.8 11H.2z" fill="currentColor"/>',
    LightKind.RED: '<path d="M1 1h10v10H1z" fill="currentColor"/>',
    LightKind.PAUSED: '<path d="M2 1h3v10H2zM7 1h3v10H7z" fill="currentColor"/>',
    LightKind.CLOSED: (
        '<path d="M1 6.5 4.5 10 11 2.5" fill="none" stroke="currentColor" stroke-width="2.4"/>'
    ),
    LightKind.YOURS: '<path d="M6 0 11 4.6 6 12 1 4.6z" fill="currentColor"/>',
    LightKind.NONE: (
        '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2"/>'
    ),
}
DRAWN = {
    kind: f'<svg viewBox="0 0 12 12" aria-hidden="true">{shape}</svg>'
    for kind, shape in SHAPES.items()
}


def light_html(light: Light) -> SafeString:
    """Shape, colour and word."""
    return SafeString(
        f'<span class="light {light.kind}">{DRAWN[light.kind]}{_safe(light.word)}</span>'
    )


def turn_html(turn: Turn, *, large: bool = False) -> SafeString:
    """Light, who, until when."""
    classes = "turn" + " large" * large + " yours" * turn.yours
    later = "".join(
        f'\n<span class="turn-until">{_safe(words)}</span>'
        for words in (turn.words, turn.until)
        if words
    )
    return SafeString(
        f'<div class="{classes}">{light_html(turn.light)}'
        f'<span><span class="turn-who">{_safe(turn.who)}</span>{later}</span></div>'
    )


def line_html(line: CaseLine, select: str = "", acts: str = "") -> SafeString:
    """A row of a list: title, turn, the quiet facts; its checkbox where rows are chosen."""
    row = f' data-row="{_safe(line.key)}"' if line.key else ""
    here = ' aria-current="true"' if line.current else ""
    parts = (
        f'<div class="case-line{" on" if line.current else ""}"{row}>\n',
        _box(line, select) if select else "",
        f'<h3><a href="{_safe(line.href)}"{here}>{_safe(line.title)}</a></h3>\n',
        turn_html(line.turn) if line.turn else "",
        _meta(line),
        f'\n<div class="acts">{_safe(acts)}</div>' if acts.strip() else "",
        "\n</div>",
    )
    return SafeString("".join(parts))


def _safe(words: object) -> str:
    """Escaped, unless it is HTML already; what Django asks besides, of lazy words, costs more."""
    return str(words) if hasattr(words, "__html__") else escape(str(words))


def _box(line: CaseLine, select: str) -> str:
    label = _("Choose %(title)s") % {"title": line.title}
    return (
        f'<input type="checkbox" name="{_safe(select)}" value="{_safe(line.key)}"'
        f' aria-label="{_safe(label)}">\n'
    )


def _meta(line: CaseLine) -> str:
    words = [*([line.number] if line.number else []), *line.meta]
    if not words:
        return ""
    spans = "\n".join(f"<span>{_safe(one)}</span>" for one in words)
    return f'\n<p class="meta">{spans}</p>'
