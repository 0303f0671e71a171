"""Pages of the city's facts."""
