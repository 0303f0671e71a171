"""One invented case's life, drawn act by act through the same plans the services use, up to now.

What has not happened by now has not happened: a life simply stops, and the case lies where it lies.
"""

from .life import Life, NotYet
from .living import live

__all__ = ["Life", "NotYet", "live"]
