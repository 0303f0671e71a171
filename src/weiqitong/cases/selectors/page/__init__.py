"""All that the page of one case shows, for whoever looks: filtered by audience before it is handed
on.
"""

from .building import case_page
from .parts import PICTURES
from .rows import applications_of, may_read
from .shown import CasePage

__all__ = ["PICTURES", "CasePage", "applications_of", "case_page", "may_read"]
