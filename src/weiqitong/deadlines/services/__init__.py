"""Writes of clocks and calendars, by subject; import from the modules."""
