"""Which cases in reach somebody may not see all the same, for apps above: the scope's own words."""

from ..querysets import own_cases, units_around

__all__ = ["own_cases", "units_around"]
