"""Everything said about one invented need, from its title to the enterprise's last comment.

The texts are in data/needs; this module only chooses among them. It knows no case, no clock and no
database: the seeding decides which outcome and which verdict a need meets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from .scope import Scope
from .sketches import ClientSketch, Place
from .template import parse
from .texts import Leaf, Texts, leaves

TITLE_MIN, TITLE_MAX = 8, 26
OUTCOMES = {"解": "solved", "半": "partly", "释": "explained", "缺": "conditions",
            "无": "no_basis"}  # fmt: skip
_TRIES = 30
_SHORT, _TOO_SHORT = 75, 55  # characters; texts below them are filled up with general sentences
_SHORT_TITLE, _TAILED = 17, 0.4  # characters; share of short titles with a tail
_VISITED = "到企业看过现场："
_ASKS = re.compile(r"[？吗]|怎么|能不能|什么|请|求|想|急|等|拖")
_CURT = 40  # characters of an answer
_OPENED, _PRESSED = 0.35, 0.6  # how often a short text says who writes, or how long it has waited
_SELDOM = 0.25


class UnknownLeaf(KeyError):
    """A leaf of the catalogue for which nobody has written any words."""


@dataclass(frozen=True, slots=True)
class NeedWords:
    leaf: str
    situation: str
    title: str
    text: str
    contact_note: str
    visit_note: str
    plan: str
    question: str
    reply: str
    answers: dict[str, str]  # outcome -> text; always all five
    documents: tuple[str, ...]  # 文号 and name, for a solved need; often none
    co_opinion: str
    note: str
    yes_comment: str
    no_comment: str
    decline: str  # 不予受理, with the legal route
    withdraw: str
    thanks: str
    quantities: dict[str, int]  # 万元, 人, 亩, 天 …


def make_need(
    rng: Random,
    leaf_code: str,
    place: Place,
    client: ClientSketch,
    day: date,
    answer_day: date | None = None,
) -> NeedWords:
    """One need of ``client``, reported on ``day``; answers speak as of ``answer_day``."""
    leaf = leaves().get(leaf_code)
    if leaf is None or not leaf.situations:
        raise UnknownLeaf(leaf_code)
    situation = rng.choice(_fitting(leaf, client) or leaf.situations)
    scope = Scope(rng, place, client, day, answer_day or day + timedelta(4))
    scope.define(leaf.shared.variables)
    scope.define(situation.variables)
    chain = _chain(leaf, situation, client.kind)
    variant = rng.randrange(len(situation.get("题")))

    def say(key: str) -> str:
        pool = _pool(chain, key, rng)
        if not pool:
            return ""
        return _spaced(scope.render(_of_variant(situation, variant, pool, rng)))

    title = _title(situation.get("题")[variant], scope)
    if len(title) <= _SHORT_TITLE and rng.random() < _TAILED and not _ASKS.search(title):
        title += say("尾")
    question, reply = _pair(chain, rng, scope)
    text = _body(say("文"), say, rng)
    opening, heard = say("联"), say("电")
    return NeedWords(
        leaf=leaf_code,
        situation=situation.name,
        title=title,
        text=text,
        contact_note=opening + heard,
        visit_note=_VISITED + heard,
        plan=say("办"),
        question=question,
        reply=reply,
        answers={outcome: _answer(say(key), say) for key, outcome in OUTCOMES.items()},
        documents=(say("证"),) if any(one.get("证") for one in chain[:2]) else (),
        co_opinion=say("协"),
        note=say("注"),
        yes_comment=say("是"),
        no_comment=say("否"),
        decline=say("拒"),
        withdraw=say("退"),
        thanks=say("谢"),
        quantities=dict(scope.quantities),
    )


def likelihood(leaf_code: str, client: ClientSketch) -> float:
    """How well a leaf suits a client, from 0 (absurd) to 1: the share of situations that fit.

    Texts meant for nobody in particular are a factory's; a park or a village has few such needs.
    """
    leaf = leaves().get(leaf_code)
    if leaf is None or not leaf.situations:
        return 0.0
    usual = client.kind in ("enterprise", "project")
    fitting = _fitting(leaf, client)
    meant = sum(1 for one in fitting if usual or one.kinds or leaf.shared.kinds)
    return (meant + _SELDOM * (len(fitting) - meant)) / len(leaf.situations)


def _fitting(leaf: Leaf, client: ClientSketch) -> list[Texts]:
    return [one for one in leaf.situations if _fits(one, leaf.shared, client)]


def _fits(situation: Texts, shared: Texts, client: ClientSketch) -> bool:
    codes, kinds = situation.codes or shared.codes, situation.kinds or shared.kinds
    if client.kind in kinds:
        return True
    if codes:
        return client.kind == "enterprise" and client.industry.startswith(codes)
    return not kinds


def _chain(leaf: Leaf, situation: Texts, kind: str) -> tuple[Texts, ...]:
    """Where a text is looked for: situation, leaf, first level, everything."""
    return (situation, leaf.shared, *_upper(leaf.code, kind))


@cache
def _upper(code: str, kind: str) -> tuple[Texts, ...]:
    found, known = [], leaves()
    first = code.split(".")[0]
    for name in (first, "*" + kind, "*"):
        if name != code and name in known:
            found.append(known[name].shared)
    return tuple(found)


# Comments and withdrawals are small talk: the general pools mix with the special ones.
_MIXED = frozenset("是否退谢")


def _pool(chain: tuple[Texts, ...], key: str, rng: Random) -> list[str]:
    filled = [texts.get(key) for texts in chain if texts.get(key)]
    if not filled:
        return []
    if key in _MIXED and len(filled) > 1 and rng.random() < 0.4:
        return rng.choice(filled[1:])
    return filled[0]


def _of_variant(situation: Texts, variant: int, pool: list[str], rng: Random) -> str:
    """As many texts as titles: the n-th belongs to the n-th title. Otherwise any suits all."""
    titles = len(situation.get("题"))
    if len(pool) == titles and any(pool is own for own in situation.texts.values()):
        return pool[variant]
    return rng.choice(pool)


_GAP = re.compile(r"(?<!号)(?<=[\u4e00-\u9fff，。；]) (?=[\u4e00-\u9fff，。；])")
_NUMBER = re.compile(r"(?<=[\u4e00-\u9fff])(\d[\d.]*) (?=[\u4e00-\u9fffA-Za-z])")


def _spaced(text: str) -> str:
    """A number set off by a space behind has one before it too (缺 12 人); words have none."""
    return _NUMBER.sub(r" \1 ", _GAP.sub("", text))


def _title(text: str, scope: Scope) -> str:
    """A title of legal length; long names are answered by another draw."""
    title = ""
    for _ in range(_TRIES):
        scope.forget_picks()
        title = _spaced(scope.render(text))
        if TITLE_MIN <= len(title) <= TITLE_MAX:
            return title
    return title[:TITLE_MAX]


def _body(text: str, say: Callable[[str], str], rng: Random) -> str:
    """Short texts begin by saying who writes; a plus at the end asks for a general request."""
    asks = text.endswith("+")
    text = text.removesuffix("+")
    short, too_short = len(text) < _SHORT, len(text) < _TOO_SHORT
    if short and (too_short or rng.random() < _OPENED):
        text = say("起") + text
    if too_short and rng.random() < _PRESSED:
        text += say("急")
    return text + say("求") if asks or too_short else text


def _answer(text: str, say: Callable[[str], str]) -> str:
    """An answer has two sentences at least; a short one says who stands behind it."""
    if len(text) < _SHORT:
        text += say("结")
    return say("首") + text if len(text) < _CURT else text


def _pair(chain: tuple[Texts, ...], rng: Random, scope: Scope) -> tuple[str, str]:
    """An ask-back and its reply: the n-th 问 belongs to the n-th 回 of the same place."""
    for texts in chain:
        questions, replies = texts.get("问"), texts.get("回")
        if questions and len(questions) == len(replies):
            at = rng.randrange(len(questions))
            question, reply = scope.render(questions[at]), scope.render(replies[at])
            return _spaced(question), _spaced(reply)
    return "", ""


def slots_used(leaf: Leaf) -> frozenset[str]:
    """Every slot that a leaf's texts may ask for: for the check that all can be filled."""
    every = (leaf.shared, *leaf.situations)
    texts = (text for one in every for pool in one.texts.values() for text in pool)
    return frozenset().union(*(parse(text).slots() for text in texts))
