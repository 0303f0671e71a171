"""Pages of conferences: each fetches in scope, calls one service, answers."""
