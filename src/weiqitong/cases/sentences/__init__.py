"""Each act of a case as one sentence, in the reader's language. It queries nothing and decides no
rule.
"""

from .handling import MEANS
from .plain import PLAIN
from .telling import Said, act_sentence

__all__ = ["MEANS", "PLAIN", "Said", "act_sentence"]
