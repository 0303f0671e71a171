"""Each act of a case as one sentence, in the reader's language. It queries nothing and decides no
rule.
"""

from .telling import Said, act_sentence

__all__ = ["Said", "act_sentence"]
