"""Pages of cases: for the desk and for the phone."""
