"""All writes to the facts of the city."""
