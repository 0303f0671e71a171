"""All reads of cases for pages and for the apps above: lists, the page of one case, figures."""

from .lines import case_lines
from .page import CasePage, case_page
from .turns import is_yours, turn_of

__all__ = ["CasePage", "case_lines", "case_page", "is_yours", "turn_of"]
