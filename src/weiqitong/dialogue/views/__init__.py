"""Pages of the direct line: each fetches in scope, calls one service or selector, answers."""
