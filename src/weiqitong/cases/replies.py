"""What a text message says about an answer: yes or no, and of which case. Pure; whatever could be
read in two ways is no verdict.
"""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 40  # characters; more is a letter, not a verdict
YES = ("满意", "已解决", "认可", "1")
NO = ("不满意", "未解决", "不认可", "没解决", "没有解决", "2")
FEWEST, MOST = 4, 12  # digits of a case's number
# Longest first, so that 不满意 is never read as 满意.
WORDS = sorted((*YES, *NO), key=len, reverse=True)
NUMBER = re.compile(r"\d{4}-\d{6,8}")  # the whole number of a case: 2021-000123
SIGNS = re.compile(r"[\s#,，.。;；:：、!！~\-_()（）【】\[\]“”\"'/+]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """A verdict in words of the phone: `suffix` is the end of a case's number, or empty."""

    yes: bool
    suffix: str = ""


def understood(text: str) -> Reply | None:
    """The one verdict these words can mean; None where there is none, or more than one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or len(plain) > LONGEST:
        return None
    suffixes = [one.replace("-", "") for one in NUMBER.findall(plain)]
    words = []
    for piece in SIGNS.split(NUMBER.sub(" ", plain)):
        found = _pieces(piece)
        if found is None:
            return None
        for one in found:
            if one.isascii() and FEWEST <= len(one) <= MOST:
                suffixes.append(one)
            else:
                words.append(one)
    if len(words) != 1 or len(suffixes) > 1 or words[0] not in WORDS:
        return None
    return Reply(words[0] in YES, suffixes[0] if suffixes else "")


def _pieces(piece: str) -> list[str] | None:
    """One run without signs as words and numbers; None where anything is left over."""
    found = []
    while piece:
        digits = re.match(r"[0-9]+", piece)
        word = digits[0] if digits else next((one for one in WORDS if piece.startswith(one)), "")
        if not word:
            return None
        found.append(word)
        piece = piece[len(word) :]
    return found


def named_by(number: str, suffix: str) -> bool:
    """Whether a case's number ends so; `2021-000123` also counts without its dash."""
    return number.replace("-", "").endswith(suffix)
