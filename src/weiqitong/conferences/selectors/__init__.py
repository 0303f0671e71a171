"""All reads of conferences, by subject."""
