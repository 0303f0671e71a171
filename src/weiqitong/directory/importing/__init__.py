"""Rosters from spreadsheets: read, columns guessed, rows judged, good ones loaded; no pages."""
